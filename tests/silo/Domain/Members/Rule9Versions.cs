using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 9: tiers when the programme changes.</summary>
public class Rule9Versions
{
    private static string Programme(string levels, string to = "oneDown") =>
        $"{{'tiers':{{'downgrade':{{'to':'{to}'}},'levels':[{{'code':'basic','from':0}},{levels}]}}}}";

    private static Ledger Club(string before, string after, string from = "2026-06-01T00:00:00Z") =>
        Of(Programme(before)).With(Programme(after), from);

    /// <summary>Silver at 100, from June on at 150; some points in the year after 2 March.</summary>
    [Theory]
    [InlineData("149.00", "basic")]
    [InlineData("150.00", "silver")]
    public void New_thresholds_never_end_a_period_early_and_judge_its_end(string amount, string after)
    {
        var club = Club("{'code':'silver','from':100}", "{'code':'silver','from':150}");
        club.Buy("100.00");
        club.At("2026-07-01T10:00:00Z").Tier.ShouldBe("silver");
        club.Buy(amount);
        club.At("2027-03-02T10:00:00Z").Tier.ShouldBe("silver");
        club.At("2027-03-03T10:00:00Z").Tier.ShouldBe(after);
    }

    [Fact]
    public void Lower_thresholds_lift_with_the_next_purchase()
    {
        var club = Club("{'code':'silver','from':100}", "{'code':'silver','from':50}");
        club.Buy("60.00").Tier.ShouldBe("basic");
        club.At("2026-06-02T10:00:00Z").Tier.ShouldBe("basic");
        club.Buy("1.00").Tier.ShouldBe("silver");
    }

    [Theory]
    [InlineData("2026-05-31T23:59:59Z", "silver")]
    [InlineData("2026-06-01T00:00:00Z", "basic")]
    public void The_version_at_the_time_of_the_purchase_says_whether_it_lifts(string at, string tier) =>
        Club("{'code':'silver','from':100}", "{'code':'silver','from':150}")
            .At("2026-06-01T10:00:00Z")
            .Buy("100.00", at)
            .Tier.ShouldBe(tier);

    /// <summary>
    /// 60 points on 1 June before noon, 60 after it; whichever arrives first. From noon on a period would end with the year.
    /// </summary>
    [Theory]
    [InlineData("11:00", "13:00")]
    [InlineData("13:00", "11:00")]
    public void On_the_day_of_a_change_the_whole_day_is_judged_by_the_earlier_version_first(string first, string second)
    {
        const string levels = "'levels':[{'code':'basic','from':0},{'code':'silver','from':100}]";
        var club = Of($"{{'tiers':{{{levels}}}}}")
            .With($"{{'tiers':{{'window':{{'kind':'calendarYear'}},{levels}}}}}", "2026-06-01T12:00:00Z")
            .At("2026-06-02T10:00:00Z");
        club.Buy("60.00", $"2026-06-01T{first}:00Z");
        club.Buy("60.00", $"2026-06-01T{second}:00Z").Tier.ShouldBe("silver");
        club.Standing.ShouldBe(new("silver", Day("2026-06-01"), Day("2027-06-01")));
        TierTrack.On(club.Today, club.State with { Tier = null }, club.Book).ShouldBe(club.Standing);
    }

    /// <summary>Silver at 100 and gold at 200; from June on there is only star.</summary>
    [Theory]
    [InlineData("200.00", 150, "star")]
    [InlineData("200.00", 201, "basic")]
    [InlineData("149.00", 150, "basic")]
    [InlineData("150.00", 150, "star")]
    public void A_level_that_is_gone_is_replaced_by_the_highest_that_is_reached(string amount, int star, string tier)
    {
        var club = Club("{'code':'silver','from':100},{'code':'gold','from':200}", $"{{'code':'star','from':{star}}}");
        club.Buy(amount);
        club.At("2026-05-31T23:59:59Z").Tier.ShouldNotBe(tier);
        club.At("2026-06-01T00:00:00Z").Tier.ShouldBe(tier);
        club.Buy("0.50").Tier.ShouldBe(tier);
        club.At("2027-06-03T10:00:00Z").Tier.ShouldBe("basic");
    }

    [Fact]
    public void Who_holds_a_level_that_both_versions_have_keeps_it_at_its_place()
    {
        var club = Club("{'code':'silver','from':100}", "{'code':'bronze','from':50},{'code':'silver','from':100}");
        club.Buy("100.00");
        club.At("2026-07-01T10:00:00Z").Tier.ShouldBe("silver");
        club.At("2027-03-03T10:00:00Z").Tier.ShouldBe("bronze");
        club.At("2028-03-03T10:00:00Z").Tier.ShouldBe("basic");
    }

    /// <summary>100.00 on 2 March 2026; a second version from a day on.</summary>
    [Theory]
    [InlineData("oneDown", null, "", "2027-03-03")]
    [InlineData("never", null, "", null)]
    [InlineData("never", "2026-06-01", "oneDown", "2027-03-03")]
    [InlineData("never", "2027-03-03", "oneDown", "2027-03-03")]
    [InlineData("never", "2027-03-04", "oneDown", "2028-03-03")]
    [InlineData("oneDown", "2026-06-01", "never", null)]
    public void The_day_of_the_next_fall_is_known_beforehand_and_is_the_day_of_the_fall(string to, string? from, string then, string? falls)
    {
        var club = Of(Programme("{'code':'silver','from':100}", to));
        if (from is not null)
        {
            club.With(Programme("{'code':'silver','from':100}", then), $"{from}T00:00:00Z");
        }

        club.Buy("100.00");
        TierTrack.NextFall(club.Today, club.State, club.Book).ShouldBe(falls is null ? null : Day(falls));
        if (falls is null)
        {
            return;
        }

        club.At(Day(falls).AddDays(-1).ToDateTime(new(23, 59))).Tier.ShouldBe("silver");
        club.At(Day(falls).ToDateTime(default)).Tier.ShouldBe("basic");
    }
}
