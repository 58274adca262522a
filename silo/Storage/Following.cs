namespace LoyaltyClub.Storage;

/// <summary>What both stores do alike for followers of the journal.</summary>
internal static class Following
{
    /// <summary>Each writer with its last number, a few index look-ups a writer and no scan. The parts that differ are how a store takes the next writer.</summary>
    public const string HeadsSql = """
        with recursive writers(writer) as (
            select (select writer from commits order by writer limit 1)
            union all
            select (select c.writer from commits c where c.writer > w.writer order by c.writer limit 1) from writers w where w.writer is not null)
        select w.writer, (select c.number from commits c where c.writer = w.writer order by c.number desc limit 1) from writers w where w.writer is not null
        """;

    /// <summary>Numbers are dense, so the position tells how many transactions there are to read.</summary>
    public static long Behind(IReadOnlyDictionary<Guid, long> after, Dictionary<Guid, long> heads) => heads.Sum(head => Math.Max(0, head.Value - after.GetValueOrDefault(head.Key)));

    /// <summary>What commit records list, a stream's entries in their order.</summary>
    public static List<(string Stream, int Version)> Listed(IEnumerable<byte[]> records, Func<string, bool> wanted)
    {
        var listed = records.SelectMany(CommitRecord.Unpack).Where(entry => wanted(entry.Stream)).ToList();
        listed.Sort((one, other) => string.CompareOrdinal(one.Stream, other.Stream) is var order and not 0 ? order : one.Version.CompareTo(other.Version));
        return listed;
    }

    public static async Task<IReadOnlyDictionary<Guid, long>> Everything(
        Func<Task<IVerifySource>> begin, Func<Exception, StoreUnavailableException?> unavailable, Action<JournalEntry> each, CancellationToken cancel)
    {
        try
        {
            await using var source = await begin();
            var position = new Dictionary<Guid, long>();
            await foreach (var commit in source.Commits(cancel))
                position[commit.Writer] = commit.Number;
            await foreach (var entry in source.Entries(cancel))
                each(entry);
            return position;
        }
        catch (Exception e) when (unavailable(e) is { } translated)
        {
            throw translated;
        }
    }
}
