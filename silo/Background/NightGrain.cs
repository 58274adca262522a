using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Grains;

namespace LoyaltyClub.Background;

/// <summary>
/// Closes the day at midnight in the programme's time zone. The first round closes too, whatever day it is: what a laptop that
/// slept, or a club that was stopped, has missed is made up as soon as it runs again.
/// </summary>
[GrainType("night"), KeepAlive]
internal sealed class NightGrain(ProgrammeCache shelf, ClubClock clock, IGrainFactory grains) : BackgroundGrain, INightGrain
{
    /// <summary>
    /// How late a midnight may be noticed by a machine that slept through it, or whose programme's time zone has changed.
    /// </summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private DateOnly? closed;

    private DateOnly Today => Days.Of(clock.Now, Zone);

    private TimeZoneInfo Zone => shelf.Book.InForceAt(clock.Now).Programme.TimeZone;

    protected override async Task Round(CancellationToken stop)
    {
        var today = Today;
        if (today == closed)
        {
            return;
        }

        await grains.Close(null);
        closed = today;
    }

    protected override Task Pause(CancellationToken stop)
    {
        var left = Days.Start(Today.AddDays(1), Zone) - clock.Now;
        // A standing clock never gets there by itself, and closes the nights that it passes.
        return Task.Delay(clock.Standing || left > LongestPause ? LongestPause : left + TimeSpan.FromMilliseconds(1), stop);
    }
}
