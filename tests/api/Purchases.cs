using System.Text.Json.Nodes;

namespace LoyaltyClub.Tests.Api;

public class Purchases
{
    private const string Now = "2026-03-01T10:00:00Z";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_receipt_answers_the_same_for_ever_and_another_content_is_a_conflict(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var (ana, bea) = (await club.Admin.Enrol("a"), await club.Admin.Enrol("b"));
        var first = await club.Admin.Buy(ana, "r1", Now, 20m);
        await club.Admin.Buy(ana, "r2", Now, 30m);
        await club.Admin.Post("/v1/clock", new { now = "2029-01-01T00:00:00Z" });

        // Three years later it would be too old; but it is not new.
        var again = await club.Admin.Buy(ana, "r1", Now, 20m);
        (again.Status, again.Again, again.Body).ShouldBe((200, true, first.Body));
        (await club.Admin.Buy(ana, "r1", "2026-03-01T11:00:00+01:00", 20.00m)).Again.ShouldBeTrue();
        var conflict = await club.Admin.Buy(ana, "r1", "2026-03-02T10:00:00Z", 21m);
        (conflict.Code, conflict.Text("soldOn")).ShouldBe(("operation_conflict", "2026-03-01"));
        var other = await club.Admin.Buy(bea, "r1", Now, 20m);
        (other.Status, other.Code).ShouldBe((409, "operation_conflict"));
        other.Body.ShouldContain("another member");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task One_receipt_from_sixty_four_tills_at_once_is_one_purchase(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var members = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => club.Admin.Enrol($"e{i}")));
        var replies = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => club.Admin.Buy(members[i % 8], "r1", Now, 10m)));

        replies.Count(reply => reply.Status == 201).ShouldBe(1);
        replies.Count(reply => reply.Status == 200).ShouldBe(7);
        replies.Count(reply => reply.Code == "operation_conflict").ShouldBe(56);
        var balances = await Task.WhenAll(members.Select(club.Admin.Balance));
        balances.Sum(balance => (long)balance["active"]!).ShouldBe(10);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_card_names_the_member(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();
        var card = (string)(await club.Admin.Get($"/v1/members/{id}")).Json["cardCode"]!;
        object Receipt(string receipt, string code) => TillSteps.Receipt(receipt, card: code);

        var bought = await club.Admin.Post("/v1/purchases", Receipt("r1", card));
        ((string)bought.Json["member"]!).ShouldBe(id);
        (await club.Admin.Post("/v1/purchases", Receipt("r1", $" {card[..4]}-{card[4..].ToLowerInvariant()}"))).Again.ShouldBeTrue();
        (await club.Admin.Post("/v1/purchases", Receipt("r2", card[..^1] + (card[^1] == '2' ? '3' : '2')))).Code.ShouldBe("card_invalid");
        (await club.Admin.Post("/v1/purchases", Receipt("r2", "0000000000000"))).Code.ShouldBeOneOf("card_invalid", "unknown_member");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_programme_in_force_at_the_purchase_decides(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol("a", "2026-01-01T00:00:00Z");
        (await club.Admin.Put("/v1/programme", new { programme = new { earning = new { points = 1 } } }))
            .Json.ToJsonString()
            .ShouldBe("""{"version":1,"from":"0001-01-01T00:00:00Z"}""");
        await club.Admin.Buy(id, "r1", "2026-02-01T00:00:00Z", 10m);
        (
            await club.Admin.Put("/v1/programme", new { from = "2026-01-15T00:00:00Z", programme = new { earning = new { points = 5 } } })
        ).Code.ShouldBe("programme_from_decided");
        (await club.Admin.Put("/v1/programme", new { programme = new { earning = new { points = 2 } } }))
            .Json.ToJsonString()
            .ShouldBe("""{"version":2,"from":"2026-03-01T10:00:00Z"}""");

        long Earned(Reply reply) => (long)reply.Json["points"]!["earned"]!;
        Earned(await club.Admin.Buy(id, "r2", "2026-03-01T10:00:00Z", 10m)).ShouldBe(20);
        Earned(await club.Admin.Buy(id, "late", "2026-03-01T09:59:59Z", 10m)).ShouldBe(10);
        (await club.Admin.Get("/v1/programme/versions?limit=2")).Json["items"]!.AsArray().Count.ShouldBe(2);
        ((string?)(await club.Admin.Get("/v1/programme/versions?limit=2")).Json["next"]).ShouldBe("2");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_preview_answers_as_the_purchase_would_and_changes_nothing(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();
        object Receipt(string? now) =>
            new
            {
                store = "s1",
                receipt = "r1",
                at = Now,
                member = id,
                now,
                lines = new[]
                {
                    new
                    {
                        line = 1,
                        sku = "x",
                        quantity = 1.5,
                        amount = 7.5,
                    },
                },
            };

        var preview = await club.Admin.Post("/v1/purchases/preview", Receipt(null));
        preview.Status.ShouldBe(200);
        ((long)(await club.Admin.Balance(id))["active"]!).ShouldBe(0);
        (await club.Admin.Get("/v1/purchases/s1/r1")).Code.ShouldBe("unknown_purchase");
        (await club.Admin.Buy(id, "r1", Now, 7.5m)).Body.ShouldBe(preview.Body);
        (await club.Admin.Post("/v1/purchases/preview", Receipt("2028-01-01T00:00:00Z"))).Code.ShouldBe("at_out_of_range");
    }

    [Theory]
    [InlineData("2026-03-01T10:10:00Z", 201)]
    [InlineData("2026-03-01T10:10:01Z", 422)]
    [InlineData("2025-01-25T10:00:00Z", 201)] // 400 days ago
    [InlineData("2025-01-25T09:59:59Z", 422)]
    public async Task A_purchase_may_be_ten_minutes_ahead_and_four_hundred_days_late(string at, int status)
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var reply = await club.Admin.Buy(await club.Admin.Enrol("a", "2020-01-01T00:00:00Z"), "r1", at, 10m);
        reply.Status.ShouldBe(status, reply.Body);
        if (status == 422)
        {
            reply.Code.ShouldBe("at_out_of_range");
        }
    }

    [Theory]
    [InlineData("joinedAt", "2026-02-01T00:00:00Z", 201)]
    [InlineData("two hours before", "2026-01-31T22:00:00Z", 201)]
    [InlineData("a second earlier", "2026-01-31T21:59:59Z", 422)]
    public async Task A_purchase_long_before_joining_is_refused(string _, string at, int status)
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        (await club.Admin.Buy(await club.Admin.Enrol("a", "2026-02-01T00:00:00Z"), "r1", at, 10m)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_till_cannot_say_that_its_receipt_is_claimed()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var id = await club.Admin.Enrol("a", "2026-02-01T00:00:00Z");
        var body =
            $$"""{"store":"s1","receipt":"r1","at":"2026-01-20T10:00:00Z","member":"{{id}}","claimed":true,"lines":[{"line":1,"sku":"x","quantity":1,"amount":5}]}""";
        (await club.Admin.Say(HttpMethod.Post, "/v1/purchases", body)).Code.ShouldBeOneOf("unknown_field", "before_joining");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Pending_points_become_active_and_end_and_the_statement_says_so_before_and_after_the_close(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, "2026-01-10T10:00:00Z");
        await club.Admin.Put(
            "/v1/programme",
            new
            {
                programme = new
                {
                    timeZone = "Europe/Madrid",
                    earning = new { pendingDays = 15 },
                    expiry = new { kind = "afterActivation", months = 1 },
                },
            }
        );
        var id = await club.Admin.Enrol();
        var bought = await club.Admin.Buy(id, "r1", "2026-01-10T10:00:00Z", 100m);
        bought.Json["points"]!.ToJsonString().ShouldBe("""{"earned":100,"pending":100,"breakdown":[{"rule":"base","points":100}]}""");

        async Task<string> At(string now)
        {
            await club.Admin.Post("/v1/clock", new { now });
            var balance = await club.Admin.Balance(id);
            return $"{balance["active"]} {balance["pending"]}";
        }
        (await At("2026-01-24T22:59:59Z")).ShouldBe("0 100");
        (await At("2026-01-24T23:00:00Z")).ShouldBe("100 0"); // the start of 25 January in Madrid
        (await At("2026-02-25T22:59:59Z")).ShouldBe("100 0"); // to the end of 25 February
        (await At("2026-02-25T23:00:00Z")).ShouldBe("0 0");

        var lines = (await club.Admin.Get($"/v1/members/{id}/statement")).Json["items"]!.AsArray();
        lines
            .Select(line => $"{line!["at"]} {line["kind"]} {line["points"]} {line["balance"]} {line["pending"]}")
            .ShouldBe([
                "2026-01-10T10:00:00Z earned 100 0 100",
                "2026-01-24T23:00:00Z activated 0 100 0",
                "2026-02-25T23:00:00Z expired -100 0 0",
            ]);
        (await club.Admin.Post("/v1/close", new { })).Json["members"]!.GetValue<int>().ShouldBe(0);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_statement_pages_filters_and_adds_up(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, "2026-03-01T10:00:00Z");
        var id = await club.Admin.Enrol("a", "2026-01-01T00:00:00Z");
        for (var day = 1; day <= 28; day++)
        {
            await club.Admin.Buy(id, $"r{day}", $"2026-02-{day:00}T12:00:00Z", day);
        }

        var (lines, after) = (new List<JsonNode>(), "");
        do
        {
            var page = (await club.Admin.Get($"/v1/members/{id}/statement?limit=5{after}")).Json;
            page["items"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(5);
            lines.AddRange(page["items"]!.AsArray()!);
            after = page["next"] is { } next ? $"&after={next}" : "";
        } while (after.Length > 0);
        lines.Select(line => (string)line["receipt"]!).ShouldBe(Enumerable.Range(1, 28).Select(day => $"r{day}"));
        lines.Sum(line => (long)line["points"]!).ShouldBe((long)(await club.Admin.Balance(id))["active"]!);
        (await club.Admin.Get($"/v1/members/{id}/statement?from=2026-02-10&to=2026-02-12")).Json["items"]!.AsArray().Count.ShouldBe(3);
        (await club.Admin.Get($"/v1/members/{id}/statement?limit=501")).Code.ShouldBe("invalid_field");
        (await club.Admin.Get($"/v1/members/{id}/statement?from=yesterday")).Code.ShouldBe("invalid_field");
    }
}
