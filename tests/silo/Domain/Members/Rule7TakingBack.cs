using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 7: from where a return takes points, and what becomes of those that are gone.</summary>
public class Rule7TakingBack
{
    private const string Month = "{'expiry':{'kind':'afterActivation','months':1}}";

    private static string Taken(Returned back) => string.Join(' ', back.Taken.Select(lot => $"{lot.Terms.EarnedOn:MM-dd}:{lot.Points}"));

    [Fact]
    public void Its_own_pending_points_go_first()
    {
        var club = Of("{'earning':{'pendingDays':14}}");
        club.Adjust(50);
        var bought = club.Buy("10.00");
        club.Points.ShouldBe((50, 10));
        club.Return(bought);
        club.Points.ShouldBe((50, 0));
    }

    [Fact]
    public void Then_its_own_lot_then_what_ends_first()
    {
        var club = Of(Month);
        var bought = club.Buy("10.00");
        club.At("2026-03-07T10:00:00Z").Buy("20.00");
        club.At("2026-03-05T10:00:00Z").Buy("2.00", "2026-03-05T10:00:00Z");
        club.Redeem(4);
        Taken(club.Return(bought)).ShouldBe("03-02:6 03-05:2 03-07:2");
    }

    [Fact]
    public void And_last_what_is_pending_in_the_order_of_its_days()
    {
        var club = Of("{'earning':{'pendingDays':5}}");
        var bought = club.Buy("10.00");
        club.At("2026-03-08T10:00:00Z").Redeem(10);
        club.Buy("7.00");
        club.At("2026-03-09T10:00:00Z").Buy("7.00");
        Taken(club.Return(bought)).ShouldBe("03-08:7 03-09:3");
        club.Points.ShouldBe((0, 4));
    }

    /// <summary>10 points, some spent, the rest ended; 20 others that have not.</summary>
    [Theory]
    [InlineData(0, 10, 20)]
    [InlineData(4, 6, 16)]
    [InlineData(10, 0, 10)]
    public void What_had_ended_of_it_is_forgiven_whether_or_not_the_close_has_run(long spent, long forgiven, long left)
    {
        foreach (var close in new[] { true, false })
        {
            var club = Of(Month);
            var bought = club.Buy("10.00");
            if (spent > 0)
            {
                club.Redeem(spent);
            }

            club.At("2026-03-20T10:00:00Z").Buy("20.00");
            club.At("2026-04-03T10:00:00Z");
            if (close)
            {
                club.Settle();
            }

            club.Return(bought).WrittenOffExpired.ShouldBe(forgiven);
            club.Points.ShouldBe((left, 0));
        }
    }

    [Fact]
    public void What_ended_is_forgiven_once()
    {
        var club = Of(Month);
        var bought = club.Buy(Line("20.00", quantity: "2"));
        club.Redeem(12);
        club.At("2026-03-20T10:00:00Z").Buy("30.00");
        club.At("2026-04-03T10:00:00Z").Return(bought, "1:1").WrittenOffExpired.ShouldBe(8);
        club.Return(bought, "1:1").WrittenOffExpired.ShouldBe(0);
        club.Points.ShouldBe((18, 0));
    }

    [Fact]
    public void Points_that_had_ended_before_the_receipt_arrived_are_forgiven_too()
    {
        var club = Of(Month);
        var late = club.Buy("10.00", "2026-01-15T10:00:00Z");
        late.ExpiredAtOnce.ShouldBeTrue();
        club.Buy("20.00");
        club.Return(late).WrittenOffExpired.ShouldBe(10);
        club.Points.ShouldBe((20, 0));
    }

    [Theory]
    [InlineData("clamp", 0, 30)]
    [InlineData("allow", 15, 15)]
    public void What_is_missing_is_forgotten_or_owed(string policy, long debt, long after)
    {
        var club = Of($"{{'negativeBalance':'{policy}'}}");
        var bought = club.Buy("20.00");
        club.Redeem(15);
        club.Return(bought).Debt.ShouldBe(debt);
        club.Balance.ShouldBe(new(0, 0, 0, debt, null));
        club.Buy("30.00").DebtPaid.ShouldBe(debt);
        club.Points.ShouldBe((after, 0));
    }

