using System.Threading.Channels;

namespace LoyaltyClub.Journal;

/// <summary>A queued append.</summary>
internal sealed class PendingAppend(Append append) : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public Append Append { get; } = append;
    public byte[] Hash { get; } = JournalHash.Of(append);

    /// <summary>The result; the caller gets it when the whole group is on disk.</summary>
    public AppendResult? Result { get; set; }

    /// <summary>The error, if there is no result.</summary>
    public Exception? Fault { get; set; }
}

/// <summary>The store as <see cref="GroupCommitWriter"/> uses it: one call at a time.</summary>
internal interface IGroupStore : IAsyncDisposable
{
    /// <summary>
    /// Writes a group in one transaction and sets every <see cref="PendingAppend.Result"/>. The appends of a group are in the order of
    /// their streams (ordinal) and have no stream, operation or claim in common.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing has been written, or, if only the answer was lost, everything.</exception>
    Task Commit(IReadOnlyList<PendingAppend> group);

    /// <exception cref="StoreUnavailableException">The store is known to be away.</exception>
    void ThrowIfAway();
}

/// <summary>
/// Group commit: writes all waiting appends in one transaction, because a disk flush costs the same for one append as for five
/// hundred.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    /// <summary>
    /// By stream; a group has one append of each. Two processes that write the same streams wait for each other instead of deadlocking,
    /// and neighbours share a page of the primary key.
    /// </summary>
    private static readonly Comparison<PendingAppend> InOrder = (one, other) =>
        string.CompareOrdinal(one.Append.Stream, other.Append.Stream);

    private readonly IGroupStore store;
    private readonly int mostTogether;
    private readonly Channel<PendingAppend> queue;
    private readonly Task loop;
    private volatile bool ended;
    private long entries,
        groups;

    // Deferred to a later group: an earlier append of the group has the same stream, operation or claim.
    private List<PendingAppend> later = [];
    private readonly HashSet<string> names = [];
    private readonly HashSet<Guid> operations = [];

    // Bytes of the group being gathered: five hundred entries of 1 MiB would be too much for one transaction.
    private const int MostBytes = 8 << 20;
    private long bytes;

    /// <param name="mostWaiting">Bound of the queue; the next append is refused with <see cref="StoreBusyException"/>.</param>
    /// <param name="mostTogether">Bound of one transaction, in appends.</param>
    public GroupCommitWriter(IGroupStore store, int mostWaiting = 8192, int mostTogether = 512)
    {
        this.store = store;
        this.mostTogether = mostTogether;
        queue = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(mostWaiting) { SingleReader = true });
        loop = Task.Run(Loop);
    }

    public JournalStatistics Statistics => new(Interlocked.Read(ref entries), Interlocked.Read(ref groups), queue.Reader.Count);

    public Task<AppendResult> Append(Append append)
    {
        try
        {
            AppendRules.Check(append);
            store.ThrowIfAway();
            var pending = new PendingAppend(append);
            if (queue.Writer.TryWrite(pending))
            {
                return pending.Task;
            }

            throw ended ? new StoreUnavailableException("The journal is closed.") : new StoreBusyException();
        }
        catch (Exception e)
        {
            return Task.FromException<AppendResult>(e);
        }
    }

    private async Task Loop()
    {
        var group = new List<PendingAppend>(mostTogether);
        var done = new List<PendingAppend>(mostTogether);
        while (true)
        {
            Gather(group);
            // The store gets its next group before the callers of the last group get their answers, so both work at the same time.
            var writing = group.Count > 0 ? Write(group) : Task.CompletedTask;
            Answer(done);
            await writing;
            (group, done) = (done, group);
            if (done.Count == 0 && later.Count == 0 && !await queue.Reader.WaitToReadAsync())
            {
                return;
            }
        }
    }

    /// <summary>Writes a group and keeps the result or the error of each append.</summary>
    private async Task Write(List<PendingAppend> group)
    {
        try
        {
            store.ThrowIfAway();
            await store.Commit(group);
            Interlocked.Increment(ref groups);
        }
        catch (Exception e)
        {
            // An unforeseen error fails this group only; the loop continues.
            foreach (var pending in group)
            {
                pending.Fault = e;
            }
        }
    }

    private void Answer(List<PendingAppend> done)
    {
        foreach (var pending in done)
        {
            if (pending.Result is AppendResult.Written && pending.Fault is null)
            {
                Interlocked.Increment(ref entries);
            }

            if (pending.Fault is { } fault)
            {
                pending.SetException(fault);
            }
            else
            {
                pending.SetResult(pending.Result!);
            }
        }
        done.Clear();
    }

    private void Gather(List<PendingAppend> group)
    {
        names.Clear();
        operations.Clear();
        bytes = 0;
        var waited = later;
        later = [];
        foreach (var pending in waited)
        {
            Place(pending, group);
        }

        while (group.Count < mostTogether && bytes < MostBytes && later.Count < mostTogether && queue.Reader.TryRead(out var pending))
        {
            Place(pending, group);
        }

        group.Sort(InOrder);
    }

    // Deferred appends register their names here too, so that later appends of the same stream stay behind them.
    private void Place(PendingAppend pending, List<PendingAppend> group)
    {
        var append = pending.Append;
        var free = group.Count < mostTogether && bytes < MostBytes;
        free &= names.Add(append.Stream);
        if (append.Operation is { } operation)
        {
            free &= operations.Add(operation);
        }
        // Streams have no upper-case letters, so a claim with this prefix differs from every stream.
        foreach (var claim in append.Claim)
        {
            free &= names.Add("C " + claim);
        }

        foreach (var claim in append.Release)
        {
            free &= names.Add("C " + claim);
        }

        (free ? group : later).Add(pending);
        if (!free)
        {
            return;
        }

        bytes += append.Data.Length + (append.Snapshot?.Length ?? 0) + (append.Document?.Length ?? 0);
        foreach (var row in append.Outbox)
        {
            bytes += row.Data.Length;
        }
    }

    /// <summary>Writes the waiting appends, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        ended = true;
        queue.Writer.TryComplete();
        await loop;
        await store.DisposeAsync();
    }
}
