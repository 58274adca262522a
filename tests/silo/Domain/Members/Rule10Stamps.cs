using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 10: stamps, the vouchers that they bring, and what a return takes back.</summary>
public class Rule10Stamps
{
    private static string Programme(string card, string rest = "") =>
        $"{{'earning':{{'excludedCategories':['gift-card']}},'rewards':[{{'code':'treat','validDays':30{rest}}}],'stampCards':[{{'code':'card','reward':'treat',{card}}}]}}";

    private static Ledger Club(string card, string rest = "") => Of(Programme(card, rest));

    /// <summary>Whoever is given one of the coupons of a receipt cannot compute the others.</summary>
    [Fact]
    public void Each_voucher_of_a_receipt_is_drawn_for_itself()
    {
        var club = Club("'by':'item','size':1");
        var drawn = new List<ulong>();
        var moment = club.Moment with { Draw = () => Drawn(drawn, (ulong)(drawn.Count + 1) * 0x123456789ABCDEF) };
        var issuer = new VoucherIssuer(club.State, moment, club.Today);
        for (var i = 0; i < 4; i++)
        {
            issuer.Issue("treat", "card", moment.Programme).ShouldBeTrue();
        }

        issuer.Issued.Select(voucher => voucher.Code).ShouldBe(drawn.Select(VoucherCode.Of));
        drawn.Count.ShouldBe(4);

        static ulong Drawn(List<ulong> all, ulong bits)
        {
            all.Add(bits);
            return bits;
        }
    }

    [Fact]
    public void The_third_of_three_visits_issues_the_voucher_and_the_card_starts_again()
    {
        var club = Club("'by':'visit','size':3");
        club.Buy(Line("1.00"), Line("1.00", quantity: "5")).Vouchers.ShouldBeEmpty();
        club.Buy("1.00").Vouchers.ShouldBeEmpty();
        var voucher = club.Buy("1.00").Vouchers.ShouldHaveSingleItem();
        (voucher.Number, voucher.Reward, voucher.Card, voucher.Expires, voucher.UsedOn).ShouldBe(
            (1, "treat", "card", Day("2026-04-01"), null)
        );
        VoucherCode.IsValid(voucher.Code).ShouldBeTrue();
        club.Stamps("card").ShouldBe(0);
        club.Buy("1.00");
        club.Stamps("card").ShouldBe(1);
    }

    /// <summary>A receipt of one line; vouchers and what is left on the card.</summary>
    [Theory]
    [InlineData("'by':'item','size':10", "9", "1.00", 0, "9")]
    [InlineData("'by':'item','size':10", "10", "1.00", 1, "0")]
    [InlineData("'by':'item','size':10", "11", "1.00", 1, "1")]
    [InlineData("'by':'item','size':10", "25", "1.00", 2, "5")]
    [InlineData("'by':'item','size':10", "9.999", "1.00", 0, "9")]
    [InlineData("'by':'item','size':10", "0.999", "1.00", 0, "0")]
    [InlineData("'by':'item','size':10,'repeats':false", "25", "1.00", 1, "15")]
    [InlineData("'by':'item','size':1", "99", "1.00", 99, "0")]
    [InlineData("'by':'item','size':1", "100", "1.00", 100, "0")]
    [InlineData("'by':'item','size':1", "101", "1.00", 100, "1")]
    [InlineData("'by':'spend','size':50.00", "1", "49.99", 0, "49.99")]
    [InlineData("'by':'spend','size':50.00", "1", "50.00", 1, "0")]
    [InlineData("'by':'spend','size':50.00", "1", "50.01", 1, "0.01")]
    [InlineData("'by':'spend','size':50.00", "1", "120.00", 2, "20")]
    public void A_full_card_brings_a_voucher_and_keeps_what_is_left_over(
        string card,
        string quantity,
        string amount,
        int vouchers,
        string left
    )
    {
        var club = Club(card);
        club.Buy(Line(amount, quantity: quantity)).Vouchers.Length.ShouldBe(vouchers);
        club.Stamps("card").ShouldBe(Money(left));
        club.GoodVouchers.Distinct().Count().ShouldBe(vouchers);
    }

    [Fact]
    public void What_is_more_than_100_at_once_waits_for_the_close()
    {
        var club = Club("'by':'item','size':1");
        club.Buy(Line("250.00", quantity: "250"));
        club.Settle()!.Vouchers.Length.ShouldBe(100);
        club.Settle()!.Vouchers.Length.ShouldBe(50);
        club.Settle().ShouldBeNull();
        club.GoodVouchers.Distinct().Count().ShouldBe(250);
    }

    [Fact]
    public void Weights_add_up_before_they_are_cut_to_whole_pieces()
    {
        var club = Club("'by':'item','size':10");
        club.Buy(Line("1.00", quantity: "1.500"), Line("1.00", quantity: "1.500"));
        club.Stamps("card").ShouldBe(3);
    }

