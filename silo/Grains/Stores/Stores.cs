using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>When the numbers of a store's receipts begin again.</summary>
/// <param name="Ever">The settings that the store has had, the shortest period first; without a description it is forever.</param>
internal sealed record StoreNumbers(string Now, ImmutableArray<string> Ever);

/// <summary>The described stores and the tills that wait to be paired, in memory.</summary>
public sealed class Stores(IJournal journal, Announcer announcer) : ReplicatedStream(journal, "stores", announcer), IStores
{
    private volatile ImmutableSortedDictionary<string, StoreView> byCode = ImmutableSortedDictionary.Create<string, StoreView>(
        StringComparer.Ordinal
    );
    private volatile ImmutableDictionary<string, StoreNumbers> numbers = ImmutableDictionary<string, StoreNumbers>.Empty;
    private volatile ImmutableDictionary<string, Line.Till> waiting = ImmutableDictionary<string, Line.Till>.Empty;

    public IReadOnlyList<StoreView> All => [.. byCode.Values.OrderBy(store => store.Name, StringComparer.InvariantCultureIgnoreCase)];

    public string NameOf(string code) => Find(code)?.Name ?? code;

    public TimeZoneInfo? ZoneOf(string code) =>
        Find(code)?.TimeZone is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : null;

    public bool NumbersBeginAgain(string code) => NumbersOf(code) is not null;

    internal StoreView? Find(string code) => byCode.GetValueOrDefault(code);

    /// <summary>A description with the setting that it leaves as it is, as one of the release before does.</summary>
    internal StoreView Whole(StoreView store) =>
        store with
        {
            ReceiptNumbers = store.ReceiptNumbers ?? Find(store.Code)?.ReceiptNumbers ?? ReceiptNumbers.Forever,
        };

    /// <summary>Null for a store whose receipt numbers have never begun again.</summary>
    internal StoreNumbers? NumbersOf(string code) => numbers.GetValueOrDefault(code);

    /// <summary>Tills whose code was neither used nor voided; some may have expired.</summary>
    internal IEnumerable<Line.Till> Waiting => waiting.Values.OrderBy(till => till.ExpiresAt);

    internal Line.Till? WaitingFor(string code) =>
        HashOf(Normalised(code)) is var hash ? waiting.Values.FirstOrDefault(till => till.CodeHash == hash) : null;

    protected override void Apply(int version, byte[] data)
    {
        var line = Decode(data);
        if (line.Store is { } store)
        {
            var described = Whole(store);
            var now = described.ReceiptNumbers!;
            byCode = byCode.SetItem(store.Code, described);
            if (NumbersOf(store.Code) is { } had)
            {
                numbers = numbers.SetItem(store.Code, new(now, [.. ReceiptNumbers.All.Where(one => one == now || had.Ever.Contains(one))]));
            }
            else if (now != ReceiptNumbers.Forever)
            {
                numbers = numbers.SetItem(store.Code, new(now, [now, ReceiptNumbers.Forever]));
            }
        }

        if (line.Added is { } added)
        {
            // A till whose code expired before this one was drawn is of no more use.
            waiting = waiting
                .RemoveRange(waiting.Values.Where(till => till.ExpiresAt < added.ExpiresAt - Pairing.Life).Select(till => till.Id))
                .SetItem(added.Id, added);
        }

        if (line.Ended is { } ended)
        {
            waiting = waiting.Remove(ended);
        }
    }

    internal static byte[] Encode(Line line) => JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web);

    internal static Line Decode(byte[] data) => JsonSerializer.Deserialize<Line>(data, JsonSerializerOptions.Web)!;

    internal static string HashOf(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    /// <summary>Forgives what people mistake: small letters, hyphens, O for 0, I and L for 1.</summary>
    private static string Normalised(string typed) => CardCode.Normalised(typed).Replace('O', '0').Replace('I', '1').Replace('L', '1');

    /// <param name="Ended">Id of a till whose code was used or voided.</param>
    internal sealed record Line(StoreView? Store = null, Line.Till? Added = null, string? Ended = null)
    {
        /// <param name="CodeHash">The code's 40 random bits are good for ten minutes, so a hash without salt is enough.</param>
        internal sealed record Till(string Id, string CodeHash, string Store, string Name, DateTimeOffset ExpiresAt, string By);
    }
}
