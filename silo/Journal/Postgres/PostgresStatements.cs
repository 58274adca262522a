using Npgsql;

namespace LoyaltyClub.Journal;

/// <summary>
/// The statements of the writing connection. Rows travel as one array a column, so that a statement's text is the same
/// for any number of rows and stays prepared.
/// </summary>
internal static class PostgresStatements
{
    private const string Entries = """
        insert into journal (stream, version, operation, hash, data)
        select * from unnest($1::text[], $2::int[], $3::uuid[], $4::bytea[], $5::bytea[])
        """;
    private const string Commit = """
        insert into commits (writer, number, prior_writer, prior_number, hash, decided_at, entries) values ($1, $2, $3, $4, $5, $6, $7)
        """;
    private const string Release = """
        delete from claims using unnest($1::text[], $2::text[]) as gone (claim, stream) where claims.claim = gone.claim and claims.stream = gone.stream
        """;

    // A claim that the stream holds is left out; a claim of another stream violates the primary key and undoes the group.
    private const string Claim = """
        insert into claims (claim, stream) select * from unnest($1::text[], $2::text[]) as asked (claim, stream)
        where not exists (select 1 from claims held where held.claim = asked.claim and held.stream = asked.stream)
        """;
    private const string SetDocuments = """
        insert into documents (stream, body) select * from unnest($1::text[], $2::bytea[])
        on conflict (stream) do update set body = excluded.body
        """;
    private const string EraseDocuments = "delete from documents where stream = any($1)";
    private const string SetDue = """
        insert into due (stream, day) select * from unnest($1::text[], $2::date[])
        on conflict (stream) do update set day = excluded.day where due.day <> excluded.day
        """;
    private const string EraseDue = "delete from due where stream = any($1)";
    private const string SetSnapshots = """
        insert into snapshots (stream, version, state) select * from unnest($1::text[], $2::int[], $3::bytea[])
        on conflict (stream) do update set version = excluded.version, state = excluded.state
        """;

    // The entry's own key has settled that this append is the first of its version. A row with the same key belonged to an entry that
    // was deleted by hand; it must not fail the group, because no probe would find an append to refuse.
    private const string Send = """
        insert into outbox (stream, version, number, topic, due, data)
        select * from unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::timestamptz[], $6::bytea[])
        on conflict (stream, version, number) do update set topic = excluded.topic, due = excluded.due, data = excluded.data
        """;

    /// <summary>
    /// The two statements of every group on one connection. They are kept with their parameters and columns: made anew for each group,
    /// they would allocate 200 bytes a purchase.
    /// </summary>
    internal sealed class Writes
    {
        private readonly NpgsqlConnection connection;
        private readonly NpgsqlBatchCommand entries = New(Entries),
            commit = New(Commit);
        private readonly List<string> streams = [];
        private readonly List<int> versions = [];
        private readonly List<Guid?> operations = [];
        private readonly List<byte[]> hashes = [],
            data = [];

        public Writes(NpgsqlConnection connection)
        {
            this.connection = connection;
            entries.Of(streams).Of(versions).Of(operations).Of(hashes).Of(data);
        }

        /// <summary>Writes the rows and the record, or nothing, in one round trip.</summary>
        /// <param name="rows">Ordered by stream.</param>
        public async Task Write(List<PendingAppend> rows, CommitRecord record)
        {
            // A batch without an explicit transaction is one implicit transaction, which ends at the batch's single Sync.
            await using var batch = connection.CreateBatch();
            if (rows.Count > 0)
            {
                batch.BatchCommands.Add(entries);
                if (Fill(rows))
                {
                    AddTheRest(batch, rows);
                }
            }

            commit
                .Set(0, record.Writer)
                .Set(1, record.Number)
                .Set(2, record.PriorWriter)
                .Set(3, record.PriorNumber)
                .Set(4, record.Hash)
                .Set(5, record.DecidedAt?.ToUniversalTime())
                .Set(6, record.Entries);
            batch.BatchCommands.Add(commit);
            await batch.ExecuteNonQueryAsync();
        }

