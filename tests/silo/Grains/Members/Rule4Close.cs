using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Grains;
using LoyaltyClub.Tests.Domain;
using LoyaltyClub.Tests.Encodings;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Grains.Members;

/// <summary>Promise 4: the close changes nothing that a member can see, whenever it runs and however it ends.</summary>
public class Rule4Close(ITestOutputHelper output)
{
    [Fact]
    public void A_close_changes_no_visible_number_and_no_line_and_a_second_one_changes_nothing() =>
        ForAll.Sequences(
            2_000,
            output,
            Histories.Steps,
            (steps, random) =>
            {
                var club = Histories.Club(random);
                foreach (var step in steps)
                {
                    club.Apply(step);
                    var closed = club.Fork();
                    closed.Settle();
                    Lines.Seen(closed).ShouldBe(Lines.Seen(club), step.ToString());
                    var state = StateCodec.Encode(closed.State);
                    closed.Settle().ShouldBeNull();
                    StateCodec.Encode(closed.State).ShouldBe(state);
                }
            }
        );

    [Fact]
    public void Killed_after_any_entry_replayed_and_closed_again_it_ends_the_same() =>
        ForAll.Sequences(
            2_000,
            output,
            Histories.Steps,
            (steps, random) =>
            {
                var club = Histories.Club(random);
                foreach (var step in steps)
                {
                    club.Apply(step);
                }

                club.At(club.Now.AddDays(random.Next(400)));
                var uninterrupted = club.Fork();
                uninterrupted.Settle();

                for (var written = 1; written <= club.Entries.Count; written++)
                {
                    // What is on disk after the kill, and then the rest of the life again.
                    var state = club
                        .Entries.Take(written)
                        .Select(entry => EntryCodec.Decode(Commands.Encode(entry)))
                        .Aggregate(MemberState.None, Evolution.After);
                    state = club.Entries.Skip(written).Aggregate(state, Evolution.After);
                    if (Decider.Decide(state, new Settle(club.Today), club.Moment).Entry is { } settled)
                    {
                        state = state.After(settled);
                    }

                    StateCodec.Encode(state).ShouldBe(StateCodec.Encode(uninterrupted.State));
                }
            }
        );

    /// <summary>Closing after any prefix only brings forward what the next entry would have written.</summary>
    [Fact]
    public void A_close_between_any_two_steps_leaves_all_that_is_seen_at_the_end_the_same() =>
        ForAll.Sequences(
            2_000,
            output,
            Histories.Steps,
            (steps, random) =>
            {
                var one = Histories.Club(random);
                var other = one.Fork();
                var place = random.Next(steps.Length + 1);
                for (var i = 0; i < steps.Length; i++)
                {
                    if (i == place)
                    {
                        other.Settle();
                    }

                    one.Apply(steps[i]);
                    other.Apply(steps[i]);
                }
                Lines.Seen(other).ShouldBe(Lines.Seen(one));
            }
        );
}
