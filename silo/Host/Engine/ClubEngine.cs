using System.Text.Json;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime.Placement;
using Orleans.Serialization;
using Orleans.Storage;

namespace LoyaltyClub.Host.Engine;

/// <summary>
/// Configures Orleans. On SQLite: one silo in this process, unreachable from outside. On PostgreSQL: every process on the database is a
/// silo of one cluster, in which each grain is active once; silos find each other in the database.
/// </summary>
internal static class ClubEngine
{
    /// <summary>The most waiting calls for one grain; more are refused with <see cref="LimitExceededException"/>.</summary>
    private const int MostWaitingPerGrain = 1_000;

    /// <summary>Silos whose members a silo knows to find without asking; in a larger cluster it asks more often.</summary>
    private const int SilosKnown = 10;

    /// <summary>As many as by Orleans' default.</summary>
    private const int MostGrainsKnown = 1_000_000;

    /// <summary>A caller's time-out for an answer. Methods that may take longer declare it in their contract.</summary>
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddEngine(this IServiceCollection services, Settings settings, Store store, bool traced)
    {
        services.AddSingleton(new ActiveMembers(settings.MostActiveMembers));
        services.AddSingleton(new CallsInAll(settings.MostWaiting));
        return services.AddOrleans(silo =>
        {
            silo.Configure<SiloMessagingOptions>(calls =>
            {
                calls.MaxEnqueuedRequestsHardLimit = MostWaitingPerGrain;
                calls.ResponseTimeout = calls.SystemResponseTimeout = ResponseTimeout;
            });
            silo.Configure<GrainCollectionOptions>(grains =>
            {
                grains.CollectionQuantum = TimeSpan.FromSeconds(30);
                grains.CollectionAge = TimeSpan.FromMinutes(5);
            });
            // Where grains of other silos are active; its memory is taken at the start.
            silo.Configure<GrainDirectoryOptions>(directory =>
                directory.CacheSize = (int)Math.Min((long)SilosKnown * settings.MostActiveMembers, MostGrainsKnown)
            );
            // The service's name is part of each stored state's key, and so independent of the cluster's name.
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (settings.ClusterName, "loyaltyclub"));
            GrainCalls.Use(silo.Services);
            if (settings.Dashboard)
            {
                silo.AddDashboard();
            }

            if (traced)
            {
                silo.AddActivityPropagation();
            }

            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, ReadingAtStart>();
            // The default places a grain where the processors were idle a second ago: of 120 grains one silo got 116.
            silo.Services.AddSingleton<PlacementStrategy, RandomPlacement>();
            silo.AddAdoNetGrainStorage(
                GrainStates.Storage,
                storage =>
                {
                    (storage.Invariant, storage.DataSource) = (store.Sql.Invariant, store.Sql.DataSource);
                    storage.GrainStorageSerializer = StateSerializer();
                    storage.DeleteStateOnClear = true;
                }
            );
            if (store.Sql.Server is null)
            {
                Alone(silo);
            }
            else
            {
                Cluster(silo, settings, store.Sql);
            }
        });
    }

    /// <summary>The storage's format: without class names in the data, so that classes can be renamed.</summary>
    internal static IGrainStorageSerializer StateSerializer()
    {
        var json = new SystemTextJsonGrainStorageSerializerOptions();
        json.JsonSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        return new SystemTextJsonGrainStorageSerializer(Options.Create(json));
    }

    /// <summary>A silo without a port: nothing for a firewall to ask about and nothing to attack.</summary>
    private static void Alone(ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(siloPort: 1, gatewayPort: 0);
        // A silo suspects whoever has been joining for so long, itself as well, and alone its vote is enough: a clock that is set forward
        // during a start would end the process. Nearly the longest time that a timer takes, as this also limits the start.
        silo.Configure<ClusterMembershipOptions>(membership => membership.MaxJoinAttemptTime = TimeSpan.FromDays(49));
        foreach (
            var listener in silo
                .Services.Where(service => service.ServiceType == typeof(IConnectionListenerFactory) && service.IsKeyedService)
                .ToList()
        )
        {
            silo.Services.Replace(ServiceDescriptor.KeyedSingleton<IConnectionListenerFactory>(listener.ServiceKey, new NoListener()));
        }
    }

    private static void Cluster(ISiloBuilder silo, Settings settings, StoreSql database)
    {
        var endpoint = SiloEndpoint.Of(settings, database.Server);
        silo.Services.AddSingleton(endpoint); // keeps the port reserved
        silo.ConfigureEndpoints(endpoint.Address, endpoint.Port, gatewayPort: 0)
            .UseAdoNetClustering(membership => (membership.Invariant, membership.DataSource) = (database.Invariant, database.DataSource))
            .Configure<ClusterMembershipOptions>(membership =>
            {
                // A killed silo is voted out after 1.3 to 1.9 s: three missed probes, each of which waits half a second or more.
                membership.ProbeTimeout = TimeSpan.FromSeconds(1);
                // Three times this, 4.5 s, is the longest pause that a silo survives, and the longest silence of a silo that hangs.
                membership.MaxProbeTimeout = TimeSpan.FromSeconds(1.5);
                // The longest time until a silo that was voted out notices and ends its process.
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
                // After a loss of all silos, rows three times older than this are ignored.
                membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
            });
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LostSilos>();
    }
}
