using LoyaltyClub.Grains;

namespace LoyaltyClub.Host.Engine;

/// <summary>Reads the shared streams before the silo takes its first call: a grain that knows no programme would decide by none.</summary>
internal sealed class ReadingAtStart(ReplicatedStreams shared) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle observer)
    {
        observer.Subscribe(nameof(ReadingAtStart), ServiceLifecycleStage.ApplicationServices, shared.CatchUp);
        // Once more when the others know of this silo: what was written in between, they were told and this one was not.
        observer.Subscribe(nameof(ReadingAtStart), ServiceLifecycleStage.Active, shared.CatchUp);
    }
}
