using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>
/// Checkpoints: copies the write-ahead log into the file, on a thread of its own, while the writer continues. An optimisation only:
/// the writer checkpoints itself when the log has grown long (<c>wal_autocheckpoint</c>).
/// </summary>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>
    /// Commits between two checkpoints: often enough to leave little to the writer, seldom enough to copy a page with many changes once.
    /// </summary>
    private const int Every = 50;

    private readonly string path;
    private readonly SemaphoreSlim wanted = new(0, 1);
    private readonly Thread thread;
    private volatile bool ended;
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
        if (++commits < Every || wanted.CurrentCount > 0)
        {
            return;
        }

        commits = 0;
        wanted.Release();
    }

    private void Loop()
    {
        SqliteSession? session = null;
        while (true)
        {
            wanted.Wait();
            if (ended)
            {
                break;
            }

            try
            {
                session ??= new SqliteSession(path);
                session.Rows("pragma wal_checkpoint(passive)", reader => reader.GetInt32(0));
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

    public void Dispose()
    {
        ended = true;
        if (wanted.CurrentCount == 0)
        {
            wanted.Release();
        }

        thread.Join();
    }
}
