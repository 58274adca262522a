using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 1: the balance is the sum of lots; what expires first is taken first.</summary>
public class Rule1Lots
{
    private const string OneYear = "{'expiry':{'kind':'afterActivation','months':12}}";

    /// <summary>Lots as earned day, last day or never, points; then what is taken and from which, by their place.</summary>
    [Theory]
    [InlineData("2026-01-01>2026-06-30:10 2026-01-02>2026-05-31:10", 5, "1:5")]
    [InlineData("2026-01-01>2026-06-30:10 2026-01-02>2026-05-31:10", 10, "1:10")]
    [InlineData("2026-01-01>2026-06-30:10 2026-01-02>2026-05-31:10", 11, "1:10 0:1")]
    [InlineData("2026-01-01>2026-06-30:10 2026-01-02>2026-05-31:10", 20, "1:10 0:10")]
    [InlineData("2026-01-02>2026-06-30:10 2026-01-01>2026-06-30:10", 1, "1:1")]
    [InlineData("2026-01-02>2026-06-30:10 2026-01-01>2026-06-30:10", 12, "1:10 0:2")]
    [InlineData("2026-01-01>never:10 2026-02-01>2030-12-31:10", 3, "1:3")]
    [InlineData("2026-01-01>never:10 2026-02-01>2030-12-31:10", 13, "1:10 0:3")]
    [InlineData("2026-02-01>never:10 2026-01-01>never:10", 3, "1:3")]
    [InlineData("2026-01-01>2026-03-02:4 2026-01-01>2026-03-03:4 2026-01-01>never:4", 9, "0:4 1:4 2:1")]
    public void What_expires_first_is_taken_first_then_what_was_earned_first_and_what_never_expires_last(
        string lots,
        long points,
        string taken
    )
    {
        var given = lots.Split(' ').Select(Lot).ToArray();
        var held = given.Aggregate(MemberState.None.Lots, (all, lot) => all.Plus(lot));
        var on = Day("2026-03-02");

        var parts = held.Taking(points, on, null);

        parts.Select(part => $"{Array.FindIndex(given, lot => lot.Terms == part.Terms)}:{part.Points}").ShouldBe(taken.Split(' '));
        held.Minus(parts).Sum(lot => lot.Points).ShouldBe(given.Sum(lot => lot.Points) - points);
    }

    [Fact]
    public void Taking_more_than_there_is_takes_what_there_is_and_pending_lots_are_left_alone()
    {
        var held = MemberState
            .None.Lots.Plus(Lot("2026-01-01>never:10"))
            .Plus(new Lot(new(Day("2026-03-01"), Day("2026-03-03"), null, 0), 50));
        held.Taking(11, Day("2026-03-02"), null).Sum(lot => lot.Points).ShouldBe(10);
        held.Taking(11, Day("2026-03-03"), null).Sum(lot => lot.Points).ShouldBe(11);
    }

    [Fact]
    public void Lots_of_the_same_terms_are_one_and_an_emptied_lot_is_gone()
    {
        var lot = Lot("2026-01-01>2026-06-30:10");
        var lots = MemberState.None.Lots.Plus(lot).Plus(lot with { Points = 5 });
        lots.ShouldHaveSingleItem().Points.ShouldBe(15);
        lots.Plus(lot with { Points = -15 }).ShouldBeEmpty();
        lots.Plus(lot with { Points = 0 }).ShouldBe(lots);
    }

    [Theory]
    [InlineData("2026-01-01>2026-06-30:10", "2026-01-01>2026-06-30:-11")]
    [InlineData("2026-01-01>2026-06-30:10", "2026-01-02>2026-06-30:-1")]
    public void Taking_from_a_lot_what_it_does_not_hold_is_an_error_and_not_a_debt(string held, string change) =>
        Should.Throw<InvalidOperationException>(() => MemberState.None.Lots.Plus(Lot(held)).Plus(Lot(change)));

