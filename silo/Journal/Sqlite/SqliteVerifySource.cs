using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>
/// Reads one state of the file, on a connection of its own, in the order of the primary keys, without sorting or buffering.
/// </summary>
internal sealed class SqliteVerifySource : IVerifySource
{
    private readonly SqliteSession session;

    private SqliteVerifySource(SqliteSession session) => this.session = session;

    public static SqliteVerifySource Begin(SqliteDatabase database)
    {
        var session = new SqliteSession(database.Path);
        session.Execute("begin");
        return new SqliteVerifySource(session);
    }

    public IAsyncEnumerable<JournalEntry> Entries(CancellationToken cancel) =>
        Stream($"select {SqliteValues.EntryColumns} from journal order by stream, version", SqliteValues.Entry, cancel);

    public IAsyncEnumerable<CommitRecord> Commits(CancellationToken cancel) =>
        Stream(
            "select writer, number, prior_writer, prior_number, hash, decided_at, entries from commits order by writer, number",
            reader => new CommitRecord(
                SqliteValues.ToGuid(reader.GetFieldValue<byte[]>(0)),
                reader.GetInt64(1),
                reader.IsDBNull(2) ? null : SqliteValues.ToGuid(reader.GetFieldValue<byte[]>(2)),
                reader.IsDBNull(3) ? null : reader.GetInt64(3),
                reader.GetFieldValue<byte[]>(4),
                reader.IsDBNull(5) ? null : SqliteValues.ToInstant(reader.GetInt64(5)),
                reader.GetFieldValue<byte[]>(6)
            ),
            cancel
        );

    private async IAsyncEnumerable<T> Stream<T>(
        string sql,
        Func<SqliteDataReader, T> row,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        using var command = session.NewCommand(sql);
        using var reader = command.ExecuteReader();
        for (var count = 1; reader.Read(); count++)
        {
            yield return row(reader);
            // SQLite reads on the caller's thread; other work gets its turn now and then.
            if (count % 1_000 == 0)
            {
                cancel.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    public Task<byte[]?[]> Hashes(List<(string Stream, int Version)> entries, CancellationToken cancel) =>
        Task.FromResult(
            entries
                .Select(entry =>
                    (byte[]?)session.Scalar("select hash from journal where stream = ?1 and version = ?2", entry.Stream, entry.Version)
                )
                .ToArray()
        );

    public Task<byte[]?> CommitHash(Guid writer, long number, CancellationToken cancel) =>
        Task.FromResult(
            (byte[]?)session.Scalar("select hash from commits where writer = ?1 and number = ?2", SqliteValues.Of(writer), number)
        );

    public ValueTask DisposeAsync()
    {
        session.Dispose();
        return default;
    }
}
