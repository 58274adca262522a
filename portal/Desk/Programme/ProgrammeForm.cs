using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LoyaltyClub.Portal.Member;
using static LoyaltyClub.Portal.Desk.JsonFields;

namespace LoyaltyClub.Portal.Desk;

/// <summary>
/// A draft's document as a form, and what was typed into the form as the document. A field that is sent back as it was shown leaves
/// its place in the document untouched, and nothing that the form does not know is touched, so nothing is lost that was not changed.
/// What is no number stays a text, for the reader to find fault with and for its writer to see again.
/// </summary>
/// <param name="language">Decimals are written with a comma in Spanish; both are read.</param>
internal sealed partial class ProgrammeForm(JsonObject document, string language)
{
    /// <summary>Characters of a document; more than 500 of everything need.</summary>
    public const int MostCharacters = 600_000;

    /// <summary>Anything near it is a fault anyway, and stays what it is.</summary>
    private const decimal MostShare = 1_000_000_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public JsonObject Document => document;

    /// <summary>The form of a text, or null if it is no JSON, or no object.</summary>
    public static ProgrammeForm? Of(string text, string language)
    {
        try
        {
            if (JsonNode.Parse(text, documentOptions: Strict) is not JsonObject document)
            {
                return null;
            }

            document.ToJsonString(); // half of a surrogate pair is JSON but no text, and cannot be written again
            return new(document, language);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public string Text => document.ToJsonString(Indented);

    /// <summary>The items of a list; what is no object among them is an item without fields.</summary>
    public IReadOnlyList<JsonObject> Items(ProgrammeList list) =>
        Find(document, list.Path) is JsonArray items ? [.. items.Select(item => item as JsonObject ?? [])] : [];

    /// <summary>Codes of a list's items, for choosing among them.</summary>
    public IReadOnlyList<string> Codes(string list) =>
        Find(document, list) is JsonArray items
            ? [.. items.OfType<JsonObject>().Select(item => Plain(item["code"])).OfType<string>().Where(code => code.Length > 0).Distinct()]
            : [];

    /// <summary>Stands for what a part says: another, where anything in it is another.</summary>
    public string Mark(ProgrammePart part) =>
        Mark(
            string.Join(
                '\n',
                part.Fields.Select(field => field.Path)
                    .Concat([part.List?.Path, part.Optional])
                    .OfType<string>()
                    .Select(path => Find(document, path)?.ToJsonString())
            )
        );

    public static string Mark(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];

    public bool Has(string path) => Find(document, path) is not null;

    /// <summary>The field's choices: those it has, and whatever stands in the document besides.</summary>
    public IReadOnlyList<string> Options(ProgrammeField field, JsonObject at) =>
        [
            .. (field.Of is { } list ? Codes(list)
            : field.Kind == Kind.Languages ? Orders(field.Options!)
            : field.Options ?? [])
                .Concat(
                    field.Kind == Kind.Several ? Values(Find(at, field.Path))
                    : Shown(field, at) is { Length: > 0 } value ? [value]
                    : []
                )
                .Distinct(),
        ];

    /// <summary>What stands in the field. Of <see cref="Kind.Several"/> one a line.</summary>
    public string Shown(ProgrammeField field, JsonObject at)
    {
        var value = Find(at, field.Path);
        return field.Kind switch
        {
            Kind.Flag => Plain(value) is { } flag
                ? flag == "true"
                    ? "on"
                    : ""
                : field.Otherwise ?? "",
            Kind.Choice => Plain(value) ?? field.Otherwise ?? "",
            Kind.Languages => value is null ? string.Join(' ', Languages.All)
            : IsTexts(value) ? string.Join(' ', Values(value))
            : value.ToJsonString(),
            Kind.LocalizedText => ShownIn(value, ClubLanguages[0]),
            Kind.Texts or Kind.Several => value is null ? ""
            : IsTexts(value) ? string.Join('\n', Values(value))
            : value.ToJsonString(),
            _ => value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && number.TryGetValue<decimal>(out var amount)
                ? Number(field.Kind == Kind.Share && Math.Abs(amount) < MostShare ? amount * 100 : amount)
                : Plain(value) ?? "",
        };
    }

    /// <summary>What an item is called: its name, or its code as people would write it.</summary>
    public string Title(ProgrammeList list, JsonObject item) =>
        (list.Fields.Any(field => field.Path == "name") ? Said(item["name"]) : null)
        ?? (Plain(item["code"]) is { Length: > 0 } code ? Words.Spoken(code) : "");

    /// <summary>An option in words.</summary>
    public string Says(Words words, ProgrammeField field, string key, string option)
    {
        if (
            field.Of is { } list
            && Find(document, list) is JsonArray items
            && items.OfType<JsonObject>().FirstOrDefault(item => Plain(item["code"]) == option) is { } chosen
        )
        {
            return Said(chosen["name"]) ?? option;
        }

        if (field.Kind == Kind.Languages)
        {
            return string.Join(", ", option.Split(' ').Select(one => Languages.All.Contains(one) ? Languages.NameOf(one) : one));
        }

        if (field.Kind == Kind.Country)
        {
            return words.Country(option);
        }

        if (field.Path == ProgrammeField.When + "days")
        {
            return ProgrammeWords.Day(words, option);
        }

        if (UpTo().Match(option) is { Success: true } most)
        {
            return words["programme.fact.upTo", most.Groups[1].Value];
        }

        return Languages.Texts[words.Language].GetValueOrDefault($"programme.choice.{key}.{option}", option);
    }

    /// <summary>True if the document says that there is no limit.</summary>
    public static bool Limitless(ProgrammeField field, JsonObject at) => at.TryGetPropertyValue(field.Path, out var value) && value is null;

    /// <summary>Takes what was typed into a part.</summary>
    public void Take(ProgrammePart part, IFormCollection form)
    {
        foreach (var field in part.Fields)
        {
            Take(field, document, form, field.Path);
        }

        if (part.Optional is { } optional)
        {
            if (form[optional] != "on" && Has(optional))
            {
                Put(document, optional, null);
            }
            else if (form[optional] == "on" && !Has(optional))
            {
                Put(document, optional, new JsonObject());
            }
        }
        if (part.List is not { } list)
        {
            return;
        }

        var rows = Rows(form, list);
        var before = Find(document, list.Path) as JsonArray;
        if (rows.Count == 0 && before is not { Count: > 0 })
        {
            return;
        }

        var items = new JsonArray();
        foreach (var row in rows)
        {
            var item = before is not null && row < before.Count ? before[row]?.DeepClone() : new JsonObject();
            var fields = item as JsonObject ?? [];
            foreach (var field in list.Fields)
            {
                Take(field, fields, form, $"{list.Path}.{row}.{field.Path}");
            }

            if (
                list.Fields.Any(field => field is { Path: "code", Kind: Kind.Code })
                && fields["code"] is null
                && ClubLanguages.Select(one => ShownIn(fields["name"], one)).FirstOrDefault(text => text.Length > 0) is { } name
                && Code(name) is { Length: > 0 } code
            )
            {
                fields["code"] = code;
            }

            items.Add(item is JsonObject || fields.Count > 0 ? fields : item);
        }
        if (!JsonNode.DeepEquals(before, items))
        {
            Put(document, list.Path, items);
        }
    }

    public void Add(ProgrammeList list)
    {
        if (Find(document, list.Path) is not JsonArray items)
        {
            Put(document, list.Path, items = []);
        }

        if (items.Count < list.Most)
        {
            items.Add(new JsonObject());
        }
    }

    public void Remove(ProgrammeList list, int row)
    {
        if (Find(document, list.Path) is JsonArray items && row >= 0 && row < items.Count)
        {
            items.RemoveAt(row);
        }
    }

    /// <summary>Puts an item before the one that stands before it.</summary>
    public void Raise(ProgrammeList list, int row)
    {
        if (Find(document, list.Path) is not JsonArray items || row < 1 || row >= items.Count)
        {
            return;
        }

        var item = items[row];
        items.RemoveAt(row);
        items.Insert(row - 1, item);
    }

    private static List<int> Rows(IFormCollection form, ProgrammeList list) =>
        [
            .. form["rows:" + list.Path]
                .Select(row => int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1)
                .Where(row => row >= 0)
                .Distinct()
                .Take(list.Most),
        ];

    private void Take(ProgrammeField field, JsonObject at, IFormCollection form, string name)
    {
        if (field.Kind == Kind.LocalizedText)
        {
            TakeText(field, at, form, name);
            return;
        }

        var shown = Shown(field, at);
        var typed = field.Kind switch
        {
            Kind.Several => string.Join('\n', form[name].OfType<string>()),
            Kind.Flag => form[name] == "on" ? "on" : "",
            _ => form[name].ToString().Replace("\r\n", "\n", StringComparison.Ordinal),
        };
        if (field.Kind == Kind.Limit)
        {
            var (limitless, none) = (Limitless(field, at), form[name + ".none"] == "on");
            if (none != limitless)
            {
                at.Remove(field.Path);
                if (none)
                {
                    at[field.Path] = null;
                }
            }
            if (none)
            {
                return;
            }
        }
        if (
            field.Kind == Kind.Several
                ? typed.Split('\n').ToHashSet().SetEquals(shown.Split('\n'))
                : typed == shown
                    && (typed.Length == 0 || field.Kind != Kind.Number || Find(at, field.Path)!.GetValueKind() != JsonValueKind.String)
        )
        {
            return;
        }

        typed = typed.Trim();
        Put(
            at,
            field.Path,
            field.Kind switch
            {
                Kind.Flag => typed == (field.Otherwise ?? "") ? null : JsonValue.Create(typed == "on"),
                Kind.Languages => typed.Length == 0 ? null : new JsonArray([.. typed.Split(' ').Select(one => JsonValue.Create(one))]),
                Kind.Texts => Texts(form[name].ToString(), Values(Find(at, field.Path))),
                _ when typed.Length == 0 => null,
                Kind.Several => new JsonArray([.. form[name].OfType<string>().Select(text => JsonValue.Create(text))]),
                Kind.Number or Kind.Limit => Parse(typed) is { } number ? JsonValue.Create(number) : JsonValue.Create(typed),
                Kind.Share => Parse(typed.TrimEnd('%')) is { } percent && Math.Abs(percent) < MostShare
                    ? JsonValue.Create(percent / 100 / 1.0000000000000000000000000000m)
                    : JsonValue.Create(typed),
                Kind.Choice when UpTo().IsMatch(typed) => JsonNode.Parse(typed),
                Kind.Currency => JsonValue.Create(typed.ToUpperInvariant()),
                Kind.Code => JsonValue.Create(Code(typed) is { Length: > 0 } code ? code : typed),
                _ => JsonValue.Create(typed),
            }
        );
    }

    /// <summary>Lines as they stand in the document already stay as they are; others lose the spaces around them.</summary>
    private static JsonArray? Texts(string typed, IReadOnlyList<string> before)
    {
        var texts = typed
            .Split('\n')
            .Select(line => line.TrimEnd('\r'))
            .Select(line => before.Contains(line) ? line : line.Trim())
            .Where(line => line.Length > 0)
            .Select(line => JsonValue.Create(line))
            .ToArray();
        return texts.Length == 0 ? null : new(texts);
    }

    /// <summary>A number as people write it: 1,5 and 1.5 are the same; 1.000 is a thousand in Spanish and 1,000 in English.</summary>
    public decimal? Parse(string typed)
    {
        var (decimals, groups) = language == "es" ? (',', '.') : ('.', ',');
        typed = typed.Replace(" ", "", StringComparison.Ordinal).Replace("\u00A0", "", StringComparison.Ordinal);
        var grouped = (groups == '.' ? PointGroups() : CommaGroups()).IsMatch(typed);
        var plain = grouped
            ? typed.Replace(groups.ToString(), "", StringComparison.Ordinal).Replace(decimals, '.')
            : typed.Replace(',', '.');
        return decimal.TryParse(
            plain,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
    }

    private string Number(decimal number)
    {
        var plain = number.ToString("0.############################", CultureInfo.InvariantCulture);
        return language == "es" ? plain.Replace('.', ',') : plain;
    }

    /// <summary>
    /// A code as the document wants it, of what a person calls the thing: <c>Pan los martes</c> is <c>pan-los-martes</c>.
    /// </summary>
    private static string Code(string name)
    {
        var code = new StringBuilder();
        foreach (var letter in name.Trim().ToLowerInvariant().Normalize(NormalizationForm.FormD))
        {
            if (letter is >= 'a' and <= 'z' or >= '0' and <= '9' or '-')
            {
                code.Append(letter);
            }
            else if (
                !char.IsLetterOrDigit(letter)
                && CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark
                && code.Length > 0
                && code[^1] != '-'
            )
            {
                code.Append('-');
            }
        }

        return code.Length <= 50 ? code.ToString().Trim('-') : code.ToString(0, 50).Trim('-');
    }

    [GeneratedRegex(@"^\{\s*""upToPoints"": (\d+)\s*\}$")]
    private static partial Regex UpTo();

    [GeneratedRegex(@"^-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$")]
    private static partial Regex PointGroups();

    [GeneratedRegex(@"^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$")]
    private static partial Regex CommaGroups();
}