    [Fact]
    public void The_version_of_the_purchase_says_which_of_both()
    {
        var club = Of().With("{'negativeBalance':'allow'}", "2026-03-02T12:00:00Z");
        var bought = club.Buy("20.00");
        club.Redeem(20);
        club.At("2026-03-03T10:00:00Z").Return(bought).Debt.ShouldBe(0);
    }

    private static Ledger InDebt()
    {
        var club = Of("{'negativeBalance':'allow'}");
        var bought = club.Buy("30.00");
        club.Redeem(30);
        club.Return(bought).Debt.ShouldBe(30);
        return club;
    }

    [Theory]
    [InlineData("29.00", 1, 0)]
    [InlineData("30.00", 0, 0)]
    [InlineData("31.00", 0, 1)]
    public void The_next_earning_pays_the_debt_first(string amount, long debt, long left)
    {
        var club = InDebt();
        club.Buy(amount);
        (club.State.Debt, club.Points.Active).ShouldBe((debt, left));
    }

    [Fact]
    public void Pending_points_pay_it_too()
    {
        var club = Of("{'negativeBalance':'allow','earning':{'pendingDays':3}}");
        var bought = club.Buy("10.00");
        club.At("2026-03-05T10:00:00Z").Redeem(10);
        club.Return(bought).Debt.ShouldBe(10);
        club.Buy("15.00").DebtPaid.ShouldBe(10);
        club.Points.ShouldBe((0, 5));
    }

    [Fact]
    public void A_gift_by_hand_and_one_from_another_member_pay_it()
    {
        var club = InDebt();
        club.Adjust(10).DebtPaid.ShouldBe(10);
        var friend = Of(seed: 1);
        friend.Buy("50.00");
        friend.Transfer(25, club).DebtPaid.ShouldBe(20);
        (club.State.Debt, club.Points.Active).ShouldBe((0, 5));
    }

    [Fact]
    public void What_is_released_is_the_members_own_and_does_not()
    {
        var club = Of("{'negativeBalance':'allow'}");
        var bought = club.Buy("30.00");
        var reserved = club.Reserve(30);
        club.Return(bought).Debt.ShouldBe(30);
        club.Release(reserved);
        (club.State.Debt, club.Points.Active).ShouldBe((30, 30));
    }

    [Fact]
    public void A_purchase_never_gives_back_more_than_it_earned()
    {
        var club = Of("{'earning':{'rules':[{'code':'less','when':{'minimumSpend':50.00},'multiply':0.1}]}}");
        var bought = club.Buy(Line("60.00", quantity: "6"));
        bought.Points.ShouldBe(6);
        club.Return(bought, "1:2").Points.ShouldBe(0);
        club.Return(bought, "1:3").Points.ShouldBe(0);
        club.Return(bought, "1:1").Points.ShouldBe(6);
        club.Points.ShouldBe((0, 0));
    }

    [Fact]
    public void Where_a_rule_had_taken_points_from_what_came_back_they_come_back_too()
    {
        var club = Of("{'earning':{'rules':[{'code':'sale','when':{'category':['sale'],'minimumSpend':10.00},'multiply':0}]}}");
        var bought = club.Buy(Line("10.00", "sale", quantity: "2"), Line("10.00"));
        bought.Points.ShouldBe(10);
        club.Return(bought, "2:1").Points.ShouldBe(10);
        club.Points.ShouldBe((0, 0));
        club.Return(bought, "1:1").Points.ShouldBe(-5);
        club.Points.ShouldBe((5, 0));
        club.Return(bought).Points.ShouldBe(5);
        club.Points.ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("2:1 1:1 ")]
    [InlineData("1:1 2:1 ")]
    public void What_would_have_come_back_to_a_lot_that_has_ended_is_not_taken_from_another(string returns)
    {
        var club = Of(
            "{'earning':{'rules':[{'code':'sale','when':{'category':['sale'],'minimumSpend':10.00},'multiply':0}]},'expiry':{'kind':'afterActivation','months':1}}"
        );
        var bought = club.Buy(Line("10.00", "sale", quantity: "2"), Line("10.00"));
        club.At("2026-06-01T12:00:00Z").Buy("30.00");
        foreach (var lines in returns.Split(' '))
        {
            club.Return(bought, lines);
        }

        club.Points.ShouldBe((30, 0));
    }
}
