using LoyaltyClub.Tests.Portal;

namespace LoyaltyClub.Tests.Host;

/// <summary>The machine's clock, set forward while the service starts.</summary>
public class ClockSetForward
{
    /// <summary>Orleans lets silos suspect whoever has been joining for five minutes: here, in some starts, the silo itself.</summary>
    [Fact]
    public async Task A_silo_alone_does_not_suspect_itself()
    {
        for (var start = 0; start < 15; start++)
        {
            await using var club = await ClubApplication.StartBy(
                new ClockAhead { By = TimeSpan.FromDays(1) },
                StoreKind.Sqlite,
                "2026-03-01T10:00:00Z"
            );
        }
    }
}
