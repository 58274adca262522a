using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// A small grain's own stream, where what counts is the present: it stands in the document, which can be erased, and the
/// entries say only that something happened, and when.
/// </summary>
/// <param name="empty">What is where nothing was written; a document that says no more is erased.</param>
/// <param name="lost">Called where nobody knows any more what is on disk: the grain leaves, and its next activation reads.</param>
/// <param name="outbox">Carries the lines of the audit, where there are some.</param>
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

    /// <summary>Reads what is.</summary>
    public async Task Load(CancellationToken cancel = default)
    {
        var stored = await journal.Open(name, cancel);
        State = stored.Document is { Length: > 0 } document ? Read(document) : nothing;
        (version, hash) = (stored.Version, stored.Hash);
    }

    /// <summary>Decides on what is, and writes; where another activation was first, decides again on what that has written.</summary>
    /// <param name="decide">What is answered; what is from now on, null to write nothing; and who changed what, where somebody did.</param>
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

    /// <param name="next">What is from now on, made of what is; null to write nothing.</param>
    public Task Write(string what, Func<T, T?> next, AuditLine? audit = null) => Decide(what, _ => (true, next(State), audit));

    /// <returns>False if another activation was first; its state is read.</returns>
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
                // The state is in the document; the snapshot only says that no entry before it need be read.
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
