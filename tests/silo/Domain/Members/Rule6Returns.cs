using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 6: after a return the member has what the remaining lines would have earned.</summary>
public class Rule6Returns
{
    /// <summary>4 pieces for 12.00 and 0.700 of a cheese for 7.00: 19 points.</summary>
    [Theory]
    [InlineData("1:1", 16)]
    [InlineData("1:3", 10)]
    [InlineData("1:4", 7)]
    [InlineData("1:1 1:1", 13)]
    [InlineData("2:0.350", 15)]
    [InlineData("2:0.001", 18)]
    [InlineData("2:0.700", 12)]
    [InlineData("1:2 2:0.350", 9)]
    [InlineData("1:4 2:0.700", 0)]
    [InlineData("1:0", 19)]
    [InlineData("", 0)]
    public void What_is_left_earns_what_it_would_have_earned(string lines, long left)
    {
        var club = Of();
        var bought = club.Buy(Line("12.00", quantity: "4"), Line("7.00", quantity: "0.700"));
        club.Return(bought, lines).Points.ShouldBe(19 - left);
        club.Points.ShouldBe((left, 0));
        (club.State.Lifetime.Earned, club.State.Lifetime.Reversed).ShouldBe((19, 19 - left));
    }

    [Theory]
    [InlineData("EUR", "10.00", "3", "1", "6.67")]
    [InlineData("EUR", "10.00", "3", "2", "3.33")]
    [InlineData("EUR", "0.05", "2", "1", "0.03")]
    [InlineData("EUR", "0.01", "2", "1", "0.01")]
    [InlineData("EUR", "1.00", "0.350", "0.175", "0.5")]
    [InlineData("JPY", "5", "2", "1", "3")]
    [InlineData("KWD", "0.005", "2", "1", "0.003")]
    public void The_amount_left_is_in_proportion_rounded_half_away_from_zero(
        string currency,
        string amount,
        string quantity,
        string returned,
        string left
    )
    {
        var purchase = Of().Receipt(Instant("2026-03-02T10:00:00Z"), "s1", Line(amount, quantity: quantity));
        Returns
            .Remaining(purchase, Quantities($"1:{returned}"), Programme($"{{'currency':'{currency}','earning':{{'per':1}}}}"))
            .Lines[0]
            .Amount.ShouldBe(Money(left));
    }

    [Theory]
    [InlineData("1:4", null)]
    [InlineData("1:4.001", "return_exceeds_purchase")]
    [InlineData("1:2 1:3", "return_exceeds_purchase")]
    [InlineData("2:0.700", null)]
    [InlineData("2:0.701", "return_exceeds_purchase")]
    [InlineData("3:1", "unknown_line")]
    [InlineData("0:1", "unknown_line")]
    public void More_than_is_left_or_a_line_that_is_not_there_is_refused(string lines, string? code)
    {
        var club = Of();
        var bought = club.Buy(Line("12.00", quantity: "4"), Line("7.00", quantity: "0.700"));
        (club.TryReturn(bought, lines).Refusal?.Code).ShouldBe(code);
    }

    [Fact]
    public void After_a_part_came_back_only_the_rest_can()
    {
        var club = Of();
        var bought = club.Buy(Line("12.00", quantity: "4"));
        club.Return(bought, "1:1");
        club.TryReturn(bought, "1:3.001").Refusal!.Facts.ShouldBe([new("line", 1), new("quantity", 3.001m), new("left", 3m)]);
        club.Return(bought, "1:3").Whole.ShouldBeTrue();
    }

    [Theory]
    [InlineData("2026-03-02T10:10:00Z", null)]
    [InlineData("2026-03-02T10:10:00.001Z", "at_out_of_range")]
    public void A_return_is_not_later_than_ten_minutes_from_now(string at, string? code)
    {
        var club = Of();
        (club.TryReturn(club.Buy("10.00"), at: at).Refusal?.Code).ShouldBe(code);
    }

