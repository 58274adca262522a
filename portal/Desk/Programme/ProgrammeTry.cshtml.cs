using System.Globalization;
using LoyaltyClub.Portal.Till;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Compares what a receipt earns under the version in force and under the draft. Writes nothing.</summary>
[For(ForAttribute.Office), RequestSizeLimit(200_000)]
internal sealed class ProgrammeTryModel(
    StaffVisitor visitor,
    IGrainFactory grains,
    IClubFacts club,
    IDirectory directory,
    Words words,
    ProgrammeParts parts
) : DraftPage(visitor, grains, club, words, parts)
{
    private const int MostLines = 50;
    private const string When = "yyyy-MM-dd'T'HH:mm";
    public static readonly IReadOnlyList<string> Columns = ["category", "brand", "sku", "quantity", "amount"];

    private static readonly string[] Known =
    [
        RefusalCode.UnknownMember,
        RefusalCode.CardInvalid,
        RefusalCode.CardReplaced,
        RefusalCode.BeforeJoining,
        RefusalCode.AtOutOfRange,
        RefusalCode.AmountDecimals,
        RefusalCode.MemberErased,
    ];

    private readonly Dictionary<string, string> faults = [];

    public string Store { get; private set; } = "";
    public string At { get; private set; } = "";
    public string Whose { get; private set; } = "";
    public string Tier { get; private set; } = "";
    public bool First { get; private set; }
    public bool Birthday { get; private set; }
    public List<string[]> Lines { get; private set; } = [];

    /// <summary>Levels of both programmes to choose from.</summary>
    public IReadOnlyList<(string Code, string Name)> Tiers { get; private set; } = [];

    /// <summary>Results with the words of their programme: the version in force, then the draft.</summary>
    public IReadOnlyList<(string Title, ProgrammeWords Says, Outcome<PurchaseAnswer> Outcome)> Results { get; private set; } = [];

    public ProgrammeWords Now { get; private set; } = null!;

    public string? Fault(string field) => faults.GetValueOrDefault(field);

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await Begin())
        {
            return LocalRedirect("/desk/programme");
        }

        Store = "1";
        At = TimeZoneInfo.ConvertTime(Facts.Now, Facts.TimeZone).ToString(When, CultureInfo.InvariantCulture);
        var category = Full is null
            ? null
            : System.Text.Json.Nodes.JsonNode.Parse(Full)!["earning"]!["rules"]!
                .AsArray()
                .Select(rule => rule!["when"]?["category"]?[0]?.ToString())
                .FirstOrDefault(name => name is not null);
        Lines.Add([category ?? "", "", "", "1", Words.Language == "es" ? "20,00" : "20.00"]);
        await Try();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await Begin())
        {
            return LocalRedirect("/desk/programme");
        }

        var form = (await Form.Read(Request)).Sent;
        (Store, At, Whose, Tier) = (Text("store"), Text("at"), Text("member"), Text("tier"));
        (First, Birthday) = (form["first"] == "on", form["birthday"] == "on");
        Lines =
        [
            .. form["line"]
                .OfType<string>()
                .Distinct()
                .Take(MostLines)
                .Select(row => Columns.Select(column => form[$"{column}.{row}"].ToString().Trim()).ToArray()),
        ];
        switch (form["do"].ToString().Split(':'))
        {
            case ["add"] when Lines.Count < MostLines:
                Lines.Add(["", "", "", "1", ""]);
                break;
            case ["remove", var row]
                when int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < Lines.Count:
                Lines.RemoveAt(index);
                break;
        }
        await Try();
        return Page();

        string Text(string field) => form[field].ToString().Trim();
    }

    private async Task<bool> Begin()
    {
        if (!await Look())
        {
            return false;
        }

        var inForce = (await Programme.Read((await Programme.InForce()).Document)).Full!;
        Now = ProgrammeWords.Of(Words, Parts, inForce);
        Tiers =
        [
            .. new[] { Full, inForce }
                .OfType<string>()
                .SelectMany(full => ProgrammeWords.Of(Words, Parts, full).Tiers())
                .DistinctBy(tier => tier.Code),
        ];
        return true;
    }

    private async Task Try()
    {
        if (Receipt() is not { } receipt || Full is not { } full)
        {
            return;
        }

        var asks = new List<(string, ProgrammeWords, Outcome<PurchaseAnswer>)>();
        foreach (
            var (title, says, document) in new[]
            {
                ("programme.try.inForce", Now, null),
                ("programme.try.draft", ProgrammeWords.Of(Words, Parts, full), Draft.Document),
            }
        )
        {
            asks.Add((title, says, await Ask(receipt, document)));
        }

        Results = asks;
    }

    private async Task<Outcome<PurchaseAnswer>> Ask(PurchaseRequest receipt, string? document)
    {
        if (Whose.Length == 0)
        {
            return await Programme.Try(receipt, new(Tier.Length == 0 ? null : Tier, First, Birthday), document);
        }

        var found =
            MemberIds.IsValid(Whose) ? Whose
            : await directory.Member(TillDesk.KindOf(Whose), Whose) is { Value: { } id } ? id
            : null;
        // A receipt with a future time is calculated as of that time.
        var now = receipt.At > Facts.Now ? receipt.At : null;
        return found is null
            ? new Refused(RefusalCode.UnknownMember, "There is no such member.")
            : await Grains.Ask(found, member => member.PreviewPurchase(receipt, now, document));
    }

    /// <summary>The receipt of the form; null after its faults are added to the form.</summary>
    private PurchaseRequest? Receipt()
    {
        var numbers = new ProgrammeForm([], Words.Language);
        if (!SaleRequest.IsText(Store, 100))
        {
            faults["store"] = Store.Length > 100 ? "programme.try.fault.text" : "programme.try.fault.store";
        }

        if (
            !DateTime.TryParseExact(At, When, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || local.Year is < 2000 or > 2200
            || LocalTime.Instant(local, Facts.TimeZone) is not { } at
        )
        {
            (faults["at"], at) = ("programme.try.fault.at", default);
        }

        if (Whose.Length > 254 || (Whose.Length > 0 && !SaleRequest.IsText(Whose, 254)))
        {
            faults["member"] = "programme.try.fault.text";
        }

        var lines = new List<PurchaseLine>();
        for (var i = 0; i < Lines.Count; i++)
        {
            var (line, quantity, amount) = (Lines[i], numbers.Parse(Lines[i][3]), numbers.Parse(Lines[i][4]));
            if (line.All(text => text.Length == 0) || (line[4].Length == 0 && Lines.Count > 1))
            {
                continue;
            }

            if (
                quantity is not (>= 0 and <= 100_000)
                || amount is not (>= 0 and <= 1_000_000)
                || decimal.Round(quantity.Value, 3) != quantity
                || decimal.Round(amount.Value, 6) != amount
            )
            {
                faults[$"line.{i}"] = "programme.try.fault.line";
            }
            else if (line.Take(3).Any(text => text.Length > 0 && !SaleRequest.IsText(text, 100)))
            {
                faults[$"line.{i}"] = "programme.try.fault.text";
            }
            else
            {
                lines.Add(new(i + 1, line[2].Length == 0 ? "-" : line[2], null, Null(line[0]), Null(line[1]), quantity, amount));
            }
        }
        if (lines.Count == 0 && faults.Count == 0)
        {
            faults["lines"] = "programme.try.fault.lines";
        }

        if (faults.Count == 0)
        {
            return new(Store, null, "try", at, null, null, [.. lines], null, null, null);
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return null;

        static string? Null(string text) => text.Length == 0 ? null : text;
    }

    public string Refusal(Refused refusal) =>
        Known.Contains(refusal.Code)
            ? Words["programme.try.refused." + refusal.Code]
            : Words["programme.try.refused.other", refusal.Detail];
}
