using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Bench;

/// <summary>
/// The member list and segments of a large club on PostgreSQL. The rows are written by SQL (<c>lists.sql</c>), not by purchases: what is
/// measured reads nothing else, and a million members with their receipts would take hours.
/// </summary>
internal sealed class Lists(Options options, Stores stores, Report report)
{
    private const int Times = 5;

    /// <summary>ms of the first page, and of counting five conditions.</summary>
    private const double PageTarget = 200,
        CountTarget = 3_000;

    private static readonly (string What, string Body)[] Pages =
    [
        ("the last to buy", "{}"),
        ("by name", """{"sort": "name"}"""),
        ("by spend", """{"sort": "spend"}"""),
        ("one letter", """{"text": "a"}"""),
        ("two words", """{"text": "anac lopezd7"}"""),
        ("gold, by balance", """{"sort": "balance", "where": {"field": "tier", "op": "is", "value": "gold"}}"""),
        ("2 coffees in 180 days", """{"where": {"field": "visits", "op": "atLeast", "value": 2, "days": 180, "category": "coffee"}}"""),
    ];

    private static readonly (string What, string Where)[] Segments =
    [
        (
            "regulars of coffee who agreed to mail and stay away",
            """
            {"all": [{"field": "visits", "op": "atLeast", "value": 3, "days": 365, "category": "coffee"},
             {"field": "spend", "op": "atLeast", "value": 100, "days": 365}, {"field": "lastPurchaseDaysAgo", "op": "atLeast", "value": 30},
             {"field": "consent", "op": "is", "value": "email"}, {"field": "tier", "op": "not", "value": "gold"}]}
            """
        ),
        (
            "fifths, a store and an average basket",
            """
            {"all": [{"field": "recency", "op": "atLeast", "value": 4}, {"field": "frequency", "op": "atLeast", "value": 3},
             {"field": "monetary", "op": "is", "value": 5}, {"field": "store", "op": "in", "value": ["s1", "s2"], "days": 180},
             {"field": "averageBasket", "op": "atLeast", "value": 20, "days": 365}]}
            """
        ),
        (
            "one or the other of five",
            """
            {"any": [{"field": "balance", "op": "atLeast", "value": 2500}, {"field": "birthdayMonth", "op": "is", "value": 7},
             {"field": "visits", "op": "is", "value": 0, "days": 180, "category": "bread"},
             {"field": "spend", "op": "below", "value": 10, "category": "wine"}, {"not": {"field": "language", "op": "is", "value": "es"}}]}
            """
        ),
    ];

    public async Task Run()
    {
        var members = options.ListMembers;
        var setting = await stores.New("lists");
        await using var service = new ServiceProcess(options, setting);
        await service.Ready();
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{service.Port}"), Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceProcess.AdminKey);
        Say($"lists: writing the rows of {members:N0} members");
        var days = await new Database(options, "lists").FillLists(members);
        report.Info("member list", $"{members:N0} members, {days:N0} rows of what they bought");
        foreach (var (what, body) in Pages)
        {
            var series = await Timed(http, HttpMethod.Post, "/v1/members/search", body, answer => answer["items"]!.AsArray().Count);
            report.AtMost($"  first page, {what}", series.Median, "ms", PageTarget, series.Text("ms"));
        }

        foreach (var (what, where) in Segments)
        {
            await Ask(http, HttpMethod.Put, "/v1/segments/measured", $$"""{"name": "Measured", "where": {{where}}}""");
            long matching = 0;
            var series = await Timed(http, HttpMethod.Get, "/v1/segments/measured/count", null, answer =>
                matching = (long)answer["count"]!
            );
            report.AtMost($"  segment, {what}", series.Median, "ms", CountTarget, $"{series.Text("ms")}; {matching:N0} members");
        }
    }

    /// <summary>Once to warm up, then the times that count; the answer must not be empty.</summary>
    private static async Task<Series> Timed(HttpClient http, HttpMethod method, string path, string? body, Func<JsonNode, long> found)
    {
        var series = new Series();
        for (var time = 0; time <= Times; time++)
        {
            var before = Stopwatch.GetTimestamp();
            var answer = await Ask(http, method, path, body);
            if (time > 0)
            {
                series.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
            }

            if (found(answer) == 0)
            {
                throw new WrongAnswerException($"{path} {body}: nobody was found");
            }
        }

        return series;
    }

    private static async Task<JsonNode> Ask(HttpClient http, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new WrongAnswerException($"{path} {body}: {(int)answer.StatusCode} {text}");
    }

    private static void Say(string what) => Console.Error.WriteLine(what);
}
