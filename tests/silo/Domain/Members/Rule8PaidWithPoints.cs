using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 8: points that paid for what comes back return to their lots, with their old expiry.</summary>
public class Rule8PaidWithPoints
{
    private const string Programme =
        "{'earning':{'points':0},'expiry':{'kind':'afterActivation','months':1},'payWithPoints':{'value':0.01}}";

    /// <summary>A lot of 60 that ends on 10 February, and one of 40 that ends on 1 March.</summary>
    private static Ledger Club()
    {
        var club = Of(Programme, "2026-01-10T10:00:00Z");
        club.Adjust(60);
        club.At("2026-02-01T10:00:00Z").Adjust(40);
        return club.At("2026-02-05T10:00:00Z");
    }

    private static Purchased Paid(Ledger club, long points, params ReceiptLine[] lines) =>
        (Purchased)club.Written(club.TryPay(points, [], lines))!;

    /// <summary>10.00 for three pieces, 100 points paid; what comes back, return by return.</summary>
    [Theory]
    [InlineData("1:1 1:1 1:1", "33 33 34")]
    [InlineData("1:2 1:1", "66 34")]
    [InlineData("1:1 1:2", "33 67")]
    [InlineData("1:3", "100")]
    public void A_part_gives_back_in_proportion_to_the_money_and_the_last_part_the_rest(string returns, string restored)
    {
        var club = Club();
        var bought = Paid(club, 100, Line("10.00", quantity: "3"));
        club.Points.ShouldBe((0, 0));
        string.Join(' ', returns.Split(' ').Select(lines => club.Return(bought, lines).Restored.Sum())).ShouldBe(restored);
        club.Points.ShouldBe((100, 0));
        club.State.Lifetime.Redeemed.ShouldBe(0);
    }

    [Theory]
    [InlineData("1:1", "02-01:25")]
    [InlineData("1:2", "02-01:40 01-10:10")]
    [InlineData("1:4", "02-01:40 01-10:60")]
    public void The_lot_that_was_taken_last_gets_its_points_first(string lines, string restored)
    {
        var club = Club();
        var bought = Paid(club, 100, Line("8.00", quantity: "4"));
        bought.Paid.Select(lot => lot.Points).ShouldBe([60L, 40L]);
        string.Join(' ', club.Return(bought, lines).Restored.Select(lot => $"{lot.Terms.EarnedOn:MM-dd}:{lot.Points}")).ShouldBe(restored);
        club.Points.Active.ShouldBe(
            lines == "1:1" ? 25
            : lines == "1:2" ? 50
            : 100
        );
    }

    [Theory]
    [InlineData("2026-02-10T23:59:59Z", 100, 0)]
    [InlineData("2026-02-11T00:00:00Z", 40, 60)]
    [InlineData("2026-03-01T23:59:59Z", 40, 60)]
    [InlineData("2026-03-02T00:00:00Z", 0, 100)]
    public void What_has_ended_meanwhile_ends_at_once(string returned, long active, long expired)
    {
        var club = Club();
        var bought = Paid(club, 100, Line("10.00"));
        club.At(returned).Return(bought).ExpiredAtOnce.ShouldBe(expired);
        club.Points.ShouldBe((active, 0));
        club.State.Lifetime.Expired.ShouldBe(expired);
        if (active > 0)
        {
            club.Balance.NextExpiry!.Value.On.ShouldBe(expired == 0 ? Day("2026-02-10") : Day("2026-03-01"));
        }
    }

    [Fact]
    public void Points_are_earned_on_the_whole_receipt_and_go_when_it_comes_back()
    {
        var club = Of("{'payWithPoints':{'value':0.01}}");
        club.Adjust(500);
        var bought = club.Pay("10.00", 500);
        bought.Points.ShouldBe(10);
        club.Points.ShouldBe((10, 0));
        club.Return(bought).Points.ShouldBe(10);
        club.Points.ShouldBe((500, 0));
    }

    [Fact]
    public void What_is_restored_can_be_taken_back_again_by_the_same_return()
    {
        var club = Of("{'negativeBalance':'allow','payWithPoints':{'value':0.01}}");
        var first = club.Buy("100.00");
        var second = club.Pay("20.00", 100);
        club.Redeem(20);
        club.Return(second).Debt.ShouldBe(0);
        club.Points.ShouldBe((80, 0));
        club.Return(first).Debt.ShouldBe(20);
    }

    [Fact]
    public void What_is_restored_does_not_pay_a_debt()
    {
        var club = Of("{'negativeBalance':'allow','payWithPoints':{'value':0.01}}");
        var first = club.Buy("100.00");
        var second = club.Pay("10.00", 100);
        club.Return(first).Debt.ShouldBe(90);
        club.Return(second);
        (club.Points.Active, club.State.Debt).ShouldBe((90, 90));
    }

    [Fact]
    public void What_is_restored_only_to_end_is_forgiven_as_what_had_ended()
    {
        var club = Of("{'expiry':{'kind':'afterActivation','months':1},'payWithPoints':{'value':0.01}}");
        club.Buy("20.00");
        var bought = club.Pay("10.00", 20);
        club.Redeem(10);
        club.At("2026-04-01T10:00:00Z").Buy("50.00");
        club.At("2026-04-10T10:00:00Z");
        var back = club.Return(bought);
        (back.ExpiredAtOnce, back.WrittenOffExpired).ShouldBe((20, 10));
        club.Points.ShouldBe((50, 0));
    }
}