    [Theory]
    [InlineData("coffee", "sku", "1", "1.00", 1)]
    [InlineData("Coffee", "sku", "1", "1.00", 1)]
    [InlineData("tea", "sku", "1", "1.00", 0)]
    [InlineData(null, "sku", "1", "1.00", 0)]
    [InlineData("gift-card", "sku", "1", "1.00", 0)]
    [InlineData("coffee", "sku", "0", "1.00", 0)]
    [InlineData("coffee", "sku", "1", "0.00", 0)]
    public void Lines_count_that_earn_and_match(string? category, string sku, string quantity, string amount, int stamps)
    {
        var club = Club("'by':'visit','size':3,'category':['coffee','gift-card']");
        club.Buy(Line("9.00", "bread"), Line(amount, category, sku: sku, quantity: quantity));
        club.Stamps("card").ShouldBe(stamps);
    }

    [Fact]
    public void A_card_may_name_skus()
    {
        var club = Club("'by':'item','size':3,'sku':['C1']");
        club.Buy(Line("1.00", sku: "c1"), Line("1.00", sku: "c2"));
        club.Stamps("card").ShouldBe(1);
    }

    [Fact]
    public void A_card_that_does_not_repeat_is_full_once()
    {
        var club = Club("'by':'visit','size':2,'repeats':false");
        for (var visit = 0; visit < 6; visit++)
        {
            club.Buy("1.00");
        }

        (club.GoodVouchers.Length, club.Stamps("card")).ShouldBe((1, 4));
    }

    /// <summary>Size 3; 4 pieces bought, one voucher, one stamp left over. So many come back.</summary>
    [Theory]
    [InlineData("1:1", true, 0)]
    [InlineData("1:2", false, 2)]
    [InlineData("1:4", false, 0)]
    public void A_return_takes_stamps_back_and_the_unused_voucher_if_they_do_not_suffice(string lines, bool kept, int left)
    {
        var club = Club("'by':'item','size':3");
        var bought = club.Buy(Line("4.00", quantity: "4"));
        club.Return(bought, lines).Revoked.Length.ShouldBe(kept ? 0 : 1);
        (club.GoodVouchers.Length, club.Stamps("card")).ShouldBe((kept ? 1 : 0, left));
    }

    [Theory]
    [InlineData("2026-03-05T10:00:00Z", true)]
    [InlineData("2026-04-02T00:00:00Z", false)]
    public void A_voucher_that_was_used_or_has_ended_stays_and_its_stamps_must_be_collected_again(string returned, bool used)
    {
        var club = Club("'by':'item','size':3");
        var bought = club.Buy(Line("4.00", quantity: "4"));
        if (used)
        {
            club.UseVoucher(club.GoodVouchers[0]);
        }

        club.At(returned).Return(bought).Revoked.ShouldBeEmpty();
        club.Stamps("card").ShouldBe(-3);
        club.Buy(Line("5.00", quantity: "5")).Vouchers.ShouldBeEmpty();
        club.Buy("1.00").Vouchers.ShouldHaveSingleItem();
    }

    [Fact]
    public void On_its_last_day_a_voucher_can_still_be_taken_back()
    {
        var club = Club("'by':'item','size':3");
        var bought = club.Buy(Line("3.00", quantity: "3"));
        club.At("2026-04-01T23:59:59Z").Return(bought).Revoked.ShouldHaveSingleItem();
    }

    [Fact]
    public void The_youngest_voucher_goes_first_and_one_of_another_card_never()
    {
        var club = Of(
            """
            {'rewards':[{'code':'treat','validDays':30}],'stampCards':[{'code':'card','by':'item','size':3,'sku':['a'],'reward':'treat'},{'code':'other','by':'visit','size':1,'reward':'treat'}]}
            """
        );
        var first = club.Buy(Line("3.00", sku: "a", quantity: "3"));
        var codes = club.GoodVouchers;
        club.At("2026-03-05T10:00:00Z").Buy(Line("3.00", sku: "a", quantity: "3"));
        var back = club.Return(first, "1:1");
        back.Revoked.ShouldHaveSingleItem().Expires.ShouldBe(Day("2026-04-04"));
        club.GoodVouchers.ShouldBe([.. codes, club.GoodVouchers[^1]]);
        club.Stamps("card").ShouldBe(2);
    }

    [Fact]
    public void A_visit_is_a_stamp_until_no_line_is_left()
    {
        var club = Club("'by':'visit','size':3");
        var bought = club.Buy(Line("1.00"), Line("1.00"));
        club.Return(bought, "1:1");
        club.Stamps("card").ShouldBe(1);
        club.Return(bought, "2:1");
        club.Stamps("card").ShouldBe(0);
    }

