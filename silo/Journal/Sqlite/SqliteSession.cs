using System.Globalization;
using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>One connection to the file, with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(2);
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> commands = [];

    /// <exception cref="SqliteException">The file cannot be opened, or is locked for too long.</exception>
    public SqliteSession(string path)
    {
        connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = false,
                DefaultTimeout = (int)LockWait.TotalSeconds,
            }.ConnectionString
        );
        try
        {
            connection.Open();
            Execute($"pragma busy_timeout = {(int)LockWait.TotalMilliseconds}");
            // Turning WAL on locks the whole file for a moment; the driver waits for its time-out.
            Execute("pragma journal_mode = wal");
            Execute("pragma synchronous = full");
            Execute("pragma fullfsync = on"); // macOS: a plain fsync does not reach the disk there.
            Execute("pragma foreign_keys = off");
            Execute("pragma secure_delete = on"); // an erased person's bytes are overwritten, not only let go of
            Execute("pragma cache_size = -16000");
            Execute("pragma wal_autocheckpoint = 16000"); // pages: a log of 64 MB, see SqliteCheckpoints
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public SqliteConnection Connection => connection;

    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepared(sql, values).ExecuteNonQuery();

    public object? Scalar(string sql, params ReadOnlySpan<object?> values) =>
        Prepared(sql, values).ExecuteScalar() is var value and not DBNull ? value : null;

    public List<T> Rows<T>(string sql, Func<SqliteDataReader, T> row, params ReadOnlySpan<object?> values)
    {
        using var reader = Prepared(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>A separate statement, for a reader that stays open while others run.</summary>
    public SqliteCommand NewCommand(string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // our own texts only
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    /// <summary>Rolls an open transaction back, unless SQLite has done so already.</summary>
    public void Rollback()
    {
        try
        {
            Execute("rollback");
        }
        catch (SqliteException)
        {
            // No open transaction, or the connection is about to be replaced.
        }
    }

    private SqliteCommand Prepared(string sql, ReadOnlySpan<object?> values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = NewCommand(sql);
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "?" + i.ToString(CultureInfo.InvariantCulture) });
            }

            commands.Add(sql, command);
        }
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    public void Dispose()
    {
        foreach (var command in commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }
}
