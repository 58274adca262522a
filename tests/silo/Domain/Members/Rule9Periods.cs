using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 9: when a tier's period begins and ends, when it is kept and when it falls.</summary>
public class Rule9Periods
{
    private const string Year = "'kind':'rolling','months':12";

    private static string Programme(string window, string to, int grace, string zone = "UTC") =>
        $$$"""
            {'timeZone':'{{{zone}}}','latePurchaseDays':null,'tiers':{'window':{{{{window}}}},'downgrade':{'to':'{{{to}}}','graceDays':{{{grace}}}},
             'levels':[{'code':'basic','from':0},{'code':'silver','from':100,'multiply':2},{'code':'gold','from':1000,'multiply':3}]}}
            """;

    private static Ledger Club(
        string window = Year,
        string to = "oneDown",
        int grace = 0,
        string now = "2026-03-02T10:00:00Z",
        string joined = "2024-02-29T12:00:00Z"
    ) => Of(Programme(window, to, grace), now, joined);

    /// <summary>100.00 on 2 March 2026 and then nothing; the tier on another day.</summary>
    [Theory]
    [InlineData(Year, "oneDown", 0, "2027-03-02", "silver")]
    [InlineData(Year, "oneDown", 0, "2027-03-03", "basic")]
    [InlineData(Year, "oneDown", 1, "2027-03-03", "silver")]
    [InlineData(Year, "oneDown", 1, "2027-03-04", "basic")]
    [InlineData(Year, "oneDown", 30, "2027-04-01", "silver")]
    [InlineData(Year, "oneDown", 30, "2027-04-02", "basic")]
    [InlineData(Year, "eligible", 0, "2027-03-02", "silver")]
    [InlineData(Year, "eligible", 0, "2027-03-03", "basic")]
    [InlineData(Year, "never", 0, "2099-12-31", "silver")]
    [InlineData("'kind':'rolling','months':1", "oneDown", 0, "2026-04-02", "silver")]
    [InlineData("'kind':'rolling','months':1", "oneDown", 0, "2026-04-03", "basic")]
    [InlineData("'kind':'calendarYear'", "oneDown", 0, "2027-12-31", "silver")]
    [InlineData("'kind':'calendarYear'", "oneDown", 0, "2028-01-01", "basic")]
    [InlineData("'kind':'calendarYear'", "eligible", 30, "2028-01-30", "silver")]
    [InlineData("'kind':'calendarYear'", "eligible", 30, "2028-01-31", "basic")]
    [InlineData("'kind':'calendarYear'", "never", 30, "2099-12-31", "silver")]
    [InlineData("'kind':'anniversary'", "oneDown", 0, "2028-02-28", "silver")]
    [InlineData("'kind':'anniversary'", "oneDown", 0, "2028-02-29", "basic")]
    [InlineData("'kind':'anniversary'", "eligible", 10, "2028-03-09", "silver")]
    [InlineData("'kind':'anniversary'", "eligible", 10, "2028-03-10", "basic")]
    [InlineData("'kind':'lifetime'", "oneDown", 0, "2099-12-31", "silver")]
    public void Who_does_nothing_more_falls_on_time(string window, string to, int grace, string day, string tier)
    {
        var club = Club(window, to, grace);
        club.Buy("100.00").Tier.ShouldBe("silver");
        club.Fork().At($"{day}T23:59:59Z").Tier.ShouldBe(tier);
        club.At($"{day}T10:00:00Z").Settle();
        club.Tier.ShouldBe(tier);
    }

