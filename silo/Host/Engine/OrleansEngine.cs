using System.Net;
using System.Net.Sockets;
using LoyaltyClub.Contracts;
using Orleans.Configuration;

namespace LoyaltyClub.Host.Engine;

/// <summary>
/// Microsoft Orleans: one silo without any set-up, or a cluster (<see cref="Settings.Cluster"/>), whose silos find each
/// other and keep their reminders in the club's own database, in the tables that Orleans's AdoNet packages describe.
/// </summary>
internal static class EngineChoice
{
    private const string Invariant = "Npgsql";

    /// <summary>Calls that may wait for one grain, as with the embedded engine.</summary>
    private const int MaxWaitingPerGrain = 1_000;

    /// <exception cref="ArgumentException">A cluster is asked for, and the store is a file.</exception>
    public static IServiceCollection AddEngine(this IServiceCollection services, Settings settings) =>
        settings.Cluster && settings.Store.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase)
            ? throw new ArgumentException("Club:Cluster needs PostgreSQL as Club:Store.")
            : services.AddSingleton<IEngineMeasures, OrleansMeasures>().AddOrleans(silo =>
            {
                silo.Configure<GrainCollectionOptions>(grains => grains.CollectionAge = TimeSpan.FromMinutes(5));
                silo.Configure<SiloMessagingOptions>(calls => calls.MaxEnqueuedRequestsHardLimit = MaxWaitingPerGrain);
                if (settings.Cluster)
                    silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("loyaltyclub", "loyaltyclub"))
                        .ConfigureEndpoints(FreePort(), FreePort())
                        .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, settings.Store))
                        .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, settings.Store));
                else // In memory is enough: the one reminder, the nightly close's, is set again at each start.
                    silo.UseLocalhostClustering(FreePort(), FreePort()).UseInMemoryReminderService();
            });

    /// <summary>Silos read each other's ports in the database, so several may run on one machine.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Orleans publishes its own meters; nothing is counted twice.</summary>
internal sealed class OrleansMeasures : IEngineMeasures
{
    public IEnumerable<Measure> Measures() => [];
}