    [Fact]
    public void Size_and_repeats_are_those_of_the_purchases_version()
    {
        var club = Club("'by':'item','size':10").With(Programme("'by':'item','size':2"), "2026-03-03T00:00:00Z");
        var bought = club.Buy(Line("6.00", quantity: "6"));
        bought.Vouchers.ShouldBeEmpty();
        club.At("2026-03-03T10:00:00Z").Buy("1.00", "2026-03-02T10:00:00Z").Vouchers.ShouldBeEmpty();
        club.Fork().Return(bought, "1:2").Stamps.ShouldHaveSingleItem().Count.ShouldBe(5);
        club.Buy("1.00").Vouchers.Length.ShouldBe(4);
    }

    [Fact]
    public void Without_stock_the_card_stays_full_until_there_is_some()
    {
        var club = Club("'by':'visit','size':2", ",'stock':1");
        club.Buy("1.00");
        var decision = club.TryBuy(null, "s1", null, Line("1.00"));
        decision.Wanted.ShouldBe([new("treat", 1)]);
        ((Purchased)club.Written(decision)!).Vouchers.ShouldBeEmpty();
        club.Stamps("card").ShouldBe(2);
        club.Settle().ShouldBeNull();
        club.Granted = club.Granted.Add("treat", ["unit-1"]);
        club.Settle()!.Vouchers.ShouldHaveSingleItem().Unit.ShouldBe("unit-1");
        (club.Stamps("card"), club.GoodVouchers.Length).ShouldBe((0, 1));
    }

    [Fact]
    public void A_card_that_a_merge_fills_is_due_the_next_day()
    {
        var club = Club("'by':'item','size':10");
        var other = club.Beside(9).Enrol("2026-01-01T00:00:00Z");
        club.Buy(Line("7.00", quantity: "7"));
        other.Buy(Line("5.00", quantity: "5"));
        club.Merge(other);
        Calendar.NextDue(club.State, club.Book).ShouldBe(Day("2026-03-03"));
        club.At("2026-03-03T00:00:00Z").Settle()!.Vouchers.Length.ShouldBe(1);
        club.Stamps("card").ShouldBe(2);
        Calendar.NextDue(club.State, club.Book).ShouldBeNull();
    }

    /// <summary>
    /// 36.00 of coffee and a gift card of 36.00, of which 20 points paid 10.00: 26.00 stamps. Of the coffee alone they pay 5.00: 31.00.
    /// </summary>
    [Fact]
    public void A_card_that_a_return_fills_is_due_the_next_day()
    {
        var club = Of(
            """
            {'earning':{'excludedCategories':['gift-card'],'onPaidWithPoints':false},'payWithPoints':{'value':0.5,'minimum':10,'maximumShare':1},
             'rewards':[{'code':'treat','validDays':30}],'stampCards':[{'code':'card','by':'spend','size':30,'reward':'treat'}]}
            """
        );
        club.Adjust(20);
        var bought = (Purchased)club.Written(club.TryPay(20, [], Line("36.00"), Line("36.00", category: "gift-card")))!;
        club.Stamps("card").ShouldBe(26);
        club.Return(bought, "2:1").Restored.Sum().ShouldBe(10);
        (club.Stamps("card"), club.GoodVouchers.Length).ShouldBe((31, 0));
        Calendar.NextDue(club.State, club.Book).ShouldBe(Day("2026-03-03"));
        club.At("2026-03-03T00:00:00Z").Settle()!.Vouchers.ShouldHaveSingleItem();
        club.Stamps("card").ShouldBe(1);
    }

    [Fact]
    public void More_vouchers_than_a_receipt_issues_come_night_by_night()
    {
        var club = Club("'by':'item','size':1");
        club.Buy(Line("1.00", quantity: "250"));
        Calendar.NextDue(club.State, club.Book).ShouldBe(Day("2026-03-03"));
        club.At("2026-03-03T00:00:00Z").Settle()!.Vouchers.Length.ShouldBe(100);
        Calendar.NextDue(club.State, club.Book).ShouldBe(Day("2026-03-04"));
        club.At("2026-03-04T00:00:00Z").Settle()!.Vouchers.Length.ShouldBe(50);
        Calendar.NextDue(club.State, club.Book).ShouldBeNull();
    }

    [Fact]
    public void A_card_that_waits_for_stock_stays_due_without_an_entry_a_night()
    {
        var club = Club("'by':'visit','size':1", ",'stock':1");
        club.Buy("1.00");
        club.At("2026-03-09T00:00:00Z");
        Decider.Decide(club.State, new Settle(club.Today, Always: true), club.Moment).Entry.ShouldBeNull();
        Calendar.NextDue(club.State, club.Book).ShouldBe(Day("2026-03-03"));
    }

    [Fact]
    public void With_a_unit_of_the_stock_it_is_issued_at_once()
    {
        var club = Club("'by':'item','size':1", ",'stock':5");
        club.Granted = club.Granted.Add("treat", ["u1", "u2"]);
        club.Buy(Line("3.00", quantity: "3")).Vouchers.Select(voucher => voucher.Unit).ShouldBe(["u1", "u2"]);
        club.Stamps("card").ShouldBe(1);
    }
}
