using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>
/// Examples that others have published, with their numbers. More of them stand with their rule: 5 points per 2.50, 19.99 under
/// two rates, 28.5 rounded in three ways (<see cref="Rule2Earning"/>).
/// </summary>
public class PublishedExamples
{
    [Fact]
    public void Sylius_50_less_80_and_100_more_are_70_without_a_debt()
    {
        var club = Of("{'negativeBalance':'allow'}");
        var spent = club.Buy("80.00");
        club.Redeem(80);
        club.Buy("50.00");
        var back = club.Return(spent);
        (back.Points, back.Taken.Sum(), back.Debt).ShouldBe((80, 50, 30));
        club.Points.ShouldBe((0, 0));
        club.Buy("100.00").DebtPaid.ShouldBe(30);
        (club.Points.Active, club.State.Debt).ShouldBe((70, 0));
    }

    [Theory]
    [InlineData("2026-01-25", "2026-02-25")]
    [InlineData("2026-01-31", "2026-02-28")]
    [InlineData("2028-01-31", "2028-02-29")]
    public void Voucherify_a_month_after_a_day_is_the_same_day_or_the_last_of_the_month(string bought, string last)
    {
        var club = Of("{'expiry':{'kind':'afterActivation','months':1}}", $"{bought}T12:00:00Z");
        club.Buy("10.00");
        club.At($"{last}T23:59:59Z").Points.ShouldBe((10, 0));
        club.At(Day(last).AddDays(1).ToDateTime(TimeOnly.MinValue)).Points.ShouldBe((0, 0));
    }

    [Fact]
    public void Voucherify_tiers_0_100_500_1000_through_100_50_550()
    {
        var club = Of(
            "{'tiers':{'levels':[{'code':'t0','from':0},{'code':'t100','from':100},{'code':'t500','from':500},{'code':'t1000','from':1000}]}}"
        );
        club.Tier.ShouldBe("t0");
        club.Buy("100.00").Tier.ShouldBe("t100");
        club.Buy("50.00").Tier.ShouldBe("t100");
        club.Buy("550.00").Tier.ShouldBe("t500");
    }

    [Theory]
    [InlineData("clamp", 50, 0)]
    [InlineData("allow", 50, 100)]
    public void A_purchase_of_150_points_of_which_100_are_spent_comes_back(string policy, long taken, long debt)
    {
        var club = Of($"{{'negativeBalance':'{policy}'}}");
        var bought = club.Buy("150.00");
        club.Redeem(100);
        var back = club.Return(bought);
        (back.Points, back.Taken.Sum(), back.Debt).ShouldBe((150, taken, debt));
        (club.Points.Active, club.State.Debt).ShouldBe((0, debt));
    }

    [Fact]
    public void Two_items_of_10_at_1_point_per_1_returned_one_by_one_are_20_10_0()
    {
        var club = Of();
        var bought = club.Buy(Line("10.00"), Line("10.00"));
        club.Points.ShouldBe((20, 0));
        club.Return(bought, "1:1").Points.ShouldBe(10);
        club.Points.ShouldBe((10, 0));
        club.Return(bought, "2:1").Points.ShouldBe(10);
        club.Points.ShouldBe((0, 0));
    }

    [Fact]
    public void Earned_at_1_per_1_and_returned_after_the_rate_was_doubled_it_is_100_and_not_200()
    {
        var club = Of().With("{'earning':{'points':2}}", "2026-03-03T00:00:00Z");
        var bought = club.Buy("100.00");
        club.At("2026-03-04T10:00:00Z").Buy("100.00").Points.ShouldBe(200);
        club.Return(bought).Points.ShouldBe(100);
        club.Points.ShouldBe((200, 0));
    }

    [Fact]
    public void Of_lots_of_60_that_ended_meanwhile_and_40_a_return_restores_40_to_spend()
    {
        var club = Of("{'expiry':{'kind':'afterActivation','months':1},'payWithPoints':{'value':0.01}}", "2026-01-10T10:00:00Z");
        club.Buy("60.00");
        club.At("2026-02-01T10:00:00Z").Buy("40.00");
        var paid = club.At("2026-02-05T10:00:00Z").Pay("1.00", 100);
        club.Points.ShouldBe((1, 0));
        var back = club.At("2026-02-20T10:00:00Z").Return(paid);
        (back.Restored.Sum(), back.ExpiredAtOnce, back.Points).ShouldBe((100, 60, 1));
        club.Points.ShouldBe((40, 0));
        club.Redeem(40);
        club.TryRedeem(new(null, 1, true, 0, null)).Refusal!.Code.ShouldBe("insufficient_points");
    }
}
