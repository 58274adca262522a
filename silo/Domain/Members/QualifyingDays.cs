using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>What counts of one day's purchases under one version of the programme.</summary>
public readonly record struct QualifyingDay(DateOnly Day, int Version, long Points, decimal Spend, int Visits)
{
    public QualifyingDay Minus() => new(Day, Version, -Points, -Spend, -Visits);
}

/// <summary>
/// A member's days with purchases, in the order of day and version. In two parts, so that one more purchase copies some
/// dozens of days and not all years.
/// </summary>
public sealed class QualifyingDays : IEquatable<QualifyingDays>
{
    public static readonly QualifyingDays None = new([], []);

    /// <summary>Days in the part that purchases of today change, at most.</summary>
    private const int MostRecent = 32;

    private readonly ImmutableArray<QualifyingDay> older, recent;

    private QualifyingDays(ImmutableArray<QualifyingDay> older, ImmutableArray<QualifyingDay> recent) => (this.older, this.recent) =
        recent.Length > MostRecent ? (older.AddRange(recent.AsSpan(0, MostRecent / 2)), recent[(MostRecent / 2)..]) : (older, recent);

    /// <summary>Takes so many days from the first to the last, each once and without a copy of all.</summary>
    public static QualifyingDays Read(int count, Func<QualifyingDay> next)
    {
        var old = Math.Max(0, count - MostRecent / 2);
        return new(Some(old), Some(count - old));

        ImmutableArray<QualifyingDay> Some(int some)
        {
            var days = ImmutableArray.CreateBuilder<QualifyingDay>(some);
            for (; some > 0; some--)
                days.Add(next());
            return days.MoveToImmutable();
        }
    }

    public ImmutableArray<QualifyingDay> All => [.. older, .. recent];

    public int Count => older.Length + recent.Length;

    public QualifyingDay this[int index] => index < older.Length ? older[index] : recent[index - older.Length];

    /// <summary>Points of all purchases of a day.</summary>
    public long PointsOn(DateOnly day)
    {
        var points = 0L;
        for (var i = FirstFrom(day); i < Count && this[i].Day == day; i++)
            points += this[i].Points;
        return points;
    }

    /// <summary>A day under a version; of nothing if there is none.</summary>
    public QualifyingDay Of(DateOnly day, int version)
    {
        for (var i = FirstFrom(day); i < Count && this[i].Day == day; i++)
            if (this[i].Version == version)
                return this[i];
        return new(day, version, 0, 0, 0);
    }

    public QualifyingDays Plus(QualifyingDay more)
    {
        if (more is { Points: 0, Spend: 0, Visits: 0 })
            return this;
        var index = FirstFrom(more.Day);
        while (index < Count && this[index].Day == more.Day && this[index].Version < more.Version)
            index++;
        return index < older.Length ? new(Plus(older, index, more), recent) : new(older, Plus(recent, index - older.Length, more));
    }

    /// <summary>What counts from one day to another, both included.</summary>
    public decimal Sum(TierBy by, DateOnly from, DateOnly to)
    {
        var (whole, money) = (0L, 0m);
        for (var i = FirstFrom(from); i < Count && this[i] is var row && row.Day <= to; i++)
            switch (by)
            {
                case TierBy.Points: whole += row.Points; break;
                case TierBy.Spend: money += row.Spend; break;
                case TierBy.Visits: whole += row.Visits; break;
                default: throw new InvalidOperationException($"No tiers by {by}.");
            }
        return whole + money;
    }

    public bool Equals(QualifyingDays? other) => other is not null && All.SequenceEqual(other.All);

    public override bool Equals(object? obj) => Equals(obj as QualifyingDays);

    public override int GetHashCode() => Count;

    private static ImmutableArray<QualifyingDay> Plus(ImmutableArray<QualifyingDay> rows, int index, QualifyingDay more)
    {
        if (index == rows.Length || rows[index].Day != more.Day || rows[index].Version != more.Version)
            return rows.Insert(index, more);
        var day = rows[index];
        var sum = new QualifyingDay(day.Day, day.Version, day.Points + more.Points, Money.Plain(day.Spend + more.Spend), day.Visits + more.Visits);
        return sum is { Points: 0, Spend: 0, Visits: 0 } ? rows.RemoveAt(index) : rows.SetItem(index, sum);
    }

    /// <summary>Index of the first row of a day or later; the end is the likeliest, so it is looked at first.</summary>
    private int FirstFrom(DateOnly day)
    {
        var (low, high) = (0, Count);
        if (high == 0 || this[high - 1].Day < day)
            return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].Day < day) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
