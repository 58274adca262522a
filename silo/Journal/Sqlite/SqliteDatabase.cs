using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>The file: one writing connection with its thread, and a few reading connections.</summary>
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

    /// <summary>Orleans' name for SQLite, whichever driver is used.</summary>
    public StoreSql Sql =>
        new("System.Data.SQLite", new SqliteSource(Path), null)
        {
            Erased = Erased,
            // The driver's asynchronous methods end before they return.
            OnWriter = work => Write(session => work(session.Connection).GetAwaiter().GetResult()),
        };

    /// <summary>
    /// Runs a read on the caller's thread: from the page cache it takes microseconds, less than a switch to another thread. Long reads
    /// (<see cref="IJournal.Verify"/>) have a connection of their own.
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
    /// Runs a write in a transaction, on the writing thread. After any error the connection is replaced: after some errors SQLite's state
    /// is unreliable, and a new connection reads the file as it is.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Rolled back.</exception>
    public Task<T> Write<T>(Func<SqliteSession, T> write)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action run = () =>
        {
            try
            {
                session ??= new SqliteSession(Path);
                // Takes the write lock at once: a transaction that starts by reading may fail to take it later and must then start again.
                session.Execute("begin immediate");
                var answer = write(session);
                session.Execute("commit");
                checkpoints.Written();
                done.SetResult(answer);
            }
            catch (Exception e)
            {
                session?.Rollback();
                session?.Dispose();
                session = null;
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

    /// <summary>The transaction that has just been committed erased something.</summary>
    public void Erased() => checkpoints.Erased();

    private void WriteLoop()
    {
        foreach (var write in writes.GetConsumingEnumerable())
        {
            write();
        }

        session?.Dispose();
    }

    public static StoreUnavailableException Unavailable(SqliteException e) => new("SQLite is unavailable: " + e.Message, e);

    public void Dispose()
    {
        writes.CompleteAdding();
        thread.Join();
        checkpoints.Dispose();
        while (readers.TryTake(out var session))
        {
            session.Dispose();
        }

        // Connections that Orleans keeps would leave the log with everything that was erased.
        try
        {
            using var last = new SqliteSession(Path);
            SqliteCheckpoints.Checkpoint(last, truncates: true);
        }
        catch (SqliteException)
        {
            // The next start does it.
        }
    }
}
