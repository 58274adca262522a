using LoyaltyClub.Contracts;
using LoyaltyClub.Grains.Programmes;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Grains;

/// <summary>How a host takes the grains in; it registers the journal, a <see cref="TimeProvider"/> and an engine besides.</summary>
public static class GrainRegistration
{
    public static System.Reflection.Assembly Assembly => typeof(GrainRegistration).Assembly;

    public static IServiceCollection AddClubGrains(this IServiceCollection services, ClubOptions options) => services
        .AddSingleton(options)
        .AddSingleton<ProgrammeShelf>()
        .AddSingleton<KeyRing>()
        .AddSingleton<IKeyRing>(provider => provider.GetRequiredService<KeyRing>())
        .AddSingleton<ClubClock>()
        .AddSingleton<Cards>()
        .AddSingleton<ICards>(provider => provider.GetRequiredService<Cards>())
        .AddSingleton<ISeals>(provider => provider.GetRequiredService<Cards>())
        .AddSingleton<SharedStreams>()
        .AddSingleton<Courier>()
        .AddSingleton<ICourier>(provider => provider.GetRequiredService<Courier>())
        .AddSingleton<INotices, Notices>()
        .AddSingleton<IAudit, Audit>()
        .AddSingleton<Board.Board>()
        .AddSingleton<IBoard>(provider => provider.GetRequiredService<Board.Board>())
        .AddSingleton<ISalesWithoutCard, Board.SalesWithoutCard>()
        .AddSingleton<IRewards, Rewards>()
        .AddSingleton<IClubFacts, ClubFacts>()
        .AddSingleton<IDirectory, Directory>();
}

/// <summary>What every process holds in memory.</summary>
public sealed class SharedStreams(ProgrammeShelf programme, KeyRing keys, ClubClock clock, Cards cards)
{
    public async Task CatchUp(CancellationToken cancel = default)
    {
        await programme.CatchUp(cancel);
        await keys.CatchUp(cancel);
        await clock.CatchUp(cancel);
        await cards.CatchUp(cancel);
    }
}