    [Fact]
    public void Returning_everything_again_changes_nothing_and_is_no_error()
    {
        var club = Of("{'tiers':{'by':'visits'}}");
        var bought = club.Buy("10.00");
        club.Return(bought).Whole.ShouldBeTrue();
        var before = Appearance.Of(club.State, club);
        var again = club.Return(bought);
        (again.Points, again.Whole).ShouldBe((0, false));
        Appearance.Of(club.State, club).ShouldBe(before);
    }

    /// <summary>30.00, 20.00 and 0.01 with 100 more from 50.00 on.</summary>
    [Theory]
    [InlineData("3:1", 150)]
    [InlineData("2:1", 30)]
    [InlineData("1:1", 20)]
    public void A_threshold_that_is_no_longer_met_is_taken_back(string lines, long left)
    {
        var club = Of("{'earning':{'rules':[{'code':'big','when':{'minimumSpend':50.00},'add':100}]}}");
        var bought = club.Buy(Line("30.00"), Line("20.00"), Line("0.01"));
        bought.Points.ShouldBe(150);
        club.Return(bought, lines);
        club.Points.ShouldBe((left, 0));
    }

    [Fact]
    public void The_version_of_the_purchase_decides_whatever_has_changed_since()
    {
        var club = Of("{'earning':{'rules':[{'code':'bakery','when':{'category':['bakery']},'multiply':3}]}}")
            .With("{'earning':{'points':9,'excludedCategories':['bakery'],'rounding':'ceiling'}}", "2026-03-02T12:00:00Z");
        var bought = club.Buy(Line("10.00", "bakery", quantity: "2"), Line("5.00"));
        bought.Points.ShouldBe(35);
        club.At("2026-03-03T10:00:00Z").Return(bought, "1:1").Points.ShouldBe(15);
        club.Return(bought, "2:1").Points.ShouldBe(5);
        club.Points.ShouldBe((15, 0));
    }

    [Fact]
    public void A_limit_is_given_back_when_its_rule_gives_nothing_any_more()
    {
        var club = Of("{'earning':{'rules':[{'code':'gift','when':{'minimumSpend':10.00},'add':100,'perMember':{'times':1,'days':30}}]}}");
        var bought = club.Buy(Line("20.00", quantity: "2"));
        club.Return(bought, "1:1").ReleasedRules.ShouldBeEmpty();
        club.Fork().Buy("20.00").Points.ShouldBe(20);
        club.Return(bought, "1:1").ReleasedRules.ShouldBe(["gift"]);
        club.Buy("20.00").Points.ShouldBe(120);
    }

    [Fact]
    public void A_rule_that_was_stopped_by_its_limit_gives_nothing_to_what_is_left()
    {
        var club = Of("{'earning':{'rules':[{'code':'gift','add':100,'perMember':{'times':1,'days':30}}]}}");
        var first = club.Buy("10.00");
        var second = club.Buy(Line("20.00", quantity: "2"));
        club.Return(first);
        club.Return(second, "1:1").Points.ShouldBe(10);
        club.Points.ShouldBe((10, 0));
    }

    [Theory]
    [InlineData("1:1", 100)]
    [InlineData("1:2", 50)]
    [InlineData("1:3", 0)]
    public void The_cap_of_the_day_counts_for_what_is_left_and_gets_its_room_back(string lines, long left)
    {
        var club = Of("{'earning':{'capPerDay':100}}");
        var bought = club.Buy(Line("150.00", quantity: "3"));
        bought.Points.ShouldBe(100);
        club.Return(bought, lines);
        club.Points.ShouldBe((left, 0));
        club.Buy("500.00").Points.ShouldBe(100 - left);
    }

    [Fact]
    public void A_purchase_keeps_the_room_that_it_had_under_the_cap()
    {
        var club = Of("{'earning':{'capPerDay':100}}");
        var first = club.Buy("60.00");
        var second = club.Buy(Line("60.00", quantity: "2"));
        second.Points.ShouldBe(40);
        club.Return(first);
        club.Return(second, "1:1").Points.ShouldBe(10);
        club.Points.ShouldBe((30, 0));
    }

