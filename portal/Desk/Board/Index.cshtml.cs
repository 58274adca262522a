using System.Globalization;
using System.Text;

namespace LoyaltyClub.Portal.Desk;

/// <summary>The board: figures of the club by day, as charts with a table each and as a CSV file.</summary>
[For(ForAttribute.Office)]
internal sealed class IndexModel(IBoard board, IClubFacts club, Words words) : PageModel
{
    public static readonly IReadOnlyList<int> Periods = [7, 30, 90, 365];

    private static readonly string[] Columns =
    [
        "day",
        "joined",
        "members",
        "active",
        "issued",
        "spent",
        "expired",
        "takenBack",
        "outstanding",
        "liability",
        "withCard",
        "sales",
        "withoutCard",
        "salesWithoutCard",
    ];

    /// <summary>Number of days shown, up to today.</summary>
    public int Length { get; private set; } = Periods[1];

    /// <summary>Null during the first computation.</summary>
    public BoardView? View { get; private set; }

    public Task OnGetAsync([FromQuery(Name = "days")] int days) => Look(days);

    public async Task<IActionResult> OnGetCsvAsync([FromQuery(Name = "days")] int days)
    {
        await Look(days);
        if (View is null)
        {
            return new StatusCodeResult(StatusCodes.Status503ServiceUnavailable);
        }

        var separator = words.Language == "es" ? ';' : ',';
        var file = new StringBuilder("\uFEFF").Append(Csv.Row(separator, Columns.Select(column => words["desk.board.csv." + column])));
        foreach (var day in View.Days)
        {
            file.Append(
                Csv.Row(
                    separator,
                    day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    day.Joined,
                    day.Members,
                    day.Active,
                    day.Issued,
                    day.Spent,
                    day.Expired,
                    day.TakenBack,
                    day.Outstanding,
                    club.PointValue is { } value ? Money(day.Outstanding * value) : "",
                    day.Purchases,
                    Money(day.Sales),
                    day.WithoutCard,
                    Money(day.SalesWithoutCard)
                )
            );
        }

        return File(Encoding.UTF8.GetBytes(file.ToString()), "text/csv; charset=utf-8", "board.csv");

        string Money(decimal amount) => words.Amount(amount, club.Currency);
    }

    public IEnumerable<Chart> Charts
    {
        get
        {
            yield return Of(
                "desk.board.chart.members",
                false,
                Number,
                ("desk.board.members", "one", day => day.Members),
                ("desk.board.active", "two", day => day.Active)
            );
            yield return Of(
                "desk.board.chart.points",
                false,
                Number,
                ("desk.board.points.issued", "one", day => day.Issued),
                ("desk.board.points.spent", "two", day => day.Spent),
                ("desk.board.points.expired", "three", day => day.Expired)
            );
            if (club.PointValue is { } value)
            {
                yield return Of(
                    "desk.board.liability",
                    false,
                    amount => words.Money(amount, club.Currency),
                    ("desk.board.liability", "one", day => day.Outstanding * value)
                );
            }

            yield return Of(
                "desk.board.chart.purchases",
                true,
                Number,
                ("desk.board.withCard", "one", day => day.Purchases),
                ("desk.board.withoutCard", "two", day => day.WithoutCard)
            );
        }
    }

    public string Signed(long number) => (number > 0 ? "+" : "") + words.Number(number);

    private string Number(decimal number) => words.Number(number);

    private Chart Of(
        string title,
        bool bars,
        Func<decimal, string> say,
        params (string Name, string Class, Func<BoardDay, decimal> Value)[] series
    )
    {
        var (days, last) = (View!.Days, View.Last);
        return new(
            words[title],
            words[
                "desk.board.seen",
                words[title],
                string.Join(", ", series.Select(one => $"{words[one.Name]} {say(one.Value(last))}")),
                words.Day(last.Day)
            ],
            days[0].Day,
            last.Day,
            [.. series.Select(one => new Series(words[one.Name], one.Class, [.. days.Select(one.Value)]))],
            bars,
            say
        );
    }

    private async Task Look(int days)
    {
        Length = Periods.Contains(days) ? days : Length;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(club.Now, club.TimeZone).DateTime);
        View = await board.Read(today.AddDays(1 - Length), today, HttpContext.RequestAborted);
    }
}