    /// <summary>The last day of the first period of a level reached on a day, for who joined on 29 February.</summary>
    [Theory]
    [InlineData(Year, "2026-03-02", "2027-03-02")]
    [InlineData(Year, "2028-02-29", "2029-02-28")]
    [InlineData("'kind':'rolling','months':1", "2026-01-31", "2026-02-28")]
    [InlineData("'kind':'rolling','months':6", "2026-08-31", "2027-02-28")]
    [InlineData("'kind':'calendarYear'", "2026-01-01", "2026-12-31")]
    [InlineData("'kind':'calendarYear'", "2026-12-31", "2026-12-31")]
    [InlineData("'kind':'anniversary'", "2026-02-27", "2026-02-27")]
    [InlineData("'kind':'anniversary'", "2026-02-28", "2027-02-27")]
    [InlineData("'kind':'anniversary'", "2028-02-28", "2028-02-28")]
    [InlineData("'kind':'anniversary'", "2028-02-29", "2029-02-27")]
    [InlineData("'kind':'lifetime'", "2026-03-02", null)]
    public void A_period_begins_with_the_purchase_that_brings_the_level(string window, string bought, string? until)
    {
        var club = Club(window, now: $"{bought}T10:00:00Z");
        club.Buy("100.00");
        club.Standing.ShouldBe(new("silver", Day(bought), until is null ? null : Day(until)));
    }

    [Theory]
    [InlineData("oneDown", "silver", "2028-03-02")]
    [InlineData("eligible", "basic", null)]
    public void A_level_falls_by_one_or_to_what_is_reached(string to, string tier, string? until)
    {
        var club = Club(to: to);
        club.Buy("1000.00").Tier.ShouldBe("gold");
        club.At("2027-03-03T10:00:00Z").Standing.ShouldBe(new(tier, Day("2027-03-03"), until is null ? null : Day(until)));
        club.At("2028-03-03T10:00:00Z").Tier.ShouldBe("basic");
    }

    [Fact]
    public void Who_still_reaches_a_level_between_falls_to_that()
    {
        var club = Club(to: "eligible");
        club.Buy("1000.00");
        club.At("2026-06-01T10:00:00Z").Buy("40.00").Points.ShouldBe(120);
        club.At("2027-03-03T10:00:00Z").Standing.ShouldBe(new("silver", Day("2027-03-03"), Day("2028-03-02")));
    }

    /// <summary>Silver since 2 March 2026; some spend more in the period, at twice the points.</summary>
    [Theory]
    [InlineData("49.00", "basic", null)]
    [InlineData("50.00", "silver", "2028-03-02")]
    [InlineData("51.00", "silver", "2028-03-02")]
    public void A_tier_that_is_qualified_again_is_kept_and_the_next_period_follows_without_a_gap(string amount, string tier, string? until)
    {
        var club = Club();
        club.Buy("100.00");
        club.At("2026-09-01T10:00:00Z").Buy(amount);
        club.Standing.Until.ShouldBe(Day("2027-03-02"));
        club.At("2027-03-03T10:00:00Z");
        (club.Tier, club.Standing.Until).ShouldBe((tier, until is null ? null : Day(until)));
    }

    [Fact]
    public void An_upgrade_starts_a_new_period()
    {
        var club = Club();
        club.Buy("100.00");
        var bought = club.At("2026-06-01T10:00:00Z").Buy("450.00");
        (bought.Points, bought.Tier, bought.TierBefore).ShouldBe((900, "gold", "silver"));
        club.Standing.ShouldBe(new("gold", Day("2026-06-01"), Day("2027-06-01")));
        club.At("2027-06-01T23:59:59Z").Tier.ShouldBe("gold");
        club.At("2027-06-02T00:00:00Z").Tier.ShouldBe("silver");
    }

    /// <summary>Silver until 2 March 2027, with 30 days of grace; 50.00 once more.</summary>
    [Theory]
    [InlineData("2027-03-02", "50.00", "2028-03-02", null)]
    [InlineData("2027-03-03", "50.00", "2028-03-03", null)]
    [InlineData("2027-04-01", "50.00", "2028-04-01", null)]
    [InlineData("2027-04-02", "100.00", "2028-04-02", "basic")]
    public void In_the_grace_a_purchase_that_qualifies_again_starts_a_period_and_a_day_later_it_climbs_again(
        string day,
        string amount,
        string until,
        string? before
    )
    {
        var club = Club(grace: 30);
        club.Buy("100.00");
        var bought = club.At($"{day}T10:00:00Z").Buy(amount);
        (bought.Points, bought.Tier, bought.TierBefore).ShouldBe((100, "silver", before));
        club.At("2027-04-02T10:00:00Z").Standing.ShouldBe(new("silver", before is null ? Day("2026-03-02") : Day(day), Day(until)));
    }

