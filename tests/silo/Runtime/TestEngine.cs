using LoyaltyClub.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LoyaltyClub.Tests.Runtime;

/// <summary>A real engine as a host registers it, on a clock that stands still.</summary>
internal sealed class TestEngine : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestEngine(ServiceProvider services, ManualTime time) => (_services, Time) = (services, time);

    public ManualTime Time { get; }
    public Probe Probe => _services.GetRequiredService<Probe>();
    public EngineStatistics Statistics => _services.GetRequiredService<EngineStatistics>();
    public IGrainFactory Grains => _services.GetRequiredService<IGrainFactory>();

    public static async Task<TestEngine> Start(
        Action<EngineOptions>? configure = null, IReminderTable? table = null, ManualTime? time = null, Probe? probe = null)
    {
        time ??= new ManualTime();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(probe ?? new Probe());
        if (table is not null) services.AddSingleton(table);
        services.AddEmbeddedEngine(configure, typeof(Workbench).Assembly);
        var engine = new TestEngine(services.BuildServiceProvider(), time);
        foreach (var service in engine._services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        return engine;
    }

    public IWorkbench Bench(string key = "a") => Grains.GetGrain<IWorkbench>(key);

    public async Task Stop()
    {
        foreach (var service in _services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
