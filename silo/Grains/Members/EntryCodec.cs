using System.Collections.Immutable;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains.Members;

/// <summary>
/// An entry as bytes in the journal: kind, length of the content, content (what the caller asked for), decision (what came
/// of it). The content stands alone so that the same id with another content is told apart by comparing bytes.
/// </summary>
/// <remarks>Old entries are read for ever: a kind's layout never changes; a new layout is a new kind.</remarks>
internal static class EntryCodec
{
    private const byte EnrolledKind = 1, PurchasedKind = 2, AdjustedKind = 3, SettledKind = 4, ProfileChangedKind = 5, ErasedKind = 6;

    /// <summary>The epoch of days: later days are small numbers.</summary>
    private static readonly DateOnly Epoch = new(2000, 1, 1);

    public static byte[] Encode(Entry entry)
    {
        var content = BytesOut.Make(bytes => WriteContent(bytes, entry));
        return BytesOut.Make(bytes =>
        {
            bytes.Write(KindOf(entry));
            bytes.Unsigned(content.Length);
            bytes.Write(content);
            WriteDecision(bytes, entry);
        });
    }

    /// <summary>True if two encoded entries answer the same request.</summary>
    public static bool SameContent(byte[] one, byte[] other) => ContentOf(one).SequenceEqual(ContentOf(other)) && one[0] == other[0];

    public static Entry Decode(byte[] data)
    {
        using var bytes = new BytesIn(data);
        var kind = bytes.ReadByte();
        bytes.Unsigned();
        Purchase? purchase = null;
        long points = 0;
        string reason = "";
        var fingerprint = ImmutableArray<byte>.Empty;
        var fields = ImmutableArray<string>.Empty;
        switch (kind)
        {
            case EnrolledKind: fingerprint = [.. bytes.ReadBytes(32)]; break;
            case PurchasedKind: purchase = ReadPurchase(bytes); break;
            case AdjustedKind: (points, reason) = (bytes.Signed(), bytes.Text()!); break;
            case ProfileChangedKind: (fields, fingerprint) = (bytes.List(item => item.Text()!), [.. bytes.ReadBytes(32)]); break;
            case SettledKind or ErasedKind: break;
            default: throw new InvalidDataException($"An entry of kind {kind} was written by a newer version.");
        }
        var recorded = bytes.Instant();
        var today = bytes.Day(Epoch);
        var due = bytes.List(item => new DueLine((DueKind)item.ReadByte(), item.Day(today), ReadLot(item, today)));
        var after = new Balance(bytes.Unsigned(), bytes.Unsigned(), bytes.Unsigned(), bytes.Unsigned(), ReadNextExpiry(bytes, today));
        Entry entry = kind switch
        {
            EnrolledKind => new Enrolled(bytes.Instant(), bytes.ReadBoolean() ? ReadLot(bytes, today) : null, fingerprint) { Recorded = recorded, Today = today },
            PurchasedKind => ReadPurchased(bytes, purchase!, recorded, today),
            AdjustedKind => new Adjusted(points, reason, bytes.List(item => ReadLot(item, today))) { Recorded = recorded, Today = today },
            SettledKind => new Settled { Recorded = recorded, Today = today },
            ProfileChangedKind => new ProfileChanged(fields, fingerprint) { Recorded = recorded, Today = today },
            _ => new Erased { Recorded = recorded, Today = today },
        };
        return entry with { Due = due, After = after };
    }

    private static ReadOnlySpan<byte> ContentOf(byte[] data)
    {
        var (length, at, shift) = (0, 1, 0);
        do
        {
            length |= (data[at] & 0x7F) << shift;
            shift += 7;
        }
        while (data[at++] >= 0x80);
        return data.AsSpan(at, length);
    }

    private static byte KindOf(Entry entry) => entry switch
    {
        Enrolled => EnrolledKind,
        Purchased => PurchasedKind,
        Adjusted => AdjustedKind,
        Settled => SettledKind,
        ProfileChanged => ProfileChangedKind,
        Erased => ErasedKind,
        _ => throw new InvalidOperationException($"No layout for an entry of type {entry.GetType().Name}."),
    };

    private static void WriteContent(BytesOut bytes, Entry entry)
    {
        switch (entry)
        {
            case Enrolled enrolled:
                bytes.Write(enrolled.Fingerprint.AsSpan());
                break;
            case Purchased purchased:
                var purchase = purchased.Purchase;
                bytes.Text(purchase.Store);
                bytes.Text(purchase.Till);
                bytes.Text(purchase.Receipt);
                bytes.Instant(purchase.At);
                bytes.List(purchase.Lines, (line, item) =>
                {
                    line.Unsigned(item.Number);
                    line.Text(item.Sku);
                    line.Text(item.Name);
                    line.Text(item.Category);
                    line.Text(item.Brand);
                    line.Decimal(item.Quantity);
                    line.Decimal(item.Amount);
                });
                break;
            case Adjusted adjusted:
                bytes.Signed(adjusted.Points);
                bytes.Text(adjusted.Reason);
                break;
            case ProfileChanged changed:
                bytes.List(changed.Fields, (item, field) => item.Text(field));
                bytes.Write(changed.Fingerprint.AsSpan());
                break;
            case Settled or Erased:
                break;
        }
    }

