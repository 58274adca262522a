using LoyaltyClub.Contracts;

namespace LoyaltyClub.Grains;

/// <summary>Signals new outbox rows to the dispatcher, on any silo of the cluster.</summary>
internal sealed class OutboxSignal(IGrainFactory grains)
{
    private readonly IOutboxGrain dispatcher = grains.GetGrain<IOutboxGrain>(ClubKey.Value);

    /// <summary>A hint without guarantee: the dispatcher also polls every second.</summary>
    public void Raise() => dispatcher.Nudge().Ignore();
}
