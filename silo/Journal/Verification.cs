using System.Runtime.CompilerServices;

namespace LoyaltyClub.Journal;

/// <summary>One snapshot of a store, read from end to end.</summary>
internal interface IVerifySource : IAsyncDisposable
{
    /// <summary>All entries, ordered by stream (ordinal) and version.</summary>
    IAsyncEnumerable<JournalEntry> Entries(CancellationToken cancel);

    /// <summary>All commit records, ordered by writer and number.</summary>
    IAsyncEnumerable<CommitRecord> Commits(CancellationToken cancel);

    /// <summary>The hashes of these entries; null for a missing entry.</summary>
    Task<byte[]?[]> Hashes(List<(string Stream, int Version)> entries, CancellationToken cancel);

    /// <summary>The hash of one commit, or null.</summary>
    Task<byte[]?> CommitHash(Guid writer, long number, CancellationToken cancel);
}

/// <summary>
/// Checks a journal in three passes. First every stream: dense versions, and each hash recomputed from the entry and its
/// predecessor. Then every commit record: its link, and the presence of each entry that it lists. Last, that every entry is
/// listed in a record.
/// </summary>
/// <remarks>
/// The last pass runs in bounded memory. The first two add each (stream, version) to one of 16,384 sums chosen by the stream; only
/// the streams of sums that differ between entries and records are read again, to name the entries.
/// </remarks>
internal sealed class Verification(IVerifySource source, IProgress<long>? entriesRead)
{
    private const int Buckets = 16_384;

    // Streams already reported, so that each is named once; beyond this number some may be named again.
    private const int MostRemembered = 100_000;
    private readonly HashSet<string> reported = [];
    private readonly Dictionary<string, int> missing = [];
    private readonly (long Count, ulong Sum)[] there = new (long, ulong)[Buckets],
        listed = new (long, ulong)[Buckets];

    /// <param name="unavailable">Translates an error of the store for the caller; null for other errors.</param>
    public static async IAsyncEnumerable<Break> Run(
        Func<Task<IVerifySource>> begin,
        IProgress<long>? entriesRead,
        Func<Exception, StoreUnavailableException?> unavailable,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var source = await Translated(begin, unavailable);
        await using var breaks = new Verification(source, entriesRead).Breaks(cancel).GetAsyncEnumerator(cancel);
        while (await Translated(async () => await breaks.MoveNextAsync(), unavailable))
        {
            yield return breaks.Current;
        }
    }

