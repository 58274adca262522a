using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Points that go from one member to another.</summary>
public class Transfers
{
    private const string Month = "{'expiry':{'kind':'afterActivation','months':1}}";

    private static Ledger Giver()
    {
        var giver = Of(Month);
        giver.Buy("10.00");
        giver.At("2026-03-20T10:00:00Z").Buy("20.00");
        return giver;
    }

    private static Ledger Friend() => Of(Month, "2026-03-20T10:00:00Z", seed: 1);

    [Theory]
    [InlineData(29, null)]
    [InlineData(30, null)]
    [InlineData(31, "insufficient_points")]
    public void So_much_can_be_given_as_can_be_spent(long points, string? code) =>
        (Decider.Decide(Giver().State, new SendPoints("friend", points), Giver().Moment).Refusal?.Code).ShouldBe(code);

    [Fact]
    public void A_gift_has_the_terms_of_the_lots_that_were_given_and_lives_no_longer()
    {
        var (giver, friend) = (Giver(), Friend());
        giver
            .Transfer(15, friend)
            .Lots.Select(lot => (lot.Terms.LastDay, lot.Points))
            .ShouldBe([(Day("2026-04-02"), 10L), (Day("2026-04-20"), 5L)]);
        (giver.Points.Active, friend.Points.Active).ShouldBe((15, 15));
        friend.At("2026-04-02T23:59:59Z").Points.ShouldBe((15, 0));
        friend.At("2026-04-03T00:00:00Z").Points.ShouldBe((5, 0));
    }

    [Fact]
    public void It_is_neither_earned_nor_spent_and_brings_no_tier()
    {
        var (giver, friend) = (Giver(), Friend());
        giver.Transfer(15, friend);
        (giver.State.Lifetime, friend.State.Lifetime).ShouldBe((new(30, 0, 0, 0), default));
        friend.State.Qualifying.All.ShouldBeEmpty();
        (giver.State.Purchases, friend.State.Purchases).ShouldBe((2, 0));
    }

    [Fact]
    public void What_ended_on_the_way_ends_at_once_and_a_debt_is_paid_first()
    {
        var (giver, friend) = (Giver(), Friend().With("{'negativeBalance':'allow'}"));
        var bought = friend.Buy("4.00");
        friend.Redeem(4);
        friend.Return(bought).Debt.ShouldBe(4);
        friend.At("2026-04-03T00:00:00Z");
        var received = giver.Transfer(15, friend);
        (received.DebtPaid, received.ExpiredAtOnce).ShouldBe((4, 6));
        (friend.Points.Active, friend.State.Debt).ShouldBe((5, 0));
    }

    [Fact]
    public void What_the_other_could_not_take_comes_back_even_to_who_owes()
    {
        var giver = Giver().With("{'negativeBalance':'allow'}");
        var bought = giver.Buy("5.00");
        var sent = (TransferSent)giver.Written(Decider.Decide(giver.State, new SendPoints("gone", 35), giver.Moment))!;
        giver.Return(bought).Debt.ShouldBe(5);
        giver.Written(Decider.Decide(giver.State, new ReceivePoints("gone", sent.Lots, Back: true), giver.Moment));
        (giver.Points.Active, giver.State.Debt).ShouldBe((35, 5));
        giver.Apply(new Step.Erase());
        Decider.Decide(giver.State, new ReceivePoints("gone", sent.Lots, Back: true), giver.Moment).Refusal.ShouldBeNull();
        Decider.Decide(giver.State, new ReceivePoints("one", sent.Lots, Back: false), giver.Moment).Refusal!.Code.ShouldBe("member_erased");
    }
}
