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
    private readonly IGroupStore _store;
    private readonly int _mostTogether;
    private readonly Channel<PendingAppend> _queue;
    private readonly Task _loop;
    private volatile bool _ended;
    private long _entries, _groups;

    // Put off because an append before them in the group touches the same stream, operation or claim.
    private List<PendingAppend> _later = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<Guid> _operations = [];

    // Of the group being gathered: five hundred entries of 1 MiB would be too much at once.
    private const int MostBytes = 8 << 20;
    private long _bytes;

    /// <param name="mostWaiting">Appends that may wait; one more is refused with <see cref="StoreBusyException"/>.</param>
    /// <param name="mostTogether">Appends in one transaction, at most.</param>
    public GroupCommitWriter(IGroupStore store, int mostWaiting = 8192, int mostTogether = 512)
    {
        _store = store;
        _mostTogether = mostTogether;
        _queue = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(mostWaiting) { SingleReader = true });
        _loop = Task.Run(Loop);
    }

    public JournalStatistics Statistics => new(Interlocked.Read(ref _entries), Interlocked.Read(ref _groups), _queue.Reader.Count);

    public Task<AppendResult> Append(Append append)
    {
        try
        {
            AppendRules.Check(append);
            _store.ThrowIfAway();
            var pending = new PendingAppend(append);
            if (_queue.Writer.TryWrite(pending)) return pending.Task;
            throw _ended ? new StoreUnavailableException("The journal is closed.") : new StoreBusyException();
        }
        catch (Exception e)
        {
            return Task.FromException<AppendResult>(e);
        }
    }

    private async Task Loop()
    {
        var group = new List<PendingAppend>(_mostTogether);
        var done = new List<PendingAppend>(_mostTogether);
        while (true)
        {
            Gather(group);
            // The store gets its next group before the last one's callers get their answers: it works while they do.
            var writing = group.Count > 0 ? Write(group) : Task.CompletedTask;
            Answer(done);
            await writing;
            (group, done) = (done, group);
            if (done.Count == 0 && _later.Count == 0 && !await _queue.Reader.WaitToReadAsync()) return;
        }
    }

    /// <summary>Writes a group and notes each append's result or what went wrong.</summary>
    private async Task Write(List<PendingAppend> group)
    {
        try
        {
            _store.ThrowIfAway();
            await _store.Commit(group);
            Interlocked.Increment(ref _groups);
        }
        catch (Exception e)
        {
            // An unforeseen error fails this group only: the loop must outlive it.
            foreach (var pending in group) pending.Fault = e;
        }
    }

    private void Answer(List<PendingAppend> done)
    {
        foreach (var pending in done)
        {
            if (pending.Result is AppendResult.Written && pending.Fault is null) Interlocked.Increment(ref _entries);
            if (pending.Fault is { } fault) pending.SetException(fault);
            else pending.SetResult(pending.Result!);
        }
        done.Clear();
    }

    private void Gather(List<PendingAppend> group)
    {
        _names.Clear();
        _operations.Clear();
        _bytes = 0;
        var waited = _later;
        _later = [];
        foreach (var pending in waited) Place(pending, group);
        while (group.Count < _mostTogether && _bytes < MostBytes && _later.Count < _mostTogether && _queue.Reader.TryRead(out var pending)) Place(pending, group);
    }

    // What is put off leaves its names here too, so that nothing behind it on the same stream overtakes it.
    private void Place(PendingAppend pending, List<PendingAppend> group)
    {
        var append = pending.Append;
        var free = group.Count < _mostTogether && _bytes < MostBytes;
        free &= _names.Add(append.Stream);
        if (append.Operation is { } operation) free &= _operations.Add(operation);
        // A stream has no upper-case letter, so a claim with this prefix cannot be taken for one.
        foreach (var claim in append.Claim) free &= _names.Add("C " + claim);
        foreach (var claim in append.Release) free &= _names.Add("C " + claim);
        (free ? group : _later).Add(pending);
        if (!free) return;
        _bytes += append.Data.Length + (append.Snapshot?.Length ?? 0) + (append.Document?.Length ?? 0);
        foreach (var row in append.Outbox) _bytes += row.Data.Length;
    }

    /// <summary>Writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _ended = true;
        _queue.Writer.TryComplete();
        await _loop;
        await _store.DisposeAsync();
    }
}
