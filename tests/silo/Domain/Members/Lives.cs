using System.Collections.Immutable;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>What holds after every step of every life in which everything happens: returns, redemptions, stamps, tiers, debts.</summary>
public class Lives(ITestOutputHelper output)
{
    private void Always(Action<Ledger> holds) =>
        ForAll.Sequences(
            3_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var club = Histories.FullClub(random);
                holds(club);
                foreach (var step in steps)
                {
                    club.Apply(step);
                    holds(club);
                }
            }
        );

    [Fact]
    public void What_came_in_less_what_went_out_is_what_is_there() =>
        Always(club =>
        {
            var byHand = club.Entries.Sum(entry =>
                entry switch
                {
                    Adjusted adjusted => adjusted.Points,
                    Enrolled enrolled => enrolled.Opening?.Points ?? 0,
                    TransferSent sent => -sent.Points,
                    TransferReceived received => received.Lots.Sum() + received.DebtPaid + received.ExpiredAtOnce,
                    _ => 0,
                }
            );
            var (state, life) = (club.State, club.State.Lifetime);
            (life.Earned - life.Redeemed - life.Expired - life.Reversed + byHand).ShouldBe(
                state.Lots.Sum(lot => lot.Points) + state.Reservations.Sum(open => open.Points)
            );
            var settled = club.Fork();
            settled.Settle();
            var (balance, late) = (settled.Balance, settled.State.Lifetime);
            (late.Earned - late.Redeemed - late.Expired - late.Reversed + byHand).ShouldBe(
                balance.Active + balance.Pending + balance.Reserved
            );
        });

    [Fact]
    public void Nothing_is_below_zero_and_lots_are_never_empty_and_in_order() =>
        Always(club =>
        {
            var (balance, state) = (club.Balance, club.State);
            (
                balance.Active >= 0
                && balance.Pending >= 0
                && balance.Reserved >= 0
                && balance.Debt >= 0
                && state.Lifetime.Redeemed >= 0
                && state.Purchases >= 0
            ).ShouldBeTrue();
            state.Lots.All(lot => lot.Points > 0).ShouldBeTrue();
            for (var i = 1; i < state.Lots.Count; i++)
            {
                state.Lots[i - 1].Terms.CompareTo(state.Lots[i].Terms).ShouldBeLessThan(0);
            }

            state.Qualifying.All.All(day => day.Spend >= 0 && day.Visits >= 0).ShouldBeTrue();
            // Where fractions wait, a return takes the point that its fraction completed on another day.
            state
                .Qualifying.All.Where(day => club.Book.Version(day.Version).Programme.Earning.Rounding != Rounding.Carry)
                .All(day => day.Points >= 0 && day.Points + day.Spend + day.Visits > 0)
                .ShouldBeTrue();
            state.Qualifying.All.Sum(day => day.Points).ShouldBeGreaterThanOrEqualTo(0);
            state.Qualifying.All.Sum(day => day.Visits).ShouldBe(state.Purchases);
            state.Reservations.All(open => open.Points > 0).ShouldBeTrue();
            state.Vouchers.Select(voucher => voucher.Number).ShouldBeUnique();
            state.Vouchers.Select(voucher => voucher.Code).ShouldBeUnique();
        });

    [Fact]
    public void A_tier_followed_step_by_step_is_the_tier_computed_from_scratch() =>
        Always(club =>
        {
            var scratch = club.State with { Tier = null };
            foreach (var days in new[] { 0, 1, 40, 400 })
            {
                TierTrack
                    .On(club.Today.AddDays(days), club.State, club.Book)
                    .ShouldBe(TierTrack.On(club.Today.AddDays(days), scratch, club.Book), $"in {days} days");
            }
        });

    [Fact]
    public void What_an_entry_says_about_the_balance_and_the_tier_after_it_is_so() =>
        Always(club =>
        {
            var last = club.Entries[^1];
            if (last.Recorded != club.Now)
            {
                return;
            }

            last.After.ShouldBe(club.Balance);
            if (last is Purchased { Tier: var bought })
            {
                bought.ShouldBe(club.Tier);
            }

            if (last is Returned { Tier: var left })
            {
                left.ShouldBe(club.Tier);
            }
        });

    [Fact]
    public void Replaying_the_entries_gives_the_state() =>
        ForAll.Sequences(
            1_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var club = Histories.FullClub(random);
                foreach (var step in steps)
                {
                    club.Apply(step);
                }

                Appearance
                    .Of(club.Entries.Aggregate(MemberState.None, (state, entry) => state.After(entry)), club)
                    .ShouldBe(Appearance.Of(club.State, club));
            }
        );

    [Fact]
    public void Settling_every_night_or_never_gives_the_same_views() =>
        ForAll.Sequences(
            3_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var lazy = Histories.FullClub(random);
                var busy = lazy.Fork();
                foreach (var step in steps)
                {
                    if (step is Step.Close)
                    {
                        continue;
                    }

                    lazy.Apply(step);
                    if (step is Step.Wait { Time: var time })
                    {
                        var until = busy.Now + time;
                        for (var night = busy.Now.AddDays(1); night < until; night = night.AddDays(1))
                        {
                            busy.At(night).Settle();
                        }

                        busy.At(until);
                    }
                    else
                    {
                        busy.Apply(step);
                    }

                    Appearance.Of(busy.State, busy).ShouldBe(Appearance.Of(lazy.State, lazy), step.ToString());
                }
            }
        );

    [Fact]
    public void Merging_adds_up_and_undoing_it_at_once_gives_both_what_they_had() =>
        ForAll.Sequences(
            1_000,
            output,
            Histories.Lives,
            (steps, random) =>
            {
                var other = Histories.FullClub(random);
                foreach (var step in steps)
                {
                    other.Apply(step);
                }

                other.Settle();
                var one = other.Beside(seed: 1).Enrol("2022-01-01T00:00:00Z", 30);
                one.Buy("12.00");
                var before = (One: Seen(one), Other: Seen(other), Sum: Sum(one) + Sum(other));
                var merged = one.Merge(other);
                (Sum(one), Sum(other)).ShouldBe((before.Sum, 0));
                one.Unmerge(other, merged);
                Seen(one).ShouldBe(before.One);
                Seen(other).ShouldBe(before.Other);

                // The later of both last purchases stays, so points that idleness ends may end later.
                static string[] Seen(Ledger club) =>
                    [.. Appearance.Lasting(club.State, club), $"{club.Balance with { NextExpiry = null }} {club.State.Lifetime}"];
                static long Sum(Ledger club) => club.Balance.Active + club.Balance.Pending + club.Balance.Reserved - club.Balance.Debt;
            }
        );
}