        /// <returns>True if more than the journal's own table is written.</returns>
        private bool Fill(List<PendingAppend> rows)
        {
            streams.Clear();
            versions.Clear();
            operations.Clear();
            hashes.Clear();
            data.Clear();
            var more = false;
            foreach (var row in rows)
            {
                var append = row.Append;
                streams.Add(append.Stream);
                versions.Add(append.Version);
                operations.Add(append.Operation);
                hashes.Add(row.Hash);
                data.Add(append.Data);
                more |=
                    append.Document is not null
                    || append.Due is not null
                    || append.Snapshot is not null
                    || append.Claim.Count + append.Release.Count + append.Outbox.Count > 0;
            }

            return more;
        }
    }

    private static void AddTheRest(NpgsqlBatch batch, List<PendingAppend> rows)
    {
        var appends = rows.ConvertAll(row => row.Append);
        var released = InOrder(appends, append => append.Release);
        if (released.Count > 0)
        {
            batch.Add(Release).Of(Column(released, pair => pair.Claim)).Of(Column(released, pair => pair.Stream));
        }

        var claimed = InOrder(appends, append => append.Claim);
        if (claimed.Count > 0)
        {
            batch.Add(Claim).Of(Column(claimed, pair => pair.Claim)).Of(Column(claimed, pair => pair.Stream));
        }

        var documents = appends.FindAll(append => append.Document is { Length: > 0 });
        if (documents.Count > 0)
        {
            batch.Add(SetDocuments).Of(Column(documents, append => append.Stream)).Of(Column(documents, append => append.Document!));
        }

        var erased = appends.FindAll(append => append.Document is { Length: 0 });
        if (erased.Count > 0)
        {
            batch.Add(EraseDocuments).Of(Column(erased, append => append.Stream));
        }

        var due = appends.FindAll(append => append.Due is { Day: not null });
        if (due.Count > 0)
        {
            batch.Add(SetDue).Of(Column(due, append => append.Stream)).Of(Column(due, append => append.Due!.Value.Day!.Value));
        }

        var done = appends.FindAll(append => append.Due is { Day: null });
        if (done.Count > 0)
        {
            batch.Add(EraseDue).Of(Column(done, append => append.Stream));
        }

        var snapshots = appends.FindAll(append => append.Snapshot is not null);
        if (snapshots.Count > 0)
        {
            batch
                .Add(SetSnapshots)
                .Of(Column(snapshots, append => append.Stream))
                .Of(Column(snapshots, append => append.Version))
                .Of(Column(snapshots, append => append.Snapshot!));
        }

        var senders = appends.FindAll(append => append.Outbox.Count > 0);
        if (senders.Count > 0)
        {
            var sent = senders
                .SelectMany(append => append.Outbox.Select((row, number) => (append.Stream, append.Version, Number: number, Row: row)))
                .ToList();
            batch
                .Add(Send)
                .Of(Column(sent, one => one.Stream))
                .Of(Column(sent, one => one.Version))
                .Of(Column(sent, one => one.Number))
                .Of(Column(sent, one => one.Row.Topic))
                .Of(Column(sent, one => one.Row.Due.ToUniversalTime()))
                .Of(Column(sent, one => one.Row.Data));
        }
    }

    private static List<(string Claim, string Stream)> InOrder(List<Append> appends, Func<Append, IReadOnlyList<string>> claims)
    {
        var pairs = new List<(string, string)>();
        foreach (var append in appends)
        {
            foreach (var claim in claims(append))
            {
                pairs.Add((claim, append.Stream));
            }
        }

        pairs.Sort();
        return pairs;
    }

