using LoyaltyClub.Contracts;

namespace LoyaltyClub.Background;

/// <summary>All of the cluster's background work, for the processes that keep it going.</summary>
public sealed class BackgroundWork(IGrainFactory grains)
{
    private readonly IBackgroundGrain[] all =
    [
        grains.GetGrain<IOutboxGrain>(Club.Key),
        grains.GetGrain<INightGrain>(Club.Key),
        grains.GetGrain<IBoardGrain>(Club.Key),
        grains.GetGrain<ISharedStreamsGrain>(Club.Key),
    ];

    /// <summary>Sees to it that each piece of work runs somewhere.</summary>
    public Task Wake() => Task.WhenAll(all.Select(grain => grain.Wake()));
}
