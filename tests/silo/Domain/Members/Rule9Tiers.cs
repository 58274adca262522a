using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 9, as far as it is built: what counts, in which window, and whose factor applies.</summary>
public class Rule9Tiers
{
    private static Ledger Club(string by = "points", string window = "'kind':'rolling','months':12", string now = "2026-03-02T10:00:00Z", string joined = "2000-01-01T00:00:00Z", string zone = "UTC") =>
        Of($$$"""
            {'timeZone':'{{{zone}}}','latePurchaseDays':null,'earning':{'points':2,'excludedCategories':['gift-card']},'tiers':{'by':'{{{by}}}','window':{{{{window}}}},
             'levels':[{'code':'basic','from':0},{'code':'silver','from':100,'multiply':1.5},{'code':'gold','from':200,'multiply':2}]}}
            """, now, joined);

    [Theory]
    [InlineData("points", "49.99", "basic")]
    [InlineData("points", "50.00", "silver")]
    [InlineData("points", "99.99", "silver")]
    [InlineData("points", "100.00", "gold")]
    [InlineData("spend", "99.99", "basic")]
    [InlineData("spend", "100.00", "silver")]
    [InlineData("spend", "200.00", "gold")]
    [InlineData("visits", "1000.00", "basic")]
    public void A_level_is_reached_at_its_threshold(string by, string amount, string tier) => Club(by).Buy(amount).Tier.ShouldBe(tier);

    [Fact]
    public void Visits_count_receipts()
    {
        var club = Club("visits");
        for (var visit = 1; visit <= 200; visit++)
            club.Buy("1.00").Tier.ShouldBe(visit < 100 ? "basic" : visit < 200 ? "silver" : "gold");
    }

    [Fact]
    public void Excluded_lines_are_no_spend() => Club("spend").Buy(Line("150.00", "gift-card"), Line("99.00")).Tier.ShouldBe("basic");

    [Fact]
    public void The_purchase_that_brings_a_level_still_has_the_factor_before()
    {
        var club = Club();
        var first = club.Buy("50.00");
        (first.Points, first.Tier, first.TierBefore).ShouldBe((100, "silver", "basic"));
        var second = club.Buy("10.00");
        (second.Points, second.Tier, second.TierBefore).ShouldBe((30, "silver", null));
        var third = club.Buy("30.00");
        (third.Points, third.Tier, third.TierBefore).ShouldBe((90, "gold", "silver"));
        club.Buy("10.00").Points.ShouldBe(40);
    }

    [Fact]
    public void One_purchase_may_climb_two_levels()
    {
        var bought = Club().Buy("100.00");
        (bought.Points, bought.Tier, bought.TierBefore).ShouldBe((200, "gold", "basic"));
    }

    [Fact]
    public void Adjustments_and_openings_do_not_count()
    {
        var club = Club();
        club.Adjust(1_000);
        club.Buy("1.00").Tier.ShouldBe("basic");
        club.Adjust(-1_002);
        club.Buy("49.00").Tier.ShouldBe("silver");
        var brought = new Ledger().With("{'tiers':{'levels':[{'code':'basic','from':0},{'code':'silver','from':100}]}}").At("2026-03-02T10:00:00Z").Enrol("2020-01-01T00:00:00Z", 500);
        brought.Buy("1.00").Tier.ShouldBe("basic");
    }

    /// <summary>50.00 on a day; the level on another day.</summary>
    [Theory]
    [InlineData("'kind':'rolling','months':12", "2026-05-10", "2027-05-09", "silver")]
    [InlineData("'kind':'rolling','months':12", "2026-05-10", "2027-05-10", "basic")]
    [InlineData("'kind':'rolling','months':1", "2026-01-31", "2026-02-28", "silver")]
    [InlineData("'kind':'rolling','months':1", "2026-01-31", "2026-03-01", "basic")]
    [InlineData("'kind':'rolling','months':1", "2026-02-28", "2026-03-27", "silver")]
    [InlineData("'kind':'rolling','months':1", "2026-02-28", "2026-03-28", "basic")]
    [InlineData("'kind':'rolling','months':12", "2028-02-29", "2029-02-27", "silver")]
    [InlineData("'kind':'rolling','months':12", "2028-02-29", "2029-02-28", "silver")]
    [InlineData("'kind':'rolling','months':12", "2028-02-29", "2029-03-01", "basic")]
    [InlineData("'kind':'calendarYear'", "2026-01-01", "2026-12-31", "silver")]
    [InlineData("'kind':'calendarYear'", "2026-12-31", "2027-01-01", "basic")]
    [InlineData("'kind':'anniversary'", "2026-02-28", "2026-02-28", "silver")]
    [InlineData("'kind':'anniversary'", "2025-03-01", "2026-02-27", "silver")]
    [InlineData("'kind':'anniversary'", "2025-03-01", "2026-02-28", "basic")]
    [InlineData("'kind':'anniversary'", "2026-03-01", "2027-02-27", "silver")]
    [InlineData("'kind':'anniversary'", "2027-02-28", "2028-02-28", "silver")]
    [InlineData("'kind':'anniversary'", "2027-02-28", "2028-02-29", "basic")]
    [InlineData("'kind':'lifetime'", "2024-02-29", "2099-12-31", "silver")]
    public void A_window_reaches_back_so_far_and_no_further(string window, string bought, string asked, string tier)
    {
        var club = Club(window: window, now: $"{bought}T12:00:00Z", joined: "2024-02-29T12:00:00Z");
        club.Buy("50.00").Tier.ShouldBe("silver");
        club.At($"{asked}T23:59:59Z");
        TierLadder.On(club.Today, club.State, club.Moment.Programme).Code.ShouldBe(tier);
    }

    [Fact]
    public void The_year_begins_in_the_programmes_time_zone()
    {
        var club = Club(window: "'kind':'calendarYear'", now: "2026-12-31T22:59:59Z", zone: "Europe/Madrid");
        club.Buy("50.00").Tier.ShouldBe("silver");
        club.At("2026-12-31T23:00:00Z").Buy("1.00").Tier.ShouldBe("basic");
    }

    [Fact]
    public void Who_does_nothing_falls_on_time_and_then_earns_with_the_lower_factor()
    {
        var club = Club(now: "2026-05-10T12:00:00Z");
        club.Buy("50.00");
        club.At("2027-05-09T12:00:00Z").Buy("0.50").Points.ShouldBe(0);
        club.Fork().At("2027-05-09T12:00:00Z").Buy("1.00").Points.ShouldBe(3);
        var fallen = club.At("2027-05-10T12:00:00Z").Buy("1.00");
        (fallen.Points, fallen.Tier, fallen.TierBefore).ShouldBe((2, "basic", null));
    }

    [Fact]
    public void Each_version_has_levels_and_factors_of_its_own()
    {
        var club = Of("{'tiers':{'levels':[{'code':'basic','from':0},{'code':'silver','from':100,'multiply':2}]}}")
            .With("{'tiers':{'levels':[{'code':'member','from':0,'multiply':3},{'code':'star','from':300,'multiply':5}]}}", "2026-03-02T00:00:00Z");
        club.Buy("100.00", "2026-03-01T12:00:00Z").Tier.ShouldBe("member");
        club.Buy("10.00", "2026-03-01T12:00:00Z").Points.ShouldBe(20);
        club.Buy("10.00").Points.ShouldBe(30);
    }
}
