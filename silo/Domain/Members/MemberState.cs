using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>A member as the ledger knows them: the fold of their entries. Says nothing about who they are.</summary>
public sealed record MemberState
{
    /// <summary>Nobody yet: the state before the first entry.</summary>
    public static readonly MemberState None = new();

    public MemberStatus Status { get; init; } = MemberStatus.None;
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>Points that are left, active and pending. Whatever ended up to <see cref="SettledThrough"/> is gone from here.</summary>
    public ImmutableArray<Lot> Lots { get; init; } = [];

    /// <summary>Points that were taken back and could not be found; the next earning pays them first.</summary>
    public long Debt { get; init; }

    public Lifetime Lifetime { get; init; }

    /// <summary>The day up to which activations and expiries are written down in the journal.</summary>
    public DateOnly SettledThrough { get; init; }

    public int Purchases { get; init; }
    public DateOnly? LastPurchase { get; init; }

    /// <summary>What counts for tiers and daily caps, by day.</summary>
    public QualifyingDays Qualifying { get; init; } = QualifyingDays.None;

    /// <summary>When rules with a limit gave something, in order of arrival.</summary>
    public ImmutableArray<RuleUse> RuleUses { get; init; } = [];

    /// <summary>The tier that a purchase last brought, and when; before that the first purchase's, since joining. Time may have taken it since.</summary>
    public TierStanding? Tier { get; init; }

    /// <summary>
    /// The most that a rule gave something in any <paramref name="days"/> days of which <paramref name="day"/> is one: later
    /// days too, so that a late purchase does not get past a limit that is used up.
    /// </summary>
    public int Uses(string rule, DateOnly day, int days)
    {
        var near = new List<int>();
        foreach (var use in RuleUses)
            if (use.Rule == rule && Math.Abs(use.Day.DayNumber - day.DayNumber) < days)
                near.Add(use.Day.DayNumber);
        near.Sort();
        var most = 0;
        for (int first = 0, last = 0; last < near.Count; last++)
        {
            while (near[last] - near[first] >= days)
                first++;
            most = Math.Max(most, last - first + 1);
        }
        return most;
    }
}

public enum MemberStatus { None, Active, Erased }

/// <summary>Totals since the member joined. What was taken out by hand is not among them.</summary>
public readonly record struct Lifetime(long Earned, long Redeemed, long Expired, long Reversed);

public readonly record struct RuleUse(string Rule, DateOnly Day);

public sealed record TierStanding(string Code, DateTimeOffset Since);

/// <summary>What a member can spend, will be able to spend, and owes, at one instant.</summary>
/// <param name="Active">Points that can be spent.</param>
/// <param name="Pending">Points that are earned and not active yet.</param>
/// <param name="Reserved">Points that a redemption holds.</param>
/// <param name="NextExpiry">The next day at whose end points end, and how many.</param>
public readonly record struct Balance(long Active, long Pending, long Reserved, long Debt, (DateOnly On, long Points)? NextExpiry)
{
    /// <summary>The balance on a day, computed for that day: right whether or not the nightly close has run (promise 4).</summary>
    public static Balance On(DateOnly day, MemberState member)
    {
        long active = 0, pending = 0, ending = 0;
        DateOnly? next = null;
        foreach (var lot in member.Lots)
        {
            var ends = lot.Terms.Ends(member.LastPurchase);
            if (ends < day)
                continue;
            if (lot.Terms.ActiveOn > day) pending += lot.Points;
            else active += lot.Points;
            if (ends is null || ends > next)
                continue;
            ending = ends == next ? ending + lot.Points : lot.Points;
            next = ends;
        }
        return new(active, pending, 0, member.Debt, next is { } on ? (on, ending) : null);
    }
}

/// <summary>What counts of one day's purchases.</summary>
public readonly record struct QualifyingDay(DateOnly Day, long Points, decimal Spend, int Visits);

/// <summary>A member's days with purchases, in order.</summary>
public sealed record QualifyingDays(ImmutableArray<QualifyingDay> All)
{
    public static readonly QualifyingDays None = new([]);

    public QualifyingDay On(DateOnly day) => Find(day) is >= 0 and var index ? All[index] : new(day, 0, 0, 0);

    public QualifyingDays Plus(QualifyingDay more)
    {
        var index = Find(more.Day);
        if (index < 0)
            return new(All.Insert(~index, more));
        var day = All[index];
        return new(All.SetItem(index, new(day.Day, day.Points + more.Points, Money.Plain(day.Spend + more.Spend), day.Visits + more.Visits)));
    }

    /// <summary>What counts from one day to another, both included.</summary>
    public decimal Sum(TierBy by, DateOnly from, DateOnly to)
    {
        var sum = 0m;
        for (var i = Find(from) is >= 0 and var index ? index : ~Find(from); i < All.Length && All[i].Day <= to; i++)
            sum += by switch
            {
                TierBy.Points => All[i].Points,
                TierBy.Spend => All[i].Spend,
                TierBy.Visits => All[i].Visits,
                _ => throw new InvalidOperationException($"No tiers by {by}."),
            };
        return sum;
    }

    public bool Equals(QualifyingDays? other) => other is not null && All.SequenceEqual(other.All);

    public override int GetHashCode() => All.Length;

    /// <summary>Index of a day, or the complement of where it would stand; the last day is the likeliest, so it is looked at first.</summary>
    private int Find(DateOnly day)
    {
        if (All.IsEmpty || All[^1].Day < day)
            return ~All.Length;
        var (low, high) = (0, All.Length - 1);
        if (All[high].Day == day)
            return high;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = All[middle].Day.CompareTo(day);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return ~low;
    }
}