    private static void WriteDecision(BytesOut bytes, Entry entry)
    {
        var today = entry.Today;
        bytes.Instant(entry.Recorded);
        bytes.Day(today, Epoch);
        bytes.List(entry.Due, (item, line) =>
        {
            item.Write((byte)line.Kind);
            item.Day(line.On, today);
            WriteLot(item, line.Lot, today);
        });
        bytes.Unsigned(entry.After.Active);
        bytes.Unsigned(entry.After.Pending);
        bytes.Unsigned(entry.After.Reserved);
        bytes.Unsigned(entry.After.Debt);
        bytes.Unsigned(entry.After.NextExpiry?.Points ?? 0);
        if (entry.After.NextExpiry is { } next)
            bytes.Day(next.On, today);
        switch (entry)
        {
            case Enrolled enrolled:
                bytes.Instant(enrolled.JoinedAt);
                bytes.Write(enrolled.Opening is not null);
                if (enrolled.Opening is { } opening)
                    WriteLot(bytes, opening, today);
                break;
            case Purchased purchased:
                bytes.Unsigned(purchased.Version);
                bytes.Unsigned(purchased.Points);
                // "base" is in nearly every breakdown: the empty text stands for it.
                bytes.List(purchased.Breakdown, (item, share) =>
                {
                    item.Text(share.Rule == Accrual.Base ? "" : share.Rule);
                    item.Signed(share.Points);
                });
                bytes.List(purchased.LimitedRules, (item, rule) => item.Text(rule));
                WriteTerms(bytes, purchased.Terms, today);
                bytes.Write(purchased.ExpiredAtOnce);
                bytes.Decimal(purchased.Spend);
                bytes.Text(purchased.Tier);
                bytes.Text(purchased.TierBefore);
                break;
            case Adjusted adjusted:
                bytes.List(adjusted.Lots, (item, lot) => WriteLot(item, lot, today));
                break;
            case Settled or ProfileChanged or Erased:
                break;
        }
    }

    private static Purchase ReadPurchase(BytesIn bytes) => new(
        bytes.Text()!, bytes.Text(), bytes.Text()!, bytes.Instant(),
        bytes.List(line => new ReceiptLine((int)line.Unsigned(), line.Text()!, line.Text(), line.Text(), line.Text(), line.Decimal(), line.Decimal())));

    private static Purchased ReadPurchased(BytesIn bytes, Purchase purchase, DateTimeOffset recorded, DateOnly today) => new(
        purchase, (int)bytes.Unsigned(), bytes.Unsigned(),
        bytes.List(item => new RulePoints(item.Text() is { Length: > 0 } rule ? rule : Accrual.Base, item.Signed())),
        bytes.List(item => item.Text()!), ReadTerms(bytes, today), bytes.ReadBoolean(), bytes.Decimal(), bytes.Text()!, bytes.Text())
    {
        Recorded = recorded,
        Today = today,
    };

    private static (DateOnly, long)? ReadNextExpiry(BytesIn bytes, DateOnly today) =>
        bytes.Unsigned() is > 0 and var points ? (bytes.Day(today), points) : null;

    internal static void WriteLot(BytesOut bytes, Lot lot, DateOnly today)
    {
        WriteTerms(bytes, lot.Terms, today);
        bytes.Unsigned(lot.Points);
    }

    internal static Lot ReadLot(BytesIn bytes, DateOnly today) => new(ReadTerms(bytes, today), bytes.Unsigned());

    private static void WriteTerms(BytesOut bytes, LotTerms terms, DateOnly today)
    {
        bytes.Day(terms.EarnedOn, today);
        bytes.Day(terms.ActiveOn, terms.EarnedOn);
        // 0: never; 1: a fixed last day; from 2: months of idleness plus two.
        bytes.Unsigned(terms.IdleMonths > 0 ? terms.IdleMonths + 2 : terms.LastDay is null ? 0 : 1);
        if (terms is { IdleMonths: 0, LastDay: { } last })
            bytes.Day(last, terms.ActiveOn);
    }

    private static LotTerms ReadTerms(BytesIn bytes, DateOnly today)
    {
        var earned = bytes.Day(today);
        var active = bytes.Day(earned);
        return bytes.Unsigned() switch
        {
            0 => new(earned, active, null, 0),
            1 => new(earned, active, bytes.Day(active), 0),
            var months => new(earned, active, null, (int)months - 2),
        };
    }
}
