using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LoyaltyClub.Tests.Api;
using LoyaltyClub.Tests.Architecture;

namespace LoyaltyClub.Tests.Host;

/// <summary>What the dashboard and the alerts of deploy ask for, there is.</summary>
public class MetricsTests
{
    /// <summary>Counted by Orleans only once something of the kind has happened, and by Prometheus itself.</summary>
    private static readonly string[] OnlyAfterTrouble =
    [
        "orleans_app_requests_timedout_total",
        "orleans_messaging_rejected_total",
        "orleans_messaging_expired_total",
        "orleans_messaging_pings_reply_missed_total",
        "orleans_scheduler_long_running_turns_total",
        "orleans_catalog_activation_destroyed_total",
        "up",
    ];

    [Fact]
    public async Task Every_metric_of_the_dashboard_is_told()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, "2026-03-01T10:00:00Z");
        (await club.Admin.Buy(await club.Admin.Enrol(), "r1", "2026-03-01T10:00:00Z", 10m)).Status.ShouldBe(201);
        var told = Regex
            .Matches((await club.Admin.Get("/metrics")).Body, "^([a-z_]+)[{ ]", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value)
            .ToHashSet();

        var asked = Asked(File.ReadAllText(Path.Combine(Tidiness.Root, "deploy/grafana-dashboard.json"))).ToArray();
        asked.Length.ShouldBeGreaterThan(12);
        asked.Except(told).Except(OnlyAfterTrouble).ShouldBeEmpty();
        var alerts = Regex
            .Matches(File.ReadAllText(Path.Combine(Tidiness.Root, "deploy/prometheus-rules.yaml")), @"\b(loyaltyclub|http|orleans)_[a-z_]+")
            .Select(match => match.Value)
            .Distinct()
            .Where(name => name is not ("http_route" or "http_response_status_code"))
            .ToArray();
        alerts.Length.ShouldBeGreaterThan(6);
        alerts.Except(told).Except(OnlyAfterTrouble).ShouldBeEmpty();
        Asked("""{"expr": "rate(loyaltyclub_journal_etries_total{job=~\"x\"}[5m])"}""")
            .Except(told)
            .ShouldBe(["loyaltyclub_journal_etries_total"]);
    }

    /// <summary>Hosts of a test run share a process, and what one counts is none of another's.</summary>
    [Fact]
    public async Task A_host_tells_what_it_counted_itself()
    {
        await using var busy = await ClubApplication.Start(StoreKind.Sqlite);
        await using var quiet = await ClubApplication.Start(StoreKind.Sqlite);
        await busy.Admin.Enrol();
        (await Told(busy)).ShouldBe("1");
        (await Told(quiet)).ShouldBe("0");

        static async Task<string> Told(ClubApplication club) =>
            (await club.Admin.Get("/metrics"))
                .Body.Split('\n')
                .Single(line => line.StartsWith("loyaltyclub_members_active{", StringComparison.Ordinal))
                .Split(' ')[^1];
    }

    private static IEnumerable<string> Asked(string dashboard) =>
        Expressions(JsonNode.Parse(dashboard)!)
            .SelectMany(expression => Regex.Matches(expression, @"\b([a-z][a-z_]+)\{").Select(match => match.Groups[1].Value))
            .Distinct();

    private static IEnumerable<string> Expressions(JsonNode? node) =>
        node switch
        {
            JsonObject one => one.SelectMany(pair => pair.Key == "expr" ? [(string)pair.Value!] : Expressions(pair.Value)),
            JsonArray many => many.SelectMany(Expressions),
            _ => [],
        };
}
