using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Background;

/// <summary>Registers the background work.</summary>
public static class BackgroundRegistration
{
    public static IServiceCollection AddBackgroundWork(this IServiceCollection services) =>
        services
            .AddSingleton<BackgroundWork>()
            .AddSingleton<OutboxDispatcher>()
            .AddSingleton<IOutboxDispatcher>(provider => provider.GetRequiredService<OutboxDispatcher>());
}
