using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>The file: one connection and thread that write, and a few connections that read.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int Readers = 4,
        MostWaitingToRead = 8192;
    private readonly ConcurrentBag<SqliteSession> readers = [];
    private readonly SemaphoreSlim gate = new(Readers);
    private readonly BlockingCollection<Action> writes = [];
    private readonly Thread thread;
    private readonly SqliteCheckpoints checkpoints;
    private SqliteSession? session;
    private int reading;

    public SqliteDatabase(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        checkpoints = new SqliteCheckpoints(Path);
        thread = new Thread(WriteLoop) { IsBackground = true, Name = "journal writer" };
        thread.Start();
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
                return ReadNow(read);
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

    private T ReadNow<T>(Func<SqliteSession, T> read)
    {
        SqliteSession? session = null;
        try
        {
            session = readers.TryTake(out var pooled) ? pooled : new SqliteSession(Path);
            var answer = read(session);
            readers.Add(session);
            return answer;
        }
        catch (Exception e)
        {
            session?.Dispose();
            if (e is SqliteException error)
            {
                throw Unavailable(error);
            }

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
                this.session ??= new SqliteSession(Path);
                // Takes the lock now: a transaction that starts by reading could not take it later without a new start.
                this.session.Execute("begin immediate");
                var answer = write(this.session);
                this.session.Execute("commit");
                checkpoints.Written();
                done.SetResult(answer);
            }
            catch (Exception e)
            {
                this.session?.Rollback();
                this.session?.Dispose();
                this.session = null;
                done.SetException(e is SqliteException error ? Unavailable(error) : e);
            }
        };
        try
        {
            writes.Add(run);
        }
        catch (InvalidOperationException e)
        {
            done.SetException(new StoreUnavailableException("The journal is closed.", e));
        }
        return done.Task;
    }

    private void WriteLoop()
    {
        foreach (var write in writes.GetConsumingEnumerable())
        {
            write();
        }

        this.session?.Dispose();
    }

    public static StoreUnavailableException Unavailable(SqliteException e) => new("SQLite cannot do it now: " + e.Message, e);

    public void Dispose()
    {
        writes.CompleteAdding();
        thread.Join();
        checkpoints.Dispose();
        while (readers.TryTake(out var session))
        {
            session.Dispose();
        }
    }
}