    [Theory]
    [InlineData(-1, 1, 24)]
    [InlineData(-10, 0, 15)]
    [InlineData(-11, 0, 14)]
    [InlineData(-25, 0, 0)]
    public void An_adjustment_takes_in_the_order_of_lots(long points, int januaryLots, long left)
    {
        var club = Of(OneYear, "2026-01-10T10:00:00Z");
        club.Buy("10.00");
        club.At("2026-02-10T10:00:00Z").Buy("15.00");

        club.Adjust(points);

        club.State.Lots.Count(lot => lot.Terms.EarnedOn.Month == 1).ShouldBe(januaryLots);
        club.Points.ShouldBe((left, 0));
        club.State.Lots.Sum(lot => lot.Points).ShouldBe(left);
    }

    [Theory]
    [InlineData(-26)]
    [InlineData(-1_000_000_000)]
    public void One_too_many_is_refused_with_both_numbers_and_changes_nothing(long points)
    {
        var club = Of(OneYear, "2026-01-10T10:00:00Z");
        club.Buy("25.00");
        var refusal = club.TryAdjust(points).Refusal;
        refusal.ShouldNotBeNull().Code.ShouldBe("insufficient_points");
        refusal.Facts.ShouldBe([new("cost", -points), new("balance", 25L)]);
        club.Points.ShouldBe((25, 0));
    }

    [Fact]
    public void Pending_points_cannot_be_taken()
    {
        var club = Of("{'earning':{'pendingDays':1}}");
        club.Buy("25.00");
        club.TryAdjust(-1).Refusal!.Code.ShouldBe("insufficient_points");
        club.At("2026-03-03T00:00:00Z").Adjust(-25);
        club.Points.ShouldBe((0, 0));
    }

    [Fact]
    public void An_adjustment_remembers_which_lots_it_took()
    {
        var club = Of(OneYear, "2026-01-10T10:00:00Z");
        club.Buy("10.00");
        club.At("2026-02-10T10:00:00Z").Buy("15.00");
        club.Adjust(-12).Lots.Select(lot => (lot.Terms.EarnedOn, lot.Points)).ShouldBe([(Day("2026-01-10"), 10L), (Day("2026-02-10"), 2L)]);
    }

    [Fact]
    public void An_opening_balance_ends_on_its_own_day_and_may_end_today_but_not_yesterday()
    {
        new Ledger()
            .With(OneYear)
            .At("2026-03-02T10:00:00Z")
            .Enrol("2020-01-01T00:00:00Z", 100, "2026-03-02")
            .Balance.NextExpiry.ShouldBe((Day("2026-03-02"), 100L));
        new Ledger()
            .With(OneYear)
            .At("2026-03-02T10:00:00Z")
            .Enrol("2020-01-01T00:00:00Z", 100)
            .Balance.NextExpiry.ShouldBe((Day("2027-03-02"), 100L));
        var late = new Ledger().With(OneYear).At("2026-03-02T10:00:00Z");
        Decider
            .Decide(late.State, new Enrol(Instant("2020-01-01T00:00:00Z"), new(100, Day("2026-03-01")), [], null), late.Moment)
            .Refusal!.Code.ShouldBe("expires_in_the_past");
    }

    [Fact]
    public void An_opening_balance_may_end_on_the_last_day_of_the_calendar()
    {
        var club = new Ledger().With("{}").At("2026-03-02T10:00:00Z").Enrol("2020-01-01T00:00:00Z", 100, "9999-12-31");
        Calendar.NextDue(club.State, club.Book).ShouldBeNull();
        club.Settle().ShouldBeNull();
        club.Points.ShouldBe((100, 0));
    }

    private static Lot Lot(string text)
    {
        var parts = text.Split('>', ':');
        return new(
            new(Day(parts[0]), Day(parts[0]), parts[1] == "never" ? null : Day(parts[1]), 0),
            long.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture)
        );
    }
}
