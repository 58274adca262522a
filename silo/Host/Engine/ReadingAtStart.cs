using LoyaltyClub.Grains;

namespace LoyaltyClub.Host.Engine;

/// <summary>Reads the replicated streams before the silo takes its first call: grains need the programme to decide.</summary>
internal sealed class ReadingAtStart(ReplicatedStreams shared) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle observer)
    {
        observer.Subscribe(nameof(ReadingAtStart), ServiceLifecycleStage.ApplicationServices, shared.CatchUp);
        // Once more when the other silos know this silo: it was not told of entries written in between.
        observer.Subscribe(nameof(ReadingAtStart), ServiceLifecycleStage.Active, shared.CatchUp);
    }
}
