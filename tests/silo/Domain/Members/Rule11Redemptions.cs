using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 11: reservations, rewards and vouchers.</summary>
public class Rule11Redemptions
{
    private static Ledger Club(string rest = "'name':'Club'")
    {
        var club = Of($"{{'expiry':{{'kind':'afterActivation','months':1}},{rest}}}");
        club.Buy("100.00");
        return club;
    }

    [Theory]
    [InlineData(99, null)]
    [InlineData(100, null)]
    [InlineData(101, "insufficient_points")]
    public void So_many_points_can_be_taken_as_can_be_spent(long points, string? code) =>
        (Club().TryRedeem(new(null, points, true, 0, "s1")).Refusal?.Code).ShouldBe(code);

    [Fact]
    public void Reserved_points_leave_what_can_be_spent_and_are_gone_when_captured()
    {
        var club = Club();
        var reserved = club.Reserve(60);
        (club.Balance.Active, club.Balance.Reserved, club.State.Lifetime.Redeemed).ShouldBe((40, 60, 0));
        club.TryRedeem(new(null, 41, true, 0, null)).Refusal!.Facts.ShouldBe([new("cost", 41L), new("balance", 40L)]);
        club.TryAdjust(-41).Refusal!.Code.ShouldBe("insufficient_points");
        club.Capture(reserved);
        (club.Balance.Active, club.Balance.Reserved, club.State.Lifetime.Redeemed).ShouldBe((40, 0, 60));
    }

    [Fact]
    public void Released_they_go_back_to_the_lots_they_came_from()
    {
        var club = Club();
        club.At("2026-03-10T10:00:00Z").Buy("10.00");
        var before = club.State.Lots;
        club.Release(club.Reserve(105));
        club.State.Lots.ShouldBe(before);
    }

    [Theory]
    [InlineData(900, "10:14:59.999", true)]
    [InlineData(900, "10:15:00", false)]
    [InlineData(1, "10:00:00.999", true)]
    [InlineData(1, "10:00:01", false)]
    public void Timed_out_they_are_back_at_that_instant_whether_or_not_the_close_has_run(int seconds, string time, bool held)
    {
        var club = Club();
        var reserved = club.Reserve(60, seconds);
        club.At($"2026-03-02T{time}Z");
        (club.Balance.Active, club.Balance.Reserved).ShouldBe(held ? (40, 60) : (100, 0));
        (club.TryCapture(reserved.Number).Refusal?.Code).ShouldBe(held ? null : "redemption_ended");
        (club.TryRelease(reserved.Number).Refusal?.Code).ShouldBe(held ? null : "redemption_ended");
        (club.TryRedeem(new(null, 41, true, 0, null)).Refusal is null).ShouldBe(!held);
        (club.Settle() is null).ShouldBe(held);
    }

    [Fact]
    public void A_reservation_ends_once()
    {
        var club = Club();
        var (one, other) = (club.Reserve(10), club.Reserve(20));
        (one.Number, other.Number).ShouldBe((1, 2));
        club.Capture(one);
        club.Release(other);
        foreach (var number in new[] { 1, 2 })
        {
            club.TryCapture(number).Refusal!.Code.ShouldBe("redemption_ended");
            club.TryRelease(number).Refusal!.Code.ShouldBe("redemption_ended");
        }
        foreach (var number in new[] { 0, -1, 3 })
        {
            club.TryCapture(number).Refusal!.Code.ShouldBe("unknown_redemption");
        }
    }

    /// <summary>100 points end on 2 April; 60 of them are held until an instant.</summary>
    [Theory]
    [InlineData("2026-04-02T23:59:59Z", 0, 0)]
    [InlineData("2026-04-03T00:00:00Z", 60, 100)]
    public void Points_whose_lot_ended_while_they_were_held_end_when_they_are_back(string at, long back, long expired)
    {
        foreach (var released in new[] { true, false })
        {
            var club = Club();
            var seconds = (int)(Instant(at) - club.Now).TotalSeconds;
            var reserved = club.Reserve(60, released ? seconds + 1 : seconds);
            club.At(at);
            if (released)
            {
                club.Release(reserved).ExpiredAtOnce.ShouldBe(back);
            }
            else
            {
                club.Settle()!.TimedOut.ShouldHaveSingleItem().Points.ShouldBe(60);
            }

            (club.Balance.Active, club.Balance.Reserved, club.State.Lifetime.Expired).ShouldBe((100 - expired, 0, expired));
        }
    }

    [Fact]
    public void Captured_after_its_lot_has_ended_it_is_still_good()
    {
        var club = Club("'rewards':[{'code':'treat','cost':60,'validDays':10}]");
        var reserved = (Redeemed)club.Written(club.TryRedeem(new("treat", null, false, 60 * 60 * 24 * 60, "s1")))!;
        club.At("2026-04-10T10:00:00Z").Capture(reserved).Voucher!.Expires.ShouldBe(Day("2026-04-20"));
        (club.State.Lifetime.Redeemed, club.State.Lifetime.Expired).ShouldBe((60, 40));
    }

