using Orleans.Providers;

namespace LoyaltyClub.Grains;

/// <summary>What every process holds in memory. Read at start, and whenever another process says that it wrote.</summary>
[Alias("club.SharedStreams")]
public sealed class ReplicatedStreams(ProgrammeCache programme, KeyRing keys, ClubClock clock, Cards cards) : IControllable
{
    private readonly ReplicatedStream[] all = [programme, keys, clock, cards];

    /// <summary>How many entries of all are known here.</summary>
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
