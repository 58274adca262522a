using Npgsql;

namespace LoyaltyClub.Journal;

/// <summary>The journal in PostgreSQL 13 or later.</summary>
internal sealed class PostgresJournal : IJournal, IAsyncDisposable
{
    private const string EntryColumns = "stream, version, operation, hash, data";
    private readonly PostgresDatabase database;
    private readonly GroupCommitWriter writer;
    private readonly PostgresOutbox outbox;
    private readonly RecentCommits recent = new();

    private PostgresJournal(PostgresDatabase database, bool durable)
    {
        this.database = database;
        outbox = new PostgresOutbox(database);
        writer = new GroupCommitWriter(new PostgresGroup(database, recent));
        Description = new StoreDescription("PostgreSQL", database.Place, durable);
    }

    public StoreDescription Description { get; }

    public JournalStatistics Statistics => writer.Statistics;

    public static async Task<Store> OpenStore(string setting, CancellationToken cancel)
    {
        var database = new PostgresDatabase(setting);
        try
        {
            await using var connection = await database.ConnectAtStart(cancel);
            await PostgresMigrations.Run(connection, cancel);
            var journal = new PostgresJournal(database, await IsDurable(connection, cancel));
            return new Store(journal, database.Sql, journal);
        }
        catch (Exception e)
        {
            await database.DisposeAsync();
            if (PostgresErrors.IsUnavailable(e))
            {
                throw new StoreUnavailableException("PostgreSQL is away: " + e.Message, e);
            }

            throw;
        }
    }

    // The writers set synchronous_commit themselves; fsync and full_page_writes are the server's.
    private static async Task<bool> IsDurable(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on'",
            connection
        );
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    public Task<AppendResult> Append(Append append) => writer.Append(append);

    // One statement sees one state of the database, so the snapshot row and the entries after it are consistent. The entry at the
    // snapshot's own version is included for its hash.
    private const string OpenSql = """
        select 0::int, 0, null::uuid, null::bytea, body, null::date from documents where stream = $1
        union all select 1, 0, null, null, null, day from due where stream = $1
        union all select 2, version, null, null, state, null from snapshots where stream = $1
        union all select 3, version, operation, hash, data, null from journal
            where stream = $1 and version >= coalesce((select version from snapshots where stream = $1), 0)
        order by 1, 2
        """;

