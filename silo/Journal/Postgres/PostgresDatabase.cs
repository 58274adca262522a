using System.Diagnostics;
using Npgsql;

namespace LoyaltyClub.Journal;

/// <summary>The connections to one PostgreSQL database: a few for reading, behind a gate, and those of the writers.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const int Readers = 8,
        MostWaitingToRead = 8192;
    private static readonly TimeSpan PatienceAtStart = TimeSpan.FromSeconds(30),
        BetweenTries = TimeSpan.FromMilliseconds(100);
    private readonly NpgsqlDataSource source;
    private readonly SemaphoreSlim gate = new(Readers);
    private int reading;

    public PostgresDatabase(string setting)
    {
        var builder = new NpgsqlConnectionStringBuilder(setting)
        {
            NoResetOnClose = true,
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 2,
            ReadBufferSize = 32_768,
        };
        if (!setting.Contains("Application Name", StringComparison.OrdinalIgnoreCase))
        {
            builder.ApplicationName = "LoyaltyClub";
        }
        // Seconds after which a silent server counts as away.
        builder.Timeout = Math.Min(builder.Timeout, 5);
        builder.CommandTimeout = Math.Min(builder.CommandTimeout, 5);
        Place = $"{builder.Host}:{builder.Port}/{builder.Database}";
        source = NpgsqlDataSource.Create(builder);
        Sql = new StoreSql("Npgsql", source, builder.Host);
        Availability = new Availability(Probe);
    }

    public string Place { get; }
    public StoreSql Sql { get; }
    public Availability Availability { get; }

    /// <summary>A connection outside the gate, for a writer or a check of the journal.</summary>
    public ValueTask<NpgsqlConnection> Connect(CancellationToken cancel = default) => source.OpenConnectionAsync(cancel);

    /// <summary>
    /// The first connection. The server may be starting at the same time: a server that says so or does not answer is tried again
    /// for half a minute. A refused connection fails at once.
    /// </summary>
    public async Task<NpgsqlConnection> ConnectAtStart(CancellationToken cancel)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(BetweenTries, cancel))
        {
            try
            {
                return await Connect(cancel);
            }
            catch (NpgsqlException e) when (PostgresErrors.IsNotReady(e) && watch.Elapsed < PatienceAtStart) { }
        }
    }

    /// <summary>
    /// Runs a read. After a restart of the server the pool's connections are dead, which only their use shows: so a broken connection
    /// empties the pool, and the read is repeated once on a new connection.
    /// </summary>
    /// <exception cref="StoreUnavailableException"/>
    /// <exception cref="StoreBusyException"/>
    public async Task<T> Read<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        Availability.ThrowIfAway();
        if (Interlocked.Increment(ref reading) > MostWaitingToRead)
        {
            Interlocked.Decrement(ref reading);
            throw new StoreBusyException();
        }
        try
        {
            await gate.WaitAsync(cancel);
            try
            {
                return await OnceMore(read, cancel);
            }
            finally
            {
                gate.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref reading);
        }
    }

    /// <summary>The rows of a query.</summary>
    /// <param name="sql">A constant of the program, with the values as $1 and so on.</param>
    public Task<IReadOnlyList<T>> Rows<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancel, params object[] values) =>
        Read<IReadOnlyList<T>>(
            async (connection, stop) =>
            {
                await using var command = Command(connection, sql, values);
                await using var reader = await command.ExecuteReaderAsync(stop);
                var rows = new List<T>();
                while (await reader.ReadAsync(stop))
                {
                    rows.Add(row(reader));
                }

                return rows;
            },
            cancel
        );

    /// <summary>
    /// Runs a statement that is harmless when run twice, because it is repeated once like a read. Returns the number of rows changed.
    /// </summary>
    public Task<int> Execute(string sql, CancellationToken cancel, params object[] values) =>
        Read(
            async (connection, stop) =>
            {
                await using var command = Command(connection, sql, values);
                return await command.ExecuteNonQueryAsync(stop);
            },
            cancel
        );

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
#pragma warning disable CA2100 // every text is a constant of the classes here
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private async Task<T> OnceMore<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancel)
    {
        for (var again = false; ; again = true)
        {
            var connected = false;
            try
            {
                Availability.ThrowIfAway();
                await using var connection = await source.OpenConnectionAsync(cancel);
                connected = true;
                return await read(connection, cancel);
            }
            catch (NpgsqlException e) when (connected && e.InnerException is TimeoutException)
            {
                // One slow read does not mark the server as away, and is not repeated.
                throw new StoreUnavailableException("PostgreSQL took too long: " + e.Message, e);
            }
            catch (Exception e) when (PostgresErrors.IsUnavailable(e))
            {
                if (again)
                {
                    throw Lost(e);
                }

                source.Clear();
            }
        }
    }

    /// <summary>Marks the server as away for every caller.</summary>
    public StoreUnavailableException Lost(Exception why)
    {
        Availability.Lost(why);
        return new StoreUnavailableException("PostgreSQL is away: " + why.Message, why);
    }

    private async Task Probe(CancellationToken cancel)
    {
        source.Clear();
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        Availability.Dispose();
        await source.DisposeAsync();
    }
}
