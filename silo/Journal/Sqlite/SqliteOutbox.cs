using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>Reads and empties the outbox in SQLite; its rows are written by <see cref="SqliteGroup"/>.</summary>
/// <remarks>
/// Deletes run on the writing thread, between two groups. A connection of their own would compete with the groups for the file's only
/// write lock, whose waiters sleep and poll, while the thread's queue is served in order.
/// </remarks>
internal sealed class SqliteOutbox(SqliteDatabase database)
{
    private const string Columns = "stream, version, number, topic, due, data";

    /// <summary>Rows deleted in one transaction; the next group waits for a few milliseconds.</summary>
    private const int AtOnce = 1_000;

    public Task<IReadOnlyList<OutboxMessage>> Due(
        string topic,
        DateTimeOffset due,
        OutboxMessage? after,
        int limit,
        CancellationToken cancel
    ) =>
        database.Read<IReadOnlyList<OutboxMessage>>(
            session =>
                session.Rows(
                    $"""
                    select {Columns} from outbox where topic = ?1 and due <= ?2 and (due, stream, version, number) > (?3, ?4, ?5, ?6)
                    order by due, stream, version, number limit ?7
                    """,
                    Message,
                    topic,
                    SqliteValues.Of(due),
                    after is null ? long.MinValue : SqliteValues.Of(after.Due),
                    after?.Stream ?? "",
                    after?.Version ?? 0,
                    after?.Number ?? 0,
                    limit
                ),
            cancel
        );

    public Task<IReadOnlyList<OutboxMessage>> Of(string stream, string topic, CancellationToken cancel) =>
        database.Read<IReadOnlyList<OutboxMessage>>(
            session =>
                session.Rows(
                    $"select {Columns} from outbox where stream = ?1 and topic = ?2 order by version, number",
                    Message,
                    stream,
                    topic
                ),
            cancel
        );

    public async Task Delete(IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var some in messages.Chunk(AtOnce))
        {
            await database.Write(session =>
                some.Sum(message =>
                    session.Execute(
                        "delete from outbox where stream = ?1 and version = ?2 and number = ?3",
                        message.Stream,
                        message.Version,
                        message.Number
                    )
                )
            );
        }
    }

    public async Task<long> DeleteBefore(string topic, DateTimeOffset before, CancellationToken cancel)
    {
        var deleted = 0L;
        int last;
        do
        {
            cancel.ThrowIfCancellationRequested();
            last = await database.Write(session =>
                session.Execute(
                    """
                    delete from outbox where (stream, version, number) in
                        (select stream, version, number from outbox where topic = ?1 and due < ?2 order by due, stream, version, number limit ?3)
                    """,
                    topic,
                    SqliteValues.Of(before),
                    AtOnce
                )
            );
            deleted += last;
        } while (last == AtOnce);
        return deleted;
    }

    private static OutboxMessage Message(SqliteDataReader reader) =>
        new(
            reader.GetString(0),
            reader.GetInt32(1),
            reader.GetInt32(2),
            reader.GetString(3),
            SqliteValues.ToInstant(reader.GetInt64(4)),
            reader.GetFieldValue<byte[]>(5)
        );
}
