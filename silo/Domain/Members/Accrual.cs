using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>The points that a receipt earns, by rule, and the limited rules that contributed.</summary>
/// <param name="Breakdown">Adds up to <paramref name="Points"/>; rules without effect are left out.</param>
/// <param name="Spend">Money on eligible lines; qualifies for tiers by spend.</param>
/// <param name="Circumstances">What the accrual depended on besides receipt and programme.</param>
public readonly record struct Accrual(
    long Points,
    ImmutableArray<RulePoints> Breakdown,
    ImmutableArray<string> LimitedRules,
    decimal Spend,
    Circumstances Circumstances
)
{
    /// <summary>
    /// Upper bound of a receipt's points, far above any real receipt; keeps every product of amounts, rates and factors within a decimal.
    /// </summary>
    public const long Most = 1_000_000_000_000;

    /// <summary>Codes in the breakdown that belong to no earning rule of the programme.</summary>
    public const string Base = "base",
        Cap = "capPerDay",
        TierPrefix = "tier:";

    /// <summary>
    /// (base + line rules + additions) × factors, rounded once (promise 2). A rule's share is the change it makes to the rounded running
    /// total, so the shares add up to the points under every rounding.
    /// </summary>
    /// <param name="tier">The level whose factor applies.</param>
    /// <param name="asking">The facts about the member that rules may ask for.</param>
    public static Accrual Of(Purchase purchase, Programme programme, TierLevel tier, MemberFacts asking)
    {
        var earning = programme.Earning;
        var local = Days.Local(purchase.At, programme.TimeZone);
        var eligible = Eligible(purchase, programme);
        var spend = SumOf(eligible);
        var tally = new Tally(earning.Rounding);
        List<EarningRule>? factors = null;
        ImmutableArray<string>.Builder? limited = null;

        tally.Add(Base, Fulls(spend, earning.Per) * earning.Points);
        var words = RuleMatches.Words(earning.Index, eligible);
        var matches = new RuleMatches(
            earning.Index,
            eligible,
            words <= RuleMatches.MostOnStack ? stackalloc ulong[words] : new ulong[words]
        );
        while (matches.Next(out var place))
        {
            var rule = earning.Rules[place];
            if (!InTime(rule.When, purchase, local))
            {
                continue;
            }

            var lines = matches.Lines(place);
            if (!Applies(rule, lines, asking))
            {
                continue;
            }

            if (rule.Add is { } add)
            {
                Used(rule, tally.Add(rule.Code, add));
            }
            else if (rule.Points is { } points)
            {
                Used(rule, tally.Add(rule.Code, Fulls(SumOf(lines), rule.Per ?? earning.Per) * points));
            }
            else if (rule.When.NamesLines)
            {
                Used(rule, tally.Add(rule.Code, Fulls(SumOf(lines), earning.Per) * earning.Points * (rule.Multiply!.Value - 1)));
            }
            else
            {
                (factors ??= []).Add(rule);
            }
        }
        foreach (var rule in CollectionsMarshal.AsSpan(factors))
        {
            Used(rule, tally.Multiply(rule.Code, rule.Multiply!.Value));
        }

        if (tier.Multiply != 1)
        {
            tally.Multiply(TierPrefix + tier.Code, tier.Multiply);
        }

        var circumstances = asking.Noted(tier);
        if (earning.CapPerDay is { } cap && asking.Room(cap) is var room && tally.CapAt(room))
        {
            circumstances = circumstances with { Room = room };
        }

        return new(tally.Points, tally.Breakdown, limited?.ToImmutable() ?? [], Money.Plain(spend), circumstances);

        void Used(EarningRule rule, bool gave)
        {
            if (gave && rule.PerMember is not null)
            {
                (limited ??= ImmutableArray.CreateBuilder<string>()).Add(rule.Code);
            }
        }
    }

    /// <summary>
    /// Eligible lines: amount above zero, category not excluded. Usually all lines are, and the receipt's own array is returned without
    /// allocation.
    /// </summary>
    public static ImmutableArray<ReceiptLine> Eligible(Purchase purchase, Programme programme)
    {
        foreach (var line in purchase.Lines)
        {
            if (!MayEarn(line, programme))
            {
                return Some(purchase.Lines, programme);
            }
        }

        return purchase.Lines;
    }

    private static ImmutableArray<ReceiptLine> Some(ImmutableArray<ReceiptLine> lines, Programme programme) =>
        lines.RemoveAll(line => !MayEarn(line, programme));

    private static bool MayEarn(ReceiptLine line, Programme programme) =>
        line.Earns && !In(programme.Earning.ExcludedCategories, line.Category);

    /// <summary>Conditions on the receipt alone; cheap, so they are checked first.</summary>
    private static bool InTime(Conditions when, Purchase purchase, DateTime local) =>
        (when.Stores.IsEmpty || when.Stores.Contains(purchase.Store)) && InWindow(when, local);

    private static bool Applies(EarningRule rule, ImmutableArray<ReceiptLine> lines, MemberFacts asking) =>
        (rule.When.MinimumSpend == 0 || SumOf(lines) >= rule.When.MinimumSpend)
        && (rule.When.MinimumQuantity == 0 || lines.Sum(line => line.Quantity) >= rule.When.MinimumQuantity)
        && IsFor(rule, asking);

    /// <summary>Whether the rule's conditions on the member hold.</summary>
    internal static bool IsFor(EarningRule rule, MemberFacts asking) =>
        (!rule.When.FirstPurchase || asking.FirstPurchase())
        && (!rule.When.Birthday || asking.Birthday())
        && (!rule.When.BirthdayMonth || asking.BirthdayMonth())
        && !asking.Blocks(rule);

    /// <summary>
    /// Compares local wall-clock time: the hour that daylight saving repeats matches twice, the hour that it skips never.
    /// </summary>
    internal static bool InWindow(Conditions when, DateTime local)
    {
        var time = TimeOnly.FromDateTime(local);
        var from = when.From ?? TimeOnly.MinValue;
        var to = when.To ?? TimeOnly.MinValue;
        var pastMidnight = to <= from && to != TimeOnly.MinValue;
        var inside = pastMidnight ? time >= from || time < to : time >= from && (to == TimeOnly.MinValue || time < to);
        var began = pastMidnight && time < to ? local.AddDays(-1) : local;
        return inside && (when.Days.IsEmpty || when.Days.Contains(began.DayOfWeek));
    }

    internal static bool In(FrozenSet<string> names, string? name) => name is not null && !names.IsEmpty && names.Contains(name);

    private static decimal SumOf(ImmutableArray<ReceiptLine> lines)
    {
        var sum = 0m;
        foreach (var line in lines)
        {
            sum += line.Amount;
        }

        return sum;
    }

    /// <summary>The number of full multiples of <paramref name="per"/> in an amount.</summary>
    private static decimal Fulls(decimal spend, decimal per) => decimal.Floor(spend / per);

    /// <summary>The running total, and each rule's share of it after rounding.</summary>
    private struct Tally(Rounding rounding)
    {
        private decimal running;

        public long Points { get; private set; }

        /// <summary>Usually two or three shares, for which a builder would allocate more than the copies do.</summary>
        public ImmutableArray<RulePoints> Breakdown { get; private set; } = [];

        /// <returns>True if the rule changed the total.</returns>
        public bool Add(string rule, decimal points) => MoveTo(rule, running + points);

        /// <returns>True if the rule changed the total.</returns>
        public bool Multiply(string rule, decimal factor) => MoveTo(rule, running * factor);

        /// <returns>True if the cap reduced the points.</returns>
        public bool CapAt(long cap)
        {
            if (Points <= cap)
            {
                return false;
            }

            Share(Cap, cap);
            return true;
        }

        private bool MoveTo(string rule, decimal total)
        {
            var before = running;
            // The total may be negative: later rules must first make up for what an earlier rule took.
            running = Math.Clamp(total, -Most, Most);
            Share(rule, (long)Rounded(Math.Max(0, running)));
            return running != before;
        }

        private void Share(string rule, long points)
        {
            if (points != Points)
            {
                Breakdown = Breakdown.Add(new(rule, points - Points));
            }

            Points = points;
        }

        private readonly decimal Rounded(decimal points) =>
            rounding switch
            {
                Rounding.Floor => decimal.Floor(points),
                Rounding.Nearest => decimal.Round(points, MidpointRounding.AwayFromZero),
                Rounding.Ceiling => decimal.Ceiling(points),
                _ => throw new InvalidOperationException($"No rounding {rounding}."),
            };
    }
}
