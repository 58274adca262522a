using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>A member's ledger state: the fold of its entries, without personal data.</summary>
public sealed record MemberState
{
    /// <summary>The state before the first entry.</summary>
    public static readonly MemberState None = new();

    public MemberStatus Status { get; init; } = MemberStatus.None;
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>Active and pending points. Points that expired up to <see cref="SettledThrough"/> are removed.</summary>
    public AppendList<Lot> Lots { get; init; } = [];

    /// <summary>Points that were reversed, not found and not written off; the next points earned pay it first.</summary>
    public long Debt { get; init; }

    /// <summary>
    /// The fraction of a point that waits for the next receipt; below 1, or below 2 for a while after a merge.
    /// </summary>
    public Fraction? Carried { get; init; }

    public Lifetime Lifetime { get; init; }

    /// <summary>The day up to which activations and expiries are in the journal.</summary>
    public DateOnly SettledThrough { get; init; }

    public int Purchases { get; init; }
    public DateOnly? LastPurchase { get; init; }

    /// <summary>Qualifying points, spend and visits by day; also read by the daily cap.</summary>
    public QualifyingDays Qualifying { get; init; } = QualifyingDays.None;

    /// <summary>Uses of limited rules, by day; within a day in order of arrival.</summary>
    public AppendList<RuleUse> RuleUses { get; init; } = [];

    /// <summary>
    /// The standing after the last purchase day or a later close; null starts at the lowest level on the day of joining. Time may have
    /// changed the tier since: read it through <see cref="TierTrack"/>.
    /// </summary>
    public TierStanding? Tier { get; init; }

    public ImmutableArray<StampCount> Stamps { get; init; } = [];

    /// <summary>Usable vouchers, and vouchers that were used or expired recently.</summary>
    public ImmutableArray<Voucher> Vouchers { get; init; } = [];

    /// <summary>Number of vouchers ever issued.</summary>
    public int VouchersIssued { get; init; }

    /// <summary>Open reservations; a timed-out reservation has no effect, even before the journal records the time-out.</summary>
    public ImmutableArray<Reservation> Reservations { get; init; } = [];

    /// <summary>Number of redemptions ever made.</summary>
    public int Redemptions { get; init; }

    /// <summary>Returned quantities by receipt and line number.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<LineQuantity>> Returned { get; init; } =
        ImmutableSortedDictionary.Create<string, ImmutableArray<LineQuantity>>(StringComparer.Ordinal);

    /// <summary>Referrer and result of the referral; null for a member without a referrer.</summary>
    public ReferralStanding? Referral { get; init; }

    /// <summary>The surviving member, while <see cref="MemberStatus.Merged"/>.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Findings of the watch that hold this member's spending.</summary>
    public ImmutableArray<string> Holds { get; init; } = [];

    /// <summary>Members merged into this one.</summary>
    public ImmutableArray<Merge> Merges { get; init; } = [];

    /// <summary>Uses kept although they are outside every limit's window; beyond this number all of them are dropped together.</summary>
    private const int MostOldUses = 50;

    /// <summary>The day before which uses can be dropped from the state; null while there are few.</summary>
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
    /// True if some window of the limit that contains <paramref name="day"/> is used up. Windows may include later days, so that a late
    /// purchase cannot bypass a used-up limit.
    /// </summary>
    public bool UsedUp(string rule, Limit limit, DateOnly day)
    {
        // Scan from the newest use: usually the scan leaves the limit's window, or reaches the limit, within a few steps.
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

    /// <summary>How often a rule can still give points on a day, from 0 to the limit's times.</summary>
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

    /// <summary>
    /// The first day from <paramref name="day"/> on that the limit leaves free; null if there is none up to <paramref name="last"/>.
    /// </summary>
    public DateOnly? FirstLeft(string rule, Limit limit, DateOnly day, DateOnly last)
    {
        while (UsedUp(rule, limit, day))
        {
            // The limit stays used up until the earliest use leaves the window.
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
    /// True if both days fit into one window of the limit. Days are compared before codes: cheaper, and most uses are far away.
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

/// <summary>Totals since joining, without adjustments and transfers.</summary>
public readonly record struct Lifetime(long Earned, long Redeemed, long Expired, long Reversed)
{
    public Lifetime Plus(Lifetime more, int sign = 1) =>
        new(Earned + sign * more.Earned, Redeemed + sign * more.Redeemed, Expired + sign * more.Expired, Reversed + sign * more.Reversed);
}

public readonly record struct RuleUse(string Rule, DateOnly Day);

public static class RuleUses
{
    /// <summary>Inserts a use at its day.</summary>
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

/// <summary>The tier held.</summary>
/// <param name="Since">The first day of the tier.</param>
/// <param name="Until">The last day of its period; null without end.</param>
public sealed record TierStanding(string Code, DateOnly Since, DateOnly? Until);

/// <param name="Count">Stamps towards the next reward; below zero after a return of stamps already spent on a reward.</param>
/// <param name="Completed">How often the card was full.</param>
public readonly record struct StampCount(string Card, decimal Count, int Completed);

/// <param name="Referrer">Id of the referrer.</param>
/// <param name="Given">The points given; null until a purchase reaches the minimum.</param>
public sealed record ReferralStanding(string Referrer, ReferralBonus? Given);

/// <param name="Receipt">Key of the purchase that completed the referral.</param>
/// <param name="Referee">Points for the referee.</param>
/// <param name="Referrer">Points for the referrer.</param>
/// <param name="Terms">Terms of both; active on the first day after the hold.</param>
public sealed record ReferralBonus(string Receipt, long Referee, long Referrer, LotTerms Terms);

/// <param name="From">Id of the merged member.</param>
/// <param name="Redemptions">The surviving member's redemptions before the merge; the merged member's redemptions are numbered after
/// these.</param>
public readonly record struct Merge(string From, DateOnly On, int Redemptions);

/// <summary>Active, pending and reserved points and the debt of a member at an instant.</summary>
/// <param name="Active">Spendable points.</param>
/// <param name="Pending">Points earned and not yet spendable.</param>
/// <param name="Reserved">Points set aside by reservations.</param>
/// <param name="NextExpiry">The next day at whose end active points expire, and how many.</param>
public readonly record struct Balance(long Active, long Pending, long Reserved, long Debt, (DateOnly On, long Points)? NextExpiry)
{
    /// <summary>Computes the balance for an instant and its day, so that it is correct even before the nightly close (promise 4).</summary>
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
