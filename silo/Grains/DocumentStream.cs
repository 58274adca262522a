using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Grains;

/// <summary>
/// A small grain's own stream, where what counts is the present: it stands in the document, which can be erased, and the
/// entries say only that something happened, and when.
/// </summary>
internal sealed class DocumentStream<T>(IJournal journal, string name, T empty) where T : class
{
    private const int EntriesPerSnapshot = 50;
    private readonly T nothing = empty;
    private int version;
    private byte[] hash = [];

    public T State { get; private set; } = empty;

    /// <summary>Reads what is, also what another process has written since.</summary>
    public async Task Load(CancellationToken cancel = default)
    {
        var stored = await journal.Open(name, cancel);
        State = stored.Document is { Length: > 0 } document ? JsonSerializer.Deserialize<T>(document, JsonSerializerOptions.Web)! : nothing;
        (version, hash) = (stored.Version, stored.Hash);
    }

    /// <summary>Writes what is from now on; null erases it.</summary>
    /// <param name="audit">Who changed what, where somebody did.</param>
    /// <returns>False if another activation was first: decide again on the state as it is now.</returns>
    public async Task<bool> Write(string what, DateTimeOffset at, T? next, AuditLine? audit = null)
    {
        var result = await journal.Append(new(name, version + 1, hash, JsonSerializer.SerializeToUtf8Bytes(new Line(what, at), JsonSerializerOptions.Web))
        {
            Document = next is null ? [] : JsonSerializer.SerializeToUtf8Bytes(next, JsonSerializerOptions.Web),
            // The state is in the document; the snapshot only says that no entry before it need be read.
            Snapshot = (version + 1) % EntriesPerSnapshot == 0 ? [0] : null,
            Outbox = Trail.Row(audit),
        });
        if (result is AppendResult.Written written)
        {
            (State, version, hash) = (next ?? nothing, version + 1, written.Hash);
            return true;
        }
        await Load();
        return false;
    }

    private sealed record Line(string What, DateTimeOffset At);
}
