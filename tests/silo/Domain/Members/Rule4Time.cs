using LoyaltyClub.Domain.Members;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 4: time needs no job to be right, and the close changes nothing that it had not written down already.</summary>
public class Rule4Time(ITestOutputHelper output)
{
    private const string Programme = "{'earning':{'pendingDays':14},'expiry':{'kind':'afterActivation','months':1}}";

    [Theory]
    [InlineData("2026-03-15T23:59:59Z", 0, 10)]
    [InlineData("2026-03-16T00:00:00Z", 10, 0)]
    [InlineData("2026-04-16T23:59:59Z", 10, 0)]
    [InlineData("2026-04-17T00:00:00Z", 0, 0)]
    [InlineData("2036-04-17T00:00:00Z", 0, 0)]
    public void What_a_member_sees_is_computed_for_the_instant_without_a_close(string now, long active, long pending)
    {
        var club = Of(Programme);
        club.Buy("10.00");
        club.At(now).Points.ShouldBe((active, pending));
        club.Settle();
        club.Points.ShouldBe((active, pending));
    }

    [Fact]
    public void Expired_points_cannot_be_taken_though_no_close_has_run()
    {
        var club = Of("{'expiry':{'kind':'afterActivation','months':1}}");
        club.Buy("10.00");
        club.At("2026-04-03T00:00:00Z").TryAdjust(-1).Refusal!.Facts.ShouldBe([new("cost", 1L), new("balance", 0L)]);
        club.Fork().At("2026-04-02T23:59:59Z").Adjust(-10);
    }

    [Fact]
    public void The_close_writes_activations_and_expiries_in_the_order_of_their_days()
    {
        var club = Of("{'earning':{'pendingDays':31},'expiry':{'kind':'afterActivation','months':1}}", "2026-01-01T12:00:00Z");
        club.Buy("10.00");
        club.At("2026-01-02T12:00:00Z").Buy("20.00");
        club.At("2026-02-01T12:00:00Z").Buy("30.00");
        // Active 1 Feb, 2 Feb, 4 March; the first two end after 1 and 2 March.
        club.At("2026-03-05T12:00:00Z")
            .Settle()!
            .Due.Select(line => $"{line.Kind} {line.On:MM-dd} {line.Lot.Points}")
            .ShouldBe(["Activated 02-02 20", "Expired 03-02 10", "Expired 03-03 20", "Activated 03-04 30"]);
    }

    [Fact]
    public void On_one_day_activations_come_before_expiries()
    {
        var club = new Ledger()
            .With("{'earning':{'pendingDays':2}}")
            .At("2026-03-02T12:00:00Z")
            .Enrol("2020-01-01T00:00:00Z", 7, "2026-03-03");
        club.Buy("10.00");
        club.At("2026-03-04T12:00:00Z")
            .Settle()!
            .Due.Select(line => $"{line.Kind} {line.On:MM-dd}")
            .ShouldBe(["Activated 03-04", "Expired 03-04"]);
    }

    [Fact]
    public void A_second_close_finds_nothing_and_so_does_one_for_an_earlier_day()
    {
        var club = Of(Programme);
        club.Buy("10.00");
        club.At("2026-03-20T00:00:00Z").Settle().ShouldNotBeNull();
        club.Settle().ShouldBeNull();
        club.Settle(Day("2026-03-01")).ShouldBeNull();
        club.At("2026-05-20T00:00:00Z").Settle(Day("2026-04-16")).ShouldBeNull();
        club.Settle(Day("2026-04-17")).ShouldNotBeNull();
    }

    [Fact]
    public void A_clock_that_falls_back_gives_nothing_back()
    {
        var club = Of("{'expiry':{'kind':'afterActivation','months':1}}");
        club.Buy("10.00");
        club.At("2026-04-03T00:00:00Z").Settle().ShouldNotBeNull();
        club.At("2026-03-02T10:00:00Z").Points.ShouldBe((0, 0));
        club.Today.ShouldBe(Day("2026-04-03"));
    }

    [Fact]
    public void Splitting_time_into_any_sequence_of_closes_ends_in_the_same_state() =>
        ForAll.Sequences(
            3_000,
            output,
            Histories.Steps,
            (steps, random) =>
            {
                var club = Histories.Club(random);
                foreach (var step in steps)
                {
                    club.Apply(step);
                }

                var end = club.Now.AddDays(1_000);
                var once = club.Fork().At(end);
                once.Settle();
                var often = club;
                while (often.Now < end)
                {
                    often.At(often.Now.AddMinutes(random.Next(200_000)) is var next && next < end ? next : end);
                    often.Settle();
                }
                // A close that finds nothing writes nothing, so the last settled day may differ, and what is written down of the tier.
                Bare(often.State).ShouldBe(Bare(once.State));
                often.Standing.ShouldBe(once.Standing);
                often.State.Lots.ShouldBe(once.State.Lots);
                often.State.RuleUses.ShouldBe(once.State.RuleUses);
                often.Balance.ShouldBe(once.Balance);
                DueOf(often).ShouldBe(DueOf(once));
            }
        );

    [Fact]
    public void Closes_between_operations_change_no_answer() =>
        ForAll.Sequences(
            3_000,
            output,
            Histories.Steps,
            (steps, random) =>
            {
                var (lazy, busy) = (Histories.Club(random), (Ledger?)null);
                busy = lazy.Fork();
                foreach (var step in steps)
                {
                    if (step is not Step.Close)
                    {
                        lazy.Apply(step);
                    }

                    busy.Settle();
                    busy.Apply(step);
                    busy.Settle();
                    busy.Balance.ShouldBe(lazy.Balance, step.ToString());
                }
                var answers = lazy.Entries.Where(entry => entry is not Settled).ToArray();
                var same = busy.Entries.Where(entry => entry is not Settled).ToArray();
                same.Select(entry => (entry.GetType(), entry.After, (entry as Purchased)?.Points, (entry as Purchased)?.Tier))
                    .ShouldBe(
                        answers.Select(entry => (entry.GetType(), entry.After, (entry as Purchased)?.Points, (entry as Purchased)?.Tier))
                    );
                lazy.Settle();
                DueOf(busy).ShouldBe(DueOf(lazy));
            }
        );

    private static MemberState Bare(MemberState state) => state with { SettledThrough = default, Lots = [], RuleUses = [], Tier = null };

    private static IEnumerable<DueLine> DueOf(Ledger club) => club.Entries.SelectMany(entry => entry.Due);
}
