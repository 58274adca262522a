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
            case PurchasedKind: purchase = PurchaseCodec.ReadContent(bytes); break;
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
            PurchasedKind => PurchaseCodec.ReadDecision(bytes, purchase!, recorded, today),
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
                PurchaseCodec.WriteContent(bytes, purchased.Purchase);
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
                PurchaseCodec.WriteDecision(bytes, purchased, today);
                break;
            case Adjusted adjusted:
                bytes.List(adjusted.Lots, (item, lot) => WriteLot(item, lot, today));
                break;
            case Settled or ProfileChanged or Erased:
                break;
        }
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

    internal static void WriteDays(BytesOut bytes, LotTerms terms, DateOnly today)
    {
        bytes.Day(terms.EarnedOn, today);
        bytes.Day(terms.ActiveOn, terms.EarnedOn);
    }

    internal static void WriteEnd(BytesOut bytes, LotTerms terms)
    {
        // 0: never; 1: a fixed last day; from 2: months of idleness plus two.
        bytes.Unsigned(terms.IdleMonths > 0 ? terms.IdleMonths + 2 : terms.LastDay is null ? 0 : 1);
        if (terms is { IdleMonths: 0, LastDay: { } last })
            bytes.Day(last, terms.ActiveOn);
    }

    internal static LotTerms ReadTerms(BytesIn bytes, DateOnly today)
    {
        var earned = bytes.Day(today);
        return ReadEnd(bytes, earned, bytes.Day(earned));
    }

    internal static LotTerms ReadEnd(BytesIn bytes, DateOnly earned, DateOnly active) => bytes.Unsigned() switch
    {
        0 => new(earned, active, null, 0),
        1 => new(earned, active, bytes.Day(active), 0),
        var months => new(earned, active, null, (int)months - 2),
    };
}
