using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Grains;

namespace LoyaltyClub.Background;

/// <summary>
/// The nightly close, at midnight of the programme's time zone. The first round after a start closes too, to catch up after a laptop
/// slept or the club was stopped.
/// </summary>
[GrainType("night"), KeepAlive]
internal sealed class NightGrain(ProgrammeCache shelf, ClubClock clock, IGrainFactory grains) : BackgroundGrain, INightGrain
{
    /// <summary>
    /// The longest delay of a close if the machine slept through midnight or the programme's time zone changed.
    /// </summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private (DateOnly, string?)? closed;

    private DateOnly Today => Days.Of(clock.Now, Zone);

    private TimeZoneInfo Zone => Programme.TimeZone;

    private Programme Programme => shelf.Book.InForceAt(clock.Now).Programme;

    protected override async Task Round(CancellationToken stop)
    {
        // In another country the members' numbers are others, and they should not wait for midnight to be found by them.
        var due = (Today, Programme.CountryOfPhones);
        if (due == closed)
        {
            return;
        }

        await grains.Close(null);
        closed = due;
    }

    protected override Task Pause(CancellationToken stop)
    {
        var left = Days.Start(Today.AddDays(1), Zone) - clock.Now;
        // A standing clock does not reach midnight by itself; setting it closes the nights that it passes.
        return Task.Delay(clock.Standing || left > LongestPause ? LongestPause : left + TimeSpan.FromMilliseconds(1), stop);
    }
}
