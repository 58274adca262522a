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
    public AppendList<Lot> Lots { get; init; } = [];

    /// <summary>Points that were taken back and could not be found; the next earning pays them first.</summary>
    public long Debt { get; init; }

    public Lifetime Lifetime { get; init; }

    /// <summary>The day up to which activations and expiries are written down in the journal.</summary>
    public DateOnly SettledThrough { get; init; }

    public int Purchases { get; init; }
    public DateOnly? LastPurchase { get; init; }

    /// <summary>What counts for tiers and daily caps, by day.</summary>
    public QualifyingDays Qualifying { get; init; } = QualifyingDays.None;

    /// <summary>When rules with a limit gave something, by day; on one day in order of arrival.</summary>
    public AppendList<RuleUse> RuleUses { get; init; } = [];

    /// <summary>
    /// The tier after the last day with a purchase, or as the close left it later; null is the lowest since joining. Time may have changed
    /// it since: ask <see cref="TierTrack"/>.
    /// </summary>
    public TierStanding? Tier { get; init; }

    public ImmutableArray<StampCount> Stamps { get; init; } = [];

    /// <summary>Vouchers that are good, and those that ended not long ago.</summary>
    public ImmutableArray<Voucher> Vouchers { get; init; } = [];

    /// <summary>How many vouchers were ever issued.</summary>
    public int VouchersIssued { get; init; }

    /// <summary>Open reservations; one whose time is up holds nothing any more, whether or not that is written down.</summary>
    public ImmutableArray<Reservation> Reservations { get; init; } = [];

    /// <summary>How many redemptions there ever were.</summary>
    public int Redemptions { get; init; }

    /// <summary>What has come back of which receipt: quantities by line number.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<LineQuantity>> Returned { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<LineQuantity>>(StringComparer.Ordinal);

    /// <summary>Who brought this member, and what came of it; null if nobody did.</summary>
    public ReferralStanding? Referral { get; init; }

    /// <summary>The member into whom this one was merged, while <see cref="MemberStatus.Merged"/>.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Members that were merged into this one.</summary>
    public ImmutableArray<Merge> Merges { get; init; } = [];

    /// <summary>Uses that are kept though no limit can ask for them any more; more are forgotten together.</summary>
    private const int MostOldUses = 50;

    /// <summary>The day before which uses of rules can be forgotten, if there are many such; else null.</summary>
    public DateOnly? ForgettableUses(DateOnly today, ProgrammeHistory book)
    {
        if (RuleUses.Count < MostOldUses || book.UseDays is not { } days || today.DayNumber <= days)
        {
            return null;
        }

        var day = today.AddDays(-days);
        return RuleUses[MostOldUses - 1].Day < day ? day : null;
    }

    /// <summary>
    /// True if a rule gave something as often as a limit allows in some run of its days of which <paramref name="day"/> is
    /// one: later days too, so that a late purchase does not get past a limit that is used up.
    /// </summary>
    public bool UsedUp(string rule, Limit limit, DateOnly day)
    {
        // The latest uses come first, and are mostly all that need be looked at: those before are out of reach, or a run that
        // ends with the day itself is used up.
        var (near, until) = (0, 0);
        for (
            var index = RuleUses.Count - 1;
            index >= 0 && RuleUses[index] is var use && day.DayNumber - use.Day.DayNumber < limit.Days;
            index--
        )
        {
            if (!IsNear(use, rule, limit, day))
            {
                continue;
            }

            near++;
            if (use.Day <= day && ++until == limit.Times)
            {
                return true;
            }
        }
        return near >= limit.Times && TimesLeft(rule, limit, day) == 0;
    }

    /// <summary>How often a rule can still give something on a day, from 0 to the limit's times.</summary>
    public int TimesLeft(string rule, Limit limit, DateOnly day)
    {
        var near = new List<int>();
        foreach (var use in RuleUses)
        {
            if (IsNear(use, rule, limit, day))
            {
                near.Add(use.Day.DayNumber);
            }
        }

        var most = 0;
        for (int first = 0, last = 0; last < near.Count; last++)
        {
            while (near[last] - near[first] >= limit.Days)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }
        return Math.Max(0, limit.Times - most);
    }

    /// <summary>The first day from a day on that the limit leaves to a rule; null if there is none up to <paramref name="last"/>.</summary>
    public DateOnly? FirstLeft(string rule, Limit limit, DateOnly day, DateOnly last)
    {
        while (UsedUp(rule, limit, day))
        {
            // So it stays until the earliest use that counts is out of reach.
            var earliest = last;
            foreach (var use in RuleUses)
            {
                if (IsNear(use, rule, limit, day) && use.Day < earliest)
                {
                    earliest = use.Day;
                }
            }

            if (earliest.DayNumber + limit.Days > last.DayNumber)
            {
                return null;
            }

            day = earliest.AddDays(limit.Days);
        }
        return day;
    }

    /// <summary>
    /// Both days can lie in one run of the limit's days. The days first: to compare them is cheaper, and most are far apart.
    /// </summary>
    private static bool IsNear(RuleUse use, string rule, Limit limit, DateOnly day) =>
        Math.Abs(use.Day.DayNumber - day.DayNumber) < limit.Days && use.Rule == rule;
}

