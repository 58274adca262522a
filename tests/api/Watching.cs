using System.Text.Json.Nodes;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using LoyaltyClub.Readings;
using LoyaltyClub.Tests.Portal;
using Microsoft.Extensions.DependencyInjection;
using WatchOf = LoyaltyClub.Readings.Watch;

namespace LoyaltyClub.Tests.Api;

/// <summary>The watch over the real journal: what it finds there, and what a hold stops.</summary>
public class Watching
{
    private static string At(int minute) => $"2026-03-12T11:{minute:00}:00Z";

    private static async Task<JsonArray> Findings(ClubApplication club, string query = "") =>
        (JsonArray)(await club.Admin.Get("/v1/watch" + query)).Json["items"]!;

    private static string[] Rules(JsonArray findings) => [.. findings.Select(finding => (string)finding!["rule"]!).Order()];

    /// <summary>Ana, whose card was at one till five times.</summary>
    private static async Task<(string Ana, JsonNode Finding)> Suspicious(
        ClubApplication club,
        string email = "ana@example.org",
        string prefix = "r"
    )
    {
        var ana = await club.Member(email, points: 1_000);
        for (var i = 0; i < 5; i++)
        {
            (await club.Admin.Buy(ana, $"{prefix}{i}", At(i), 5m)).Status.ShouldBe(201);
        }

        return (ana, (await Findings(club)).Single(finding => (string)finding!["members"]![0]! == ana)!);
    }

    private static Task<Reply> Decide(
        ClubApplication club,
        JsonNode finding,
        string what,
        string operationId,
        string reason = "Looked at it"
    ) =>
        club.Admin.Post($"/v1/watch/{finding["id"]}/{what}", new { operationId, reason });

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_happens_in_the_journal_is_found_once_also_after_a_restart_and_from_scratch(StoreKind kind)
    {
        await using var store = await FreshStore.Make(kind);
        string[] found;
        await using (var club = await ClubApplication.Start(store, ownsStore: false, "--Club:Sandbox=true"))
        {
            (await club.Admin.Post("/v1/clock", new { now = Arranged.Now })).Status.ShouldBe(200);
            await Programme(club);
            await Everything(club);
            var findings = await Findings(club);
            Rules(findings).ShouldBe([.. WatchRule.All.Order()], customMessage: findings.ToJsonString());
            found = [.. findings.Select(finding => finding!.ToJsonString())];
            (await Findings(club)).Select(finding => finding!.ToJsonString()).ShouldBe(found);
            findings.ToJsonString().ShouldNotContain("example.org");
            var twoStores = findings.First(finding => (string)finding!["rule"]! == WatchRule.TwoStores)!;
            (await Decide(club, twoStores, "hold", "h1")).Status.ShouldBe(201);
            found = [.. (await Findings(club)).Select(finding => finding!.ToJsonString())];

            // Another one at the same journal, from scratch.
            using var another = Another(club);
            (await another.Read(default)).Length.ShouldBe(found.Length);
        }

        await using (var club = await ClubApplication.Start(store, ownsStore: false, "--Club:Sandbox=true"))
        {
            (await Findings(club)).Select(finding => finding!.ToJsonString()).ShouldBe(found);
            (await Findings(club, "?state=held")).Count.ShouldBe(1);
            (await Findings(club, "?limit=3")).Count.ShouldBe(3);
            (await club.Admin.Get("/v1/watch?state=x")).Code.ShouldBe("invalid_field");
        }
    }

