using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>
/// Connections for Orleans' storage. SQLite itself waits for the file's write lock, a millisecond and then longer; the driver would
/// poll every 150 ms and, beside a busy journal, seldom find it free.
/// </summary>
internal sealed class SqliteSource(string path) : DbDataSource
{
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(5);

    public override string ConnectionString { get; } =
        new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = (int)LockWait.TotalSeconds }.ConnectionString;

    protected override DbConnection CreateDbConnection() => new SqliteConnection(ConnectionString);

    protected override DbConnection OpenDbConnection()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        using var settings = connection.CreateCommand();
        // Flushed before it is acknowledged, as in SqliteSession.
        settings.CommandText =
            $"pragma busy_timeout = {(int)LockWait.TotalMilliseconds}; pragma synchronous = full; pragma fullfsync = on; "
            + "pragma secure_delete = on";
        settings.ExecuteNonQuery();
        return connection;
    }

    protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) =>
        new(OpenDbConnection());
}
