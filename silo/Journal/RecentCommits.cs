namespace LoyaltyClub.Journal;

/// <summary>
/// The latest entries that this process wrote, so that <see cref="IJournal.News"/> need not read them back. Bounded; older entries are
/// read from the tables.
/// </summary>
internal sealed class RecentCommits
{
    private const long MostBytes = 16 << 20;

    /// <summary>Estimated bytes of an entry besides its data.</summary>
    private const int BytesPerEntry = 300;

    private readonly Lock guard = new();
    private readonly Queue<Commit> commits = [];

    /// <summary>The number that each follower in this process has had.</summary>
    private readonly Dictionary<string, long> had = new(StringComparer.Ordinal);
    private Guid writer;
    private long last,
        bytes;

    /// <summary>Adds a transaction that is on disk.</summary>
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
        lock (guard)
        {
            // A transaction in between, given up as unknown, was written after all.
            if (record.Writer != writer || record.Number != last + 1)
            {
                Drop(long.MaxValue);
                had.Clear();
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
    /// Takes the entries of a window's transactions that are in memory, from the window's beginning; the rest is left to read. Drops what
    /// every follower has had.
    /// </summary>
    public NewsWindow Take(NewsWindow window, string follower, List<JournalEntry> entries)
    {
        lock (guard)
        {
            if (window.Writer != writer)
            {
                return window;
            }

            had[follower] = window.After;
            Drop(had.Values.Min());
            foreach (var commit in commits)
            {
                if (commit.Number <= window.After)
                {
                    continue;
                }

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
            bytes -= commits.Dequeue().Bytes;
        }
    }

    private readonly record struct Commit(long Number, JournalEntry[] Entries, long Bytes);
}
