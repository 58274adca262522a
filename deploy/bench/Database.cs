using Npgsql;

namespace LoyaltyClub.Bench;

/// <param name="Stream">Bytes of a stream's name, on average.</param>
/// <param name="Data">Bytes of an entry, on average.</param>
internal sealed record RowSizes(int Stream, int Data)
{
    /// <summary>The default size of a purchase's row, if it was not measured.</summary>
    public static readonly RowSizes Usual = new(12, 140);
}

/// <summary>Statistics of a PostgreSQL database.</summary>
internal sealed class Database(Options options, string name)
{
    public string Setting => $"Host=127.0.0.1;Port={options.PostgresPort};Username=postgres;Database={name}";

    public async Task Create() => await Ask<object>($"create database \"{name}\"", "postgres");

    /// <summary>Average sizes of purchases: all entries except the first of each stream.</summary>
    public async Task<RowSizes> Rows() =>
        new(
            await Ask<int>("select round(avg(octet_length(stream)))::int from journal where version > 1"),
            await Ask<int>("select round(avg(octet_length(data)))::int from journal where version > 1")
        );

    /// <summary>Bytes of the whole database after a checkpoint, and of its tables with their indexes.</summary>
    public async Task<(long Database, long Tables)> Size()
    {
        await Ask<object>("checkpoint");
        return (
            await Ask<long>("select pg_database_size(current_database())"),
            await Ask<long>(
                "select sum(pg_total_relation_size(oid))::bigint from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
            )
        );
    }

    /// <summary>The largest tables and indexes, each with its bytes a row of the journal.</summary>
    public Task<string> Largest() =>
        Ask<string>(
            """
            select string_agg(name || ' ' || round(bytes / entries), ', ' order by bytes desc) from (
                select relname as name, pg_relation_size(oid) + case relkind when 'r' then pg_table_size(oid) - pg_relation_size(oid) else 0 end as bytes,
                    (select count(*) from journal)::numeric as entries
                from pg_class where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace order by bytes desc limit 6) largest
            """
        );

    /// <summary>Writes the rows of members that <c>lists.sql</c> makes, and returns how many rows of what they bought there are.</summary>
    public async Task<long> FillLists(int members)
    {
        // Into indexes of another order than the rows' a row takes ten times as long: they are made again at the end, as they were.
        const string indexes = "member_days_owner, member_days_category";
        var made = await Ask<string>(
            $"select string_agg(indexdef, '; ') from pg_indexes where indexname = any (string_to_array('{indexes}', ', '))"
        );
        await Ask<object?>("drop index " + indexes);
        await Ask<object?>(ClubKind.Resource("lists.sql").Replace("@members", $"{members}::bigint", StringComparison.Ordinal));
        await Ask<object?>(made);
        foreach (var table in new[] { "member_rows", "member_days", "member_contacts", "member_words" })
        {
            await Ask<object?>("vacuum analyze " + table);
        }

        return await Ask<long>("select count(*) from member_days");
    }

    /// <summary>Groups written so far.</summary>
    public Task<long> Commits() => Ask<long>("select count(*) from commits");

    public Task<string> Version() => Ask<string>("show server_version");

    public Task<string> Fsync() => Ask<string>("show fsync");

    private async Task<T> Ask<T>(string sql, string? on = null)
    {
        var setting = new NpgsqlConnectionStringBuilder(Setting) { Pooling = false, CommandTimeout = 1_200 };
        setting.Database = on ?? setting.Database;
        await using var connection = new NpgsqlConnection(setting.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // every text is of this program, or the database's own of its indexes
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
