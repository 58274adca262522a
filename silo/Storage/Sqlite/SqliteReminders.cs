namespace LoyaltyClub.Storage;

/// <summary>Reminders in SQLite.</summary>
internal sealed class SqliteReminders(SqliteDatabase database) : IReminderStore
{
    public Task<IReadOnlyList<Reminder>> All(CancellationToken cancel = default) =>
        database.Read<IReadOnlyList<Reminder>>(session => session.Rows("select grain, name, due_at, period_seconds from reminders order by grain, name",
            reader => new Reminder(reader.GetString(0), reader.GetString(1), SqliteValues.ToInstant(reader.GetInt64(2)), TimeSpan.FromSeconds(reader.GetInt64(3)))), cancel);

    public Task Set(Reminder reminder, CancellationToken cancel = default) =>
        database.Write(session => session.Execute("insert or replace into reminders values (?1, ?2, ?3, ?4)",
            reminder.Grain, reminder.Name, SqliteValues.Of(reminder.DueAt), (long)reminder.Period.TotalSeconds));

    public Task Delete(string grain, string name, CancellationToken cancel = default) =>
        database.Write(session => session.Execute("delete from reminders where grain = ?1 and name = ?2", grain, name));
}
