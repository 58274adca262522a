namespace LoyaltyClub.Tests.Api;

public class TiersOverTime
{
    private const string Now = TillSteps.Now;

    private static object Programme(string window, int graceDays) =>
        new
        {
            tiers = new
            {
                window = new { kind = window, months = 12 },
                downgrade = new { to = "oneDown", graceDays },
                levels = new[]
                {
                    new
                    {
                        code = "basic",
                        name = "Basic",
                        from = 0,
                        multiply = 1m,
                    },
                    new
                    {
                        code = "silver",
                        name = "Silver",
                        from = 100,
                        multiply = 1.5m,
                    },
                    new
                    {
                        code = "gold",
                        name = "Gold",
                        from = 300,
                        multiply = 2m,
                    },
                },
            },
        };

    private static async Task<string> Tier(ClubApplication club, string member)
    {
        var tier = (await club.Admin.Member(member))["tier"]!;
        return $"{tier["code"]} {tier["since"]} {tier["until"]}".TrimEnd();
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_tier_is_reached_at_once_and_falls_on_time_with_nothing_happening(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme("rolling", 30));
        var id = await club.Admin.Enrol("e", "2026-01-01T00:00:00Z");

        var first = await club.Admin.Buy(id, "r1", (1, 300m));
        // with the old factor
        (first.Text("tier.code"), first.Text("tier.changedFrom"), first.Number("points.earned")).ShouldBe(("gold", "basic", 300));
        (await club.Admin.Buy(id, "r2", (1, 10m))).Number("points.earned").ShouldBe(20);
        (await Tier(club, id)).ShouldBe("gold 2026-03-01T00:00:00Z 2027-03-01");
        (await club.Admin.Member(id)).At("tier.progress")!.ToJsonString().ShouldBe("""{"by":"points","reached":320}""");

        await club.Admin.Clock("2027-03-31T23:59:59Z"); // the last moment of the grace
        (await Tier(club, id)).ShouldBe("gold 2026-03-01T00:00:00Z 2027-03-01");
        await club.Admin.Clock("2027-04-01T00:00:00Z");
        (await Tier(club, id)).ShouldBe("silver 2027-04-01T00:00:00Z 2028-03-31");
        (await club.Admin.Member(id))
            .At("tier.progress")!
            .ToJsonString()
            .ShouldBe("""{"by":"points","reached":0,"next":"gold","needed":300,"toNext":300,"nextName":"Gold"}""");
        await club.Admin.Clock("2028-05-01T00:00:00Z");
        (await Tier(club, id)).ShouldBe("basic 2028-05-01T00:00:00Z");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_tier_that_is_qualified_again_goes_on_and_a_return_takes_back_what_came_by_it(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme("calendarYear", 0));
        var (ana, bea) = (await club.Admin.Enrol("a"), await club.Admin.Enrol("b"));
        await club.Admin.Buy(ana, "a1", (1, 100m));
        await club.Admin.Buy(bea, "b1", (2, 100m));
        (await Tier(club, bea)).ShouldBe("silver 2026-03-01T10:00:00Z 2026-12-31");

        var back = await club.Admin.Return("b1", "bb1", (1, 1));
        (back.Text("tier.code"), back.Text("tier.changedFrom")).ShouldBe(("basic", "silver"));
        (await Tier(club, bea)).ShouldBe("basic 2026-03-01T10:00:00Z");
        (await Tier(club, ana)).ShouldBe("silver 2026-03-01T10:00:00Z 2026-12-31");
        await club.Admin.Clock("2026-12-31T23:59:59Z");
        (await Tier(club, ana)).ShouldBe("silver 2026-03-01T10:00:00Z 2026-12-31"); // 100 in 2026: kept for 2027
        await club.Admin.Clock("2027-01-01T00:00:00Z");
        (await Tier(club, ana)).ShouldBe("silver 2026-03-01T10:00:00Z 2027-12-31");
        await club.Admin.Clock("2028-01-01T00:00:00Z");
        (await Tier(club, ana)).ShouldBe("basic 2028-01-01T00:00:00Z");
    }
}
