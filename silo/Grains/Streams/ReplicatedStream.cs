using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// A stream that every process holds in memory (the programme's versions, the keys, the sandbox's clock): read at start, and
/// read on when somebody writes. Every process of the cluster knows a change before whoever made it has an answer.
/// </summary>
/// <param name="announcer">Null where a process that knows nothing looks by itself.</param>
public abstract class ReplicatedStream(IJournal journal, string name, Announcer? announcer = null) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private int version;
    private byte[] hash = [];

    protected IJournal Journal => journal;

    /// <summary>How many entries are known here.</summary>
    internal int Entries => Volatile.Read(ref version);

    /// <summary>Reads what was written since the last time, by whichever process.</summary>
    public async Task CatchUp(CancellationToken cancel = default)
    {
        await turn.WaitAsync(cancel);
        try
        {
            while (await journal.Read(name, version + 1, 100, cancel) is { Count: > 0 } entries)
            {
                foreach (var entry in entries)
                {
                    Apply(entry.Version, entry.Data);
                    (version, hash) = (entry.Version, entry.Hash);
                }
            }
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Writes an entry that was decided on what is known here, and knows it.</summary>
    /// <returns>Written; or that another process was first (decide again); or that the operation had been done.</returns>
    internal async Task<AppendResult> Append(byte[] data, Guid? operation, AuditLine? audit = null)
    {
        Append append;
        await turn.WaitAsync(); // number and hash belong together, and another reads on meanwhile
        try
        {
            append = new(name, version + 1, hash, data) { Operation = operation, Outbox = AuditOutbox.Row(audit) };
        }
        finally
        {
            turn.Release();
        }
        var result = await journal.Append(append);
        await CatchUp();
        if (result is AppendResult.Written && announcer is not null)
        {
            await announcer.Tell();
        }

        return result;
    }

    protected abstract void Apply(int version, byte[] data);

    public void Dispose()
    {
        turn.Dispose();
        GC.SuppressFinalize(this);
    }
}
