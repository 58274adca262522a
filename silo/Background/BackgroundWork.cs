using LoyaltyClub.Contracts;

namespace LoyaltyClub.Background;

/// <summary>All of the cluster's background work, for the processes that keep it going.</summary>
public sealed class BackgroundWork(IGrainFactory grains)
{
    private readonly IBackgroundGrain[] all =
    [
        grains.GetGrain<IOutboxGrain>(ClubKey.Value),
        grains.GetGrain<IMailGrain>(ClubKey.Value),
        grains.GetGrain<INightGrain>(ClubKey.Value),
        grains.GetGrain<IBoardGrain>(ClubKey.Value),
        grains.GetGrain<IReplicatedStreamsGrain>(ClubKey.Value),
    ];

    /// <summary>Sees to it that each piece of work runs somewhere.</summary>
    public Task Wake() => Task.WhenAll(all.Select(grain => grain.Wake()));
}
