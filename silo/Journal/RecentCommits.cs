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

    private readonly Lock guard = new();
    private readonly Queue<Commit> commits = [];
    private Guid writer;
    private long last,
        bytes;

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
        lock (this.guard)
        {
            // A transaction in between was given up as unknown, and came true after all.
            if (record.Writer != writer || record.Number != last + 1)
            {
                Drop(long.MaxValue);
            }

            (writer, last) = (record.Writer, record.Number);
            commits.Enqueue(new(record.Number, entries, bytes));
            for (this.bytes += bytes; this.bytes > MostBytes;)
            {
                this.bytes -= commits.Dequeue().Bytes;
            }
        }
    }

    /// <summary>
    /// Hands over what a writer wrote in the transactions of a window, as far as that is here from its beginning on; the
    /// rest of the window is left to read. What lies before the window is forgotten.
    /// </summary>
    public NewsWindow Take(NewsWindow window, List<JournalEntry> entries)
    {
        lock (this.guard)
        {
            if (window.Writer != writer)
            {
                return window;
            }

            Drop(window.After);
            foreach (var commit in commits)
            {
                if (commit.Number != window.After + 1 || commit.Number > window.To)
                {
                    break;
                }

                entries.AddRange(commit.Entries);
                window = window with { After = commit.Number };
            }
            return window;
        }
    }

    private void Drop(long through)
    {
        while (commits.TryPeek(out var first) && first.Number <= through)
        {
            this.bytes -= commits.Dequeue().Bytes;
        }
    }

    private readonly record struct Commit(long Number, JournalEntry[] Entries, long Bytes);
}
