using System.Collections.Immutable;
using System.Numerics;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>
/// An entry as bytes in the journal: kind, length of the content, content (what the caller asked for), decision (what came
/// of it). The content stands alone so that the same id with another content is told apart by comparing bytes.
/// </summary>
/// <remarks>Old entries are read for ever: a kind's layout never changes; a new layout is a new kind.</remarks>
internal static class EntryCodec
{
    public static byte[] Encode(Entry entry) =>
        BytesOut.Make(
            entry,
            static (bytes, entry) =>
            {
                bytes.Write(ContentCodec.KindOf(entry));
                bytes.Sized(entry, ContentCodec.Write);
                WriteFrame(bytes, entry);
                DecisionCodec.Write(bytes, entry);
            }
        );

    /// <summary>True if two encoded entries answer the same request.</summary>
    public static bool SameContent(byte[] one, byte[] other) => ContentOf(one).SequenceEqual(ContentOf(other)) && one[0] == other[0];

    public static Entry Decode(byte[] data)
    {
        var bytes = new BytesIn(data);
        var kind = bytes.ReadByte();
        bytes.Unsigned();
        var receipt = kind == ContentCodec.PurchasedKind ? PurchaseCodec.ReadContent(bytes) : null;
        var asked = receipt is null ? ContentCodec.Read(kind, bytes) : null;
        // A receipt's two times are close to each other, and most of what follows is seldom there: flags say what is.
        var recorded = receipt is not null ? receipt.At.AddMilliseconds(bytes.Signed()) : bytes.Instant();
        var has = (Has)bytes.ReadByte();
        var today = has.HasFlag(Has.OtherDay) ? bytes.Day(DayOf(recorded)) : DayOf(recorded);
        var timedOut = has.HasFlag(Has.TimedOut) ? bytes.List(PartCodec.ReadReservation, today) : [];
        var due = has.HasFlag(Has.Due) ? bytes.List(PartCodec.ReadDue, today) : [];
        var after = new Balance(
            bytes.Unsigned(),
            has.HasFlag(Has.Pending) ? bytes.Unsigned() : 0,
            has.HasFlag(Has.Reserved) ? bytes.Unsigned() : 0,
            has.HasFlag(Has.Debt) ? bytes.Unsigned() : 0,
            has.HasFlag(Has.NextExpiry) ? (bytes.Day(today), bytes.Unsigned()) : null
        );
        return receipt is not null
            ? PurchaseCodec.ReadDecision(bytes, receipt, new(recorded, today, timedOut, due, after))
            : DecisionCodec.Read(bytes, asked!, today) with
            {
                Recorded = recorded,
                Today = today,
                TimedOut = timedOut,
                Due = due,
                After = after,
            };
    }

    /// <summary>
    /// What there is to count of a purchase that nothing else came with, without making anything of the rest: whoever adds up
    /// all entries meets little else. Null for any other entry.
    /// </summary>
    public static PlainPurchase? Plain(byte[] data)
    {
        var bytes = new BytesIn(data);
        if (bytes.ReadByte() != ContentCodec.PurchasedKind)
        {
            return null;
        }

        bytes.Unsigned();
        if (PurchaseCodec.SumOf(bytes) is not var (at, total))
        {
            return null;
        }

        var recorded = at.AddMilliseconds(bytes.Signed());
        var has = (Has)bytes.ReadByte();
        if ((has & (Has.Due | Has.TimedOut)) != 0)
        {
            return null;
        }

        var today = has.HasFlag(Has.OtherDay) ? bytes.Day(DayOf(recorded)) : DayOf(recorded);
        // The balance: a number for what is active and for each of the others that is there, two for what ends next.
        for (
            var numbers =
                1 + BitOperations.PopCount((uint)(has & (Has.Pending | Has.Reserved | Has.Debt))) + (has.HasFlag(Has.NextExpiry) ? 2 : 0);
            numbers > 0;
            numbers--
        )
        {
            bytes.Unsigned();
        }

        return PurchaseCodec.PlainOf(bytes, today) is var (day, points) ? new(at, day, total, points) : null;
    }

    /// <summary>What an entry has that most entries do not have.</summary>
    [Flags]
    private enum Has : byte
    {
        None = 0,
        OtherDay = 1,
        Due = 2,
        Pending = 4,
        Reserved = 8,
        Debt = 16,
        NextExpiry = 32,
        TimedOut = 64,
    }

    private static DateOnly DayOf(DateTimeOffset recorded) => DateOnly.FromDateTime(recorded.UtcDateTime);

    private static ReadOnlySpan<byte> ContentOf(byte[] data)
    {
        var (length, at, shift) = (0, 1, 0);
        do
        {
            length |= (data[at] & 0x7F) << shift;
            shift += 7;
        } while (data[at++] >= 0x80);
        return data.AsSpan(at, length);
    }

    /// <summary>What entries of all kinds have.</summary>
    private static void WriteFrame(BytesOut bytes, Entry entry)
    {
        var (today, after) = (entry.Today, entry.After);
        if (entry is Purchased { Purchase: var receipt })
        {
            bytes.Signed(entry.Recorded.ToUnixTimeMilliseconds() - receipt.At.ToUnixTimeMilliseconds());
        }
        else
        {
            bytes.Instant(entry.Recorded);
        }

        var has =
            (today == DayOf(entry.Recorded) ? Has.None : Has.OtherDay)
            | (entry.Due.IsEmpty ? Has.None : Has.Due)
            | (after.Pending > 0 ? Has.Pending : Has.None)
            | (after.Reserved > 0 ? Has.Reserved : Has.None)
            | (after.Debt > 0 ? Has.Debt : Has.None)
            | (after.NextExpiry is null ? Has.None : Has.NextExpiry)
            | (entry.TimedOut.IsEmpty ? Has.None : Has.TimedOut);
        bytes.Write((byte)has);
        if (has.HasFlag(Has.OtherDay))
        {
            bytes.Day(today, DayOf(entry.Recorded));
        }

        if (has.HasFlag(Has.TimedOut))
        {
            bytes.List(entry.TimedOut, PartCodec.WriteReservation, today);
        }

        if (has.HasFlag(Has.Due))
        {
            bytes.List(entry.Due, PartCodec.WriteDue, today);
        }

        bytes.Unsigned(after.Active);
        if (has.HasFlag(Has.Pending))
        {
            bytes.Unsigned(after.Pending);
        }

        if (has.HasFlag(Has.Reserved))
        {
            bytes.Unsigned(after.Reserved);
        }

        if (has.HasFlag(Has.Debt))
        {
            bytes.Unsigned(after.Debt);
        }

        if (after.NextExpiry is { } next)
        {
            bytes.Day(next.On, today);
            bytes.Unsigned(next.Points);
        }
    }
}

/// <summary>What entries of all kinds have, for a kind that is made with it in one go.</summary>
internal readonly record struct EntryFrame(
    DateTimeOffset Recorded,
    DateOnly Today,
    ImmutableArray<Reservation> TimedOut,
    ImmutableArray<DueLine> Due,
    Balance After
);

/// <summary>A purchase of which nothing is to be counted but that it was, what it cost and what it earned.</summary>
/// <param name="Day">In the time zone of the programme that decided.</param>
internal readonly record struct PlainPurchase(DateTimeOffset At, DateOnly Day, decimal Total, long Points);
