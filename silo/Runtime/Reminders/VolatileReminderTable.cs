using System.Collections.Concurrent;

namespace LoyaltyClub.Runtime;

/// <summary>Reminders in memory, for a host that needs none to survive a restart; also two engines' worth of a test.</summary>
public sealed class VolatileReminderTable : IReminderTable
{
    private readonly ConcurrentDictionary<(string, string, string), ReminderRow> _rows = new();

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReminderRow>> ReadAll(CancellationToken cancel = default)
        => Task.FromResult<IReadOnlyList<ReminderRow>>([.. _rows.Values]);

    /// <inheritdoc/>
    public Task Upsert(ReminderRow row, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(row);
        _rows[(row.GrainType, row.Key, row.Name)] = row;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Remove(string grainType, string key, string name, CancellationToken cancel = default)
    {
        _rows.TryRemove((grainType, key, name), out _);
        return Task.CompletedTask;
    }
}
