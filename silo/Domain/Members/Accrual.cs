using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
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
    /// <summary>What the receipt earns exactly, less the points; null where nothing is carried.</summary>
    public Fraction? Carry { get; init; }

    /// <summary>The points with their fraction.</summary>
    public Fraction? Exact => Fraction.Of(Points) + Carry;

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
    /// <param name="carried">The fraction that waits in the member; used under <see cref="Rounding.Carry"/> alone.</param>
    public static Accrual Of(Purchase purchase, Programme programme, TierLevel tier, MemberFacts asking, Fraction? carried)
    {
        var earning = programme.Earning;
        var local = Days.Local(purchase.At, programme.TimeZone);
        var eligible = Eligible(purchase, programme);
        var spend = Math.Max(0, SumOf(eligible));
        var tally = new Tally(earning.Rounding, carried);
        List<EarningRule>? factors = null;
        ImmutableArray<string>.Builder? limited = null;

        tally.Add(Base, spend, earning.Per, earning.Points);
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
                Used(rule, tally.Add(rule.Code, SumOf(lines), rule.Per ?? earning.Per, points));
            }
            else if (rule.When.NamesLines)
            {
                Used(rule, tally.Add(rule.Code, SumOf(lines), earning.Per, earning.Points * (rule.Multiply!.Value - 1)));
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

        return new(tally.Points, tally.Breakdown, limited?.ToImmutable() ?? [], Money.Plain(spend), circumstances) { Carry = tally.Carry };

        void Used(EarningRule rule, bool gave)
        {
            if (gave && rule.PerMember is not null)
            {
                (limited ??= ImmutableArray.CreateBuilder<string>()).Add(rule.Code);
            }
        }
    }

    /// <summary>
    /// Eligible lines, with the amounts that count as spend: quantity and amount above zero, or amount below zero; category not excluded.
    /// Usually all lines are, and the receipt's own array is returned without allocation.
    /// </summary>
    public static ImmutableArray<ReceiptLine> Eligible(Purchase purchase, Programme programme)
    {
        var lines = Counted(purchase, programme);
        foreach (var line in lines)
        {
            if (!MayEarn(line, programme))
            {
                return Some(lines, programme);
            }
        }

        return lines;
    }

    /// <summary>The lines with the amounts that count as spend: without tax and what points paid, if the programme says so.</summary>
    private static ImmutableArray<ReceiptLine> Counted(Purchase purchase, Programme programme)
    {
        var lines =
            programme.Earning.Base == EarningBase.Net
                ? [.. purchase.Lines.Select(line => line with { Amount = line.Amount - line.Tax })]
                : purchase.Lines;
        return programme is { Earning.OnPaidWithPoints: false, PayWithPoints: { } pay }
            && Redemptions.Worth(purchase.PayPoints, programme) is > 0 and var paid
            ? WithoutPaid(lines, paid, Redemptions.Payable(purchase, pay, programme), pay, programme)
            : lines;
    }

    /// <summary>
    /// Takes what points paid from the lines that they may pay, in proportion, in the order of the lines' numbers. Each line loses what the
    /// rounded sum grows by with it, so that the sum is exact.
    /// </summary>
    private static ImmutableArray<ReceiptLine> WithoutPaid(
        ImmutableArray<ReceiptLine> lines,
        decimal paid,
        decimal payable,
        PayWithPoints pay,
        Programme programme
    )
    {
        var (decimals, sum, gone) = (Money.Decimals(programme.Currency), 0m, 0m);
        return
        [
            .. lines
                .OrderBy(line => line.Number)
                .Select(line =>
                {
                    if (!Redemptions.MayPay(line, pay, programme))
                    {
                        return line;
                    }

                    sum += line.Amount;
                    var before = gone;
                    gone = paid < payable ? decimal.Round(sum * paid / payable, decimals, MidpointRounding.ToNegativeInfinity) : sum;
                    return line with { Amount = line.Amount - (gone - before) };
                }),
        ];
    }

    private static ImmutableArray<ReceiptLine> Some(ImmutableArray<ReceiptLine> lines, Programme programme) =>
        lines.RemoveAll(line => !MayEarn(line, programme));

    private static bool MayEarn(ReceiptLine line, Programme programme) =>
        line.Earns && !In(programme.Earning.ExcludedCategories, line.Category);

    /// <summary>Conditions on the receipt alone; cheap, so they are checked first.</summary>
    private static bool InTime(Conditions when, Purchase purchase, DateTime local) => InStore(when, purchase) && InWindow(when, local);

    internal static bool InStore(Conditions when, Purchase purchase) => when.Stores.IsEmpty || when.Stores.Contains(purchase.Store);

    /// <summary>A rule whose lines come to nothing, because discounts or an exchange took it all, does not apply.</summary>
    private static bool Applies(EarningRule rule, ImmutableArray<ReceiptLine> lines, MemberFacts asking) =>
        SumOf(lines) is > 0 and var spend
        && spend >= rule.When.MinimumSpend
        && (rule.When.MinimumQuantity == 0 || QuantityOf(lines) >= rule.When.MinimumQuantity)
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
    internal static bool InWindow(Conditions when, DateTime local) => InHours(when, local, out var began) && OnDay(when, began);

    /// <param name="began">When the window began: a window past midnight belongs to the day before.</param>
    internal static bool InHours(Conditions when, DateTime local, out DateTime began)
    {
        var time = TimeOnly.FromDateTime(local);
        var from = when.From ?? TimeOnly.MinValue;
        var to = when.To ?? TimeOnly.MinValue;
        var pastMidnight = to <= from && to != TimeOnly.MinValue;
        began = pastMidnight && time < to ? local.AddDays(-1) : local;
        return pastMidnight ? time >= from || time < to : time >= from && (to == TimeOnly.MinValue || time < to);
    }

    internal static bool OnDay(Conditions when, DateTime began) => when.Days.IsEmpty || when.Days.Contains(began.DayOfWeek);

    internal static bool In(FrozenSet<string> names, string? name) => name is not null && !names.IsEmpty && names.Contains(name);

    internal static decimal QuantityOf(ImmutableArray<ReceiptLine> lines) => lines.Sum(line => line.IsPaid ? line.Quantity : 0);

    internal static decimal SumOf(ImmutableArray<ReceiptLine> lines)
    {
        var sum = 0m;
        foreach (var line in lines)
        {
            sum += line.Amount;
        }

        return sum;
    }

    /// <summary>More than a usual purchase has, so that its breakdown is allocated once, in its final length.</summary>
    [InlineArray(Length)]
    private struct FirstShares
    {
        public const int Length = 4;

        private RulePoints first;
    }

    /// <summary>The running total, and each rule's share of it after rounding. A total that is carried is exact.</summary>
    private struct Tally(Rounding rounding, Fraction? carried)
    {
        private decimal running;
        private Fraction? exact;

        private readonly bool Carries => rounding == Rounding.Carry;

        public long Points { get; private set; }

        private FirstShares first;
        private int shares;
        private List<RulePoints>? more;

        public readonly ImmutableArray<RulePoints> Breakdown =>
            more is null ? ImmutableArray.Create(first[..shares]) : [.. first, .. more];

        /// <returns>True if the rule changed the total.</returns>
        public bool Add(string rule, decimal points) =>
            Carries ? MoveTo(rule, exact + Fraction.Of(points)) : MoveTo(rule, running + points);

        /// <summary>Points for each full <paramref name="per"/> of the spend; for a part of it, too, if they are carried.</summary>
        /// <returns>True if the rule changed the total.</returns>
        public bool Add(string rule, decimal spend, decimal per, decimal points) =>
            Carries
                ? MoveTo(rule, exact + Fraction.Of(spend) * Fraction.Of(points) / Fraction.Of(per)!)
                : MoveTo(rule, running + decimal.Floor(spend / per) * points);

        /// <returns>True if the rule changed the total.</returns>
        public bool Multiply(string rule, decimal factor) =>
            Carries ? MoveTo(rule, exact * Fraction.Of(factor)) : MoveTo(rule, running * factor);

        /// <summary>The exact total less the points; null if nothing is carried.</summary>
        public readonly Fraction? Carry => Carries ? Fraction.Most(null, exact) - Fraction.Of(Points) : null;

        /// <returns>True if the cap reduced the points, or their fraction.</returns>
        public bool CapAt(long cap)
        {
            var cut = Points > cap;
            if (cut)
            {
                Share(Cap, cap);
            }

            if (Carries && exact > Fraction.Of(cap))
            {
                (exact, cut) = (Fraction.Of(cap), true);
            }

            return cut;
        }

        private bool MoveTo(string rule, Fraction? total)
        {
            var before = exact;
            exact = Fraction.Least(Fraction.Most(total, Fraction.Of(-Most)), Fraction.Of(Most));
            Share(rule, Fraction.Floor(carried + Fraction.Most(null, exact)));
            return exact != before;
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
                var share = new RulePoints(rule, points - Points);
                if (shares < FirstShares.Length)
                {
                    first[shares++] = share;
                }
                else
                {
                    (more ??= []).Add(share);
                }
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
