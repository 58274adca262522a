using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;

namespace LoyaltyClub.Background;

/// <summary>
/// Keeps the replicated streams of every process complete. A writer announces its entry itself, before it answers; this grain announces
/// entries of processes that ended before they could, and to processes that were away.
/// </summary>
[GrainType("sharedstreams"), KeepAlive]
internal sealed class ReplicatedStreamsGrain(ReplicatedStreams streams, Announcer announcer) : BackgroundGrain, IReplicatedStreamsGrain
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private int told = -1;

    protected override async Task Round(CancellationToken stop)
    {
        await streams.CatchUp(stop);
        var written = streams.Entries;
        if (written != told && await announcer.Tell())
        {
            told = written;
        }
    }

    protected override Task Pause(CancellationToken stop) => Task.Delay(Every, stop);
}
