using Npgsql;

namespace LoyaltyClub.Journal;

/// <summary>Reads and empties the outbox in PostgreSQL; its rows are written by <see cref="PostgresStatements"/>.</summary>
internal sealed class PostgresOutbox(PostgresDatabase database)
{
    private const string Columns = "stream, version, number, topic, due, data";

    /// <summary>Rows deleted by one statement, well within a statement's time limit.</summary>
    private const int AtOnce = 1_000;

    // Two processes that deliver the same rows lock them in the same order, so that one waits instead of deadlocking. Locked rows do
    // not move, so their place (ctid) is the quickest way back to them.
    private const string DeleteThese = """
        delete from outbox where ctid = any(array(
            select o.ctid from unnest($1::text[], $2::int[], $3::int[]) as gone (stream, version, number)
            join outbox o on o.stream = gone.stream and o.version = gone.version and o.number = gone.number
            order by o.stream, o.version, o.number for update of o))
        """;

    // A locked row is being deleted by another process.
    private const string DeleteOld = """
        delete from outbox where ctid = any(array(
            select ctid from outbox where topic = $1 and due < $2 order by due, stream, version, number limit $3 for update skip locked))
        """;

    public Task<IReadOnlyList<OutboxMessage>> Due(
        string topic,
        DateTimeOffset due,
        OutboxMessage? after,
        int limit,
        CancellationToken cancel
    ) =>
        // The driver sends the smallest instant as -infinity: before every row.
        database.Rows(
            $"""
            select {Columns} from outbox where topic = $1 and due <= $2 and (due, stream, version, number) > ($3, $4, $5, $6)
            order by due, stream, version, number limit $7
            """,
            Message,
            cancel,
            topic,
            due.ToUniversalTime(),
            (after?.Due ?? DateTimeOffset.MinValue).ToUniversalTime(),
            after?.Stream ?? "",
            after?.Version ?? 0,
            after?.Number ?? 0,
            limit
        );

    public Task<IReadOnlyList<OutboxMessage>> Of(string stream, string topic, CancellationToken cancel) =>
        database.Rows(
            $"select {Columns} from outbox where stream = $1 and topic = $2 order by version, number",
            Message,
            cancel,
            stream,
            topic
        );

    // Deleting twice is harmless, so it can be repeated like a read, here and below.
    public async Task Delete(IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var some in messages.Chunk(AtOnce))
        {
            await database.Execute(
                DeleteThese,
                CancellationToken.None,
                Array.ConvertAll(some, message => message.Stream),
                Array.ConvertAll(some, message => message.Version),
                Array.ConvertAll(some, message => message.Number)
            );
        }
    }

    public async Task<long> DeleteBefore(string topic, DateTimeOffset before, CancellationToken cancel)
    {
        var deleted = 0L;
        int last;
        do
        {
            last = await database.Execute(DeleteOld, cancel, topic, before.ToUniversalTime(), AtOnce);
            deleted += last;
        } while (last == AtOnce);
        return deleted;
    }

    private static OutboxMessage Message(NpgsqlDataReader reader) =>
        new(
            reader.GetString(0),
            reader.GetInt32(1),
            reader.GetInt32(2),
            reader.GetString(3),
            reader.GetFieldValue<DateTimeOffset>(4),
            reader.GetFieldValue<byte[]>(5)
        );
}
