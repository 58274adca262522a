namespace LoyaltyClub.Journal;

/// <summary>
/// What this process wrote last, for the follower that <see cref="IJournal.News"/> serves: it need not read back what has
/// only just left. Bounded, and without promise: what is not here stands in the tables.
/// </summary>
internal sealed class RecentCommits
{
    private const long MostBytes = 16 << 20;

    /// <summary>About what an entry takes besides its data.</summary>
    private const int BytesPerEntry = 300;

    private readonly Lock _lock = new();
    private readonly Queue<Commit> _commits = [];
    private Guid _writer;
    private long _last, _bytes;

    /// <summary>A transaction that is on disk.</summary>
    public void Add(CommitRecord record, IReadOnlyList<PendingAppend> rows)
    {
        var entries = new JournalEntry[rows.Count];
        var bytes = 0L;
        for (var i = 0; i < entries.Length; i++)
        {
            var append = rows[i].Append;
            entries[i] = new(append.Stream, append.Version, append.Operation, rows[i].Hash, append.Data);
            bytes += append.Data.Length + BytesPerEntry;
        }
        lock (_lock)
        {
            // A transaction in between was given up as unknown, and came true after all.
            if (record.Writer != _writer || record.Number != _last + 1)
                Drop(long.MaxValue);
            (_writer, _last) = (record.Writer, record.Number);
            _commits.Enqueue(new(record.Number, entries, bytes));
            for (_bytes += bytes; _bytes > MostBytes;)
                _bytes -= _commits.Dequeue().Bytes;
        }
    }

    /// <summary>
    /// Hands over what a writer wrote in the transactions of a window, as far as that is here from its beginning on; the
    /// rest of the window is left to read. What lies before the window is forgotten.
    /// </summary>
    public NewsWindow Take(NewsWindow window, List<JournalEntry> entries)
    {
        lock (_lock)
        {
            if (window.Writer != _writer)
                return window;
            Drop(window.After);
            foreach (var commit in _commits)
            {
                if (commit.Number != window.After + 1 || commit.Number > window.To)
                    break;
                entries.AddRange(commit.Entries);
                window = window with { After = commit.Number };
            }
            return window;
        }
    }

    private void Drop(long through)
    {
        while (_commits.TryPeek(out var first) && first.Number <= through)
            _bytes -= _commits.Dequeue().Bytes;
    }

    private readonly record struct Commit(long Number, JournalEntry[] Entries, long Bytes);
}