    [Fact]
    public void What_is_left_has_the_factor_of_the_tier_that_the_purchase_had()
    {
        var club = Of("{'tiers':{'levels':[{'code':'basic','from':0},{'code':'silver','from':100,'multiply':2}]}}");
        var first = club.Buy("100.00");
        var second = club.Buy(Line("30.00", quantity: "3"));
        second.Points.ShouldBe(60);
        var back = club.Return(first);
        (back.Points, back.Tier, back.TierBefore).ShouldBe((100, "basic", "silver"));
        club.Return(second, "1:1").Points.ShouldBe(20);
        club.Points.ShouldBe((40, 0));
    }

    [Fact]
    public void Who_returns_the_first_purchase_whole_has_a_first_purchase_again()
    {
        var club = Of("{'earning':{'rules':[{'code':'first','when':{'firstPurchase':true},'multiply':3}]}}");
        var bought = club.Buy(Line("20.00", quantity: "2"));
        club.Return(bought, "1:1").Points.ShouldBe(30);
        club.Fork().Buy("10.00").Points.ShouldBe(10);
        club.Return(bought, "1:1").Points.ShouldBe(30);
        club.Buy("10.00").Points.ShouldBe(30);
    }

    [Fact]
    public void What_was_bought_on_a_birthday_is_returned_as_on_a_birthday()
    {
        var club = Of("{'earning':{'rules':[{'code':'birthday','when':{'birthday':true},'multiply':2}]}}", birthday: Day("1990-03-02"));
        var bought = club.Buy(Line("20.00", quantity: "2"));
        club.At("2026-05-20T10:00:00Z").Return(bought, "1:1").Points.ShouldBe(20);
    }

    [Theory]
    [InlineData("1:1", false)]
    [InlineData("1:2", true)]
    public void A_voucher_that_was_used_with_it_is_good_again_when_no_line_is_left(string lines, bool good)
    {
        var club = Of("{'rewards':[{'code':'coffee','cost':10,'validDays':30}]}");
        club.Buy("10.00");
        var voucher = club.Redeem("coffee").Voucher!;
        var bought = (Purchased)club.Written(club.TryPay(0, [voucher.Code], Line("4.00", quantity: "2")))!;
        club.GoodVouchers.ShouldBeEmpty();
        club.At("2026-03-20T10:00:00Z").Return(bought, lines);
        club.GoodVouchers.ShouldBe(good ? [voucher.Code] : []);
        club.State.Vouchers.ShouldHaveSingleItem().Expires.ShouldBe(Day("2026-04-01"));
    }

    [Fact]
    public void A_voucher_that_was_used_long_ago_is_good_again_if_it_has_not_ended()
    {
        var club = Of("{'rewards':[{'code':'coffee','cost':10,'validDays':365}]}");
        club.Buy("30.00");
        var voucher = club.Redeem("coffee").Voucher!;
        var bought = club.Pay("4.00", 0, voucher.Code);
        club.At("2026-09-01T10:00:00Z").Redeem("coffee");
        club.Return(bought);
        club.GoodVouchers.ShouldContain(voucher.Code);
    }

    [Fact]
    public void A_voucher_that_ended_meanwhile_is_not_good_again()
    {
        var club = Of("{'rewards':[{'code':'coffee','cost':10,'validDays':30}]}");
        club.Buy("10.00");
        var bought = club.Pay("4.00", 0, club.Redeem("coffee").Voucher!.Code);
        club.At("2026-04-02T00:00:00Z").Return(bought);
        club.GoodVouchers.ShouldBeEmpty();
    }

    [Fact]
    public void A_visit_is_taken_back_with_the_last_line()
    {
        var club = Of("{'tiers':{'by':'visits','levels':[{'code':'basic','from':0},{'code':'regular','from':2}]}}");
        club.Buy("10.00");
        var second = club.Buy(Line("10.00"), Line("5.00"));
        second.Tier.ShouldBe("regular");
        club.Return(second, "1:1").Tier.ShouldBe("regular");
        club.Return(second, "2:1").Tier.ShouldBe("basic");
    }
}
