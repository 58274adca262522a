using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace LoyaltyClub.Journal;

/// <summary>
/// Reads one state of the database (repeatable read) while writers continue. The driver streams the rows as the server sorts or scans
/// them; the server sorts on its disk, so memory is bounded on both sides.
/// </summary>
internal sealed class PostgresVerifySource : IVerifySource
{
    private const int CommitsAtOnce = 100;
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private PostgresVerifySource(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (this.connection, this.transaction) = (connection, transaction);

    public static async Task<PostgresVerifySource> Begin(PostgresDatabase database, CancellationToken cancel)
    {
        var connection = await database.Connect(cancel);
        try
        {
            return new PostgresVerifySource(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async IAsyncEnumerable<JournalEntry> Entries([EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select stream, version, operation, hash, data from journal order by stream, version",
            connection
        )
        {
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            yield return PostgresJournal.Entry(reader);
        }
    }

    public async IAsyncEnumerable<CommitRecord> Commits([EnumeratorCancellation] CancellationToken cancel)
    {
        var (writer, number) = (Guid.Empty, -1L);
        for (var page = await Page(writer, number, cancel); page.Count > 0; page = await Page(writer, number, cancel))
        {
            foreach (var record in page)
            {
                yield return record;
            }

            (writer, number) = (page[^1].Writer, page[^1].Number);
        }
    }

    // In pages, because looking up a record's entries needs the connection in between.
    private async Task<List<CommitRecord>> Page(Guid writer, long number, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select writer, number, prior_writer, prior_number, hash, decided_at, entries from commits
            where (writer, number) > ($1, $2) order by writer, number limit $3
            """,
            connection
        )
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = writer },
                new() { Value = number },
                new() { Value = CommitsAtOnce },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var page = new List<CommitRecord>();
        while (await reader.ReadAsync(cancel))
        {
            page.Add(
                new CommitRecord(
                    reader.GetGuid(0),
                    reader.GetInt64(1),
                    reader.IsDBNull(2) ? null : reader.GetGuid(2),
                    reader.IsDBNull(3) ? null : reader.GetInt64(3),
                    reader.GetFieldValue<byte[]>(4),
                    reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5),
                    reader.GetFieldValue<byte[]>(6)
                )
            );
        }
        return page;
    }

    public async Task<byte[]?[]> Hashes(List<(string Stream, int Version)> entries, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select listed.place, j.hash from unnest($1::text[], $2::int[]) with ordinality as listed (stream, version, place)
            join journal j on j.stream = listed.stream and j.version = listed.version
            """,
            connection
        )
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = entries.Select(e => e.Stream).ToArray() },
                new() { Value = entries.Select(e => e.Version).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var hashes = new byte[]?[entries.Count];
        while (await reader.ReadAsync(cancel))
        {
            hashes[reader.GetInt64(0) - 1] = reader.GetFieldValue<byte[]>(1);
        }

        return hashes;
    }

    public async Task<byte[]?> CommitHash(Guid writer, long number, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select hash from commits where writer = $1 and number = $2", connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = writer },
                new() { Value = number },
            },
        };
        return (byte[]?)await command.ExecuteScalarAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
