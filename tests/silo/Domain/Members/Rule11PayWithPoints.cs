using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 11: points that pay a part of a receipt.</summary>
public class Rule11PayWithPoints
{
    private const string Half = "{'payWithPoints':{'value':0.01,'minimum':100,'multipleOf':10,'maximumShare':0.5}}";

    /// <summary>20.00, of which points may pay half.</summary>
    [Theory]
    [InlineData(0, null)]
    [InlineData(90, "pay_below_minimum")]
    [InlineData(99, "pay_below_minimum")]
    [InlineData(100, null)]
    [InlineData(101, "pay_not_multiple")]
    [InlineData(110, null)]
    [InlineData(1000, null)]
    [InlineData(1010, "pay_above_share")]
    public void Minimum_multiple_and_share_below_at_and_above(long points, string? code)
    {
        var club = Of(Half);
        club.Adjust(2_000);
        (club.TryPay(points, [], Line("20.00")).Refusal?.Code).ShouldBe(code);
    }

    [Theory]
    [InlineData(499, "insufficient_points")]
    [InlineData(500, null)]
    [InlineData(501, null)]
    public void No_more_can_pay_than_can_be_spent(long held, string? code)
    {
        var club = Of(Half);
        club.Adjust(held);
        (club.TryPay(500, [], Line("20.00")).Refusal?.Code).ShouldBe(code);
    }

    [Theory]
    [InlineData("0.01", "1", "0.5", "19.99", 999)]
    [InlineData("0.01", "10", "0.5", "19.99", 990)]
    [InlineData("0.01", "10", "0.5", "20.00", 1000)]
    [InlineData("0.005", "1", "1", "1.00", 200)]
    [InlineData("0.03", "1", "1", "1.00", 33)]
    [InlineData("0.01", "1", "0.3333", "10.00", 333)]
    [InlineData("0.01", "1", "0.5", "0.00", 0)]
    public void The_most_that_may_pay(string value, string multiple, string share, string total, long most) =>
        Redemptions.Most(Money(total), new(Money(value), 1, (long)Money(multiple), Money(share))).ShouldBe(most);

    [Theory]
    [InlineData("EUR", "0.005", 199, "0.99")]
    [InlineData("EUR", "0.005", 200, "1.00")]
    [InlineData("EUR", "0.01", 1, "0.01")]
    [InlineData("JPY", "0.5", 3, "1")]
    [InlineData("KWD", "0.0005", 3, "0.001")]
    public void Points_are_worth_whole_coins_in_favour_of_the_shop(string currency, string value, long points, string worth) =>
        Redemptions
            .Worth(points, Programme($"{{'currency':'{currency}','earning':{{'per':1}},'payWithPoints':{{'value':{value}}}}}"))
            .ShouldBe(Money(worth));

    [Fact]
    public void Where_it_is_not_offered_points_pay_nothing()
    {
        var club = Of();
        club.Adjust(500);
        club.TryPay(100, [], Line("20.00")).Refusal!.Code.ShouldBe("not_offered");
    }

    [Fact]
    public void What_ends_first_pays_first_and_the_receipt_remembers_it()
    {
        var club = Of("{'expiry':{'kind':'afterActivation','months':1},'payWithPoints':{'value':0.01}}");
        club.Buy("60.00");
        club.At("2026-03-10T10:00:00Z").Buy("60.00");
        var bought = club.Pay("10.00", 100);
        bought.Paid.Select(lot => (lot.Terms.EarnedOn, lot.Points)).ShouldBe([(Day("2026-03-02"), 60L), (Day("2026-03-10"), 40L)]);
        (club.Points.Active, club.State.Lifetime.Redeemed).ShouldBe((30, 100));
    }

    [Fact]
    public void A_reservation_whose_time_is_up_can_pay_and_one_that_holds_cannot()
    {
        var club = Of("{'payWithPoints':{'value':0.01}}");
        club.Adjust(100);
        club.Reserve(100);
        club.TryPay(100, [], Line("20.00")).Refusal!.Code.ShouldBe("insufficient_points");
        club.At("2026-03-02T10:15:00Z").Pay("20.00", 100).TimedOut.ShouldHaveSingleItem();
        club.Balance.Reserved.ShouldBe(0);
    }

    [Theory]
    [InlineData("", 500, null)]
    [InlineData("", 501, "pay_above_share")]
    [InlineData(",'excludedCategories':['wine']", 1_000, null)]
    [InlineData(",'excludedCategories':['wine']", 1_001, "pay_above_share")]
    [InlineData(",'excludedCategories':['other']", 1_500, null)]
    public void Points_do_not_pay_what_earns_nothing_or_what_the_programme_names(string excluded, long points, string? code)
    {
        var club = Of($"{{'earning':{{'excludedCategories':['gift-card']}},'payWithPoints':{{'value':0.01{excluded}}}}}").Enrolled(5_000);
        (club.TryPay(points, [], Line("10.00", "gift-card"), Line("5.00", "wine")).Refusal?.Code).ShouldBe(code);
    }
}
