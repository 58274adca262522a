using LoyaltyClub.Contracts;

namespace LoyaltyClub.Grains;

/// <summary>Tells the outbox's dispatcher, wherever in the cluster it runs, that there is something to deliver.</summary>
internal sealed class OutboxSignal(IGrainFactory grains)
{
    private readonly IOutboxGrain dispatcher = grains.GetGrain<IOutboxGrain>(ClubKey.Value);

    /// <summary>Nobody waits for it and it may get lost: each second the dispatcher looks anyway.</summary>
    public void Raise() => dispatcher.Nudge().Ignore();
}
