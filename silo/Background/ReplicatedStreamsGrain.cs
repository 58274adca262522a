using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;

namespace LoyaltyClub.Background;

/// <summary>
/// Sees to it that every process knows the shared streams to their ends. Who writes one tells the others itself, before it answers; here
/// is told what a process wrote that ended before it could, and what a process could not be told because it was away.
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
