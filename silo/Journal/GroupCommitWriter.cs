using System.Threading.Channels;

namespace LoyaltyClub.Journal;

/// <summary>An append that waits for its turn.</summary>
internal sealed class PendingAppend(Append append) : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public Append Append { get; } = append;
    public byte[] Hash { get; } = JournalHash.Of(append);

    /// <summary>What the store made of it; told to the caller when the whole group is on disk.</summary>
    public AppendResult? Result { get; set; }

    /// <summary>Why the store made nothing of it.</summary>
    public Exception? Fault { get; set; }
}

/// <summary>What <see cref="GroupCommitWriter"/> needs of a store. Never called twice at once.</summary>
internal interface IGroupStore : IAsyncDisposable
{
    /// <summary>
    /// Writes a group in one transaction and sets every <see cref="PendingAppend.Result"/>. No two of the group have a
    /// stream, an operation or a claim in common.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing, or by a hair's breadth everything, has been written.</exception>
    Task Commit(IReadOnlyList<PendingAppend> group);

    /// <exception cref="StoreUnavailableException">The store is known to be away.</exception>
    void ThrowIfAway();
}

/// <summary>
/// Takes whatever appends wait and has them written in one transaction: a disk flush costs the same for one as for
/// five hundred.
/// </summary>
internal sealed class GroupCommitWriter : IAsyncDisposable
{
    private readonly IGroupStore store;
    private readonly int mostTogether;
    private readonly Channel<PendingAppend> queue;
    private readonly Task loop;
    private volatile bool ended;
    private long entries,
        groups;

    // Put off because an append before them in the group touches the same stream, operation or claim.
    private List<PendingAppend> later = [];
    private readonly HashSet<string> names = [];
    private readonly HashSet<Guid> operations = [];

    // Of the group being gathered: five hundred entries of 1 MiB would be too much at once.
    private const int MostBytes = 8 << 20;
    private long bytes;

    /// <param name="mostWaiting">Appends that may wait; one more is refused with <see cref="StoreBusyException"/>.</param>
    /// <param name="mostTogether">Appends in one transaction, at most.</param>
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
            this.store.ThrowIfAway();
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
        var group = new List<PendingAppend>(this.mostTogether);
        var done = new List<PendingAppend>(this.mostTogether);
        while (true)
        {
            Gather(group);
            // The store gets its next group before the last one's callers get their answers: it works while they do.
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

    /// <summary>Writes a group and notes each append's result or what went wrong.</summary>
    private async Task Write(List<PendingAppend> group)
    {
        try
        {
            this.store.ThrowIfAway();
            await this.store.Commit(group);
            Interlocked.Increment(ref groups);
        }
        catch (Exception e)
        {
            // An unforeseen error fails this group only: the loop must outlive it.
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

        while (
            group.Count < this.mostTogether && bytes < MostBytes && later.Count < this.mostTogether && queue.Reader.TryRead(out var pending)
        )
        {
            Place(pending, group);
        }
    }

    // What is put off leaves its names here too, so that nothing behind it on the same stream overtakes it.
    private void Place(PendingAppend pending, List<PendingAppend> group)
    {
        var append = pending.Append;
        var free = group.Count < this.mostTogether && bytes < MostBytes;
        free &= names.Add(append.Stream);
        if (append.Operation is { } operation)
        {
            free &= operations.Add(operation);
        }
        // A stream has no upper-case letter, so a claim with this prefix cannot be taken for one.
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

    /// <summary>Writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        ended = true;
        queue.Writer.TryComplete();
        await loop;
        await this.store.DisposeAsync();
    }
}
