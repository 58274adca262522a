using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// The stream of a small grain with present state only: the state is in the document, which can be erased; an entry says only what kind
/// of change happened and when.
/// </summary>
/// <param name="empty">The initial state; writing it erases the document.</param>
/// <param name="lost">Called after a write with unknown result: the grain deactivates, and its next activation reads the journal.</param>
/// <param name="outbox">Signals audit lines to the dispatcher; null for a stream without audit.</param>
internal sealed class DocumentStore<T>(
    IJournal journal,
    TimeProvider machine,
    string name,
    T empty,
    Action? lost = null,
    OutboxSignal? outbox = null
)
    where T : class
{
    private const int EntriesPerSnapshot = 50;

    private readonly T nothing = empty;
    private int version;
    private byte[] hash = [];

    public T State { get; private set; } = empty;

    public async Task Load(CancellationToken cancel = default)
    {
        var stored = await journal.Open(name, cancel);
        State = stored.Document is { Length: > 0 } document ? Read(document) : nothing;
        (version, hash) = (stored.Version, stored.Hash);
    }

    /// <summary>Decides on the state and writes; if another activation has written first, decides again on its state.</summary>
    /// <param name="decide">Answer, new state (null to write nothing), and audit line or null.</param>
    public async Task<TAnswer> Decide<TAnswer>(string what, Func<DateTimeOffset, (TAnswer Answer, T? After, AuditLine? Audit)> decide)
    {
        try
        {
            while (true)
            {
                var now = machine.GetUtcNow();
                var (answer, after, audit) = decide(now);
                if (after is not null && !await TryWrite(what, now, after, audit))
                {
                    continue;
                }

                if (audit is not null)
                {
                    outbox!.Raise();
                }

                return answer;
            }
        }
        catch (StoreUnavailableException)
        {
            lost?.Invoke();
            throw;
        }
    }

    /// <param name="next">The new state from the present state; null to write nothing.</param>
    public Task Write(string what, Func<T, T?> next, AuditLine? audit = null) => Decide(what, _ => (true, next(State), audit));

    /// <returns>False if another activation wrote first; its state is now loaded.</returns>
    public async Task<bool> TryWrite(string what, DateTimeOffset at, T next, AuditLine? audit = null)
    {
        var document = Bytes(next);
        if (document.AsSpan().SequenceEqual(Bytes(nothing)))
        {
            (next, document) = (nothing, []);
        }

        var result = await journal.Append(
            new(name, version + 1, hash, Bytes(new Line(what, at)))
            {
                Document = document,
                // A marker: the state is in the document, so opening needs no entry before this snapshot.
                Snapshot = (version + 1) % EntriesPerSnapshot == 0 ? [0] : null,
                Outbox = AuditOutbox.Row(audit),
            }
        );
        if (result is AppendResult.Written written)
        {
            (State, version, hash) = (next, version + 1, written.Hash);
            return true;
        }
        await Load();
        return false;
    }

    internal static T Read(byte[] document) => JsonSerializer.Deserialize<T>(document, JsonSerializerOptions.Web)!;

    internal static byte[] Bytes<TAny>(TAny one) => JsonSerializer.SerializeToUtf8Bytes(one, JsonSerializerOptions.Web);

    private sealed record Line(string What, DateTimeOffset At);
}