    public Task<StoredStream> Open(string stream, CancellationToken cancel = default) =>
        database.Read(
            async (connection, stop) =>
            {
                await using var command = new NpgsqlCommand(OpenSql, connection)
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = stream } },
                };
                await using var reader = await command.ExecuteReaderAsync(stop);
                var opened = new StreamBuilder(stream);
                while (await reader.ReadAsync(stop))
                {
                    switch (reader.GetInt32(0))
                    {
                        case 0:
                            opened.Document = reader.GetFieldValue<byte[]>(4);
                            break;
                        case 1:
                            opened.Due = reader.GetFieldValue<DateOnly>(5);
                            break;
                        case 2:
                            opened.Snapshot = (reader.GetInt32(1), reader.GetFieldValue<byte[]>(4));
                            break;
                        default:
                            opened.Add(
                                new JournalEntry(
                                    stream,
                                    reader.GetInt32(1),
                                    OperationAt(reader, 2),
                                    reader.GetFieldValue<byte[]>(3),
                                    reader.GetFieldValue<byte[]>(4)
                                )
                            );
                            break;
                    }
                }
                return opened.Build();
            },
            cancel
        );

    public Task<IReadOnlyList<JournalEntry>> Read(string stream, int from, int limit, CancellationToken cancel = default) =>
        database.Rows(
            $"select {EntryColumns} from journal where stream = $1 and version >= $2 order by version limit $3",
            Entry,
            cancel,
            stream,
            from,
            limit
        );

    public async Task<JournalEntry?> Find(Guid operation, CancellationToken cancel = default) =>
        await database.Rows($"select {EntryColumns} from journal where operation = $1", Entry, cancel, operation) is [var entry]
            ? entry
            : null;

    public async Task<string?> Holder(string claim, CancellationToken cancel = default) =>
        await database.Rows("select stream from claims where claim = $1", reader => reader.GetString(0), cancel, claim) is [var holder]
            ? holder
            : null;

    public async Task<bool> AnyClaim(CancellationToken cancel = default) =>
        (await database.Rows("select exists (select 1 from claims)", reader => reader.GetBoolean(0), cancel))[0];

    public Task<IReadOnlyList<string>> Due(DateOnly day, string? after, int limit, CancellationToken cancel = default) =>
        database.Rows(
            "select stream from due where day <= $1 and stream > $2 order by stream limit $3",
            reader => reader.GetString(0),
            cancel,
            day,
            after ?? "",
            limit
        );

    public Task<IReadOnlyList<string>> Streams(string? after, int limit, CancellationToken cancel = default) =>
        database.Rows(
            """
            with recursive names(stream) as (
                (select stream from journal where stream > $1 order by stream limit 1)
                union all
                select (select stream from journal where stream > names.stream order by stream limit 1) from names where stream is not null
            )
            select stream from names where stream is not null limit $2
            """,
            reader => reader.GetString(0),
            cancel,
            after ?? "",
            limit
        );

    public Task<IReadOnlyList<OutboxMessage>> Outbox(
        string topic,
        DateTimeOffset due,
        OutboxMessage? after,
        int limit,
        CancellationToken cancel = default
    ) => outbox.Due(topic, due, after, limit, cancel);

    public Task<int> OutboxCount(string topic, int most, CancellationToken cancel = default) => outbox.Count(topic, most, cancel);

    public Task<IReadOnlyList<OutboxMessage>> OutboxOf(string stream, string topic, CancellationToken cancel = default) =>
        outbox.Of(stream, topic, cancel);

    public Task Delivered(IReadOnlyList<OutboxMessage> messages) => outbox.Delete(messages);

    public Task<long> ForgetOutbox(string topic, DateTimeOffset before, CancellationToken cancel = default) =>
        outbox.DeleteBefore(topic, before, cancel);

    public async Task<DateTimeOffset?> LatestDecided(DateTimeOffset since, CancellationToken cancel = default) =>
        (
            await database.Rows(
                "select max(decided_at) from commits where decided_at >= $1",
                reader => reader.IsDBNull(0) ? (DateTimeOffset?)null : reader.GetFieldValue<DateTimeOffset>(0),
                cancel,
                since.ToUniversalTime()
            )
        )[0];

    private const string RecordsSql = """
        select c.entries, c.writer, c.number from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as behind (writer, after, upto)
        join commits c on c.writer = behind.writer and c.number > behind.after and c.number <= behind.upto order by c.writer, c.number
        """;

    public Task<JournalNews?> News(
        IReadOnlyDictionary<Guid, long> after,
        int most,
        Func<string, bool> wanted,
        string follower = "",
        CancellationToken cancel = default
    ) =>
        database.Read(
            async (connection, stop) =>
            {
                await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, stop);
                var heads = new Dictionary<Guid, long>();
                await Each(Following.HeadsSql, reader => heads[reader.GetGuid(0)] = reader.GetInt64(1));
                if (Following.Windows(after, heads, most) is not { } windows)
                {
                    return null;
                }

                var (remembered, entries, records) = (new List<JournalEntry>(), new List<JournalEntry>(), new List<byte[]>());
                var left = windows
                    .Select(window => recent.Take(window, follower, remembered))
                    .Where(window => window.After < window.To)
                    .ToArray();
                if (left.Length > 0)
                {
                    await Each(
                        RecordsSql,
                        reader => records.Add(reader.GetFieldValue<byte[]>(0)),
                        left.Select(window => window.Writer).ToArray(),
                        left.Select(window => window.After).ToArray(),
                        left.Select(window => window.To).ToArray()
                    );
                }

                var listed = Following.Listed(records, wanted);
                if (listed.Count > 0)
                {
                    await Each(
                        """
                        select j.stream, j.version, j.operation, j.hash, j.data from unnest($1::text[], $2::int[]) with ordinality as listed (stream, version, place)
                        join journal j on j.stream = listed.stream and j.version = listed.version order by listed.place
                        """,
                        reader => entries.Add(Entry(reader)),
                        listed.Select(entry => entry.Stream).ToArray(),
                        listed.Select(entry => entry.Version).ToArray()
                    );
                }

                return Following.News(after, heads, windows, remembered, entries, wanted);

                async Task Each(string sql, Action<NpgsqlDataReader> row, params object[] values)
                {
                    await using var command = new NpgsqlCommand(sql, connection);
                    foreach (var value in values)
                    {
                        command.Parameters.Add(new() { Value = value });
                    }

                    await using var reader = await command.ExecuteReaderAsync(stop);
                    while (await reader.ReadAsync(stop))
                    {
                        row(reader);
                    }
                }
            },
            cancel
        );

    public async Task<IReadOnlyDictionary<Guid, long>> Head(CancellationToken cancel = default) =>
        (await database.Rows(Following.HeadsSql, reader => (reader.GetGuid(0), reader.GetInt64(1)), cancel)).ToDictionary();

    public async Task<ChangedStreams> Changed(
        IReadOnlyDictionary<Guid, long> after,
        int enough,
        Func<string, bool> wanted,
        CancellationToken cancel = default
    )
    {
        var heads = await Head(cancel);
        var windows = Following.Pages(after, heads);
        var records =
            windows.Length == 0
                ? []
                : await database.Rows(
                    RecordsSql,
                    reader => (reader.GetGuid(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(0)),
                    cancel,
                    windows.Select(window => window.Writer).ToArray(),
                    windows.Select(window => window.After).ToArray(),
                    windows.Select(window => window.To).ToArray()
                );
        return Following.Changed(after, heads, records, wanted, enough);
    }

    public Task<IReadOnlyList<JournalEntry>> ReadAfter(
        IReadOnlyCollection<(string Stream, int Version)> after,
        int limit,
        CancellationToken cancel = default
    ) =>
        database.Rows(
            $"""
            select {EntryColumns} from unnest($1::text[], $2::int[]) as known (of, upto)
            cross join lateral (select * from journal where stream = of and version > upto order by version limit $3) entry
            order by stream, version
            """,
            Entry,
            cancel,
            after.Select(known => known.Stream).ToArray(),
            after.Select(known => known.Version).ToArray(),
            limit
        );

    public async Task<IReadOnlyDictionary<string, byte[]>> Documents(
        IReadOnlyCollection<string> streams,
        CancellationToken cancel = default
    ) =>
        (
            await database.Rows(
                "select stream, body from documents where stream = any($1)",
                reader => (reader.GetString(0), reader.GetFieldValue<byte[]>(1)),
                cancel,
                (object)streams.ToArray()
            )
        ).ToDictionary();

    public Task<IReadOnlyDictionary<Guid, long>> Everything(Action<JournalEntry> entry, CancellationToken cancel = default) =>
        Following.Everything(
            async () =>
            {
                database.Availability.ThrowIfAway();
                return await PostgresVerifySource.Begin(database, cancel);
            },
            e => PostgresErrors.IsUnavailable(e) ? database.Lost(e) : null,
            entry,
            cancel
        );

    public Task Ping(CancellationToken cancel = default) => database.Rows("select 1", reader => reader.GetInt32(0), cancel);

    public IAsyncEnumerable<Break> Verify(IProgress<long>? entriesRead = null, CancellationToken cancel = default) =>
        Verification.Run(
            async () =>
            {
                database.Availability.ThrowIfAway();
                return await PostgresVerifySource.Begin(database, cancel);
            },
            entriesRead,
            e => PostgresErrors.IsUnavailable(e) ? database.Lost(e) : null,
            cancel
        );

    internal static JournalEntry Entry(NpgsqlDataReader reader) =>
        new(
            reader.GetString(0),
            reader.GetInt32(1),
            OperationAt(reader, 2),
            reader.GetFieldValue<byte[]>(3),
            reader.GetFieldValue<byte[]>(4)
        );

    private static Guid? OperationAt(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await database.DisposeAsync();
    }
}
