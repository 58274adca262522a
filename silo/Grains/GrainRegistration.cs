using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;

namespace LoyaltyClub.Grains;

/// <summary>Registers the grains. The host also registers the journal, a <see cref="TimeProvider"/> and Orleans.</summary>
public static class GrainRegistration
{
    public static System.Reflection.Assembly Assembly => typeof(GrainRegistration).Assembly;

    public static IServiceCollection AddClubGrains(this IServiceCollection services, ClubOptions options) =>
        services
            .AddSingleton(options)
            .AddSingleton<ProgrammeCache>()
            .AddSingleton<KeyRing>()
            .AddSingleton<IKeyRing>(provider => provider.GetRequiredService<KeyRing>())
            .AddSingleton<KeyUses>()
            .AddSingleton<Stores>()
            .AddSingleton<IStores>(provider => provider.GetRequiredService<Stores>())
            .AddSingleton<Segments>()
            .AddSingleton<ISegments>(provider => provider.GetRequiredService<Segments>())
            .AddSingleton<ReceiptNumbering>()
            .AddSingleton<ClubClock>()
            .AddSingleton<Phones>()
            .AddSingleton<Cards>()
            .AddSingleton<ICards>(provider => provider.GetRequiredService<Cards>())
            .AddSingleton<ISeals>(provider => provider.GetRequiredService<Cards>())
            .AddSingleton<Announcer>()
            .AddSingleton<ReplicatedStreams>()
            // Orleans sends the type's name between silos and demands that it be allowed.
            .Configure<TypeManifestOptions>(types => types.AddAllowedType(typeof(ReplicatedStreams)))
            // A store failure inside a grain must reach its caller on another silo with its type.
            .Configure<ExceptionSerializationOptions>(exceptions =>
            {
                exceptions.SupportedNamespacePrefixes.Add(typeof(StoreUnavailableException).Namespace!);
                exceptions.SupportedNamespacePrefixes.Add("Npgsql");
            })
            .AddKeyedSingleton<IControllable>(Announcer.Listener, (provider, _) => provider.GetRequiredService<ReplicatedStreams>())
            .AddSingleton<OutboxSignal>()
            .AddSingleton<IMailOutbox, MailOutbox>()
            .AddSingleton<INotices, Notices>()
            .AddSingleton<ISalesWithoutCard, SalesWithoutCard>()
            .AddSingleton<IRewards, Rewards>()
            .AddSingleton<IClubFacts, ClubFacts>()
            .AddSingleton<IClubNames, ClubNames>()
            .AddSingleton<ICurrencies, Currencies>()
            .AddSingleton<IProgrammeFields, ProgrammeFieldTable>()
            .AddSingleton<IDirectory, Directory>();
}
