using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 9: what counts for tiers, and whose factor applies.</summary>
public class Rule9Tiers
{
    private static Ledger Club(
        string by = "points",
        string window = "'kind':'rolling','months':12",
        string now = "2026-03-02T10:00:00Z",
        string joined = "2000-01-01T00:00:00Z",
        string zone = "UTC"
    ) =>
        Of(
            $$$"""
            {'timeZone':'{{{zone}}}','latePurchaseDays':null,'earning':{'points':2,'excludedCategories':['gift-card']},'tiers':{'by':'{{{by}}}','window':{{{{window}}}},
             'levels':[{'code':'basic','from':0},{'code':'silver','from':100,'multiply':1.5},{'code':'gold','from':200,'multiply':2}]}}
            """,
            now,
            joined
        );

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
        {
            club.Buy("1.00")
                .Tier.ShouldBe(
                    visit < 100 ? "basic"
                    : visit < 200 ? "silver"
                    : "gold"
                );
        }
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
        var brought = new Ledger()
            .With("{'tiers':{'levels':[{'code':'basic','from':0},{'code':'silver','from':100}]}}")
            .At("2026-03-02T10:00:00Z")
            .Enrol("2020-01-01T00:00:00Z", 500);
        brought.Buy("1.00").Tier.ShouldBe("basic");
    }

    [Fact]
    public void Each_version_has_levels_and_factors_of_its_own()
    {
        var club = Of("{'tiers':{'levels':[{'code':'basic','from':0},{'code':'silver','from':100,'multiply':2}]}}")
            .With(
                "{'tiers':{'levels':[{'code':'member','from':0,'multiply':3},{'code':'star','from':300,'multiply':5}]}}",
                "2026-03-02T00:00:00Z"
            );
        club.Buy("100.00", "2026-03-01T12:00:00Z").Tier.ShouldBe("member");
        club.Buy("10.00", "2026-03-01T12:00:00Z").Points.ShouldBe(20);
        club.Buy("10.00").Points.ShouldBe(30);
    }
}
