using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>The journal in one SQLite file (with its <c>-wal</c> and <c>-shm</c> beside it).</summary>
internal sealed class SqliteJournal : IJournal, IAsyncDisposable
{
    private readonly SqliteDatabase database;
    private readonly GroupCommitWriter writer;
    private readonly SqliteOutbox outbox;
    private readonly RecentCommits recent = new();

    private SqliteJournal(SqliteDatabase database)
    {
        this.database = database;
        outbox = new SqliteOutbox(database);
        writer = new GroupCommitWriter(new SqliteGroup(database, recent));
        Description = new StoreDescription("SQLite", database.Path, Durable: true);
    }

    public StoreDescription Description { get; }

    public JournalStatistics Statistics => writer.Statistics;

    public static async Task<Store> OpenStore(string path)
    {
        if (path.Length == 0)
        {
            throw new ArgumentException("The store's setting is sqlite:PATH, with a path.");
        }

        var database = new SqliteDatabase(path);
        try
        {
            OwnersOnly.Folder(Path.GetDirectoryName(database.Path)!);
            OwnersOnly.Database(database.Path);
            await SqliteMigrations.Run(database);
        }
        catch (Exception e)
        {
            database.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new StoreUnavailableException($"The folder of {database.Path} cannot be created: {e.Message}", e);
            }

            throw;
        }
        var journal = new SqliteJournal(database);
        return new Store(journal, database.Sql, journal);
    }

    public Task<AppendResult> Append(Append append) => writer.Append(append);

    public Task<StoredStream> Open(string stream, CancellationToken cancel = default) =>
        database.Read(
            session =>
            {
                // One read transaction sees one state of the file, so the snapshot row and the entries after it are consistent.
                session.Execute("begin");
                var opened = new StreamBuilder(stream)
                {
                    Document = (byte[]?)session.Scalar("select body from documents where stream = ?1", stream),
                    Due = session.Scalar("select day from due where stream = ?1", stream) is string day ? SqliteValues.ToDay(day) : null,
                };
                foreach (
                    var snapshot in session.Rows(
                        "select version, state from snapshots where stream = ?1",
                        reader => (reader.GetInt32(0), reader.GetFieldValue<byte[]>(1)),
                        stream
                    )
                )
                {
                    opened.Snapshot = snapshot;
                }

                var entries = session.Rows(
                    $"select {SqliteValues.EntryColumns} from journal where stream = ?1 and version >= ?2 order by version",
                    SqliteValues.Entry,
                    stream,
                    opened.Snapshot?.Version ?? 0
                );
                session.Execute("commit");
                foreach (var entry in entries)
                {
                    opened.Add(entry);
                }

                return opened.Build();
            },
            cancel
        );

    public Task<IReadOnlyList<JournalEntry>> Read(string stream, int from, int limit, CancellationToken cancel = default) =>
        Rows(
            $"select {SqliteValues.EntryColumns} from journal where stream = ?1 and version >= ?2 order by version limit ?3",
            SqliteValues.Entry,
            cancel,
            stream,
            from,
            limit
        );

    public Task<JournalEntry?> Find(Guid operation, CancellationToken cancel = default) =>
        database.Read(session => SqliteGroup.ByOperation(session, operation), cancel);

    public Task<string?> Holder(string claim, CancellationToken cancel = default) =>
        database.Read(session => (string?)session.Scalar("select stream from claims where claim = ?1", claim), cancel);

    public Task<bool> AnyClaim(CancellationToken cancel = default) =>
        database.Read(session => session.Scalar("select 1 from claims limit 1") is not null, cancel);

    public Task<IReadOnlyList<string>> Due(DateOnly day, string? after, int limit, CancellationToken cancel = default) =>
        Rows(
            "select stream from due where day <= ?1 and stream > ?2 order by stream limit ?3",
            reader => reader.GetString(0),
            cancel,
            SqliteValues.Of(day),
            after ?? "",
            limit
        );

    public Task<IReadOnlyList<string>> Streams(string? after, int limit, CancellationToken cancel = default) =>
        Rows(
            """
            with recursive names(stream) as (
                select min(stream) from journal where stream > ?1
                union all select (select min(stream) from journal where stream > names.stream) from names where stream is not null
            )
            select stream from names where stream is not null limit ?2
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

    public Task<DateTimeOffset?> LatestDecided(DateTimeOffset since, CancellationToken cancel = default) =>
        database.Read(
            session =>
                session.Scalar("select max(decided_at) from commits where decided_at >= ?1", SqliteValues.Of(since)) is long at
                    ? SqliteValues.ToInstant(at)
                    : (DateTimeOffset?)null,
            cancel
        );

    public Task<JournalNews?> News(
        IReadOnlyDictionary<Guid, long> after,
        int most,
        Func<string, bool> wanted,
        string follower = "",
        CancellationToken cancel = default
    ) =>
        database.Read(
            session =>
            {
                session.Execute("begin"); // one state of the file
                try
                {
                    var heads = Heads(session);
                    if (Following.Windows(after, heads, most) is not { } windows)
                    {
                        return null;
                    }

                    var remembered = new List<JournalEntry>();
                    var records = windows
                        .Select(window => recent.Take(window, follower, remembered))
                        .SelectMany(window => Records(session, window));
                    List<JournalEntry> entries =
                    [
                        .. Following
                            .Listed(records, wanted)
                            .SelectMany(entry =>
                                session.Rows(
                                    $"select {SqliteValues.EntryColumns} from journal where stream = ?1 and version = ?2",
                                    SqliteValues.Entry,
                                    entry.Stream,
                                    entry.Version
                                )
                            ),
                    ];
                    return Following.News(after, heads, windows, remembered, entries, wanted);
                }
                finally
                {
                    session.Execute("commit");
                }
            },
            cancel
        );

    public Task<IReadOnlyDictionary<Guid, long>> Head(CancellationToken cancel = default) =>
        database.Read<IReadOnlyDictionary<Guid, long>>(Heads, cancel);

    public Task<ChangedStreams> Changed(
        IReadOnlyDictionary<Guid, long> after,
        int enough,
        Func<string, bool> wanted,
        CancellationToken cancel = default
    ) =>
        database.Read(
            session =>
            {
                var heads = Heads(session);
                var records = Following
                    .Pages(after, heads)
                    .SelectMany(window => Records(session, window).Select((record, at) => (window.Writer, window.After + 1 + at, record)));
                return Following.Changed(after, heads, records, wanted, enough);
            },
            cancel
        );

    public Task<IReadOnlyList<JournalEntry>> ReadAfter(
        IReadOnlyCollection<(string Stream, int Version)> after,
        int limit,
        CancellationToken cancel = default
    ) =>
        database.Read<IReadOnlyList<JournalEntry>>(
            session =>
                [
                    .. after.SelectMany(known =>
                        session.Rows(
                            $"select {SqliteValues.EntryColumns} from journal where stream = ?1 and version > ?2 order by version limit ?3",
                            SqliteValues.Entry,
                            known.Stream,
                            known.Version,
                            limit
                        )
                    ),
                ],
            cancel
        );

    public Task<IReadOnlyDictionary<string, byte[]>> Documents(IReadOnlyCollection<string> streams, CancellationToken cancel = default) =>
        database.Read<IReadOnlyDictionary<string, byte[]>>(
            session =>
                streams
                    .SelectMany(stream =>
                        session.Rows(
                            "select stream, body from documents where stream = ?1",
                            reader => (reader.GetString(0), reader.GetFieldValue<byte[]>(1)),
                            stream
                        )
                    )
                    .ToDictionary(),
            cancel
        );

    private static Dictionary<Guid, long> Heads(SqliteSession session) =>
        session
            .Rows(Following.HeadsSql, reader => (SqliteValues.ToGuid(reader.GetFieldValue<byte[]>(0)), reader.GetInt64(1)))
            .ToDictionary();

    private static List<byte[]> Records(SqliteSession session, NewsWindow window) =>
        session.Rows(
            "select entries from commits where writer = ?1 and number > ?2 and number <= ?3 order by number",
            reader => reader.GetFieldValue<byte[]>(0),
            SqliteValues.Of(window.Writer),
            window.After,
            window.To
        );

    public Task<IReadOnlyDictionary<Guid, long>> Everything(Action<JournalEntry> entry, CancellationToken cancel = default) =>
        Following.Everything(
            () => Task.FromResult<IVerifySource>(SqliteVerifySource.Begin(database)),
            e => e is SqliteException error ? SqliteDatabase.Unavailable(error) : null,
            entry,
            cancel
        );

    public Task Ping(CancellationToken cancel = default) =>
        database.Read(session => session.Scalar("select max(version) from schema_version"), cancel);

    public IAsyncEnumerable<Break> Verify(IProgress<long>? entriesRead = null, CancellationToken cancel = default) =>
        Verification.Run(
            () => Task.FromResult<IVerifySource>(SqliteVerifySource.Begin(database)),
            entriesRead,
            e => e is SqliteException error ? SqliteDatabase.Unavailable(error) : null,
            cancel
        );

    private Task<IReadOnlyList<T>> Rows<T>(string sql, Func<SqliteDataReader, T> row, CancellationToken cancel, params object?[] values) =>
        database.Read<IReadOnlyList<T>>(session => session.Rows(sql, row, values), cancel);

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        database.Dispose();
    }
}
