using System.Text.Json.Nodes;

namespace LoyaltyClub.Tests.Api;

public class NoticesToMembers
{
    private const string Now = TillSteps.Now;

    private static async Task<List<JsonNode>> Waiting(ClubApplication club) =>
        [.. (await club.Admin.Get("/v1/notices")).Json["items"]!.AsArray().OfType<JsonNode>()];

    private static string Told(JsonNode waiting) => waiting["notice"]!.ToJsonString();

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Points_and_tiers_that_end_are_told_thirty_days_before_by_the_close(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(
            new
            {
                expiry = new { kind = "afterActivation", months = 6 },
                tiers = new
                {
                    window = new { kind = "calendarYear" },
                    levels = new[] { new { code = "basic", from = 0 }, new { code = "gold", from = 100 } },
                },
            }
        );
        var id = await club.Admin.Enrol();
        await club.Admin.Buy(id, "r1", (1, 120m)); // to the end of 1 September; gold to the end of 2026

        await club.Admin.Clock("2026-08-01T23:59:59Z");
        (await Waiting(club)).ShouldBeEmpty();
        await club.Admin.Clock("2026-08-02T00:00:00Z");
        var points = (await Waiting(club)).ShouldHaveSingleItem();
        (points.Text("member"), Told(points)).ShouldBe((id, """{"kind":"pointsEnd","points":120,"on":"2026-09-01"}"""));
        await club.Admin.Post("/v1/close", new { });
        (await Waiting(club)).Count.ShouldBe(1);

        await club.Admin.Post("/v1/notices/done", new { ids = new[] { points.Text("id") } });
        await club.Admin.Clock("2027-11-30T12:00:00Z"); // what was bought in 2026 is enough for 2027
        (await Waiting(club)).ShouldBeEmpty();
        await club.Admin.Clock("2027-12-01T12:00:00Z");
        var tier = (await Waiting(club)).ShouldHaveSingleItem();
        Told(tier).ShouldBe("""{"kind":"tierEnds","on":"2027-12-31","tier":"gold"}""");
        await club.Admin.Clock("2028-01-01T00:00:00Z");
        (await Waiting(club)).Count.ShouldBe(1);
        (await club.Admin.Member(id)).Text("tier.code").ShouldBe("basic");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_cashier_is_told_with_the_receipt_what_ends_soon(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "e",
                    firstName = "A",
                    openingBalance = new { points = 40, expires = "2026-03-31" },
                }
            )
        ).Text("id")!;
        (await club.Admin.Buy(id, "r1", (1, 5m))).Json["notices"]!
            .ToJsonString()
            .ShouldBe("""[{"kind":"pointsEnd","points":40,"on":"2026-03-31"}]""");
        var other = (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "f",
                    firstName = "A",
                    openingBalance = new { points = 40, expires = "2026-04-01" },
                }
            )
        ).Text("id")!;
        (await club.Admin.Buy(other, "r2", (1, 5m))).Json["notices"]!.ToJsonString().ShouldBe("[]");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Vouchers_and_reservations_that_were_released_are_told_and_done_is_done(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(
            new
            {
                rewards = new[]
                {
                    new
                    {
                        code = "mug",
                        cost = 10,
                        validDays = 5,
                    },
                },
                stampCards = new[]
                {
                    new
                    {
                        code = "visits",
                        by = "visit",
                        size = 1,
                        reward = "mug",
                    },
                },
            }
        );
        var id = await club.Admin.EnrolWith("e", 100);
        await club.Admin.Buy(id, "r1", (1, 5m));
        await club.Admin.RedeemReward(id, "o1", "mug");
        await club.Admin.RedeemReward(id, "o2", "mug", false, 60);
        (await Waiting(club))
            .Select(Told)
            .ShouldBe([.. Enumerable.Repeat("""{"kind":"voucherIssued","on":"2026-03-06","reward":"mug"}""", 2)]);

        await club.Admin.Clock("2026-03-01T10:01:00Z");
        await TillSteps.Eventually(async () => (await Waiting(club)).Count == 3);
        var waiting = await Waiting(club);
        Told(waiting[2]).ShouldBe("""{"kind":"reservationReleased","points":10,"reward":"mug"}""");
        waiting.Select(notice => notice.Text("member")).Distinct().ShouldBe([id]);

        // Oldest first, by pages, and what is done is gone; done twice is no error.
        var page = await club.Admin.Get("/v1/notices?limit=2");
        page.Json["items"]!.AsArray().Select(notice => notice.Text("id")).ShouldBe(waiting.Take(2).Select(notice => notice.Text("id")));
        (await club.Admin.Get($"/v1/notices?limit=2&after={page.Text("next")}")).Text("items.0.id").ShouldBe(waiting[2].Text("id"));
        (await club.Admin.Get("/v1/notices?after=x")).Code.ShouldBe("invalid_field");
        for (var i = 0; i < 2; i++)
        {
            (
                await club.Admin.Post("/v1/notices/done", new { ids = new[] { waiting[0].Text("id"), waiting[2].Text("id") } })
            ).Status.ShouldBe(200);
        }

        (await Waiting(club)).ShouldHaveSingleItem().Text("id").ShouldBe(waiting[1].Text("id"));

        (await club.Admin.Post("/v1/notices/done", new { ids = Array.Empty<string>() })).Code.ShouldBe("invalid_field");
        (await club.Admin.Post("/v1/notices/done", new { })).Code.ShouldBe("missing_field");
        (await club.Admin.Post("/v1/notices/done", new { ids = new[] { "nothing", "1.2.3.4", $"0.{id}.1.x" } })).Status.ShouldBe(200);
        (await club.Admin.Get("/v1/notices?limit=501")).Code.ShouldBe("invalid_field");
        (await Waiting(club)).Count.ShouldBe(1);
    }
}
