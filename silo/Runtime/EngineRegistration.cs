using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace LoyaltyClub.Runtime;

/// <summary>How a host takes the embedded engine in.</summary>
public static class EngineRegistration
{
    /// <summary>
    /// Registers <see cref="IGrainFactory"/>, <see cref="EngineStatistics"/> and a hosted service that starts reminders and
    /// stops the engine. Uses the host's <see cref="IReminderTable"/> and <see cref="TimeProvider"/> if there are any;
    /// without a table reminders do not survive a restart.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the limits, or null for the defaults.</param>
    /// <param name="grainAssemblies">Where the grain classes are, and their interfaces.</param>
    /// <exception cref="InvalidOperationException">A grain interface has no class or several, or a method that cannot be called.</exception>
    public static IServiceCollection AddEmbeddedEngine(
        this IServiceCollection services, Action<EngineOptions>? configure = null, params Assembly[] grainAssemblies)
    {
        var options = new EngineOptions();
        configure?.Invoke(options);
        var catalogue = new GrainCatalogue(grainAssemblies);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IReminderTable, VolatileReminderTable>();
        services.AddLogging();
        services.AddSingleton(options);
        services.AddSingleton(catalogue);
        services.AddSingleton<EngineStatistics>();
        services.AddSingleton<GrainEngine>();
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<GrainEngine>());
        services.AddHostedService<EngineService>();
        return services;
    }

    private sealed class EngineService(GrainEngine engine) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => engine.Start(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => engine.Stop(cancellationToken);
    }
}
