using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>Qualifying points, spend and visits of one day under one version of the programme.</summary>
public readonly record struct QualifyingDay(DateOnly Day, int Version, long Points, decimal Spend, int Visits)
{
    public QualifyingDay Minus() => new(Day, Version, -Points, -Spend, -Visits);
}

/// <summary>
/// A member's qualifying days, in the order of day and version. Recent days are single, older days are in blocks, so that opening a member
/// and adding a purchase cost the same after years of purchases.
/// </summary>
public sealed class QualifyingDays : IEquatable<QualifyingDays>
{
    public static readonly QualifyingDays None = new([], []);

    /// <summary>Days of a new block; late purchases and merges can double them.</summary>
    private const int Block = 32;

    private QualifyingDays(ImmutableArray<DayBlock> older, AppendList<QualifyingDay> recent) => (Older, Recent) = Split(older, recent);

    /// <summary>Blocks in order of their days.</summary>
    public ImmutableArray<DayBlock> Older { get; }

    /// <summary>Days after the last block.</summary>
    public AppendList<QualifyingDay> Recent { get; }

    /// <summary>From stored blocks and days.</summary>
    public static QualifyingDays Of(ImmutableArray<DayBlock> older, AppendList<QualifyingDay> recent) => new(older, recent);

    public ImmutableArray<QualifyingDay> All => [.. Older.SelectMany(block => block.Days()), .. Recent];

    public bool IsEmpty => Older.IsEmpty && Recent.Count == 0;

    /// <summary>The last day; a default value if there is none.</summary>
    public QualifyingDay Last => FromLast(0);

    /// <summary>The day <paramref name="back"/> places before the last; a default value if there are fewer.</summary>
    public QualifyingDay FromLast(int back)
    {
        if (back < Recent.Count)
        {
            return Recent[Recent.Count - 1 - back];
        }

        back -= Recent.Count;
        for (var i = Older.Length - 1; i >= 0; back -= Older[i--].Count)
        {
            if (back < Older[i].Count)
            {
                return Older[i].Days()[^(back + 1)];
            }
        }

        return default;
    }

    /// <summary>The last day with a visit, which is the day of the last purchase that remains; null if there is none.</summary>
    public DateOnly? LastVisit
    {
        get
        {
            for (var back = 0; FromLast(back) is { Day: var day, Visits: var visits } && day != default; back++)
            {
                if (visits > 0)
                {
                    return day;
                }
            }

            return null;
        }
    }

    /// <summary>A day under a version; zero if there is none.</summary>
    public QualifyingDay Of(DateOnly day, int version)
    {
        var index = BlockOf(day);
        foreach (var row in index < 0 ? Recent : (IReadOnlyList<QualifyingDay>)Older[index].Days())
        {
            if (row.Day == day && row.Version == version)
            {
                return row;
            }
        }

        return new(day, version, 0, 0, 0);
    }

    public QualifyingDays Plus(QualifyingDay more)
    {
        if (more is { Points: 0, Spend: 0, Visits: 0 })
        {
            return this;
        }

        var index = BlockOf(more.Day);
        if (index < 0)
        {
            return new(Older, Plus(Recent, more));
        }

        ImmutableArray<QualifyingDay> days = [.. Plus([.. Older[index].Days()], more)];
        return new(
            [
                .. Older[..index],
                .. days.Length > 2 * Block ? Halves(days)
                : days.IsEmpty ? []
                : [new(days)],
                .. Older[(index + 1)..],
            ],
            Recent
        );
    }

    /// <summary>The sums from one day to another, both included.</summary>
    /// <param name="spend">False omits the spend: adding decimals takes most of the time.</param>
    public (long Points, decimal Spend, int Visits) Sum(DateOnly from, DateOnly to, bool spend = true)
    {
        var (points, money, visits) = (0L, 0m, 0);
        foreach (ref readonly var day in Recent)
        {
            Add(day);
        }

        for (var i = Older.Length - 1; i >= 0 && Older[i] is var block && block.Last >= from; i--)
        {
            if (block.First > to)
            {
                continue;
            }
            else if (block.First >= from && block.Last <= to)
            {
                (points, money, visits) = (points + block.Points, money + block.Spend, visits + block.Visits);
            }
            else
            {
                foreach (ref readonly var day in block.Days().AsSpan())
                {
                    Add(day);
                }
            }
        }

        return (points, spend ? Money.Plain(money) : 0, visits);

        void Add(in QualifyingDay day)
        {
            if (day.Day < from || day.Day > to)
            {
                return;
            }

            (points, visits) = (points + day.Points, visits + day.Visits);
            if (spend)
            {
                money += day.Spend;
            }
        }
    }

