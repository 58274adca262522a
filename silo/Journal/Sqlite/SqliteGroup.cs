namespace LoyaltyClub.Journal;

/// <summary>
/// Writes groups to SQLite. The transaction holds the file's only write lock, so each append is tried in turn, and a refused append
/// leaves no trace.
/// </summary>
internal sealed class SqliteGroup(SqliteDatabase database, RecentCommits recent) : IGroupStore
{
    private const string Entries =
        "insert into journal (stream, version, operation, hash, data) values (?1, ?2, ?3, ?4, ?5) on conflict do nothing";
    private readonly Guid writer = Guid.CreateVersion7();

    // Null after an error: the last commit record is then read from the file.
    private CommitTail? tail;

    // Every group tries again: the lock or disk space may have become free.
    public void ThrowIfAway() { }

    public async Task Commit(IReadOnlyList<PendingAppend> group)
    {
        var before = this.tail;
        this.tail = null;
        var written = new List<PendingAppend>(group.Count);
        var (tail, record) = await database.Write<(CommitTail, CommitRecord?)>(session =>
        {
            var tail = before ?? ReadTail(session);
            foreach (var pending in group)
            {
                pending.Result = Try(session, pending);
                if (pending.Result is AppendResult.Written)
                {
                    written.Add(pending);
                }
            }
            if (written.Count == 0)
            {
                return (tail, null);
            }

            var record = CommitRecord.After(tail, written);
            session.Execute(
                "insert into commits (writer, number, prior_writer, prior_number, hash, decided_at, entries) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                SqliteValues.Of(record.Writer),
                record.Number,
                SqliteValues.Of(record.PriorWriter),
                record.PriorNumber,
                record.Hash,
                record.DecidedAt is { } at ? SqliteValues.Of(at) : null,
                record.Entries
            );
            return (new CommitTail(record.Writer, record.Number, record.Hash, null), record);
        });
        this.tail = tail;
        if (record is not null)
        {
            recent.Add(record, written);
        }

        if (written.Any(pending => pending.Append is { Document.Length: 0 } or { Release.Count: > 0 }))
        {
            database.Erased();
        }
    }

    private static AppendResult Try(SqliteSession session, PendingAppend pending)
    {
        var append = pending.Append;
        AppendResult.ClaimTaken? claimed = null;
        foreach (var claim in append.Claim)
        {
            if (session.Scalar("select stream from claims where claim = ?1", claim) is string holder && holder != append.Stream)
            {
                claimed = new AppendResult.ClaimTaken(claim, holder);
                break;
            }
        }
        if (
            claimed is null
            && session.Execute(Entries, append.Stream, append.Version, SqliteValues.Of(append.Operation), pending.Hash, append.Data) == 1
        )
        {
            WriteTheRest(session, append);
            return new AppendResult.Written(pending.Hash);
        }
        if (append.Operation is { } operation && ByOperation(session, operation) is { } by)
        {
            return new AppendResult.OperationTaken(by);
        }

        if (session.Scalar("select 1 from journal where stream = ?1 and version = ?2", append.Stream, append.Version) is not null)
        {
            return new AppendResult.VersionTaken();
        }

        return claimed
            ?? throw new InvalidDataException(
                $"Entry {append.Version} of {append.Stream} was refused although no key is taken: run SQLite's integrity_check."
            );
    }

    private static void WriteTheRest(SqliteSession session, Append append)
    {
        foreach (var claim in append.Release)
        {
            session.Execute("delete from claims where claim = ?1 and stream = ?2", claim, append.Stream);
        }

        foreach (var claim in append.Claim)
        {
            session.Execute("insert into claims values (?1, ?2) on conflict do nothing", claim, append.Stream);
        }

        if (append.Document is { Length: > 0 } document)
        {
            session.Execute("insert or replace into documents values (?1, ?2)", append.Stream, document);
        }
        else if (append.Document is not null)
        {
            session.Execute("delete from documents where stream = ?1", append.Stream);
        }

        if (append.Due is { Day: { } day })
        {
            session.Execute("insert or replace into due values (?1, ?2)", append.Stream, SqliteValues.Of(day));
        }
        else if (append.Due is not null)
        {
            session.Execute("delete from due where stream = ?1", append.Stream);
        }

        if (append.Snapshot is { } state)
        {
            session.Execute("insert or replace into snapshots values (?1, ?2, ?3)", append.Stream, append.Version, state);
        }
        // An existing row belonged to an entry that was deleted by hand; this row replaces it.
        for (var number = 0; number < append.Outbox.Count; number++)
        {
            var row = append.Outbox[number];
            session.Execute(
                "insert or replace into outbox (stream, version, number, topic, due, data) values (?1, ?2, ?3, ?4, ?5, ?6)",
                append.Stream,
                append.Version,
                number,
                row.Topic,
                SqliteValues.Of(row.Due),
                row.Data
            );
        }
    }

    public static JournalEntry? ByOperation(SqliteSession session, Guid operation) =>
        session
            .Rows($"select {SqliteValues.EntryColumns} from journal where operation = ?1", SqliteValues.Entry, SqliteValues.Of(operation))
            .FirstOrDefault();

    private CommitTail ReadTail(SqliteSession session)
    {
        var own = session.Rows(
            "select number, hash from commits where writer = ?1 order by number desc limit 1",
            reader => new CommitTail(writer, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), null),
            SqliteValues.Of(writer)
        );
        if (own.Count > 0)
        {
            return own[0];
        }
        // Writers' ids are UUIDs of version 7, ordered by time: the highest is the latest.
        var latest = session.Rows(
            "select writer, number, hash from commits order by writer desc, number desc limit 1",
            reader => new CommitTail(
                writer,
                0,
                reader.GetFieldValue<byte[]>(2),
                (SqliteValues.ToGuid(reader.GetFieldValue<byte[]>(0)), reader.GetInt64(1))
            )
        );
        return latest.Count > 0 ? latest[0] : new CommitTail(writer, 0, [], null);
    }

    public ValueTask DisposeAsync() => default;
}
