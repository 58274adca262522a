using System.Text.Json.Nodes;

namespace LoyaltyClub.Portal.Desk;

/// <summary>How a field is filled in.</summary>
internal enum Kind
{
    Text,

    /// <summary>A text, or one for each of the club's languages.</summary>
    LocalizedText,

    /// <summary>A choice among the orders of some of <see cref="ProgrammeField.Options"/>.</summary>
    Languages,
    Currency,
    TimeZone,
    Code,
    Number,

    /// <summary>A number, or a tick that says there is no limit: null in the document, which is something else than nothing.</summary>
    Limit,

    /// <summary>A share of 1 in the document, per cent in the form.</summary>
    Share,
    Choice,

    /// <summary>A choice whose options are named and sorted in the reader's language.</summary>
    Country,
    Flag,

    /// <summary>Texts, one a line.</summary>
    Texts,

    /// <summary>Some of <see cref="ProgrammeField.Options"/>.</summary>
    Several,
}

/// <summary>One field of the programme's document, as a form has it.</summary>
/// <param name="Path">Names from the document, or from the item of its list, downwards.</param>
/// <param name="Of">Where its choices come from if not from <paramref name="Options"/>: codes of another list.</param>
/// <param name="Otherwise">What the reader takes where an item says nothing.</param>
/// <param name="Unit">Key of the word behind the number.</param>
/// <param name="Group">Key of the heading that stands before it.</param>
internal sealed record ProgrammeField(
    string Path,
    Kind Kind,
    string[]? Options = null,
    string? Of = null,
    string? Otherwise = null,
    string? Unit = null,
    string? Group = null
)
{
    /// <summary>Before the names of a rule's conditions.</summary>
    public const string When = "when.";
}

/// <summary>A list of the document: rules, levels, cards, rewards.</summary>
/// <param name="Ordered">True if the order says something.</param>
internal sealed record ProgrammeList(string Path, int Most, bool Ordered, params ProgrammeField[] Fields);

/// <summary>A page of the editor.</summary>
/// <param name="Optional">The object that is there or not, by a tick.</param>
internal sealed record ProgrammePart(string Code, ProgrammeField[] Fields, ProgrammeList? List = null, string? Optional = null)
{
    /// <summary>True if something at a place in the document is filled in on this part.</summary>
    public bool Holds(string path) =>
        Fields.Any(field => Covers(field.Path, path))
        || (List is { } list && Covers(list.Path, path))
        || (Optional is { } optional && path == optional);

    public static bool Covers(string path, string place) =>
        place == path || (place.StartsWith(path, StringComparison.Ordinal) && place[path.Length] is '.' or '[');
}

/// <summary>
/// The pages of the editor. Which object or list stands on which page is said here; the fields in it, and what is valid, come from the
/// domain's table.
/// </summary>
internal sealed class ProgrammeParts
{
    private const string Rules = "earning.rules";

    /// <summary>Every page, and the fields, objects or list of the document that it is for.</summary>
    private static readonly (string Code, string[] For)[] Pages =
    [
        ("general", ["name", "languages", "currency", "timeZone", "country"]),
        ("earning", ["earning"]),
        ("rules", [Rules]),
        ("expiry", ["expiry"]),
        ("tiers", ["tiers"]),
        ("stamps", ["stampCards"]),
        ("rewards", ["spending", "rewards"]),
        ("categories", ["categories"]),
        ("paying", ["payWithPoints"]),
        ("referral", ["referral"]),
        ("late", ["latePurchaseDays", "beforeJoining", "returns", "negativeBalance"]),
    ];

    /// <summary>Groups as they follow each other on a page, behind what is in none.</summary>
    private static readonly string[] Groups = ["gives", "lines", "time", "who", "limit"];

    public ProgrammeParts(IProgrammeFields table)
    {
        var rows = table.All.ToLookup(row => PageOf(row.Path));
        All = [.. Pages.Select(page => Part(page.Code, page.For, [.. rows[page.Code]]))];
        Conditions =
        [
            .. All.Single(part => part.List?.Path == Rules)
                .List!.Fields.Where(field => field.Path.StartsWith(ProgrammeField.When, StringComparison.Ordinal)),
        ];
    }

    public IReadOnlyList<ProgrammePart> All { get; }

