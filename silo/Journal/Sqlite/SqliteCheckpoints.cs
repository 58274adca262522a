using Microsoft.Data.Sqlite;

namespace LoyaltyClub.Journal;

/// <summary>
/// Copies what is in the write-ahead log into the file, on a thread of its own, while the writer goes on. Nothing depends
/// on it: the writer still does what is left when the log has grown long (<c>wal_autocheckpoint</c>).
/// </summary>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>Commits between two copies: often enough that little is left to the writer, seldom enough that a page changed many times is copied once.</summary>
    private const int Every = 50;

    private readonly string _path;
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly Thread _thread;
    private volatile bool _ended;
    private int _commits;

    public SqliteCheckpoints(string path)
    {
        _path = path;
        _thread = new Thread(Loop) { IsBackground = true, Name = "journal checkpoints" };
        _thread.Start();
    }

    /// <summary>One more commit. Called by the writing thread only.</summary>
    public void Written()
    {
        if (++_commits < Every || _wanted.CurrentCount > 0) return;
        _commits = 0;
        _wanted.Release();
    }

    private void Loop()
    {
        SqliteSession? session = null;
        while (true)
        {
            _wanted.Wait();
            if (_ended) break;
            try
            {
                session ??= new SqliteSession(_path);
                session.Rows("pragma wal_checkpoint(passive)", reader => reader.GetInt32(0));
            }
            catch (SqliteException)
            {
                // The writer meets the same error in its own time, and tells.
                session?.Dispose();
                session = null;
            }
        }
        session?.Dispose();
    }

    public void Dispose()
    {
        _ended = true;
        if (_wanted.CurrentCount == 0) _wanted.Release();
        _thread.Join();
    }
}