    [Theory]
    [InlineData("cheap", null)]
    [InlineData("exact", null)]
    [InlineData("dear", "insufficient_points")]
    [InlineData("none", "unknown_reward")]
    [InlineData("stamps", "not_redeemable")]
    [InlineData("silver", null)]
    [InlineData("gold", "tier_required")]
    [InlineData("gone", "out_of_stock")]
    public void A_reward_has_its_price_and_its_conditions(string reward, string? code)
    {
        var club = Club(
            """
            'tiers':{'levels':[{'code':'basic','from':0},{'code':'silver','from':100},{'code':'gold','from':101}]},'rewards':[{'code':'cheap','cost':99},{'code':'exact','cost':100},
            {'code':'dear','cost':101},{'code':'stamps'},{'code':'silver','cost':1,'tiers':['silver','gold']},{'code':'gold','cost':1,'tiers':['gold']},{'code':'gone','cost':1,'stock':0}]
            """
        );
        foreach (var capture in new[] { true, false })
        {
            (club.TryRedeem(new(reward, null, capture, 900, "s1")).Refusal?.Code).ShouldBe(code);
        }
    }

    [Fact]
    public void A_reward_with_a_stock_takes_one_unit_and_keeps_it_until_it_is_captured()
    {
        var club = Club("'rewards':[{'code':'treat','cost':10,'stock':1}]");
        club.TryRedeem(new("treat", null, true, 0, "s1")).Wanted.ShouldBe([new("treat", 1)]);
        club.Granted = club.Granted.Add("treat", ["u7"]);
        club.TryRedeem(new("treat", null, true, 0, "s1")).Entry.ShouldBeOfType<Redeemed>().Voucher!.Unit.ShouldBe("u7");
        var reserved = club.Reserve("treat");
        (reserved.Unit, reserved.Voucher).ShouldBe(("u7", null));
        club.State.Reservations.ShouldHaveSingleItem().Unit.ShouldBe("u7");
        club.Capture(reserved).Voucher!.Unit.ShouldBe("u7");
    }

    /// <summary>Issued on 2 March for 10 days.</summary>
    [Theory]
    [InlineData("2026-03-02T10:00:00Z", null)]
    [InlineData("2026-03-12T23:59:59Z", null)]
    [InlineData("2026-03-13T00:00:00Z", "voucher_expired")]
    public void A_voucher_is_good_to_the_end_of_its_last_day(string at, string? code)
    {
        var club = Club("'rewards':[{'code':'treat','cost':10,'validDays':10}]");
        var voucher = club.Redeem("treat").Voucher!.Code;
        club.At(at);
        (club.TryUseVoucher(voucher).Refusal?.Code).ShouldBe(code);
        (club.TryPay(0, [voucher], Line("1.00")).Refusal?.Code).ShouldBe(code);
    }

    [Theory]
    [InlineData("2026-05-11T23:59:59Z", null)]
    [InlineData("2026-05-12T00:00:00Z", "unknown_voucher")]
    public void A_receipt_of_its_last_day_can_use_a_voucher_for_60_days_whether_or_not_another_was_issued_since(string at, string? code)
    {
        foreach (var (another, usedAndReturned) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            var club = Club("'rewards':[{'code':'treat','cost':10,'validDays':10}]");
            var voucher = club.Redeem("treat").Voucher!.Code;
            var used = usedAndReturned ? club.Pay("1.00", 0, voucher) : null;
            club.At(at);
            if (another)
            {
                club.Buy("20.00");
                club.Redeem("treat");
            }

            if (used is not null)
            {
                club.Return(used);
            }

            var late = club.Receipt(Instant("2026-03-12T12:00:00Z"), "s1", Line("1.00")) with { Vouchers = [voucher] };
            (Decider.Decide(club.State, new RecordPurchase(late, null), club.Moment).Refusal?.Code).ShouldBe(code);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_voucher_is_used_once_alone_or_with_a_receipt(bool alone)
    {
        var club = Club("'rewards':[{'code':'treat','cost':10}]");
        var voucher = club.Redeem("treat").Voucher!.Code;
        if (alone)
        {
            club.UseVoucher(voucher);
        }
        else
        {
            club.Pay("1.00", 0, voucher);
        }

        club.TryUseVoucher(voucher).Refusal!.Code.ShouldBe("voucher_used");
        club.TryPay(0, [voucher], Line("1.00")).Refusal!.Code.ShouldBe("voucher_used");
        club.TryUseVoucher("V0000000000000").Refusal!.Code.ShouldBe("unknown_voucher");
    }

    [Fact]
    public void One_receipt_uses_a_voucher_once_and_may_use_several()
    {
        var club = Club("'rewards':[{'code':'treat','cost':10}]");
        var (one, other) = (club.Redeem("treat").Voucher!.Code, club.Redeem("treat").Voucher!.Code);
        club.TryPay(0, [one, one], Line("1.00")).Refusal!.Code.ShouldBe("voucher_used");
        club.Pay("1.00", 0, one, other).Used.ShouldBe([1, 2]);
        club.GoodVouchers.ShouldBeEmpty();
    }

    [Fact]
    public void A_voucher_used_with_a_named_receipt_is_good_again_when_that_comes_back()
    {
        var club = Club("'rewards':[{'code':'treat','cost':10}]");
        var voucher = club.Redeem("treat").Voucher!.Code;
        var bought = club.Buy("5.00");
        club.UseVoucher(voucher, "s1", bought.Purchase.Receipt);
        club.Return(bought);
        club.GoodVouchers.ShouldBe([voucher]);
    }
}
