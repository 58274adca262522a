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
        // A receipt's two times are close to each other, and most of what follows is seldom there: flags say what is.
        var recorded = purchase is null ? bytes.Instant() : purchase.At.AddMilliseconds(bytes.Signed());
        var has = (Has)bytes.ReadByte();
        var today = has.HasFlag(Has.OtherDay) ? bytes.Day(DayOf(recorded)) : DayOf(recorded);
        var due = has.HasFlag(Has.Due) ? bytes.List(item => new DueLine((DueKind)item.ReadByte(), item.Day(today), ReadLot(item, today))) : [];
        var after = new Balance(
            bytes.Unsigned(), has.HasFlag(Has.Pending) ? bytes.Unsigned() : 0, has.HasFlag(Has.Reserved) ? bytes.Unsigned() : 0, has.HasFlag(Has.Debt) ? bytes.Unsigned() : 0,
            has.HasFlag(Has.NextExpiry) ? (bytes.Day(today), bytes.Unsigned()) : null);
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

    /// <summary>What an entry has that most entries do not have.</summary>
    [Flags]
    private enum Has : byte { None = 0, OtherDay = 1, Due = 2, Pending = 4, Reserved = 8, Debt = 16, NextExpiry = 32 }

    /// <summary>What a purchase has that most purchases do not have.</summary>
    [Flags]
    private enum PurchaseHas : byte { None = 0, Breakdown = 1, LimitedRules = 2, ExpiredAtOnce = 4, Spend = 8, TierBefore = 16, Tier = 32, OtherDays = 64 }

    /// <summary>The code of the lowest level where the programme names none, and of most programmes that do.</summary>
    private const string UsualTier = "basic";

    private static DateOnly DayOf(DateTimeOffset recorded) => DateOnly.FromDateTime(recorded.UtcDateTime);

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
        var (today, after) = (entry.Today, entry.After);
        if (entry is Purchased { Purchase: var receipt })
            bytes.Signed(entry.Recorded.ToUnixTimeMilliseconds() - receipt.At.ToUnixTimeMilliseconds());
        else
            bytes.Instant(entry.Recorded);
        var has = (today == DayOf(entry.Recorded) ? Has.None : Has.OtherDay) | (entry.Due.IsEmpty ? Has.None : Has.Due)
            | (after.Pending > 0 ? Has.Pending : Has.None) | (after.Reserved > 0 ? Has.Reserved : Has.None) | (after.Debt > 0 ? Has.Debt : Has.None)
            | (after.NextExpiry is null ? Has.None : Has.NextExpiry);
        bytes.Write((byte)has);
        if (has.HasFlag(Has.OtherDay))
            bytes.Day(today, DayOf(entry.Recorded));
        if (has.HasFlag(Has.Due))
            bytes.List(entry.Due, (item, line) =>
            {
                item.Write((byte)line.Kind);
                item.Day(line.On, today);
                WriteLot(item, line.Lot, today);
            });
        bytes.Unsigned(after.Active);
        if (has.HasFlag(Has.Pending))
            bytes.Unsigned(after.Pending);
        if (has.HasFlag(Has.Reserved))
            bytes.Unsigned(after.Reserved);
        if (has.HasFlag(Has.Debt))
            bytes.Unsigned(after.Debt);
        if (after.NextExpiry is { } next)
        {
            bytes.Day(next.On, today);
            bytes.Unsigned(next.Points);
        }
        switch (entry)
        {
            case Enrolled enrolled:
                bytes.Instant(enrolled.JoinedAt);
                bytes.Write(enrolled.Opening is not null);
                if (enrolled.Opening is { } opening)
                    WriteLot(bytes, opening, today);
                break;
            case Purchased purchased:
                WritePurchased(bytes, purchased, today);
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

    private static void WritePurchased(BytesOut bytes, Purchased entry, DateOnly today)
    {
        var has = (entry.Breakdown.AsSpan().SequenceEqual(BaseOnly(entry.Points).AsSpan()) ? PurchaseHas.None : PurchaseHas.Breakdown)
            | (entry.LimitedRules.IsEmpty ? PurchaseHas.None : PurchaseHas.LimitedRules) | (entry.ExpiredAtOnce ? PurchaseHas.ExpiredAtOnce : PurchaseHas.None)
            | (entry.Spend == SpendOf(entry.Purchase) ? PurchaseHas.None : PurchaseHas.Spend) | (entry.TierBefore is null ? PurchaseHas.None : PurchaseHas.TierBefore)
            | (entry.Tier == UsualTier ? PurchaseHas.None : PurchaseHas.Tier) | (entry.Terms.EarnedOn == today && entry.Terms.ActiveOn == today ? PurchaseHas.None : PurchaseHas.OtherDays);
        bytes.Write((byte)has);
        bytes.Unsigned(entry.Version);
        bytes.Unsigned(entry.Points);
        if (has.HasFlag(PurchaseHas.Breakdown))
            WriteBreakdown(bytes, entry.Breakdown);
        if (has.HasFlag(PurchaseHas.LimitedRules))
            bytes.List(entry.LimitedRules, (item, rule) => item.Text(rule));
        if (has.HasFlag(PurchaseHas.OtherDays))
            WriteDays(bytes, entry.Terms, today);
        WriteEnd(bytes, entry.Terms);
        if (has.HasFlag(PurchaseHas.Spend))
            bytes.Decimal(entry.Spend);
        if (has.HasFlag(PurchaseHas.Tier))
            bytes.Text(entry.Tier);
        if (has.HasFlag(PurchaseHas.TierBefore))
            bytes.Text(entry.TierBefore);
    }

    private static Purchased ReadPurchased(BytesIn bytes, Purchase purchase, DateTimeOffset recorded, DateOnly today)
    {
        var has = (PurchaseHas)bytes.ReadByte();
        var (version, points) = ((int)bytes.Unsigned(), bytes.Unsigned());
        var breakdown = has.HasFlag(PurchaseHas.Breakdown) ? ReadBreakdown(bytes, points) : BaseOnly(points);
        var limited = has.HasFlag(PurchaseHas.LimitedRules) ? bytes.List(item => item.Text()!) : [];
        var terms = has.HasFlag(PurchaseHas.OtherDays) ? ReadTerms(bytes, today) : ReadEnd(bytes, today, today);
        var spend = has.HasFlag(PurchaseHas.Spend) ? bytes.Decimal() : SpendOf(purchase);
        return new(
            purchase, version, points, breakdown, limited, terms, has.HasFlag(PurchaseHas.ExpiredAtOnce), spend,
            has.HasFlag(PurchaseHas.Tier) ? bytes.Text()! : UsualTier, has.HasFlag(PurchaseHas.TierBefore) ? bytes.Text() : null)
        {
            Recorded = recorded,
            Today = today,
        };
    }

    /// <summary>The shares add up to the points, so the last one's number need not be there; "base" is in nearly all, so the empty text stands for it.</summary>
    private static void WriteBreakdown(BytesOut bytes, ImmutableArray<RulePoints> breakdown)
    {
        bytes.Unsigned(breakdown.Length);
        for (var i = 0; i < breakdown.Length; i++)
        {
            bytes.Text(breakdown[i].Rule == Accrual.Base ? "" : breakdown[i].Rule);
            if (i < breakdown.Length - 1)
                bytes.Signed(breakdown[i].Points);
        }
    }

    private static ImmutableArray<RulePoints> ReadBreakdown(BytesIn bytes, long points)
    {
        var left = points;
        var breakdown = ImmutableArray.CreateBuilder<RulePoints>();
        for (var more = bytes.Unsigned(); more > 0; more--)
        {
            var rule = bytes.Text() is { Length: > 0 } text ? text : Accrual.Base;
            var share = more == 1 ? left : bytes.Signed();
            left -= share;
            breakdown.Add(new(rule, share));
        }
        return breakdown.ToImmutable();
    }

    /// <summary>The breakdown of most purchases.</summary>
    private static ImmutableArray<RulePoints> BaseOnly(long points) => points == 0 ? [] : [new(Accrual.Base, points)];

    /// <summary>The spend of a purchase none of whose categories is excluded.</summary>
    private static decimal SpendOf(Purchase purchase)
    {
        var sum = 0m;
        foreach (var line in purchase.Lines)
            sum += line.Earns ? line.Amount : 0;
        return Domain.Programmes.Money.Plain(sum);
    }

    internal static void WriteLot(BytesOut bytes, Lot lot, DateOnly today)
    {
        WriteTerms(bytes, lot.Terms, today);
        bytes.Unsigned(lot.Points);
    }

    internal static Lot ReadLot(BytesIn bytes, DateOnly today) => new(ReadTerms(bytes, today), bytes.Unsigned());

    private static void WriteTerms(BytesOut bytes, LotTerms terms, DateOnly today)
    {
        WriteDays(bytes, terms, today);
        WriteEnd(bytes, terms);
    }

    private static void WriteDays(BytesOut bytes, LotTerms terms, DateOnly today)
    {
        bytes.Day(terms.EarnedOn, today);
        bytes.Day(terms.ActiveOn, terms.EarnedOn);
    }

    private static void WriteEnd(BytesOut bytes, LotTerms terms)
    {
        // 0: never; 1: a fixed last day; from 2: months of idleness plus two.
        bytes.Unsigned(terms.IdleMonths > 0 ? terms.IdleMonths + 2 : terms.LastDay is null ? 0 : 1);
        if (terms is { IdleMonths: 0, LastDay: { } last })
            bytes.Day(last, terms.ActiveOn);
    }

    private static LotTerms ReadTerms(BytesIn bytes, DateOnly today)
    {
        var earned = bytes.Day(today);
        return ReadEnd(bytes, earned, bytes.Day(earned));
    }

    private static LotTerms ReadEnd(BytesIn bytes, DateOnly earned, DateOnly active) => bytes.Unsigned() switch
    {
        0 => new(earned, active, null, 0),
        1 => new(earned, active, bytes.Day(active), 0),
        var months => new(earned, active, null, (int)months - 2),
    };
}
