using System.Net;
using System.Net.Sockets;
using LoyaltyClub.Contracts;
using Orleans.Configuration;

namespace LoyaltyClub.Host.Engine;

/// <summary>
/// Microsoft Orleans: the engine of a cluster. On PostgreSQL the silos find each other and keep their reminders in the
/// club's own database (with the tables that Orleans's AdoNet packages describe); on SQLite there is one silo.
/// </summary>
internal static class EngineChoice
{
    private const string Invariant = "Npgsql";

    public static IServiceCollection AddEngine(this IServiceCollection services, Settings settings) => services
        .AddSingleton<IEngineMeasures, OrleansMeasures>()
        .AddOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("loyaltyclub", "loyaltyclub"));
            silo.Configure<GrainCollectionOptions>(grains => grains.CollectionAge = TimeSpan.FromMinutes(5));
            if (settings.Store.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase))
                silo.UseLocalhostClustering(FreePort(), FreePort()).UseInMemoryReminderService();
            else
                silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, settings.Store))
                    .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Invariant, settings.Store));
        });

    /// <summary>A silo alone needs no port that others know, and several may run on one machine.</summary>
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
