using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>What bringing somebody brings.</summary>
public class ReferralTests
{
    private const string Programme =
        "{'earning':{'excludedCategories':['gift-card']},'referral':{'referrer':500,'referee':200,'minimumSpend':20.00,'holdDays':14}}";

    private static Ledger Referee(string programme = Programme) =>
        new Ledger { Seed = 1 }
            .With(programme)
            .At("2026-03-02T10:00:00Z")
            .Enrol("2026-03-01T00:00:00Z", referrer: "friend");

    [Theory]
    [InlineData("19.99", false)]
    [InlineData("20.00", true)]
    [InlineData("20.01", true)]
    public void The_first_purchase_that_is_large_enough_brings_it_to_both(string amount, bool brings)
    {
        var (referee, referrer) = (Referee(), Of(Programme));
        var bought = referee.Buy(amount);
        referrer.BookReferral(bought);
        (referee.Points.Pending, referrer.Points.Pending).ShouldBe(brings ? (200, 500) : (0, 0));
        var second = referee.Buy("50.00");
        (second.Referral is not null).ShouldBe(!brings);
        referee.Buy("50.00").Referral.ShouldBeNull();
    }

    [Fact]
    public void Who_was_brought_by_nobody_brings_nothing() => Of(Programme).Buy("50.00").Referral.ShouldBeNull();

    [Fact]
    public void Lines_that_earn_nothing_do_not_count() => Referee().Buy(Line("19.99"), Line("50.00", "gift-card")).Referral.ShouldBeNull();

    [Fact]
    public void It_is_held_back_for_its_days_and_counts_for_no_tier()
    {
        var (referee, referrer) = (Referee(), Of(Programme));
        referrer.BookReferral(referee.Buy("20.00"));
        referee.At("2026-03-15T23:59:59Z").Points.ShouldBe((20, 200));
        referee.At("2026-03-16T00:00:00Z").Points.ShouldBe((220, 0));
        referrer.At("2026-03-15T23:59:59Z").Points.ShouldBe((0, 500));
        referrer.At("2026-03-16T00:00:00Z").Points.ShouldBe((500, 0));
        referee.State.Qualifying.All.ShouldHaveSingleItem().Points.ShouldBe(20);
        referrer.State.Qualifying.All.ShouldBeEmpty();
    }

    /// <summary>20.02 in two lines of 20.00 and 0.02.</summary>
    [Theory]
    [InlineData("2026-03-02T10:00:00Z", "2:1", false)]
    [InlineData("2026-03-02T10:00:00Z", "1:0.001", true)]
    [InlineData("2026-03-02T10:00:00Z", "", true)]
    [InlineData("2026-03-15T23:59:59Z", "", true)]
    [InlineData("2026-03-16T00:00:00Z", "", false)]
    public void A_return_below_the_minimum_within_the_hold_takes_it_back_from_both(string at, string lines, bool taken)
    {
        var (referee, referrer) = (Referee(), Of(Programme));
        var bought = referee.Buy(Line("20.00", quantity: lines == "1:0.001" ? "1.000" : "1"), Line("0.01"));
        referrer.BookReferral(bought);
        var back = referee.At(at).Return(bought, lines);
        referrer.At(at).BookReferral(back);
        (back.Referral is not null).ShouldBe(taken);
        (referrer.Points.Active + referrer.Points.Pending).ShouldBe(taken ? 0 : 500);
        (referee.Points.Active + referee.Points.Pending).ShouldBe(
            (
                lines == "" ? 0
                : lines == "2:1" ? 20
                : 19
            ) + (taken ? 0 : 200)
        );
        (referee.Buy("30.00").Referral is not null).ShouldBe(taken);
    }

    [Fact]
    public void A_debt_is_paid_by_it()
    {
        var (referee, referrer) = (Referee(Programme[..^1] + ",'negativeBalance':'allow'}"), Of("{'negativeBalance':'allow'}"));
        foreach (var club in new[] { referee, referrer })
        {
            var bought = club.Buy("15.00");
            club.Redeem(15);
            club.Return(bought).Debt.ShouldBe(15);
        }
        var brought = referee.Buy("20.00");
        brought.DebtPaid.ShouldBe(15);
        referrer.BookReferral(brought)!.Debt.ShouldBe(15);
        referee.Points.ShouldBe((5, 200));
        referrer.Points.ShouldBe((0, 485));
    }

    [Fact]
    public void What_was_paid_to_a_debt_is_owed_again_when_it_is_taken_back()
    {
        var referrer = Of("{'negativeBalance':'allow'}");
        var bought = referrer.Buy("15.00");
        referrer.Redeem(15);
        referrer.Return(bought);
        var referee = Referee();
        var brought = referee.Buy("20.00");
        referrer.BookReferral(brought);
        referrer.BookReferral(referee.Return(brought))!.Debt.ShouldBe(-15);
        (referrer.Points.Pending, referrer.State.Debt).ShouldBe((0, 15));
    }

    [Fact]
    public void A_return_may_give_points_back_and_take_a_referrals_at_once()
    {
        var referee = Referee(
            "{'earning':{'rules':[{'code':'sale','when':{'category':['sale'],'minimumSpend':20.00},'multiply':0}]},'referral':{'referee':3,'minimumSpend':15.00,'holdDays':14}}"
        );
        var bought = referee.Buy(Line("20.00", "sale", quantity: "2"), Line("10.00"));
        referee.Points.ShouldBe((10, 3));
        referee.Return(bought, "2:1");
        referee.Points.ShouldBe((0, 3));
        referee.Return(bought, "1:1").Points.ShouldBe(-10 + 3);
        referee.Points.ShouldBe((10, 0));
        (referee.State.Lifetime.Earned, referee.State.Lifetime.Reversed).ShouldBe((13, 3));
    }
}