    private static async Task<T> Translated<T>(Func<Task<T>> read, Func<Exception, StoreUnavailableException?> unavailable)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (unavailable(e) is { } translated)
        {
            throw translated;
        }
    }

    private async IAsyncEnumerable<Break> Breaks([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var found in Streams(cancel))
        {
            if (IsNew(found.Stream))
            {
                yield return found;
            }
        }

        await foreach (var found in Records(cancel))
        {
            yield return found;
        }

        foreach (var (stream, version) in missing)
        {
            if (IsNew(stream))
            {
                yield return new Break(stream, version, $"Entry {version} is missing: a commit record lists it.");
            }
        }

        await foreach (var found in Unlisted(cancel))
        {
            if (IsNew(found.Stream))
            {
                yield return found;
            }
        }
    }

    private async IAsyncEnumerable<Break> Streams([EnumeratorCancellation] CancellationToken cancel)
    {
        long count = 0;
        var stream = "";
        var version = 0;
        byte[] previous = [];
        var broken = false;
        await foreach (var entry in source.Entries(cancel))
        {
            if (++count % 10_000 == 0)
            {
                entriesRead?.Report(count);
            }

            Add(there, entry.Stream, entry.Version);
            if (entry.Stream != stream)
            {
                (stream, version, previous, broken) = (entry.Stream, 0, [], false);
            }

            if (broken)
            {
                continue;
            }

            version++;
            if (entry.Version > version)
            {
                broken = true;
                yield return new Break(stream, version, $"Entry {version} is missing: entry {entry.Version} comes next.");
            }
            else if (entry.Version < version)
            {
                broken = true;
                yield return new Break(stream, entry.Version, $"Entry {entry.Version} has an invalid number.");
            }
            else if (!entry.Hash.AsSpan().SequenceEqual(JournalHash.Of(previous, stream, version, entry.Operation, entry.Data)))
            {
                broken = true;
                yield return new Break(
                    stream,
                    version,
                    $"Entry {version} was changed: its hash does not match its content and the entry before it."
                );
            }
            previous = entry.Hash;
        }
        entriesRead?.Report(count);
    }

    private async IAsyncEnumerable<Break> Records([EnumeratorCancellation] CancellationToken cancel)
    {
        var writer = Guid.Empty;
        long number = 0;
        byte[]? previous = []; // null: unknown, so the next link cannot be checked
        await foreach (var record in source.Commits(cancel))
        {
            if (record.Writer != writer)
            {
                (writer, number, previous) = (record.Writer, 0, []);
                if (record.PriorWriter is { } prior)
                {
                    previous = await source.CommitHash(prior, record.PriorNumber ?? 0, cancel);
                    if (previous is null)
                    {
                        yield return new Break(
                            Name(prior),
                            (int)(record.PriorNumber ?? 0),
                            $"Commit record {record.PriorNumber} is missing: another writer's first record is linked to it."
                        );
                    }
                }
            }
            if (record.Number != number + 1)
            {
                previous = null;
                yield return new Break(
                    Name(writer),
                    (int)(number + 1),
                    $"Commit record {number + 1} is missing: {record.Number} comes next."
                );
            }
            if (await Listed(record, previous, cancel) is { } wrong)
            {
                yield return new Break(Name(writer), (int)record.Number, wrong);
            }

            (number, previous) = (record.Number, record.Hash);
        }
    }

    /// <summary>Looks up the entries of a record. If they are intact, returns the damage of the record itself, or null.</summary>
    private async Task<string?> Listed(CommitRecord record, byte[]? previous, CancellationToken cancel)
    {
        List<(string Stream, int Version)> entries;
        try
        {
            entries = CommitRecord.Unpack(record.Entries);
        }
        catch (InvalidDataException)
        {
            return $"Commit record {record.Number} was changed: its list of entries is malformed.";
        }
        var hashes = await source.Hashes(entries, cancel);
        var explained = false;
        for (var i = 0; i < hashes.Length; i++)
        {
            var (stream, version) = entries[i];
            Add(listed, stream, version);
            explained |= reported.Contains(stream);
            if (hashes[i] is not null)
            {
                continue;
            }

            explained = true;
            if (!missing.TryGetValue(stream, out var first) ? missing.Count < MostRemembered : version < first)
            {
                missing[stream] = version;
            }
        }
        // With a missing or changed entry the record cannot be recomputed; that entry is named already.
        return explained || previous is null || record.Hash.AsSpan().SequenceEqual(CommitRecord.Link(previous, record.Entries, hashes!))
            ? null
            : $"Commit record {record.Number} was changed, or the entries that it lists were rewritten.";
    }

    private async IAsyncEnumerable<Break> Unlisted([EnumeratorCancellation] CancellationToken cancel)
    {
        var differing = Enumerable.Range(0, Buckets).Where(bucket => there[bucket] != listed[bucket]).ToList();
        while (differing.Count > 0)
        {
            // A slice of the differing sums, small enough to keep all their entries in memory.
            var slice = new HashSet<int>();
            for (
                long held = 0;
                differing.Count > 0 && (slice.Count == 0 || held + there[differing[^1]].Count < MostRemembered);
                differing.RemoveAt(differing.Count - 1)
            )
            {
                slice.Add(differing[^1]);
                held += there[differing[^1]].Count;
            }
            var loose = new SortedSet<(string Stream, int Version)>();
            await foreach (var entry in source.Entries(cancel))
            {
                if (slice.Contains(BucketOf(entry.Stream)))
                {
                    loose.Add((entry.Stream, entry.Version));
                }
            }

            await foreach (var record in source.Commits(cancel))
            {
                foreach (var listed in Read(record))
                {
                    loose.Remove(listed);
                }
            }

            foreach (var (stream, version) in loose)
            {
                yield return new Break(stream, version, $"Entry {version} is in no commit record: it was inserted outside the service.");
            }
        }
    }

    private static List<(string Stream, int Version)> Read(CommitRecord record)
    {
        try
        {
            return CommitRecord.Unpack(record.Entries);
        }
        catch (InvalidDataException)
        {
            return []; // Reported by the pass before.
        }
    }

    private bool IsNew(string stream) => reported.Count >= MostRemembered ? !reported.Contains(stream) : reported.Add(stream);

    private static string Name(Guid writer) => "commits of " + writer;

    // .NET's string hash has a new seed in every process, so an attacker cannot prepare two streams with one sum.
    private static int BucketOf(string stream) => (stream.GetHashCode() & int.MaxValue) % Buckets;

    private static void Add((long Count, ulong Sum)[] sums, string stream, int version)
    {
        ref var bucket = ref sums[BucketOf(stream)];
        bucket.Count++;
        var mixed = ((ulong)(uint)stream.GetHashCode() << 32 | (uint)version) * 0x9E3779B97F4A7C15;
        bucket.Sum += mixed ^ (mixed >> 29);
    }
}
