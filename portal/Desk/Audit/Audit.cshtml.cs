using System.Globalization;
using System.Text;

namespace LoyaltyClub.Portal.Desk;

/// <summary>All audit lines, newest first: by whom, what, when.</summary>
[For(StaffRole.Admin)]
internal sealed class AuditModel(IAudit audit, IGrainFactory grains, IClubFacts club, Words words) : PageModel
{
    private const int Lines = 50,
        MostInFile = 10_000;
    private static readonly string[] Columns = ["when", "who", "what", "about", "before", "after", "note"];

    private Hands hands = null!;

    public AuditQuery Filter { get; private set; } = new(null, null, null, null, null, null, Lines);
    public new AuditPage Page { get; private set; } = new([], null);

    /// <summary>Authors of audit lines for the filter, by their names in the audit.</summary>
    public IEnumerable<(string By, string Name)> People => hands.All;
    public bool IsFiltered => Filter is not { By: null, What: null, About: null, From: null, To: null };

    /// <summary>The filter as a query string.</summary>
    public string Query =>
        string.Join(
            '&',
            new (string Name, string? Value)[]
            {
                ("by", Filter.By),
                ("what", Filter.What),
                ("about", Filter.About),
                ("from", Day(Filter.From)),
                ("to", Day(Filter.To)),
            }
                .Where(part => part.Value is not null)
                .Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}")
        );

    public async Task OnGetAsync()
    {
        await Look();
        Page = await audit.Read(Filter);
    }

    public async Task<IActionResult> OnGetCsvAsync()
    {
        await Look();
        var separator = words.Language == "es" ? ';' : ',';
        var file = new StringBuilder("\uFEFF").Append(Csv.Row(separator, Columns.Select(column => words["desk.audit.csv." + column])));
        var (query, count) = (Filter with { Limit = 500 }, 0);
        do
        {
            var page = await audit.Read(query);
            foreach (var line in page.Items)
            {
                file.Append(
                    Csv.Row(
                        separator,
                        TimeZoneInfo.ConvertTime(line.At, club.TimeZone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                        NameOf(line.By),
                        words["desk.what." + line.What],
                        line.About,
                        Said(line.Before),
                        Said(line.After),
                        line.Note
                    )
                );
            }

            (query, count) = (query with { After = page.Next }, count + page.Items.Length);
        } while (query.After is not null && count < MostInFile);
        return File(Encoding.UTF8.GetBytes(file.ToString()), "text/csv; charset=utf-8", "audit.csv");
    }

    public string NameOf(string by) => hands.NameOf(by);

    public string About(AuditLine line) =>
        line.What == "programme" ? words["desk.audit.version", line.About]
        : line.What == "mailServer" ? words["desk.tab.mail"]
        : hands.Known(AuditLine.ByStaff(line.About)) ?? line.About;

    public static string? LinkOf(AuditLine line) =>
        line.What == "programme" ? "/desk/programme"
        : line.What == "mailServer" ? "/desk/settings/mail"
        : line.What.StartsWith("staff", StringComparison.Ordinal) ? "/desk/staff/" + line.About
        : line.What.StartsWith("key", StringComparison.Ordinal) ? "/desk/stores/keys"
        : line.What.StartsWith("store", StringComparison.Ordinal) || line.What.StartsWith("till", StringComparison.Ordinal) ? "/desk/stores"
        : "/desk/members/" + line.About;

    /// <summary>A value before or after a change, in the reader's words if it is a role, a field or a finding.</summary>
    public string Said(string? text) =>
        text is null
            ? ""
            : string.Join(
                ", ",
                text.Split(", ")
                    .Select(part =>
                        Languages.Texts[words.Language].TryGetValue("desk.said." + part, out var said) ? said
                        : PersonDetails.Names.Contains(part) && Languages.Texts[words.Language].TryGetValue("member." + part, out var label)
                            ? char.ToLowerInvariant(label[0]) + label[1..]
                        : long.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                            ? words.Number(number)
                        : WatchRule.Of(part) is var (rule, day) && WatchRule.All.Contains(rule)
                            ? $"{words["desk.watch.rule." + rule]} ({words.ShortDay(day)})"
                        : part
                    )
            );

    private async Task Look()
    {
        hands = await Hands.Of(grains, words);
        Filter = new(Text("by"), Text("what"), Text("about"), DayOf("from"), DayOf("to"), Text("after"), Lines);

        string? Text(string field) => Request.Query[field].ToString().Trim() is { Length: > 0 and <= 60 } text ? text : null;
        DateOnly? DayOf(string field) =>
            DateOnly.TryParseExact(Request.Query[field], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year > 1900
                ? day
                : null;
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
