using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>The file: one connection and thread that write, and a few connections that read.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int Readers = 4, MostWaitingToRead = 8192;
    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly SemaphoreSlim _gate = new(Readers);
    private readonly BlockingCollection<Action> _writes = [];
    private readonly Thread _thread;
    private readonly SqliteCheckpoints _checkpoints;
    private SqliteSession? _session;
    private int _reading;

    public SqliteDatabase(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        _checkpoints = new SqliteCheckpoints(Path);
        _thread = new Thread(WriteLoop) { IsBackground = true, Name = "journal writer" };
        _thread.Start();
    }

    public string Path { get; }

    /// <summary>The name is the other driver's, and stands for Microsoft's too.</summary>
    public StoreSql Sql => new("System.Data.SQLite", new SqliteSource(Path), null);

    /// <summary>
    /// Runs a read on the caller's thread: it takes microseconds from the page cache, less than a hand-over to another
    /// thread would. What reads long (<see cref="IJournal.Verify"/>) has a connection of its own.
    /// </summary>
    public async Task<T> Read<T>(Func<SqliteSession, T> read, CancellationToken cancel)
    {
        if (Interlocked.Increment(ref _reading) > MostWaitingToRead)
        {
            Interlocked.Decrement(ref _reading);
            throw new StoreBusyException();
        }
        try
        {
            await _gate.WaitAsync(cancel);
            try
            {
                return ReadNow(read);
            }
            finally
            {
                _gate.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _reading);
        }
    }

    private T ReadNow<T>(Func<SqliteSession, T> read)
    {
        SqliteSession? session = null;
        try
        {
            session = _readers.TryTake(out var pooled) ? pooled : new SqliteSession(Path);
            var answer = read(session);
            _readers.Add(session);
            return answer;
        }
        catch (Exception e)
        {
            session?.Dispose();
            if (e is SqliteException error) throw Unavailable(error);
            throw;
        }
    }

    /// <summary>
    /// Runs a write in a transaction, on the writing thread. After any error the connection is thrown away: after some,
    /// SQLite's own state is not to be trusted, and a new connection reads what is really there.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Rolled back.</exception>
    public Task<T> Write<T>(Func<SqliteSession, T> write)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action run = () =>
        {
            try
            {
                _session ??= new SqliteSession(Path);
                // Takes the lock now: a transaction that starts by reading could not take it later without a new start.
                _session.Execute("begin immediate");
                var answer = write(_session);
                _session.Execute("commit");
                _checkpoints.Written();
                done.SetResult(answer);
            }
            catch (Exception e)
            {
                _session?.Rollback();
                _session?.Dispose();
                _session = null;
                done.SetException(e is SqliteException error ? Unavailable(error) : e);
            }
        };
        try
        {
            _writes.Add(run);
        }
        catch (InvalidOperationException e)
        {
            done.SetException(new StoreUnavailableException("The journal is closed.", e));
        }
        return done.Task;
    }

    private void WriteLoop()
    {
        foreach (var write in _writes.GetConsumingEnumerable()) write();
        _session?.Dispose();
    }

    public static StoreUnavailableException Unavailable(SqliteException e) => new("SQLite cannot do it now: " + e.Message, e);

    public void Dispose()
    {
        _writes.CompleteAdding();
        _thread.Join();
        _checkpoints.Dispose();
        while (_readers.TryTake(out var session)) session.Dispose();
    }
}
