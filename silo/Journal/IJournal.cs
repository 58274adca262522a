namespace LoyaltyClub.Journal;

/// <summary>
/// The store of all decisions, one stream per grain. A stream's entries are numbered from 1 without a gap and linked by a hash.
/// Everything that must be consistent with an entry (operation id, claims, document, due day, snapshot, outbox) is written in the
/// same transaction. The journal stores bytes and knows nothing of loyalty.
/// </summary>
/// <remarks>
/// Every member throws <see cref="StoreUnavailableException"/> when the store is away (connection lost, disk full, locked too long)
/// and leaves nothing half done, and <see cref="StoreBusyException"/> when the queue is full. Both calls can be repeated with the same
/// content: an operation id is written once.
/// </remarks>
public interface IJournal
{
    /// <summary>
    /// Everything that a grain needs to activate, in one read: document, due day, last snapshot, and the entries after it.
    /// </summary>
    Task<StoredStream> Open(string stream, CancellationToken cancel = default);

    /// <summary>Writes one entry and everything that belongs to it, or nothing. Answers when it is on disk.</summary>
    Task<AppendResult> Append(Append append);

    /// <summary>Up to <paramref name="limit"/> entries of a stream, from version <paramref name="from"/> upwards.</summary>
    Task<IReadOnlyList<JournalEntry>> Read(string stream, int from, int limit, CancellationToken cancel = default);

    /// <summary>The entry that was written under an operation id, or null.</summary>
    Task<JournalEntry?> Find(Guid operation, CancellationToken cancel = default);

    /// <summary>The stream that holds a claim such as <c>email:ann@example.org</c>, or null.</summary>
    Task<string?> Holder(string claim, CancellationToken cancel = default);

    /// <summary>True if any stream holds any claim.</summary>
    Task<bool> AnyClaim(CancellationToken cancel = default);

    /// <summary>
    /// Streams whose due day is on or before <paramref name="day"/>, in the order of their names, after <paramref name="after"/>.
    /// </summary>
    Task<IReadOnlyList<string>> Due(DateOnly day, string? after, int limit, CancellationToken cancel = default);

    /// <summary>Streams with entries, in the order of their names, after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<string>> Streams(string? after, int limit, CancellationToken cancel = default);

    /// <summary>
    /// Up to <paramref name="limit"/> messages of a topic whose <see cref="OutboxMessage.Due"/> is at or before <paramref name="due"/>,
    /// in the order of due, stream, version and number, after <paramref name="after"/>. A message written meanwhile may belong
    /// before that place; the next round, which starts with null, finds it.
    /// </summary>
    Task<IReadOnlyList<OutboxMessage>> Outbox(
        string topic,
        DateTimeOffset due,
        OutboxMessage? after,
        int limit,
        CancellationToken cancel = default
    );

    /// <summary>How many messages of a topic wait, due or not; counts no further than <paramref name="most"/>.</summary>
    Task<int> OutboxCount(string topic, int most, CancellationToken cancel = default);

    /// <summary>All messages of one stream and topic, due or not, in the order of version and number.</summary>
    Task<IReadOnlyList<OutboxMessage>> OutboxOf(string stream, string topic, CancellationToken cancel = default);

    /// <summary>
    /// Deletes delivered messages; messages already deleted are skipped. Answers when it is on disk. A dispatcher that delivers first
    /// and deletes afterwards delivers at least once, and after a crash in between once more.
    /// </summary>
    Task Delivered(IReadOnlyList<OutboxMessage> messages);

    /// <summary>
    /// Deletes the messages of a topic that were due before an instant, a thousand in a transaction, and returns their number.
    /// </summary>
    Task<long> ForgetOutbox(string topic, DateTimeOffset before, CancellationToken cancel = default);

    /// <summary>
    /// The latest <see cref="Journal.Append.DecidedAt"/> ever written at or after <paramref name="since"/>, or null if there is none.
    /// </summary>
    Task<DateTimeOffset?> LatestDecided(DateTimeOffset since, CancellationToken cancel = default);

