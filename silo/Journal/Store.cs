using System.Data.Common;
using Npgsql;

namespace LoyaltyClub.Journal;

/// <summary>The store of one installation, opened and brought to this program's schema.</summary>
public sealed class Store : IAsyncDisposable
{
    private readonly IAsyncDisposable owner;

    internal Store(IJournal journal, StoreSql sql, IAsyncDisposable owner)
    {
        Journal = journal;
        Sql = sql;
        this.owner = owner;
    }

    public IJournal Journal { get; }

    /// <summary>
    /// Access to the same database for Orleans, which keeps the cluster's silos and plain grain state in tables of its own.
    /// </summary>
    public StoreSql Sql { get; }

    /// <summary>
    /// Opens <c>sqlite:PATH</c>, a PostgreSQL connection string (<c>Host=…;Database=…</c>) or
    /// <c>postgres://user:password@host:port/database</c>.
    /// Creates folder, file and tables if they are missing; several processes may do this at once.
    /// </summary>
    /// <exception cref="ArgumentException">The setting is none of these.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached or written.</exception>
    /// <exception cref="StoreTooNewException">A later version of this program has changed the tables.</exception>
    public static Task<Store> Open(string setting, CancellationToken cancel = default)
    {
        if (setting.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase))
        {
            return SqliteJournal.OpenStore(setting["sqlite:".Length..]);
        }

        if (
            setting.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
            || setting.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        )
        {
            return PostgresJournal.OpenStore(FromUrl(new Uri(setting)), cancel);
        }

        if (
            setting.Contains("Host=", StringComparison.OrdinalIgnoreCase) || setting.Contains("Server=", StringComparison.OrdinalIgnoreCase)
        )
        {
            return PostgresJournal.OpenStore(setting, cancel);
        }
        // The message does not repeat the setting, which may hold a password.
        throw new ArgumentException(
            "The store's setting is neither sqlite:PATH nor a PostgreSQL connection string (Host=…;Database=…, or postgres://…)."
        );
    }

    internal static string FromUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder { Host = url.Host };
        if (url.Port > 0)
        {
            builder.Port = url.Port;
        }

        if (url.AbsolutePath.Length > 1)
        {
            builder.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        }

        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            // libpq writes sslmode=verify-full, Npgsql VerifyFull; Npgsql takes either spelling of the key.
            var value = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
            builder[parts[0]] = parts[0].Equals("sslmode", StringComparison.OrdinalIgnoreCase)
                ? value.Replace("-", "", StringComparison.Ordinal)
                : value;
        }
        return builder.ConnectionString;
    }

    public ValueTask DisposeAsync() => owner.DisposeAsync();
}

/// <param name="Invariant">Orleans' name for the kind of database.</param>
/// <param name="Server">The PostgreSQL server, as in the setting; null for a SQLite file, which belongs to one process.</param>
public sealed record StoreSql(string Invariant, DbDataSource DataSource, string? Server)
{
    /// <summary>To be called after rows with personal data were deleted, so that no file keeps their bytes.</summary>
    public Action Erased { get; init; } = () => { };

    /// <summary>
    /// Runs a transaction on the journal's own writing thread; null on PostgreSQL, where every connection may write. On SQLite another
    /// connection would hold the file's only lock across its pauses, and the journal be unavailable for as long.
    /// </summary>
    public Func<Func<DbConnection, Task<bool>>, Task<bool>>? OnWriter { get; init; }
}

/// <summary>The tables belong to a later version of this program and must not be touched.</summary>
public sealed class StoreTooNewException(int found, int known)
    : Exception(
        $"The store's tables have version {found}, and this program knows versions up to {known}: start the newer program, or restore a backup from before it."
    );