    [Fact]
    public void In_the_grace_too_little_does_not_help_and_what_was_bought_before_counts()
    {
        var little = Club(grace: 30);
        little.Buy("100.00");
        little.At("2027-04-01T10:00:00Z").Buy("49.00").Points.ShouldBe(98);
        little.At("2027-04-02T10:00:00Z").Tier.ShouldBe("basic");

        var enough = Club(grace: 30);
        enough.Buy("100.00");
        enough.At("2026-12-01T10:00:00Z").Buy("20.00");
        enough.At("2027-03-20T10:00:00Z").Buy("30.00");
        enough.Standing.Until.ShouldBe(Day("2028-03-20"));
    }

    [Fact]
    public void A_late_purchase_lifts_the_tier_as_of_its_day()
    {
        var club = Club(now: "2026-05-01T10:00:00Z");
        club.Buy("10.00").Points.ShouldBe(10);
        var late = club.Buy("100.00", "2026-03-02T10:00:00Z");
        (late.Points, late.Tier, late.TierBefore).ShouldBe((100, "silver", "basic"));
        club.Standing.ShouldBe(new("silver", Day("2026-03-02"), Day("2027-03-02")));
        club.Buy("10.00", "2026-03-01T10:00:00Z").Points.ShouldBe(10);
        club.Buy("10.00", "2026-03-03T10:00:00Z").Points.ShouldBe(20);
        club.Points.ShouldBe((140, 0));
    }

    [Fact]
    public void A_purchase_so_late_that_its_period_has_ended_lifts_nobody_today()
    {
        var club = Club(now: "2026-03-02T10:00:00Z");
        var late = club.Buy("100.00", "2025-03-01T10:00:00Z");
        (late.Tier, late.TierBefore).ShouldBe(("basic", null));
        club.Buy("10.00", "2025-03-02T10:00:00Z").Points.ShouldBe(20);
    }

    [Fact]
    public void The_year_begins_in_the_programmes_time_zone()
    {
        var club = Of(Programme("'kind':'calendarYear'", "oneDown", 0, "Europe/Madrid"), "2026-12-31T22:59:59Z");
        club.Buy("60.00");
        club.At("2026-12-31T23:00:00Z").Buy("60.00").Tier.ShouldBe("basic");
        club.Buy("40.00").Tier.ShouldBe("silver");
        club.Standing.ShouldBe(new("silver", Day("2027-01-01"), Day("2027-12-31")));
    }

    [Theory]
    [InlineData("1:1", "silver")]
    [InlineData("1:2", "basic")]
    public void A_return_takes_back_progress_and_the_tier_that_came_by_it(string lines, string tier)
    {
        var club = Club();
        var bought = club.Buy(Line("200.00", quantity: "2"));
        club.At("2026-05-01T10:00:00Z").Return(bought, lines).Tier.ShouldBe(tier);
        club.Tier.ShouldBe(tier);
    }

    [Fact]
    public void What_a_till_sells_tomorrow_because_its_clock_is_ahead_lifts_tomorrow()
    {
        var club = Club(now: "2026-03-02T23:55:00Z");
        club.Buy("100.00", "2026-03-03T00:01:00Z").Tier.ShouldBe("basic");
        Calendar.NextDue(club.State, club.Book).ShouldBe(Day("2026-03-03"));
        club.At("2026-03-03T00:00:00Z").Tier.ShouldBe("silver");
        club.Settle()!.TierBefore.ShouldBe("basic");
    }

    [Fact]
    public void The_close_writes_the_fall_once_and_not_again_for_an_earlier_day()
    {
        var club = Club();
        club.Buy("100.00");
        club.At("2027-03-02T10:00:00Z").Settle();
        var fallen = club.At("2027-03-03T10:00:00Z").Settle()!;
        (fallen.Standing, fallen.TierBefore).ShouldBe((new("basic", Day("2027-03-03"), null), "silver"));
        club.Settle().ShouldBeNull();
        club.Settle(Day("2026-06-01")).ShouldBeNull();
        club.Tier.ShouldBe("basic");
    }
}
