using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// The nightly close of all members due. Each member's close is at most one entry, so the close can be killed at any point and run again.
/// After a version of the programme was put or came into force, every member is visited once: what was due on no day before may be due now,
/// and numbers of another country are other numbers. So is everyone when a release knows other numbers than the one before.
/// </summary>
[GrainType("close")]
internal sealed class CloseGrain(
    IJournal journal,
    ProgrammeCache shelf,
    ClubClock clock,
    [PersistentState(GrainStates.Close, GrainStates.Storage)] IPersistentState<CloseGrain.Visits> visits
) : Grain, ICloseGrain
{
    private const int Page = 500,
        SideBySide = 64;

    /// <summary>Members per call, so that an answer comes before the caller's time-out also with a million members due.</summary>
    private const int MostAtOnce = 5_000;

    public async Task<Outcome<CloseAnswer>> Close(DateTimeOffset? through, string? after)
    {
        var now = clock.Now;
        if (through > now)
        {
            return new Refused(
                RefusalCode.CloseInTheFuture,
                $"Nothing can be closed after now, {Instants.Text(now)}.",
                new Fact("through", Instants.Text(through.Value)),
                new Fact("now", Instants.Text(now))
            );
        }

        var until = through ?? now;
        var day = Days.Of(until, shelf.Book.InForceAt(now).Programme.TimeZone);
        var place = Place.Read(after)
            ?? new(
                Changes(until) is var changes && (changes > visits.State.Changes || visits.State.Phones != Phones.Edition) ? changes : null,
                null
            );
        var (sum, visited) = (new CloseAnswer(until, 0, 0, 0, 0, 0, 0), 0);
        while (visited < MostAtOnce)
        {
            var streams = place.Changes is null ? await journal.Due(day, place.After, Page) : await journal.Streams(place.After, Page);
            foreach (var together in streams.Where(MemberIds.IsValid).Chunk(SideBySide))
            {
                foreach (
                    var answer in await Task.WhenAll(together.Select(member => GrainFactory.GetGrain<IMemberGrain>(member).Settle(day)))
                )
                {
                    sum = sum.Plus(
                        new(
                            until,
                            answer.Due ? 1 : 0,
                            answer.Activated,
                            answer.Expired,
                            answer.Released,
                            answer.Vouchers,
                            answer.TierFell ? 1 : 0
                        )
                    );
                }
            }

            visited += streams.Count;
            if (streams.Count < Page)
            {
                if (place.Changes is { } seen)
                {
                    await visits.Put(this, new() { Changes = seen, Phones = Grains.Phones.Edition });
                }

                await journal.ForgetOutbox(OutboxRows.Notices, now.AddDays(-Notices.KeptDays));
                return sum;
            }
            place = place with { After = streams[^1] };
        }
        return sum with { Next = place.ToString() };
    }

    /// <summary>Grows when a version of the programme is put, and again when it comes into force.</summary>
    private int Changes(DateTimeOffset until) => shelf.Book.Versions.Length + shelf.Book.Versions.Count(version => version.From <= until);

    /// <summary>Where the next call goes on.</summary>
    /// <param name="Changes">The changes of the programme for which everyone is visited; null for a visit of members due.</param>
    private sealed record Place(int? Changes, string? After)
    {
        public static Place? Read(string? text) =>
            text?.Split(' ') is [var changes, var after]
                ? new(int.TryParse(changes, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, after)
                : null;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Changes} {After}");
    }

    public sealed class Visits
    {
        /// <summary>The changes of the programme after which everyone has been visited.</summary>
        public int Changes { get; set; }

        /// <summary>The <see cref="Grains.Phones.Edition"/> by which everyone's number was looked at.</summary>
        public string? Phones { get; set; }
    }
}