    /// <summary>
    /// For a follower: the entries that all processes wrote after a position, in one consistent read, each stream's in order. If one
    /// process wrote them, at most as many as fit well in memory; null if several wrote more than <paramref name="most"/>
    /// transactions.
    /// </summary>
    /// <param name="after">The position after the last read.</param>
    /// <param name="wanted">The streams to include.</param>
    /// <param name="follower">The follower's name: what this process wrote stays in memory until each of its followers has had it.</param>
    Task<JournalNews?> News(
        IReadOnlyDictionary<Guid, long> after,
        int most,
        Func<string, bool> wanted,
        string follower = "",
        CancellationToken cancel = default
    );

    /// <summary>
    /// For a follower that starts from scratch: every entry, stream by stream in order, in one consistent read. Returns the position
    /// after it.
    /// </summary>
    Task<IReadOnlyDictionary<Guid, long>> Everything(Action<JournalEntry> entry, CancellationToken cancel = default);

    /// <summary>The number of each writer's last transaction: the position at the journal's end.</summary>
    Task<IReadOnlyDictionary<Guid, long>> Head(CancellationToken cancel = default);

    /// <summary>
    /// For a follower that keeps each stream's version itself: the names of the streams that got entries after a position, in whole
    /// transactions until there are <paramref name="enough"/> names.
    /// </summary>
    Task<ChangedStreams> Changed(
        IReadOnlyDictionary<Guid, long> after,
        int enough,
        Func<string, bool> wanted,
        CancellationToken cancel = default
    );

    /// <summary>
    /// The entries of several streams, of each at most <paramref name="limit"/> after a version; a stream's entries are in order.
    /// </summary>
    Task<IReadOnlyList<JournalEntry>> ReadAfter(
        IReadOnlyCollection<(string Stream, int Version)> after,
        int limit,
        CancellationToken cancel = default
    );

    /// <summary>The documents of several streams; a stream without one is left out.</summary>
    Task<IReadOnlyDictionary<string, byte[]>> Documents(IReadOnlyCollection<string> streams, CancellationToken cancel = default);

    /// <summary>Returns when the store answers; throws <see cref="StoreUnavailableException"/> when it does not.</summary>
    Task Ping(CancellationToken cancel = default);

    /// <summary>Checks every link of every stream and every commit record, and names each break. Runs in bounded memory.</summary>
    IAsyncEnumerable<Break> Verify(IProgress<long>? entriesRead = null, CancellationToken cancel = default);

    /// <summary>The store and its durability, for the health page.</summary>
    StoreDescription Description { get; }

    /// <summary>Counters of this process since it started.</summary>
    JournalStatistics Statistics { get; }
}

/// <summary>One entry to write at the end of one stream.</summary>
/// <param name="Stream">The stream's name, 1 to 64 characters of <c>a-z 0-9 . - _ :</c>.</param>
/// <param name="Version">The entry's number: the stream's version as the writer knows it, plus one. Refused if it is taken.</param>
/// <param name="PreviousHash">The hash of the entry before it (<see cref="JournalHash.Size"/> bytes), or empty for the first.</param>
/// <param name="Data">The entry itself, 1 byte to 1 MiB.</param>
public sealed record Append(string Stream, int Version, byte[] PreviousHash, byte[] Data)
{
    /// <summary>The caller's id of this operation, unique over all streams for ever; null without a caller.</summary>
    public Guid? Operation { get; init; }

    /// <summary>The instant that this entry decided about, if it counts for <see cref="IJournal.LatestDecided"/>.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The stream's state after this entry, which replaces the last snapshot; null keeps that snapshot.</summary>
    public byte[]? Snapshot { get; init; }

    /// <summary>
    /// Claims that this stream takes; if another stream holds one of them, nothing is written. Claims that it holds already stay.
    /// </summary>
    public IReadOnlyList<string> Claim { get; init; } = [];

    /// <summary>Claims that this stream gives up; claims that it does not hold are skipped.</summary>
    public IReadOnlyList<string> Release { get; init; } = [];

    /// <summary>
    /// The stream's document after this entry (it can be changed and erased, unlike the journal); null keeps it, empty erases it.
    /// </summary>
    public byte[]? Document { get; init; }

    /// <summary>The stream's due day after this entry; null keeps it.</summary>
    public DueChange? Due { get; init; }

    /// <summary>Work outside of the journal that follows from this entry, at most 256 rows; numbered from 0 in this order.</summary>
    public IReadOnlyList<OutboxRow> Outbox { get; init; } = [];
}

