using System.Text;

namespace LoyaltyClub.Portal.Member;

/// <summary>The statement, newest first, each line with its reason; to read and to download.</summary>
internal sealed class StatementModel(Visitor visitor, Words words, IClubFacts club, IGrainFactory grains)
    : MemberPage(visitor)
{
    private const int PerPage = 20,
        PerRead = 500;

    public static readonly IReadOnlyList<string> Periods = ["all", "days30", "days90", "thisYear", "lastYear"];

    private static readonly string[] Columns = ["date", "kind", "points", "balance", "pending", "store", "receipt", "what"];

    [FromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [FromQuery(Name = "period")]
    public string? Period { get; set; }

    [FromQuery(Name = "after")]
    public string? After { get; set; }

    public StatementPage Lines { get; private set; } = new([], null);
    public Explanations Explain { get; private set; } = null!;

    public bool IsFiltered => Kind is not null || Period != Periods[0];

    /// <summary>The filter as a query string.</summary>
    public string Filter => $"kind={Kind}&period={Period}";

    public Task OnGetAsync() => Read();

    public async Task<PartialViewResult> OnGetMoreAsync()
    {
        await Read();
        return Partial("_Lines", this);
    }

    public async Task<FileContentResult> OnGetCsvAsync()
    {
        await Prepare();
        // Spreadsheets of languages with a decimal comma expect semicolons.
        var separator = words.Language == "es" ? ';' : ',';
        var table = new StringBuilder("\uFEFF").Append(Csv.Row(separator, Columns.Select(column => words["member.csv." + column])));
        for (string? after = null; ;)
        {
            var page = await Page(after, PerRead);
            foreach (var line in page.Items)
            {
                table.Append(
                    Csv.Row(
                        separator,
                        Instants.Text(line.At),
                        words["member.kind." + line.Kind],
                        line.Points,
                        line.Balance,
                        line.Pending,
                        line.Store is null ? null : words.Store(line.Store),
                        line.Receipt,
                        Explain.Of(line)
                    )
                );
            }

            if ((after = page.Next) is null)
            {
                return File(Encoding.UTF8.GetBytes(table.ToString()), "text/csv; charset=utf-8", words["member.csv.file"] + ".csv");
            }
        }
    }

    private async Task Read()
    {
        await Prepare();
        Lines = await Page(After is { Length: < 40 } ? After : null, PerPage);
    }

    private async Task Prepare()
    {
        Kind = Kind is { } kind && Explanations.Kinds.Contains(kind) ? kind : null;
        Period = Period is { } period && Periods.Contains(period) ? period : Periods[0];
        Explain = new(words, club.TimeZone);
    }

    private async Task<StatementPage> Page(string? after, int limit)
    {
        var today = Stamp.Today(club);
        var (from, to) = Period switch
        {
            "days30" => (today.AddDays(-30), (DateOnly?)null),
            "days90" => (today.AddDays(-90), null),
            "thisYear" => (new(today.Year, 1, 1), null),
            "lastYear" => (new(today.Year - 1, 1, 1), new(today.Year - 1, 12, 31)),
            _ => ((DateOnly?)null, (DateOnly?)null),
        };
        var outcome = await grains
            .GetGrain<IMemberGrain>(Member.Id)
            .Statement(new(from, to, after, limit, Kind is null ? null : [Kind], Newest: true));
        return outcome.Value ?? new([], null);
    }
}
