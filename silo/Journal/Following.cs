namespace LoyaltyClub.Journal;

/// <summary>The part of following the journal that both stores share.</summary>
internal static class Following
{
    /// <summary>
    /// Each writer with its last number, by a few index look-ups for each writer instead of a scan.
    /// </summary>
    public const string HeadsSql = """
        with recursive writers(writer) as (
            select (select writer from commits order by writer limit 1)
            union all
            select (select c.writer from commits c where c.writer > w.writer order by c.writer limit 1) from writers w where w.writer is not null)
        select w.writer, (select c.number from commits c where c.writer = w.writer order by c.number desc limit 1) from writers w where w.writer is not null
        """;

    /// <summary>Transactions of one writer in one read, so that the entries fit in memory however far behind a follower is.</summary>
    private const int Page = 256;

    /// <summary>Transactions of each writer in one read of <see cref="Changed"/>, which mostly ends after one or two.</summary>
    private const int Few = 32;

    /// <summary>
    /// The transactions to read, for each writer those after a position. Of a single writer one page, because its order is also the
    /// order of each stream; of several writers all at once, or null if there are more than <paramref name="most"/> (numbers are
    /// dense, so the positions give the count).
    /// </summary>
    public static List<NewsWindow>? Windows(IReadOnlyDictionary<Guid, long> after, Dictionary<Guid, long> heads, int most)
    {
        var windows = heads
            .Select(head => new NewsWindow(head.Key, after.GetValueOrDefault(head.Key), head.Value))
            .Where(window => window.After < window.To)
            .ToList();
        if (windows is [var single])
        {
            return [single with { To = Math.Min(single.To, single.After + Page) }];
        }

        return windows.Sum(window => window.To - window.After) > most ? null : windows;
    }

    /// <summary>The next transactions of each writer after a position, a few of each: one lists up to 512 entries.</summary>
    public static NewsWindow[] Pages(IReadOnlyDictionary<Guid, long> after, IReadOnlyDictionary<Guid, long> heads) =>
        [
            .. heads
                .Select(head => new NewsWindow(head.Key, after.GetValueOrDefault(head.Key), head.Value))
                .Where(window => window.After < window.To)
                .Select(window => window with { To = Math.Min(window.To, window.After + Few) }),
        ];

    /// <summary>The streams that commit records list, until there are enough.</summary>
    /// <param name="records">Each writer's in order, without a gap after the position.</param>
    public static ChangedStreams Changed(
        IReadOnlyDictionary<Guid, long> after,
        IReadOnlyDictionary<Guid, long> heads,
        IEnumerable<(Guid Writer, long Number, byte[] Entries)> records,
        Func<string, bool> wanted,
        int enough
    )
    {
        var (position, streams) = (new Dictionary<Guid, long>(after), new HashSet<string>(StringComparer.Ordinal));
        // Who is the least behind comes first, so that no writer waits behind one that never ends.
        foreach (
            var (writer, number, entries) in records
                .GroupBy(record => record.Writer)
                .OrderBy(written => heads[written.Key] - after.GetValueOrDefault(written.Key))
                .SelectMany(written => written)
        )
        {
            if (streams.Count >= enough)
            {
                break;
            }

            streams.UnionWith(CommitRecord.Unpack(entries).Select(entry => entry.Stream).Where(wanted));
            position[writer] = number;
        }

        return new(position, [.. streams], heads.Sum(head => head.Value - position.GetValueOrDefault(head.Key)));
    }

    /// <summary>The entries that commit records list, each stream's in order.</summary>
    public static List<(string Stream, int Version)> Listed(IEnumerable<byte[]> records, Func<string, bool> wanted)
    {
        var listed = records.SelectMany(CommitRecord.Unpack).Where(entry => wanted(entry.Stream)).ToList();
        listed.Sort((one, other) => Order(one.Stream, one.Version, other.Stream, other.Version));
        return listed;
    }

    /// <summary>Combines the entries found in memory with those read from the tables.</summary>
    public static JournalNews News(
        IReadOnlyDictionary<Guid, long> after,
        Dictionary<Guid, long> heads,
        List<NewsWindow> windows,
        List<JournalEntry> remembered,
        List<JournalEntry> read,
        Func<string, bool> wanted
    )
    {
        var position = new Dictionary<Guid, long>(after);
        foreach (var window in windows)
        {
            position[window.Writer] = window.To;
        }

        remembered.RemoveAll(entry => !wanted(entry.Stream));
        List<JournalEntry> entries = [.. remembered, .. read];
        if (windows.Count > 1)
        {
            entries.Sort((one, other) => Order(one.Stream, one.Version, other.Stream, other.Version));
        }

        return new(position, entries, More: heads.Any(head => head.Value > position.GetValueOrDefault(head.Key)));
    }

    private static int Order(string stream, int version, string otherStream, int otherVersion) =>
        string.CompareOrdinal(stream, otherStream) is var order and not 0 ? order : version.CompareTo(otherVersion);

    public static async Task<IReadOnlyDictionary<Guid, long>> Everything(
        Func<Task<IVerifySource>> begin,
        Func<Exception, StoreUnavailableException?> unavailable,
        Action<JournalEntry> each,
        CancellationToken cancel
    )
    {
        try
        {
            await using var source = await begin();
            var position = new Dictionary<Guid, long>();
            await foreach (var commit in source.Commits(cancel))
            {
                position[commit.Writer] = commit.Number;
            }

            await foreach (var entry in source.Entries(cancel))
            {
                each(entry);
            }

            return position;
        }
        catch (Exception e) when (unavailable(e) is { } translated)
        {
            throw translated;
        }
    }
}

/// <summary>Transactions of one writer, after one number and up to another.</summary>
internal readonly record struct NewsWindow(Guid Writer, long After, long To);
