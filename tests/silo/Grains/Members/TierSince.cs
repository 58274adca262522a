using LoyaltyClub.Grains;
using LoyaltyClub.Tests.Domain;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Grains.Members;

/// <summary>Since when a member has their tier, as they see it.</summary>
public class TierSince
{
    private static Ledger Club() =>
        Of("{'tiers':{'levels':[{'code':'basic','from':0},{'code':'silver','from':50}]}}", "2026-05-10T12:00:00Z", "2026-01-01T09:00:00Z");

    private static void Shows(Ledger club, string code, string since)
    {
        var tier = Views.Member("m", club.State, Person.Nobody, club.Moment).Tier;
        (tier.Code, tier.Since).ShouldBe((code, Instant(since)));
    }

    [Fact]
    public void Before_any_change_it_is_since_joining()
    {
        var club = Club();
        Shows(club, "basic", "2026-01-01T09:00:00Z");
        club.Buy("1.00");
        Shows(club, "basic", "2026-01-01T09:00:00Z");
    }

    [Fact]
    public void An_upgrade_is_since_the_day_of_the_purchase_that_brought_it()
    {
        var club = Club();
        club.Buy("50.00");
        club.At("2026-06-01T12:00:00Z").Buy("1.00");
        Shows(club, "silver", "2026-05-10T00:00:00Z");
    }

    [Fact]
    public void A_fall_is_since_its_day_and_a_purchase_that_changes_nothing_does_not_change_that()
    {
        var club = Club();
        club.Buy("50.00");
        club.At("2027-06-01T12:00:00Z");
        Shows(club, "basic", "2027-05-11T00:00:00Z");
        club.Buy("1.00");
        Shows(club, "basic", "2027-05-11T00:00:00Z");
    }

    [Fact]
    public void Who_fell_and_climbs_again_has_the_level_since_the_second_climb()
    {
        var club = Club();
        club.Buy("50.00");
        club.At("2027-06-01T12:00:00Z").Buy("50.00").TierBefore.ShouldBe("basic");
        Shows(club, "silver", "2027-06-01T00:00:00Z");
    }
}
