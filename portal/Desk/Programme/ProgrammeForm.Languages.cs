using System.Text.Json.Nodes;
using static LoyaltyClub.Portal.Desk.JsonFields;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Texts in the club's languages: one input for each, and one alone for a club of one language.</summary>
internal sealed partial class ProgrammeForm
{
    /// <summary>The club's languages as the document has them; those that pages have where it has none.</summary>
    private IReadOnlyList<string> ClubLanguages =>
        Values(Find(document, "languages")).Where(Languages.All.Contains).Distinct().ToArray() is { Length: > 0 } chosen
            ? chosen
            : Languages.All;

    /// <summary>The inputs of a text in the club's languages; none for a club of one, where the field itself is the input.</summary>
    public IReadOnlyList<Translation> Translations(ProgrammeField field, JsonObject at) =>
        field.Kind == Kind.LocalizedText && ClubLanguages.Count > 1
            ? [.. ClubLanguages.Select(one => new Translation(one, ShownIn(Find(at, field.Path), one)))]
            : [];

    /// <summary>A text as it stands in the input of one language; one that stands for all is in the first.</summary>
    private string ShownIn(JsonNode? text, string of) =>
        text is JsonObject texts ? Plain(texts[of]) ?? ""
        : of == ClubLanguages[0] ? Plain(text) ?? ""
        : "";

    /// <summary>A text for a reader of the form: in their language, else in the first that it has.</summary>
    private string? Said(JsonNode? text) =>
        text is JsonObject texts
            ? Plain(texts[language]) ?? ClubLanguages.Select(one => Plain(texts[one])).FirstOrDefault(one => one is not null)
            : Plain(text);

    /// <summary>Some of them in every order, all of them first.</summary>
    private static IEnumerable<string> Orders(IReadOnlyList<string> of) =>
        of.SelectMany(first =>
                Orders([.. of.Where(other => other != first)]).Select(rest => $"{first} {rest}").Append(first)
            )
            .OrderByDescending(order => order.Length);

    /// <summary>A text that is typed in the first language only stands for all of them.</summary>
    private void TakeText(ProgrammeField field, JsonObject at, IFormCollection form, string name)
    {
        var before = Find(at, field.Path);
        var typed = Languages
            .All.Where(one => form.ContainsKey(Translation.Name(name, one)))
            .ToDictionary(one => one, one => form[Translation.Name(name, one)].ToString());
        if (typed.Count == 0 && form.ContainsKey(name))
        {
            typed[ClubLanguages[0]] = form[name].ToString();
        }

        if (
            before is JsonObject all
                ? typed.All(one => one.Value == (Plain(all[one.Key]) ?? ""))
                : typed.Values.Where(text => text.Length > 0).SequenceEqual(Plain(before) is { Length: > 0 } text ? [text] : [])
        )
        {
            return;
        }

        var texts = ClubLanguages
            .Union(Languages.All)
            .Select(one => (Language: one, Text: typed.GetValueOrDefault(one)?.Trim() ?? Plain((before as JsonObject)?[one]) ?? ""))
            .Where(one => one.Text.Length > 0)
            .ToArray();
        Put(
            at,
            field.Path,
            texts.Length == 0 ? null
                : texts is [var only] && only.Language == ClubLanguages[0] ? JsonValue.Create(only.Text)
                : new JsonObject(texts.Select(one => KeyValuePair.Create(one.Language, (JsonNode?)one.Text)))
        );
    }
}
