using LoyaltyClub.Contracts;

namespace LoyaltyClub.Background;

/// <summary>All background grains of the cluster.</summary>
public sealed class BackgroundWork(IGrainFactory grains)
{
    private readonly IBackgroundGrain[] all =
    [
        grains.GetGrain<IOutboxGrain>(ClubKey.Value),
        grains.GetGrain<IMailGrain>(ClubKey.Value),
        grains.GetGrain<INightGrain>(ClubKey.Value),
        grains.GetGrain<IBoardGrain>(ClubKey.Value),
        grains.GetGrain<IWatchGrain>(ClubKey.Value),
        grains.GetGrain<IMemberRowsGrain>(ClubKey.Value),
        grains.GetGrain<IReplicatedStreamsGrain>(ClubKey.Value),
    ];

    /// <summary>Activates every background grain that is not active.</summary>
    public Task Wake() => Task.WhenAll(all.Select(grain => grain.Wake()));
}
