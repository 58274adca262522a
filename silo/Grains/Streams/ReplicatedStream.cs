using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// A stream that every process holds in memory (programme versions, keys, sandbox clock, secret): read at start and after each
/// announcement. Every active process knows a change before its caller gets the answer.
/// </summary>
/// <param name="announcer">Null for a stream that processes read on demand.</param>
public abstract class ReplicatedStream(IJournal journal, string name, Announcer? announcer = null) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private int version;
    private byte[] hash = [];

    protected IJournal Journal => journal;

    /// <summary>Number of entries in this process.</summary>
    internal int Entries => Volatile.Read(ref version);

    /// <summary>Reads the entries that any process wrote since the last read.</summary>
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

    /// <summary>Appends an entry and applies it.</summary>
    /// <param name="known"><see cref="Entries"/>, read before the state on which the entry was decided.</param>
    /// <returns>Written; version taken, by this process or another (decide again); or operation taken (a repeat).</returns>
    internal async Task<AppendResult> Append(int known, byte[] data, Guid? operation, AuditLine? audit = null)
    {
        Append append;
        await turn.WaitAsync(); // keeps version and hash consistent while a reader catches up
        try
        {
            if (version != known)
            {
                return new AppendResult.VersionTaken();
            }

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
