namespace LoyaltyClub.Storage;

/// <summary>Reminders in PostgreSQL.</summary>
internal sealed class PostgresReminders(PostgresDatabase database) : IReminderStore
{
    public Task<IReadOnlyList<Reminder>> All(CancellationToken cancel = default) =>
        database.Rows("select grain, name, due_at, period_seconds from reminders order by grain, name", reader =>
            new Reminder(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), TimeSpan.FromSeconds(reader.GetInt64(3))), cancel);

    // Both may be done twice without harm, so the same second try as a read's is right for them.
    public Task Set(Reminder reminder, CancellationToken cancel = default) => database.Execute("""
        insert into reminders values ($1, $2, $3, $4)
        on conflict (grain, name) do update set due_at = excluded.due_at, period_seconds = excluded.period_seconds
        """, cancel, reminder.Grain, reminder.Name, reminder.DueAt.ToUniversalTime(), (long)reminder.Period.TotalSeconds);

    public Task Delete(string grain, string name, CancellationToken cancel = default) =>
        database.Execute("delete from reminders where grain = $1 and name = $2", cancel, grain, name);
}