    public bool Equals(QualifyingDays? other) => other is not null && All.SequenceEqual(other.All);

    public override bool Equals(object? obj) => Equals(obj as QualifyingDays);

    public override int GetHashCode() => All.Length;

    /// <summary>Index of the block for a day; below zero for <see cref="Recent"/>.</summary>
    private int BlockOf(DateOnly day)
    {
        var index = Older.Length;
        while (index > 0 && Older[index - 1].Last >= day)
        {
            index--;
        }

        return index == Older.Length ? -1 : index;
    }

    /// <summary>
    /// Turns the first half of the recent days into a block once there are too many. All versions of a day stay in one block.
    /// </summary>
    private static (ImmutableArray<DayBlock>, AppendList<QualifyingDay>) Split(
        ImmutableArray<DayBlock> older,
        AppendList<QualifyingDay> recent
    )
    {
        if (recent.Count <= 2 * Block)
        {
            return (older, recent);
        }

        ImmutableArray<QualifyingDay> days = [.. recent];
        return Cut(days) is > 0 and var cut ? (older.Add(new(days[..cut])), [.. days[cut..]]) : (older, recent);
    }

    private static IEnumerable<DayBlock> Halves(ImmutableArray<QualifyingDay> days)
    {
        var cut = Cut(days);
        if (cut > 0)
        {
            yield return new(days[..cut]);
        }

        yield return new(days[cut..]);
    }

    /// <summary>The index at or before the middle at which a day begins; 0 if the first half is a single day.</summary>
    private static int Cut(ImmutableArray<QualifyingDay> days)
    {
        var cut = days.Length / 2;
        while (cut > 0 && days[cut].Day == days[cut - 1].Day)
        {
            cut--;
        }

        return cut;
    }

    private static AppendList<QualifyingDay> Plus(AppendList<QualifyingDay> days, QualifyingDay more)
    {
        var index = days.Count;
        while (index > 0 && (days[index - 1].Day, days[index - 1].Version).CompareTo((more.Day, more.Version)) >= 0)
        {
            index--;
        }

        if (index == days.Count || days[index].Day != more.Day || days[index].Version != more.Version)
        {
            return days.Insert(index, more);
        }

        var day = days[index];
        var sum = new QualifyingDay(
            day.Day,
            day.Version,
            day.Points + more.Points,
            Money.Plain(day.Spend + more.Spend),
            day.Visits + more.Visits
        );
        return sum is { Points: 0, Spend: 0, Visits: 0 } ? days.RemoveAt(index) : days.SetItem(index, sum);
    }
}

/// <summary>Consecutive days with their sums, so that the single days are rarely read.</summary>
public class DayBlock
{
    private readonly ImmutableArray<QualifyingDay> days;

    /// <param name="days">At least one, in order.</param>
    public DayBlock(ImmutableArray<QualifyingDay> days)
        : this(
            days[0].Day,
            days[^1].Day,
            days.Length,
            days.Sum(day => day.Points),
            Money.Plain(days.Sum(day => day.Spend)),
            days.Sum(day => day.Visits)
        ) => this.days = days;

    /// <summary>For subclasses that keep the days elsewhere.</summary>
    protected DayBlock(DateOnly first, DateOnly last, int count, long points, decimal spend, int visits) =>
        (First, Last, Count, Points, Spend, Visits) = (first, last, count, points, spend, visits);

    public DateOnly First { get; }
    public DateOnly Last { get; }
    public int Count { get; }
    public long Points { get; }
    public decimal Spend { get; }
    public int Visits { get; }

    public virtual ImmutableArray<QualifyingDay> Days() => days;
}
