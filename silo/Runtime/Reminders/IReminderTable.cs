namespace LoyaltyClub.Runtime;

/// <summary>
/// Where reminders survive a restart; the host implements it over its database. The engine calls
/// <see cref="Upsert"/> and <see cref="Remove"/> one at a time, never two at once.
/// </summary>
public interface IReminderTable
{
    /// <summary>All rows, in any order. They are all held in memory: reminders are for jobs, not for members.</summary>
    Task<IReadOnlyList<ReminderRow>> ReadAll(CancellationToken cancel = default);

    /// <summary>Writes a row over the one with the same grain type, key and name, if there is one. Returns when it is stored.</summary>
    Task Upsert(ReminderRow row, CancellationToken cancel = default);

    /// <summary>Removes a row; no error if there is none.</summary>
    Task Remove(string grainType, string key, string name, CancellationToken cancel = default);
}

/// <summary>One reminder as it is stored.</summary>
/// <param name="GrainType">The grain class's full name.</param>
/// <param name="Key">The grain's key.</param>
/// <param name="Name">The reminder's name, unique within the grain.</param>
/// <param name="StartsAt">When it was first due, UTC.</param>
/// <param name="Period">From one tick to the next.</param>
/// <param name="DueAt">When it is due next, UTC; written after every tick, so that a restart knows what was missed.</param>
public sealed record ReminderRow(string GrainType, string Key, string Name, DateTimeOffset StartsAt, TimeSpan Period, DateTimeOffset DueAt);
