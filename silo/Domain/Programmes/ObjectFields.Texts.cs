using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>Rows of texts, and of the languages that they are in.</summary>
internal abstract partial class ObjectFields<T>
{
    /// <param name="otherwise">The default, if it depends on the object.</param>
    protected static Field<T> Text(
        string name,
        string says,
        Func<T, LocalizedText?> get,
        Func<T, LocalizedText, T> set,
        Func<T, LocalizedText>? otherwise = null
    ) =>
        new(
            name,
            FieldKind.LocalizedText,
            says,
            (reader, value) =>
                reader.LocalizedText(name) is { } text ? set(value, text)
                : otherwise is not null ? set(value, otherwise(value))
                : value,
            value =>
                get(value) is not { } text ? null
                : text.ByLanguage is { } texts ? new JsonObject(texts.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)))
                : JsonValue.Create(text.In())
        )
        {
            Most = ObjectReader.MostCharacters,
            Choices = Programme.LanguageCodes,
            HasDefault = otherwise is null,
        };

    /// <summary>What people call an item of a list; its code if absent. First in a form.</summary>
    protected static Field<T> Name(Func<T, LocalizedText> get, Func<T, LocalizedText, T> set, Func<T, string> code) =>
        Text("name", "What people call it; the code if absent.", get, set, otherwise: item => new(code(item))) with
        {
            Place = -1,
        };

    /// <summary>A text that is required and the same in every language.</summary>
    protected static Field<T> PlainText(string name, string says, Func<T, string> get, Func<T, string, T> set) =>
        new(
            name,
            FieldKind.Text,
            says,
            (reader, value) =>
            {
                reader.Require(name);
                return reader.Text(name) is { } text ? set(value, text) : value;
            },
            value => JsonValue.Create(get(value))
        )
        {
            Required = true,
            Most = ObjectReader.MostCharacters,
        };

    protected static Field<T> Languages(
        string name,
        string says,
        Func<T, ImmutableArray<string>> get,
        Func<T, ImmutableArray<string>, T> set
    ) =>
        new(
            name,
            FieldKind.Languages,
            says,
            (reader, value) => reader.Languages(name) is { } codes ? set(value, codes) : value,
            value => List(get(value))
        )
        {
            Choices = Programme.LanguageCodes,
            Ordered = true,
        };
}
