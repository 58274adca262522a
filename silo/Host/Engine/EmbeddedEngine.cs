using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Host.Engine;

/// <summary>The engine in this process.</summary>
internal static class EngineChoice
{
    /// <exception cref="ArgumentException">A cluster is asked for.</exception>
    public static IServiceCollection AddEngine(this IServiceCollection services, Settings settings) => settings.Cluster
        ? throw new ArgumentException("Club:Cluster needs the Orleans engine: build with -p:Engine=Orleans.")
        : services
            .AddSingleton<IReminderTable, ReminderTable>()
            .AddSingleton<IEngineMeasures, EmbeddedMeasures>()
            .AddEmbeddedEngine(options => options.MaxActivations = settings.MostActiveMembers, GrainRegistration.Assembly);
}

/// <summary>The engine's reminders, in the club's store.</summary>
internal sealed class ReminderTable(IReminderStore store) : IReminderTable
{
    public async Task<IReadOnlyList<ReminderRow>> ReadAll(CancellationToken cancel = default) =>
        [.. (await store.All(cancel)).Select(reminder => Row(reminder))];

    public Task Upsert(ReminderRow row, CancellationToken cancel = default) =>
        store.Set(new(Name(row.GrainType, row.Key), row.Name, row.DueAt, row.Period), cancel);

    public Task Remove(string grainType, string key, string name, CancellationToken cancel = default) => store.Delete(Name(grainType, key), name, cancel);

    private static string Name(string grainType, string key) => $"{grainType}/{key}";

    private static ReminderRow Row(Reminder reminder) => reminder.Grain.Split('/', 2) is [var type, var key]
        ? new(type, key, reminder.Name, reminder.DueAt, reminder.Period, reminder.DueAt)
        : throw new InvalidDataException($"A reminder names no grain: {reminder.Grain}");
}

internal sealed class EmbeddedMeasures(EngineStatistics statistics) : IEngineMeasures
{
    public IEnumerable<Measure> Measures() =>
    [
        new("loyaltyclub_grains_active", "gauge", "Members and other grains in memory", statistics.Activations),
        new("loyaltyclub_grain_calls_total", "counter", "Calls to grains", statistics.Calls),
        new("loyaltyclub_grain_calls_waiting", "gauge", "Calls that wait for their turn", statistics.Waiting),
        new("loyaltyclub_grain_calls_refused_total", "counter", "Calls refused because too many waited", statistics.Overloads),
    ];
}
