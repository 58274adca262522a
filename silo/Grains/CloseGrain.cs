using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Grains.Programmes;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Grains;

/// <summary>
/// The nightly close: writes down what fell due, for the members that the due index names, and for nobody else. Each
/// member's part is one entry or none, so that it can be killed anywhere and run again.
/// </summary>
internal sealed class CloseGrain(IJournal journal, ProgrammeShelf shelf, ClubClock clock, TimeProvider machine) : Grain, ICloseGrain, IRemindable
{
    private const string Midnight = "midnight";
    private const int Page = 500, SideBySide = 64;

    public async Task<Outcome<CloseAnswer>> Close(DateTimeOffset? through)
    {
        var now = clock.Now;
        if (through > now)
            return new Refused("close_in_the_future", $"Nothing can be closed after now, {Instants.Text(now)}.",
                new Number("through", Instants.Text(through.Value)), new Number("now", Instants.Text(now)));
        var until = through ?? now;
        var day = Days.Of(until, shelf.Book.InForceAt(now).Programme.TimeZone);
        long activated = 0, expired = 0;
        var (members, after) = (0, (string?)null);
        while (await journal.Due(day, after, Page) is { Count: > 0 } due)
        {
            foreach (var together in due.Chunk(SideBySide))
                foreach (var answer in await Task.WhenAll(together.Select(member => GrainFactory.GetGrain<IMemberGrain>(member).Settle(day))))
                    (activated, expired) = (activated + answer.Activated, expired + answer.Expired);
            members += due.Count;
            after = due[^1];
        }
        return new CloseAnswer(until, members, activated, expired);
    }

    public Task Schedule()
    {
        var now = machine.GetUtcNow();
        var zone = shelf.Book.InForceAt(now).Programme.TimeZone;
        var midnight = Days.Start(Days.Of(now, zone).AddDays(1), zone);
        return this.RegisterOrUpdateReminder(Midnight, midnight - now + TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
    }

    /// <summary>A day may have 23 or 25 hours, so the next midnight is asked for anew each time.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await Close(null);
        await Schedule();
    }
}
