using LoyaltyClub.Journal;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace LoyaltyClub.Tests;

/// <summary>The storage engines that every promise is tested on.</summary>
public enum StoreKind
{
    Sqlite,
    Postgres,
}

/// <summary>For <c>[MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]</c>.</summary>
public static class Stores
{
    public static TheoryData<StoreKind> Both => [StoreKind.Sqlite, StoreKind.Postgres];

    /// <summary>Where files of stores lie: in memory if <c>tests/run</c> found enough of it.</summary>
    public static string Folder =>
        Environment.GetEnvironmentVariable("LOYALTYCLUB_TEST_STORES") is { Length: > 0 } folder ? folder : Path.GetTempPath();

    /// <summary>The test server's connection string, for its database <c>postgres</c>.</summary>
    public static string Server =>
        Environment.GetEnvironmentVariable("LOYALTYCLUB_TEST_POSTGRES") is { Length: > 0 } server
            ? server
            : throw new InvalidOperationException("No PostgreSQL to test with: run the tests with: bash tests/run");
}

/// <summary>An empty store for one test: a SQLite file in a temporary folder, or a database. Deleted afterwards.</summary>
public sealed class FreshStore : IAsyncDisposable
{
    private readonly List<Store> opened = [];
    private readonly string name = "test_" + Guid.NewGuid().ToString("N");

    private FreshStore(StoreKind kind)
    {
        Kind = kind;
        Folder = Path.Combine(Stores.Folder, name);
        Setting =
            kind == StoreKind.Sqlite
                ? "sqlite:" + Path.Combine(Folder, "club.db")
                : new NpgsqlConnectionStringBuilder(Stores.Server) { Database = name }.ConnectionString;
    }

    public StoreKind Kind { get; }

    /// <summary>Folder of the SQLite file.</summary>
    public string Folder { get; }

    /// <summary>Setting for <see cref="Store.Open"/>.</summary>
    public string Setting { get; }

    public Store Store => opened[0];
    public IJournal Journal => Store.Journal;

    /// <summary>Creates the store and opens it.</summary>
    public static async Task<FreshStore> Open(StoreKind kind)
    {
        var fresh = await Make(kind);
        await fresh.OpenAnother();
        return fresh;
    }

    /// <summary>Creates the store without tables.</summary>
    public static async Task<FreshStore> Make(StoreKind kind)
    {
        var fresh = new FreshStore(kind);
        if (kind == StoreKind.Postgres)
        {
            await OnServer($"create database {fresh.name}");
        }

        return fresh;
    }

    /// <summary>Opens the same store again, like a second process.</summary>
    public async Task<Store> OpenAnother(string? setting = null)
    {
        var store = await Store.Open(setting ?? Setting);
        lock (opened)
        {
            opened.Add(store);
        }

        return store;
    }

    /// <summary>Closes a store early, like a process that stops.</summary>
    public async Task Close(Store store)
    {
        lock (opened)
        {
            opened.Remove(store);
        }

        await store.DisposeAsync();
    }

    /// <summary>Runs SQL past the program and returns the first value.</summary>
    public async Task<object?> Sql(string sql)
    {
        if (Kind == StoreKind.Postgres)
        {
            await using var connection = new NpgsqlConnection(Setting + ";Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
        await using var file = new SqliteConnection($"Data Source={Setting["sqlite:".Length..]};Pooling=False");
        await file.OpenAsync();
        await using var statement = file.CreateCommand();
        statement.CommandText = sql;
        return await statement.ExecuteScalarAsync();
    }

    /// <summary>Number of rows in a table.</summary>
    public async Task<long> Count(string table) => (long)(await Sql("select count(*) from " + table))!;

    /// <summary>Number of entries in a stream.</summary>
    public Task<long> CountEntries(string stream) => Count($"journal where stream = '{stream}'");

    /// <summary>Bytes as an SQL literal of this store.</summary>
    public string Blob(byte[] bytes) =>
        Kind == StoreKind.Postgres ? $"'\\x{Convert.ToHexString(bytes)}'::bytea" : $"x'{Convert.ToHexString(bytes)}'";

    /// <summary>An operation id as an SQL literal of this store.</summary>
    public string Id(Guid id) => Kind == StoreKind.Postgres ? $"'{id}'::uuid" : $"x'{id:N}'";

    private static async Task OnServer(string sql)
    {
        await using var connection = new NpgsqlConnection(Stores.Server + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in opened)
        {
            await store.DisposeAsync();
        }

        if (Kind == StoreKind.Postgres)
        {
            await OnServer($"drop database if exists {name} with (force)");
        }

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