    [Fact]
    public async Task After_a_kill_nothing_is_lost_and_nothing_is_found_twice()
    {
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var service = new ServiceProcess(store);
        await service.Start();
        await service.Admin.Post("/v1/clock", new { now = Arranged.Now });
        var ana = await service.Admin.Enrol(joinedAt: "2026-01-01T00:00:00Z");
        for (var i = 0; i < 5; i++)
        {
            (await service.Admin.Buy(ana, $"r{i}", At(i), 5m)).Status.ShouldBe(201);
        }

        var before = (await service.Admin.Get("/v1/watch")).Json["items"]!.AsArray();
        before.Count.ShouldBe(1);
        await service.Kill();
        await service.Start();
        var after = (await service.Admin.Get("/v1/watch")).Json["items"]!.AsArray();
        after.ToJsonString().ShouldBe(before.ToJsonString());
        (await service.Admin.Buy(ana, "r5", At(5), 5m)).Status.ShouldBe(201);
        after = (await service.Admin.Get("/v1/watch")).Json["items"]!.AsArray();
        after.Count.ShouldBe(1);
        after[0]!["evidence"]!.AsArray().Count.ShouldBe(6);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_hold_stops_every_way_of_spending_and_no_earning_until_it_is_released(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        var (ana, finding) = await Suspicious(club);
        var bea = await club.Member("bea@example.org");
        string[] codes = [];
        for (var i = 0; i < 2; i++)
        {
            codes = [.. codes, (string)(await Redeem($"before{i}")).Json["voucher"]!["code"]!];
        }

        var reserved = (string)(await Redeem("reserved", capture: false)).Json["id"]!;
        (await Decide(club, finding, "hold", "hold", "Too often")).Status.ShouldBe(201);

        foreach (
            var (what, reply) in new (string, Reply)[]
            {
                ("redeem", await Redeem("held")),
                ("reserve", await Redeem("held too", capture: false)),
                ("capture", await club.Admin.Post($"/v1/redemptions/{reserved}/capture", new { operationId = "c" })),
                ("transfer", await club.Admin.Transfer(ana, bea, "t", 10)),
                ("voucher", await club.Admin.Post($"/v1/vouchers/{codes[0]}/use", new { operationId = "v", store = "s1" })),
                ("voucher on a receipt", await Buy("w1", vouchers: [codes[0]])),
                ("points", await Buy("w2", points: 100)),
                ("preview", await Buy("w3", points: 100, path: "/v1/purchases/preview")),
            }
        )
        {
            (reply.Status, reply.Code).ShouldBe((422, "on_hold"), what);
        }

        (await Noticed()).ShouldBe(["onHold"], "the till says it first");
        (await Redeem("before0")).Again.ShouldBeTrue("a repeat gets its first answer");
        (await Buy("w1")).Status.ShouldBe(201, "earning goes on");
        (await club.Admin.Post($"/v1/redemptions/{reserved}/release", new { operationId = "back" })).Status.ShouldBe(201);
        (await club.Admin.Transfer(bea, ana, "t2", 10)).Status.ShouldBe(201, "receiving too");
        ((bool?)(await club.Admin.Get("/v1/members/" + ana)).Json["onHold"]).ShouldBe(true);

        (await Decide(club, finding, "release", "release", "It was a birthday")).Status.ShouldBe(201);
        (await Noticed()).ShouldBeEmpty();
        (await Redeem("after")).Status.ShouldBe(201);
        (await Buy("w4", vouchers: [codes[0]])).Status.ShouldBe(201);
        (await club.Admin.Get("/v1/members/" + ana)).Json["onHold"].ShouldBeNull();
        var lines = await club.Services.GetRequiredService<IAudit>().Read(new(null, null, ana, null, null, null, 50));
        lines
            .Items.Where(line => line.What.StartsWith("spending"))
            .Select(line => (line.What, line.By, line.Note))
            .ShouldBe([("spendingReleased", "key:settings", "It was a birthday"), ("spendingHeld", "key:settings", "Too often")]);
        await foreach (var broken in club.Services.GetRequiredService<IJournal>().Verify())
        {
            broken.ShouldBeNull();
        }

        async Task<string[]> Noticed()
        {
            var code = (await club.Admin.Get($"/v1/members/{ana}/card")).Text("static");
            var notices = (await club.Admin.Post("/v1/scans", new { code })).Json["notices"]!.AsArray();
            return [.. notices.Select(notice => (string)notice!["kind"]!)];
        }

        Task<Reply> Redeem(string operationId, bool capture = true) =>
            club.Admin.Post(
                $"/v1/members/{ana}/redemptions",
                new
                {
                    operationId,
                    reward = "coffee",
                    capture,
                }
            );

        Task<Reply> Buy(string receipt, string[]? vouchers = null, long? points = null, string path = "/v1/purchases") =>
            club.Admin.Post(path, TillSteps.Receipt(receipt, ana, amount: 20, points: points, vouchers: vouchers, at: Arranged.Now));
    }

    [Fact]
    public async Task A_decision_is_made_once_and_only_about_what_was_found()
    {
        await using var club = await Arranged.Club();
        var (ana, finding) = await Suspicious(club);
        ((string?)finding["state"]).ShouldBe("open");
        var held = await Decide(club, finding, "hold", "h");
        (held.Status, (string?)held.Json["state"], (string?)held.Json["decidedBy"], (string?)held.Json["reason"]).ShouldBe(
            (201, "held", "key:settings", "Looked at it")
        );
        var again = await Decide(club, finding, "hold", "h");
        (again.Status, again.Again).ShouldBe((200, true));
        (await Decide(club, finding, "hold", "h", "Another reason")).Code.ShouldBe("operation_conflict");
        (await Decide(club, finding, "release", "h")).Code.ShouldBe("operation_conflict");
        (await club.Admin.Post("/v1/watch/none/hold", new { operationId = "x", reason = "y" })).Code.ShouldBe("unknown_finding");
        (await club.Admin.Post($"/v1/watch/{finding["id"]}/hold", new { operationId = "x" })).Code.ShouldBe("missing_field");
        (await club.Admin.Buy(ana, "one more", At(7), 5m)).Status.ShouldBe(201);
        ((string?)(await Findings(club)).ShouldHaveSingleItem()!["state"]).ShouldBe("held", "more of the same opens it no more");

        // Who leaves takes the name along, and the finding can be put away.
        (await club.Admin.Delete("/v1/members/" + ana)).Status.ShouldBe(200);
        (await Decide(club, finding, "hold", "h2")).Code.ShouldBe("member_erased");
        ((string?)(await Decide(club, finding, "release", "r")).Json["state"]).ShouldBe("released");
        (await Findings(club)).ToJsonString().ShouldNotContain("Ana");
    }

    [Fact]
    public async Task A_hold_survives_a_merge_of_either_member_and_a_split_leaves_each_with_their_own()
    {
        await using var club = await Arranged.Club();
        var (ana, finding) = await Suspicious(club);
        var (bea, other) = await Suspicious(club, "bea@example.org", "b");
        var carla = await club.Member("carla@example.org", points: 500);
        (await Decide(club, finding, "hold", "h1")).Status.ShouldBe(201);
        (await Decide(club, other, "hold", "h2")).Status.ShouldBe(201);
        (await club.Admin.Post($"/v1/members/{carla}/merge", new { operationId = "m1", from = ana })).Status.ShouldBe(201);
        (await club.Admin.Post($"/v1/members/{bea}/merge", new { operationId = "m2", from = carla })).Status.ShouldBe(201);
        (await Spends(bea)).ShouldBe("on_hold");
        (await Decide(club, other, "release", "r2")).Status.ShouldBe(201);
        (await Spends(bea)).ShouldBe("on_hold", "of the member who was merged");

        (await club.Admin.Post($"/v1/members/{bea}/unmerge", new { operationId = "u2", from = carla })).Status.ShouldBe(201);
        (await Spends(bea)).ShouldBeNull();
        (await Spends(carla)).ShouldBe("on_hold");
        (await Decide(club, finding, "release", "r1")).Status.ShouldBe(201);
        (await Spends(carla)).ShouldBeNull();

        async Task<string?> Spends(string member) =>
            (
                await club.Admin.Post(
                    $"/v1/members/{member}/redemptions",
                    new
                    {
                        operationId = Guid.NewGuid().ToString(),
                        reward = "coffee",
                        capture = true,
                    }
                )
            ).Code;
    }

    private static WatchOf Another(ClubApplication club) =>
        new(
            club.Services.GetRequiredService<IJournal>(),
            club.Services.GetRequiredService<ProgrammeCache>(),
            club.Services.GetRequiredService<ClubClock>(),
            TimeProvider.System
        );

    private static async Task Programme(ClubApplication club) =>
        (
            await club.Admin.Put(
                "/v1/programme",
                new
                {
                    programme = JsonNode.Parse(
                        """
                        {"name": "Club", "currency": "EUR", "timeZone": "Europe/Madrid", "earning": {"points": 1, "per": 1.00},
                         "expiry": {"kind": "afterActivation", "months": 12, "roundUp": "month"}, "rewards": [{"code": "coffee", "name": "Coffee", "cost": 60, "validDays": 30}]}
                        """
                    ),
                }
            )
        ).Status.ShouldBe(200);

    /// <summary>Once whatever a rule looks for.</summary>
    private static async Task Everything(ClubApplication club)
    {
        // 1. and 6. one card, one till, in seconds
        var ana = await club.Member("ana@example.org");
        for (var i = 0; i < 6; i++)
        {
            await Sale(ana, "s1", $"a{i}", $"2026-03-12T11:00:{i:00}Z", 5, "t1");
        }

        // 2. receipts that others left lying
        await club.Member("bea@example.org");
        using var bea = new Browser(club);
        await bea.SignIn(club, "bea@example.org");
        for (var i = 0; i < 5; i++)
        {
            var told = await club.Admin.Post(
                "/v1/purchases/without-card",
                new
                {
                    store = $"s{i}",
                    receipt = "w1",
                    at = $"2026-03-1{i % 2}T1{i}:30:00Z",
                    amount = 5,
                }
            );
            (await bea.Send(new Uri((string)told.Json["claim"]!["url"]!).PathAndQuery)).Status.ShouldBe(200);
        }

        // 3. one hand, one member
        var carla = await club.Member("carla@example.org");
        for (var i = 0; i < 3; i++)
        {
            (
                await club.Admin.Post(
                    $"/v1/members/{carla}/adjustments",
                    new
                    {
                        operationId = $"a{i}",
                        points = 5,
                        reason = "x",
                    }
                )
            ).Status.ShouldBe(201);
        }

        // 4. spent, then returned
        var dora = await club.Member("dora@example.org", points: 1);
        await Sale(dora, "s1", "d1", "2026-03-12T10:00:00Z", 120, "t2");
        (await club.Admin.Transfer(dora, carla, "d", 121)).Status.ShouldBe(201);
        (
            await club.Admin.Post(
                "/v1/returns",
                new
                {
                    store = "s1",
                    receipt = "d1",
                    returnReceipt = "db",
                    at = Arranged.Now,
                }
            )
        ).Status.ShouldBe(201);

        // 5. many join at one till
        using var till = await club.ClientFor("till", "s1");
        for (var i = 0; i < 10; i++)
        {
            (await till.Post("/v1/members", new { operationId = $"j{i}", firstName = "New" })).Status.ShouldBe(201);
        }

        // 7. two stores
        var eva = await club.Member("eva@example.org");
        await Sale(eva, "s1", "e1", "2026-03-12T09:00:00Z", 5, "t3");
        await Sale(eva, "s2", "e2", "2026-03-12T09:05:00Z", 5, "t3");

        // 8. a new card, and spent
        var fina = await club.Member("fina@example.org");
        (await club.Admin.Post($"/v1/members/{fina}/card", new { operationId = "f" })).Status.ShouldBe(201);
        (
            await club.Admin.Post(
                $"/v1/members/{fina}/redemptions",
                new
                {
                    operationId = "f1",
                    reward = "coffee",
                    capture = true,
                }
            )
        ).Status.ShouldBe(201);

        async Task Sale(string member, string store, string receipt, string at, decimal amount, string till) =>
            (await club.Admin.Buy(member, receipt, at, amount, store: store, till: till)).Status.ShouldBe(201);
    }
}