    /// <summary>
    /// The keys that could refuse these rows. Reads this writer's last commit last, so that it shows everything written meanwhile.
    /// </summary>
    public static async Task<PostgresKnown> Probe(NpgsqlConnection connection, List<PendingAppend> rows, Guid writer)
    {
        var appends = rows.ConvertAll(row => row.Append);
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Add("select stream, version, operation, hash, data from journal where operation = any($1)")
            .Of(appends.Where(append => append.Operation is not null).Select(append => append.Operation!.Value).ToArray());
        batch
            .Add(
                "select j.stream, j.version from unnest($1::text[], $2::int[]) as asked (stream, version) join journal j on j.stream = asked.stream and j.version = asked.version"
            )
            .Of(Column(appends, append => append.Stream))
            .Of(Column(appends, append => append.Version));
        batch.Add("select claim, stream from claims where claim = any($1)").Of(appends.SelectMany(append => append.Claim).ToArray());
        batch.Add(LastCommit).Of(writer);

        await using var reader = await batch.ExecuteReaderAsync();
        var operations = new Dictionary<Guid, JournalEntry>();
        while (await reader.ReadAsync())
        {
            operations[reader.GetGuid(2)] = PostgresJournal.Entry(reader);
        }

        await reader.NextResultAsync();
        var versions = new HashSet<(string, int)>();
        while (await reader.ReadAsync())
        {
            versions.Add((reader.GetString(0), reader.GetInt32(1)));
        }

        await reader.NextResultAsync();
        var claims = new Dictionary<string, string>();
        while (await reader.ReadAsync())
        {
            claims[reader.GetString(0)] = reader.GetString(1);
        }

        await reader.NextResultAsync();
        (long, byte[])? tail = await reader.ReadAsync() ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
        return new PostgresKnown(tail, operations, versions, claims);
    }

    private const string LastCommit = "select number, hash from commits where writer = $1 order by number desc limit 1";

    /// <summary>Prepares a new connection for writing, and reads the end of this writer's chain.</summary>
    public static async Task<CommitTail> Begin(NpgsqlConnection connection, Guid writer)
    {
        await using var batch = new NpgsqlBatch(connection);
        // Even if it is off for the server or the role: an acknowledged write is on disk.
        batch.Add("select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') in ('off', 'local')");
        // All statements find their rows by key. A plan made while a table was small would scan the whole table for ever; and by default
        // the server plans statements that join an array anew each time.
        batch.Add(
            """
            select set_config('enable_seqscan', 'off', false), set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false),
                set_config('plan_cache_mode', 'force_generic_plan', false)
            """
        );
        batch.Add(LastCommit).Of(writer);
        // Writers' ids are UUIDs of version 7, ordered by time: the highest is the latest.
        batch.Add("select writer, number, hash from commits where writer <> $1 order by writer desc, number desc limit 1").Of(writer);
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        await reader.NextResultAsync();
        if (await reader.ReadAsync())
        {
            return new CommitTail(writer, reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), null);
        }

        await reader.NextResultAsync();
        return await reader.ReadAsync()
            ? new CommitTail(writer, 0, reader.GetFieldValue<byte[]>(2), (reader.GetGuid(0), reader.GetInt64(1)))
            : new CommitTail(writer, 0, [], null);
    }

    private static TOut[] Column<TIn, TOut>(List<TIn> rows, Converter<TIn, TOut> pick) => [.. rows.ConvertAll(pick)];

    private static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = New(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

#pragma warning disable CA2100 // every text is a constant of this class
    private static NpgsqlBatchCommand New(string sql) => new(sql);
#pragma warning restore CA2100

    private static NpgsqlBatchCommand Of<T>(this NpgsqlBatchCommand command, T value) => command.Set(command.Parameters.Count, value);

    private static NpgsqlBatchCommand Set<T>(this NpgsqlBatchCommand command, int parameter, T value)
    {
        if (parameter == command.Parameters.Count)
        {
            command.Parameters.Add(new NpgsqlParameter<T>());
        }

        ((NpgsqlParameter<T>)command.Parameters[parameter]).TypedValue = value;
        return command;
    }
}