public enum MemberStatus
{
    None,
    Active,
    Erased,
    Merged,
}

/// <summary>Totals since the member joined. What was given or taken by hand, or between members, is not among them.</summary>
public readonly record struct Lifetime(long Earned, long Redeemed, long Expired, long Reversed)
{
    public Lifetime Plus(Lifetime more, int sign = 1) =>
        new(Earned + sign * more.Earned, Redeemed + sign * more.Redeemed, Expired + sign * more.Expired, Reversed + sign * more.Reversed);
}

public readonly record struct RuleUse(string Rule, DateOnly Day);

public static class RuleUses
{
    /// <summary>With one more use, in its place.</summary>
    public static AppendList<RuleUse> Plus(this AppendList<RuleUse> uses, RuleUse more)
    {
        var index = uses.Count;
        while (index > 0 && uses[index - 1].Day > more.Day)
        {
            index--;
        }

        return uses.Insert(index, more);
    }
}

/// <summary>A tier that is held.</summary>
/// <param name="Since">Its first day.</param>
/// <param name="Until">The last day of its period; null if it does not end.</param>
public sealed record TierStanding(string Code, DateOnly Since, DateOnly? Until);

/// <param name="Count">Stamps towards the next reward; below zero if more was taken back than was there.</param>
/// <param name="Completed">How often the card was full.</param>
public readonly record struct StampCount(string Card, decimal Count, int Completed);

/// <param name="Referrer">Id of the member who brought this one.</param>
/// <param name="Given">What the referral brought; null while no purchase has been large enough.</param>
public sealed record ReferralStanding(string Referrer, ReferralBonus? Given);

/// <param name="Receipt">Key of the purchase that brought it.</param>
/// <param name="Referee">Points of who was brought.</param>
/// <param name="Referrer">Points of who brought them.</param>
/// <param name="Terms">Of both: active on the first day after the hold.</param>
public sealed record ReferralBonus(string Receipt, long Referee, long Referrer, LotTerms Terms);

/// <param name="From">Id of the member who became a part of this one.</param>
/// <param name="Redemptions">How many redemptions this member had before: the other's were numbered on from there.</param>
public readonly record struct Merge(string From, DateOnly On, int Redemptions);

/// <summary>What a member can spend, will be able to spend, and owes, at one instant.</summary>
/// <param name="Active">Points that can be spent.</param>
/// <param name="Pending">Points that are earned and not active yet.</param>
/// <param name="Reserved">Points that a redemption holds.</param>
/// <param name="NextExpiry">The next day at whose end points end, and how many.</param>
public readonly record struct Balance(long Active, long Pending, long Reserved, long Debt, (DateOnly On, long Points)? NextExpiry)
{
    /// <summary>The balance at an instant of a day, computed for it: right whether or not the nightly close has run (promise 4).</summary>
    public static Balance At(DateTimeOffset now, DateOnly day, MemberState member)
    {
        member = member.AfterTimeOuts(Calendar.TimedOut(now, member));
        long active = 0,
            pending = 0,
            ending = 0;
        DateOnly? next = null;
        foreach (var lot in member.Lots)
        {
            var ends = lot.Terms.Ends(member.LastPurchase);
            if (ends < day)
            {
                continue;
            }

            if (lot.Terms.ActiveOn > day)
            {
                pending += lot.Points;
            }
            else
            {
                active += lot.Points;
            }

            if (ends is null || ends > next)
            {
                continue;
            }

            ending = ends == next ? ending + lot.Points : lot.Points;
            next = ends;
        }
        var reserved = 0L;
        foreach (var reservation in member.Reservations)
        {
            reserved += reservation.Points;
        }

        return new(active, pending, reserved, member.Debt, next is { } on ? (on, ending) : null);
    }
}
