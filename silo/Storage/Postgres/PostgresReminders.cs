using Npgsql;

namespace LoyaltyClub.Storage;

/// <summary>Reminders in PostgreSQL.</summary>
internal sealed class PostgresReminders(PostgresDatabase database) : IReminderStore
{
    public Task<IReadOnlyList<Reminder>> All(CancellationToken cancel = default) =>
        database.Read<IReadOnlyList<Reminder>>(async (connection, stop) =>
        {
            await using var command = new NpgsqlCommand("select grain, name, due_at, period_seconds from reminders order by grain, name", connection);
            await using var reader = await command.ExecuteReaderAsync(stop);
            var reminders = new List<Reminder>();
            while (await reader.ReadAsync(stop))
                reminders.Add(new Reminder(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), TimeSpan.FromSeconds(reader.GetInt64(3))));
            return reminders;
        }, cancel);

    // Both may be done twice without harm, so the same second try as a read's is right for them.
    public Task Set(Reminder reminder, CancellationToken cancel = default) => Execute("""
        insert into reminders values ($1, $2, $3, $4)
        on conflict (grain, name) do update set due_at = excluded.due_at, period_seconds = excluded.period_seconds
        """, cancel, reminder.Grain, reminder.Name, reminder.DueAt.ToUniversalTime(), (long)reminder.Period.TotalSeconds);

    public Task Delete(string grain, string name, CancellationToken cancel = default) =>
        Execute("delete from reminders where grain = $1 and name = $2", cancel, grain, name);

    private Task<int> Execute(string sql, CancellationToken cancel, params object[] values) => database.Read(async (connection, stop) =>
    {
#pragma warning disable CA2100 // every text is a constant of this class
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync(stop);
    }, cancel);
}
