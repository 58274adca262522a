namespace LoyaltyClub.Storage;

/// <summary>A grain's wish to be woken.</summary>
/// <param name="DueAt">When next; stored to the microsecond.</param>
/// <param name="Period">How long after that again; whole seconds, zero for once.</param>
public sealed record Reminder(string Grain, string Name, DateTimeOffset DueAt, TimeSpan Period);

/// <summary>Reminders outlive the process. Every member throws <see cref="StoreUnavailableException"/> when the store is away.</summary>
public interface IReminderStore
{
    Task<IReadOnlyList<Reminder>> All(CancellationToken cancel = default);

    /// <summary>Writes it over the one of the same grain and name.</summary>
    Task Set(Reminder reminder, CancellationToken cancel = default);

    /// <summary>Forgets it; one that is not there is passed over.</summary>
    Task Delete(string grain, string name, CancellationToken cancel = default);
}
