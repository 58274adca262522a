using LoyaltyClub.Domain.Members;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>What holds after every step of every life.</summary>
public class Invariants(ITestOutputHelper output)
{
    private const int Lives = 3_000;

    private void Always(Action<Ledger> holds) =>
        ForAll.Sequences(
            Lives,
            output,
            Histories.Steps,
            (steps, random) =>
            {
                var club = Histories.Club(random);
                holds(club);
                foreach (var step in steps)
                {
                    club.Apply(step);
                    holds(club);
                }
            }
        );

    [Fact]
    public void The_sum_of_lots_is_the_balance_when_what_fell_due_is_written_down() =>
        Always(club =>
        {
            var settled = club.Fork();
            settled.Settle();
            settled.State.Lots.Sum(lot => lot.Points).ShouldBe(club.Balance.Active + club.Balance.Pending);
            settled.Balance.ShouldBe(club.Balance);
        });

    [Fact]
    public void Points_are_never_negative_and_lots_are_never_empty_and_in_order() =>
        Always(club =>
        {
            (club.Balance.Active >= 0 && club.Balance.Pending >= 0 && club.State.Debt == 0).ShouldBeTrue();
            club.State.Lots.ShouldAllBe(lot => lot.Points > 0);
            for (var i = 1; i < club.State.Lots.Count; i++)
            {
                club.State.Lots[i - 1].Terms.CompareTo(club.State.Lots[i].Terms).ShouldBeLessThan(0);
            }
        });

    [Fact]
    public void Earned_less_expired_and_taken_and_what_was_given_is_what_the_lots_hold() =>
        Always(club =>
        {
            var byHand = club.Entries.Sum(entry =>
                entry switch
                {
                    Adjusted adjusted => adjusted.Points,
                    Enrolled enrolled => enrolled.Opening?.Points ?? 0,
                    _ => 0,
                }
            );
            (club.State.Lifetime.Earned - club.State.Lifetime.Expired + byHand).ShouldBe(club.State.Lots.Sum(lot => lot.Points));
        });

    [Fact]
    public void What_an_entry_says_about_the_balance_after_it_is_the_balance() =>
        Always(club =>
        {
            if (club.Entries[^1].Recorded == club.Now && club.Entries[^1] is not Settled)
            {
                club.Entries[^1].After.ShouldBe(club.Balance);
            }
        });

    [Fact]
    public void The_day_that_is_settled_never_goes_back_and_nothing_stays_due_before_it() =>
        Always(club =>
        {
            for (var i = 1; i < club.Entries.Count; i++)
            {
                club.Entries[i].Today.ShouldBeGreaterThanOrEqualTo(club.Entries[i - 1].Today);
            }

            if (Calendar.NextDue(club.State, club.Book) is { } next)
            {
                next.ShouldBeGreaterThan(club.State.SettledThrough);
            }
        });

    [Fact]
    public void Before_the_next_due_day_the_close_writes_nothing_and_on_it_something() =>
        Always(club =>
        {
            if (Calendar.NextDue(club.State, club.Book) is not { } next)
            {
                club.Fork().At("2200-01-01T00:00:00Z").Settle().ShouldBeNull();
                return;
            }
            // Noon is one and the same day in all zones but the easternmost.
            var early = club.Fork().At(next.AddDays(-1).ToDateTime(new(10, 0)));
            if (early.Now > club.Now)
            {
                early.Settle(next.AddDays(-1)).ShouldBeNull(next.ToString("O"));
            }

            club.Fork().At(next.ToDateTime(new(10, 0))).Settle(next).ShouldNotBeNull(next.ToString("O"));
        });

    [Fact]
    public void What_counts_by_day_adds_up_to_what_was_earned() =>
        Always(club =>
        {
            club.State.Qualifying.All.Sum(day => day.Points).ShouldBe(club.State.Lifetime.Earned);
            club.State.Qualifying.All.Sum(day => day.Visits).ShouldBe(club.State.Purchases);
            club.State.Qualifying.All.Select(day => (day.Day, day.Version))
                .ShouldBe(club.State.Qualifying.All.Select(day => (day.Day, day.Version)).Distinct().Order());
        });
}
