using System.Globalization;
using Npgsql;

namespace LoyaltyClub.Journal;

/// <summary>Brings the tables to this program's version, one process at a time.</summary>
internal static class PostgresMigrations
{
    // "loyaltyc" in ASCII: advisory locks are shared by all programs of a database, so the number must be this program's own.
    private const long Lock = 0x6C6F79616C747963;

    public static async Task Run(NpgsqlConnection connection, CancellationToken cancel)
    {
        var all = Migration.Of("Postgres");
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Ends with the transaction, also when the process is killed. Waiting for another process has no time limit.
        await Execute(connection, $"set local statement_timeout = 0; select pg_advisory_xact_lock({Lock})", cancel);
        await Execute(
            connection,
            "create table if not exists schema_version (version int primary key, applied_at timestamptz not null default now())",
            cancel
        );
        await using var read = new NpgsqlCommand("select coalesce(max(version), 0) from schema_version", connection);
        var version = Convert.ToInt32(await read.ExecuteScalarAsync(cancel), CultureInfo.InvariantCulture);
        foreach (var migration in Migration.Missing(all, version))
        {
            await Execute(connection, migration.Sql, cancel);
            await Execute(connection, $"insert into schema_version (version) values ({migration.Version})", cancel);
        }
        await transaction.CommitAsync(cancel);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        // Only scripts and numbers of the program, never a caller's text.
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }
}
