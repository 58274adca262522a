using LoyaltyClub.Host;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;

namespace LoyaltyClub.Tests.Grains;

/// <summary>
/// Silos of the club without its API, as the host makes them, in one process: real sockets between them, and one PostgreSQL.
/// </summary>
public sealed class GrainCluster : IAsyncDisposable
{
    private readonly TestCluster cluster;

    private GrainCluster(FreshStore store, TestCluster cluster)
    {
        Store = store;
        this.cluster = cluster;
    }

    public FreshStore Store { get; }

    public IReadOnlyList<SiloHandle> Silos => [.. cluster.Silos];

    public static async Task<GrainCluster> Start(short silos)
    {
        var store = await FreshStore.Make(StoreKind.Postgres);
        var builder = new TestClusterBuilder(silos);
        builder.Options.UseTestClusterMembership = false; // but the club's own, in PostgreSQL
        builder.Options.ConnectionTransport = ConnectionTransportType.TcpSocket;
        builder.Options.InitializeClientOnDeploy = false; // the club has no gateway: whoever asks is a silo
        builder.Options.ConfigureFileLogging = false;
        builder.Properties["Club:Store"] = store.Setting;
        builder.AddSiloBuilderConfigurator<Silo>();
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var started = new GrainCluster(store, cluster);
        // A silo places grains, and the management grain counts, where it knows of silos: each must have heard of all.
        await Task.WhenAll(Enumerable.Range(0, silos).Select(silo => started.Knows(silo, silos)));
        return started;
    }

    /// <summary>Waits until one of the silos has heard of all that are active.</summary>
    private async Task Knows(int silo, int active)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var membership = Services(silo).GetRequiredService<IClusterMembershipService>();
        await foreach (var known in membership.MembershipUpdates.WithCancellation(limit.Token))
        {
            if (known.Members.Values.Count(member => member.Status == SiloStatus.Active) == active)
            {
                return;
            }
        }
    }

    /// <summary>Grains as one of the silos asks for them.</summary>
    public IGrainFactory Grains(int silo) => Services(silo).GetRequiredService<IGrainFactory>();

    public IServiceProvider Services(int silo) => ((InProcessSiloHandle)cluster.Silos[silo]).SiloHost.Services;

    public Task<SiloHandle> StartAnother() => Task.FromResult(cluster.StartAdditionalSilo());

    public Task Stop(SiloHandle silo) => cluster.StopSiloAsync(silo);

    public async ValueTask DisposeAsync()
    {
        await cluster.StopAllSilosAsync();
        await cluster.DisposeAsync();
        await Store.DisposeAsync();
    }

    private sealed class Silo : IHostConfigurator
    {
        public void Configure(IHostBuilder hostBuilder) =>
            hostBuilder
                .ConfigureLogging(log => log.SetMinimumLevel(LogLevel.Error))
                .ConfigureServices(
                    (context, services) =>
                    {
                        var settings = new ConfigurationBuilder()
                            .AddInMemoryCollection(new Dictionary<string, string?> { ["Club:Store"] = context.Configuration["Club:Store"] })
                            .Build();
                        ClubHost.AddClub(services, settings).GetAwaiter().GetResult();
                    }
                );
    }
}
