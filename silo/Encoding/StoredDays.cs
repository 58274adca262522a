using System.Collections.Immutable;
using LoyaltyClub.Domain;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>A block of days in a snapshot, about five bytes per day: decoded on first access, and written back unchanged.</summary>
internal sealed class StoredDays : DayBlock
{
    private const long OtherVersion = 1,
        OtherVisits = 2;
    private readonly ArraySegment<byte> days;

    private StoredDays(BytesIn bytes, DateOnly first)
        : base(first, bytes.Day(first), bytes.Count(), bytes.Signed(), bytes.SignedDecimal(), (int)bytes.Signed()) =>
        days = bytes.Part(bytes.Count());

    public override ImmutableArray<QualifyingDay> Days() => [.. Read(new(days), Count, First)];

    /// <param name="before">A day that the reader knows.</param>
    public static void Write(BytesOut bytes, DayBlock block, DateOnly before)
    {
        bytes.Day(block.First, before);
        bytes.Day(block.Last, block.First);
        bytes.Unsigned(block.Count);
        bytes.Signed(block.Points);
        bytes.SignedDecimal(block.Spend);
        bytes.Signed(block.Visits);
        var days = (block as StoredDays)?.days ?? BytesOut.Make(block, static (item, block) => Write(item, block.Days(), block.First));
        bytes.Unsigned(days.Count);
        bytes.Write(days);
    }

    public static DayBlock Read(BytesIn bytes, DateOnly before) => new StoredDays(bytes, bytes.Day(before));

    /// <summary>
    /// Writes each row as its difference from the previous row. The lowest bits of the day offset mark another version and a number of
    /// visits other than one.
    /// </summary>
    public static void Write(BytesOut bytes, IReadOnlyList<QualifyingDay> days, DateOnly before)
    {
        var version = 0;
        foreach (var row in days)
        {
            bytes.Unsigned(
                ((long)(row.Day.DayNumber - before.DayNumber) << 2)
                    | (row.Version == version ? 0L : OtherVersion)
                    | (row.Visits == 1 ? 0L : OtherVisits)
            );
            if (row.Version != version)
            {
                bytes.Signed(row.Version - version);
            }

            bytes.Signed(row.Points);
            bytes.SignedDecimal(row.Spend);
            if (row.Visits != 1)
            {
                bytes.Signed(row.Visits);
            }

            (before, version) = (row.Day, row.Version);
        }
    }

    public static AppendList<QualifyingDay> Read(BytesIn bytes, int count, DateOnly before)
    {
        var version = 0;
        return AppendList.Read<QualifyingDay>(
            count,
            () =>
            {
                var head = bytes.Unsigned();
                before = before.AddDays((int)(head >> 2));
                version += (head & OtherVersion) == 0 ? 0 : (int)bytes.Signed();
                return new(before, version, bytes.Signed(), bytes.SignedDecimal(), (head & OtherVisits) == 0 ? 1 : (int)bytes.Signed());
            }
        );
    }
}