/// <summary>
/// Work outside of the journal, such as a mail to send. It is stored if and only if its entry is, until it is delivered.
/// </summary>
/// <param name="Topic">Selects the dispatcher, 1 to 32 characters of <c>a-z 0-9 . - _ :</c>.</param>
/// <param name="Due">The earliest instant of delivery; kept to the microsecond.</param>
/// <param name="Data">The message, 1 byte to 64 KiB.</param>
public sealed record OutboxRow(string Topic, DateTimeOffset Due, byte[] Data);

/// <summary>
/// An outbox row as it is stored. Stream, version and number are its key, the same for ever: a receiver can recognise a repeat by it.
/// </summary>
/// <param name="Stream">The entry's stream.</param>
/// <param name="Version">The entry's version.</param>
/// <param name="Number">The row's place in <see cref="Append.Outbox"/>, from 0.</param>
public sealed record OutboxMessage(string Stream, int Version, int Number, string Topic, DateTimeOffset Due, byte[] Data);

/// <summary>A new due day, or none.</summary>
public readonly record struct DueChange(DateOnly? Day);

/// <summary>The result of an append.</summary>
public abstract record AppendResult
{
    private AppendResult() { }

    /// <summary>On disk.</summary>
    /// <param name="Hash">The new entry's hash: the next append's <see cref="Append.PreviousHash"/>.</param>
    public sealed record Written(byte[] Hash) : AppendResult;

    /// <summary>Nothing written: another entry has this version. The holder of the stream's state must read it again.</summary>
    public sealed record VersionTaken : AppendResult;

    /// <summary>Nothing written: an entry, of this or another stream, has this operation id.</summary>
    public sealed record OperationTaken(JournalEntry By) : AppendResult;

    /// <summary>Nothing written: another stream holds this claim.</summary>
    public sealed record ClaimTaken(string Claim, string Holder) : AppendResult;
}

/// <summary>An entry as it is stored.</summary>
public sealed record JournalEntry(string Stream, int Version, Guid? Operation, byte[] Hash, byte[] Data);

/// <summary>Entries after a position, and the new position: the number of each writer's last transaction.</summary>
/// <param name="More">True if there were more entries at that moment.</param>
public sealed record JournalNews(IReadOnlyDictionary<Guid, long> Position, IReadOnlyList<JournalEntry> Entries, bool More);

/// <summary>Streams that got entries after a position, and the new position.</summary>
/// <param name="Behind">Transactions after the new position.</param>
public sealed record ChangedStreams(IReadOnlyDictionary<Guid, long> Position, IReadOnlyList<string> Streams, long Behind);

/// <summary>A stream as a grain opens it. A stream without entries has version 0 and no hash.</summary>
/// <param name="Snapshot">The last snapshot and its version, or null.</param>
/// <param name="Entries">The entries after the snapshot, in order.</param>
/// <param name="Version">The last entry's number.</param>
/// <param name="Hash">The last entry's hash.</param>
public sealed record StoredStream(
    byte[]? Document,
    DateOnly? Due,
    (int Version, byte[] State)? Snapshot,
    IReadOnlyList<JournalEntry> Entries,
    int Version,
    byte[] Hash
);

/// <summary>A damaged place of the journal.</summary>
/// <param name="Stream">The stream, or the commit record's writer.</param>
/// <param name="Version">The first damaged entry.</param>
/// <param name="What">The damage, in one sentence.</param>
public sealed record Break(string Stream, int Version, string What);

/// <summary>The store, without secrets.</summary>
/// <param name="Durable">True if an acknowledged write survives a power cut.</param>
public sealed record StoreDescription(string Kind, string Place, bool Durable);

/// <param name="Entries">Entries written.</param>
/// <param name="Groups">Transactions that wrote them.</param>
/// <param name="Waiting">Appends in the queue now.</param>
public readonly record struct JournalStatistics(long Entries, long Groups, int Waiting);

/// <summary>
/// The store cannot be reached or cannot write. It may be unknown whether the append was written; repeating it is safe.
/// </summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The queue of appends is full.</summary>
public sealed class StoreBusyException() : Exception("The queue of the journal is full.");
