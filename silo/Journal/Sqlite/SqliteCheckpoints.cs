using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>
/// Checkpoints: copies the write-ahead log into the file, on a thread of its own, while the writer continues. An optimisation only:
/// the writer checkpoints itself when the log has grown long (<c>wal_autocheckpoint</c>). Only what was erased needs it.
/// </summary>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>
    /// Commits between two checkpoints: often enough to leave little to the writer, seldom enough to copy a page with many changes once.
    /// </summary>
    private const int Every = 50;

    /// <summary>Pause before a truncation is tried again because a reader stood in its way.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private readonly string path;
    private readonly SemaphoreSlim wanted = new(0, 1);
    private readonly Thread thread;
    private volatile bool ended,
        erased;
    private int commits;

    public SqliteCheckpoints(string path)
    {
        this.path = path;
        thread = new Thread(Loop) { IsBackground = true, Name = "journal checkpoints" };
        thread.Start();
    }

    /// <summary>Counts a commit. Called by the writing thread only.</summary>
    public void Written()
    {
        if (++commits >= Every && Want())
        {
            commits = 0;
        }
    }

    /// <summary>
    /// After something was erased: the log, which has the pages as they were, is copied and cut off.
    /// </summary>
    public void Erased()
    {
        erased = true;
        Want();
    }

    /// <returns>False if a checkpoint was wanted already.</returns>
    private bool Want()
    {
        lock (wanted)
        {
            if (wanted.CurrentCount > 0)
            {
                return false;
            }

            wanted.Release();
            return true;
        }
    }

    private void Loop()
    {
        SqliteSession? session = null;
        var truncates = false;
        while (true)
        {
            wanted.Wait(truncates ? Again : Timeout.InfiniteTimeSpan);
            if (ended)
            {
                break;
            }

            try
            {
                truncates |= erased;
                erased = false;
                session ??= new SqliteSession(path);
                var wasBusy = Checkpoint(session, truncates) != 0;
                truncates &= wasBusy;
            }
            catch (SqliteException)
            {
                // The writer meets the same error and reports it.
                session?.Dispose();
                session = null;
            }
        }
        session?.Dispose();
    }

    /// <returns>Not 0 if a reader or the writer stood in its way.</returns>
    public static int Checkpoint(SqliteSession session, bool truncates) =>
        session.Rows(truncates ? "pragma wal_checkpoint(truncate)" : "pragma wal_checkpoint(passive)", reader => reader.GetInt32(0))[0];

    public void Dispose()
    {
        ended = true;
        Want();
        thread.Join();
    }
}
