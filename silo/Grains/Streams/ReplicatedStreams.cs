using Orleans.Providers;

namespace LoyaltyClub.Grains;

/// <summary>All replicated streams, read at start and after each announcement.</summary>
[Alias("club.SharedStreams")]
public sealed class ReplicatedStreams(
    ProgrammeCache programme,
    KeyRing keys,
    ClubClock clock,
    Cards cards,
    Stores stores,
    Segments segments
) : IControllable
{
    private readonly ReplicatedStream[] all = [programme, keys, clock, cards, stores, segments];

    /// <summary>Number of entries of all streams in this process.</summary>
    internal int Entries => all.Sum(stream => stream.Entries);

    public async Task CatchUp(CancellationToken cancel = default)
    {
        foreach (var stream in all)
        {
            await stream.CatchUp(cancel);
        }
    }

    async Task<object?> IControllable.ExecuteCommand(int command, object? arg)
    {
        await CatchUp();
        return null;
    }
}
