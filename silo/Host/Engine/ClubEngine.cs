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
/// Microsoft Orleans under the grains. On SQLite one silo in this process, that nothing outside can reach. On PostgreSQL every
/// process on the database is a silo of one cluster, in which each grain lives once; silos find each other in the database.
/// </summary>
internal static class ClubEngine
{
    /// <summary>Calls that may wait for one grain; more are refused with <see cref="LimitExceededException"/>.</summary>
    private const int MostWaitingPerGrain = 1_000;

    /// <summary>How long a caller waits for an answer. Methods that may take longer say so in their contract.</summary>
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
            // The service's name stands with each stored state: whatever a cluster is called, it finds them.
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
            // By default a grain goes where the processors were idle a second ago: of 120 grains one silo got 116.
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

    /// <summary>How the storage writes states: without names of classes in the data, which could never be renamed.</summary>
    internal static IGrainStorageSerializer StateSerializer()
    {
        var json = new SystemTextJsonGrainStorageSerializerOptions();
        json.JsonSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        return new SystemTextJsonGrainStorageSerializer(Options.Create(json));
    }

    /// <summary>No port but HTTP's: nothing for a firewall to ask about and nothing to attack.</summary>
    private static void Alone(ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(siloPort: 1, gatewayPort: 0);
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
        silo.Services.AddSingleton(endpoint); // by which the port stays reserved
        silo.ConfigureEndpoints(endpoint.Address, endpoint.Port, gatewayPort: 0)
            .UseAdoNetClustering(membership => (membership.Invariant, membership.DataSource) = (database.Invariant, database.DataSource))
            .Configure<ClusterMembershipOptions>(membership =>
            {
                // A silo that was killed is voted out after 1.3 to 1.9 s: three missed probes, of which each waits half a second or more.
                membership.ProbeTimeout = TimeSpan.FromSeconds(1);
                // Three times this, 4.5 s, is the longest pause that is forgiven and the longest silence of a silo that hangs.
                membership.MaxProbeTimeout = TimeSpan.FromSeconds(1.5);
                // For so long a silo that was voted out can believe that it lives; then it ends its process.
                membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
                // After a loss of all silos, their rows are passed over when they are three times as old as this.
                membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
            });
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LostSilos>();
    }
}
