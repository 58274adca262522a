using System.Collections.Immutable;
using System.Numerics;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>
/// The common part of all entries: instant, dues applied before, and the balance after. Flags mark the parts that are present.
/// </summary>
internal readonly record struct EntryFrame(
    DateTimeOffset Recorded,
    DateOnly Today,
    ImmutableArray<Reservation> TimedOut,
    ImmutableArray<DueLine> Due,
    Balance After
)
{
    /// <summary>The optional parts of the frame.</summary>
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

    /// <summary>Sets the decoded frame on a new entry.</summary>
    public T On<T>(T entry)
        where T : Entry
    {
        entry.Decided(Recorded, Today, TimedOut, Due);
        entry.LeadingTo(After);
        return entry;
    }

    public static void Write(BytesOut bytes, Entry entry)
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

    /// <param name="receiptAt">A receipt's own instant, which is close to its recording; null for all other kinds.</param>
    public static EntryFrame Read(BytesIn bytes, DateTimeOffset? receiptAt = null)
    {
        var recorded = RecordedOf(bytes, receiptAt);
        var has = (Has)bytes.ReadByte();
        var today = has.HasFlag(Has.OtherDay) ? bytes.Day(DayOf(recorded)) : DayOf(recorded);
        return new(
            recorded,
            today,
            has.HasFlag(Has.TimedOut) ? bytes.List(PartCodec.ReadReservation, today) : [],
            has.HasFlag(Has.Due) ? bytes.List(PartCodec.ReadDue, today) : [],
            new(
                bytes.Unsigned(),
                has.HasFlag(Has.Pending) ? bytes.Unsigned() : 0,
                has.HasFlag(Has.Reserved) ? bytes.Unsigned() : 0,
                has.HasFlag(Has.Debt) ? bytes.Unsigned() : 0,
                has.HasFlag(Has.NextExpiry) ? (bytes.Day(today), bytes.Unsigned()) : null
            )
        );
    }

    /// <summary>Skips a frame that contains only the instant and the balance.</summary>
    /// <returns>The club's day, or null if the frame contains dues.</returns>
    public static DateOnly? SkipPlain(BytesIn bytes, DateTimeOffset receiptAt)
    {
        var recorded = RecordedOf(bytes, receiptAt);
        var has = (Has)bytes.ReadByte();
        if ((has & (Has.Due | Has.TimedOut)) != 0)
        {
            return null;
        }

        var today = has.HasFlag(Has.OtherDay) ? bytes.Day(DayOf(recorded)) : DayOf(recorded);
        // One number for active points, one for each further part present, two for the next expiry.
        var balance = has & (Has.Pending | Has.Reserved | Has.Debt);
        for (var numbers = 1 + BitOperations.PopCount((uint)balance) + (has.HasFlag(Has.NextExpiry) ? 2 : 0); numbers > 0; numbers--)
        {
            bytes.Unsigned();
        }

        return today;
    }

    private static DateTimeOffset RecordedOf(BytesIn bytes, DateTimeOffset? receiptAt) =>
        receiptAt is { } at ? at.AddMilliseconds(bytes.Signed()) : bytes.Instant();

    private static DateOnly DayOf(DateTimeOffset recorded) => DateOnly.FromDateTime(recorded.UtcDateTime);
}
