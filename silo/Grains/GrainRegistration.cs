using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;

namespace LoyaltyClub.Grains;

/// <summary>How a host takes the grains in; it registers the journal, a <see cref="TimeProvider"/> and Orleans besides.</summary>
public static class GrainRegistration
{
    public static System.Reflection.Assembly Assembly => typeof(GrainRegistration).Assembly;

    public static IServiceCollection AddClubGrains(this IServiceCollection services, ClubOptions options) =>
        services
            .AddSingleton(options)
            .AddSingleton<ProgrammeCache>()
            .AddSingleton<KeyRing>()
            .AddSingleton<IKeyRing>(provider => provider.GetRequiredService<KeyRing>())
            .AddSingleton<ClubClock>()
            .AddSingleton<Cards>()
            .AddSingleton<ICards>(provider => provider.GetRequiredService<Cards>())
            .AddSingleton<ISeals>(provider => provider.GetRequiredService<Cards>())
            .AddSingleton<Announcer>()
            .AddSingleton<ReplicatedStreams>()
            // Only its name goes from silo to silo.
            .Configure<TypeManifestOptions>(types => types.AddAllowedType(typeof(ReplicatedStreams)))
            // What a grain says of its store, whoever asked has to hear, wherever they are.
            .Configure<ExceptionSerializationOptions>(exceptions =>
            {
                exceptions.SupportedNamespacePrefixes.Add(typeof(StoreUnavailableException).Namespace!);
                exceptions.SupportedNamespacePrefixes.Add("Npgsql");
            })
            .AddKeyedSingleton<IControllable>(Announcer.Listener, (provider, _) => provider.GetRequiredService<ReplicatedStreams>())
            .AddSingleton<OutboxSignal>()
            .AddSingleton<INotices, Notices>()
            .AddSingleton<ISalesWithoutCard, SalesWithoutCard>()
            .AddSingleton<IRewards, Rewards>()
            .AddSingleton<IClubFacts, ClubFacts>()
            .AddSingleton<ICurrencies, Currencies>()
            .AddSingleton<IDirectory, Directory>();
}
