using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>The rewards of the programme in force, with the units left.</summary>
internal sealed class Rewards(ProgrammeCache shelf, ClubClock clock, IClubNames names, IGrainFactory grains) : IRewards
{
    public async Task<RewardView[]> Catalogue(string? language) =>
        await Task.WhenAll(
            shelf
                .Book.InForceAt(clock.Now)
                .Programme.Rewards.Select(async reward => new RewardView(
                    reward.Code,
                    names.Reward(reward.Code, language),
                    reward.Cost,
                    reward.ValidDays,
                    reward.Stock,
                    reward.Stock is { } stock ? Math.Max(0, stock - await grains.GetGrain<IStockGrain>(reward.Code).Out()) : null,
                    [.. reward.Tiers.Order()]
                ))
        );
}
