using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// The nightly close of all members due. Each member's close is at most one entry, so the close can be killed at any point and run again.
/// </summary>
[GrainType("close")]
internal sealed class CloseGrain(IJournal journal, ProgrammeCache shelf, ClubClock clock) : Grain, ICloseGrain
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
                "close_in_the_future",
                $"Nothing can be closed after now, {Instants.Text(now)}.",
                new Fact("through", Instants.Text(through.Value)),
                new Fact("now", Instants.Text(now))
            );
        }

        var until = through ?? now;
        var day = Days.Of(until, shelf.Book.InForceAt(now).Programme.TimeZone);
        var sum = new CloseAnswer(until, 0, 0, 0, 0, 0, 0);
        while (sum.Members < MostAtOnce)
        {
            var due = await journal.Due(day, after, Page);
            foreach (var together in due.Chunk(SideBySide))
            {
                foreach (
                    var answer in await Task.WhenAll(together.Select(member => GrainFactory.GetGrain<IMemberGrain>(member).Settle(day)))
                )
                {
                    sum = sum.Plus(
                        new(until, 1, answer.Activated, answer.Expired, answer.Released, answer.Vouchers, answer.TierFell ? 1 : 0)
                    );
                }
            }

            if (due.Count < Page)
            {
                await journal.ForgetOutbox(OutboxRows.Notices, now.AddDays(-Notices.KeptDays));
                return sum;
            }
            after = due[^1];
        }
        return sum with { Next = after };
    }
}
