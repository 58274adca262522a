using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>A text that people read: one for every language, or one for each of some. Compared by content.</summary>
public sealed class LocalizedText : IEquatable<LocalizedText>
{
    /// <summary>In the document's order; the language is empty for a text that is the same in every language.</summary>
    private readonly ImmutableArray<(string Language, string Text)> texts;

    /// <param name="text">For every language.</param>
    public LocalizedText(string text) => texts = [("", text)];

    /// <param name="texts">Two or more, each in another language.</param>
    public LocalizedText(IEnumerable<KeyValuePair<string, string>> texts) =>
        this.texts = [.. texts.Select(text => (text.Key, text.Value))];

    /// <summary>Null for a text that is the same in every language.</summary>
    public IEnumerable<KeyValuePair<string, string>>? ByLanguage =>
        texts[0].Language.Length == 0 ? null : texts.Select(text => KeyValuePair.Create(text.Language, text.Text));

    /// <summary>The text in the first of the languages that it has; without any of them its first.</summary>
    public string In(params ReadOnlySpan<string> languages)
    {
        foreach (var language in languages)
        {
            foreach (var (of, text) in texts)
            {
                if (of == language)
                {
                    return text;
                }
            }
        }

        return texts[0].Text;
    }

    public bool Equals(LocalizedText? other) => other is not null && texts.SequenceEqual(other.texts);

    public override bool Equals(object? obj) => Equals(obj as LocalizedText);

    public override int GetHashCode() => texts[0].GetHashCode();

    public override string ToString() => string.Join(" · ", texts.Select(text => text.Text));
}