    /// <summary>The fields of a rule's conditions, as its form has them.</summary>
    public IReadOnlyList<ProgrammeField> Conditions { get; }

    /// <summary>The part on which something wrong can be mended; null where only the text has it.</summary>
    public ProgrammePart? Holding(string path) => All.FirstOrDefault(part => part.Holds(path));

    /// <summary>The page for the narrowest object or list that a field is in.</summary>
    private static string PageOf(string path) =>
        Pages
            .SelectMany(page => page.For.Where(held => ProgrammePart.Covers(held, path)).Select(held => (page.Code, held.Length)))
            .OrderByDescending(held => held.Length)
            .Select(held => held.Code)
            .FirstOrDefault()
        ?? throw new InvalidOperationException($"{path} is on no page of the editor.");

    private static ProgrammePart Part(string code, string[] held, ProgrammeFieldView[] rows)
    {
        var list = rows.SingleOrDefault(row => row.Kind == ProgrammeFieldKind.List);
        return new(
            code,
            [
                .. rows.Where(row => !row.Path.Contains('[', StringComparison.Ordinal) && IsFilledIn(row))
                    .OrderBy(row => Array.FindIndex(held, path => ProgrammePart.Covers(path, row.Path)))
                    .ThenBy(row => row.Place)
                    .Select(row => Field(row, row.Path)),
            ],
            list is null ? null : new(list.Path, list.MostItems!.Value, list.Ordered, Items(list.Path + "[].", rows)),
            rows.FirstOrDefault(row => row.Kind == ProgrammeFieldKind.Optional && held.Contains(row.Path))?.Path
        );
    }

    private static ProgrammeField[] Items(string prefix, ProgrammeFieldView[] rows)
    {
        var fields = rows.Where(row => row.Path.StartsWith(prefix, StringComparison.Ordinal) && IsFilledIn(row))
            .OrderBy(row => Array.IndexOf(Groups, row.Group))
            .ThenBy(row => row.Place)
            .Select(row => Field(row, row.Path[prefix.Length..]) with { Otherwise = Otherwise(row), Group = row.Group })
            .ToArray();
        // The heading stands before the first of a group.
        return [.. fields.Select((field, i) => i > 0 && fields[i - 1].Group == field.Group ? field with { Group = null } : field)];
    }

    private static bool IsFilledIn(ProgrammeFieldView row) =>
        row.Kind is not (ProgrammeFieldKind.Section or ProgrammeFieldKind.Optional or ProgrammeFieldKind.List);

    private static ProgrammeField Field(ProgrammeFieldView row, string path) =>
        new(
            path,
            KindOf(row),
            row.Choices.Count == 0 ? null : [.. row.Choices],
            row.Of,
            row.Kind == ProgrammeFieldKind.Flag ? Otherwise(row) : null,
            row.Unit == Share ? "percent" : row.Unit
        );

    private const string Share = "share";

    private static Kind KindOf(ProgrammeFieldView row) =>
        row.Kind switch
        {
            ProgrammeFieldKind.LocalizedText => Kind.LocalizedText,
            ProgrammeFieldKind.Languages => Kind.Languages,
            ProgrammeFieldKind.Currency => Kind.Currency,
            ProgrammeFieldKind.TimeZone => Kind.TimeZone,
            ProgrammeFieldKind.Code => row.Of is null ? Kind.Code : Kind.Choice,
            ProgrammeFieldKind.Number => row.Unit == Share ? Kind.Share : Kind.Number,
            ProgrammeFieldKind.Limit => Kind.Limit,
            ProgrammeFieldKind.Country => Kind.Country,
            ProgrammeFieldKind.Choice => Kind.Choice,
            ProgrammeFieldKind.Flag => Kind.Flag,
            ProgrammeFieldKind.Texts => row.Of is null ? Kind.Texts : Kind.Several,
            ProgrammeFieldKind.Weekdays => Kind.Several,
            _ => Kind.Text,
        };

    /// <summary>As <see cref="ProgrammeForm.Shown"/> has it.</summary>
    private static string? Otherwise(ProgrammeFieldView row) =>
        row.Kind switch
        {
            ProgrammeFieldKind.Flag => row.Default == "true" ? "on" : "",
            ProgrammeFieldKind.Choice => (string)JsonNode.Parse(row.Default!)!,
            _ => null,
        };
}
