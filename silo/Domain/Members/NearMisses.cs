using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>A condition of an earning rule.</summary>
public enum RuleCondition
{
    /// <summary>Lines of the rule's categories, brands and SKUs.</summary>
    Goods,
    MinimumSpend,
    MinimumQuantity,
    Store,
    Day,
    Hours,
    FirstPurchase,
    Birthday,
    BirthdayMonth,
    Limit,
}

/// <summary>An earning rule that a receipt would get but for one condition.</summary>
/// <param name="Missing">Money to <see cref="RuleCondition.MinimumSpend"/> or quantity to
/// <see cref="RuleCondition.MinimumQuantity"/>; null for the other conditions.</param>
public sealed record NearMiss(EarningRule Rule, RuleCondition Condition, decimal? Missing);

/// <summary>
/// Why a receipt does not get more: the rules that fail by exactly one condition. Each condition is asked by the code that decides the
/// accrual.
/// </summary>
public static class NearMisses
{
    /// <param name="member">The state before the receipt.</param>
    public static ImmutableArray<NearMiss> Of(MemberState member, Purchase purchase, Moment moment)
    {
        var programme = moment.Book.InForceAt(purchase.At).Programme;
        var now = new AsOfNow(member, moment).Member;
        var asking = new MemberFacts(now, moment.Person.Birthday, Days.Of(purchase.At, programme.TimeZone));
        var (eligible, local) = (Accrual.Eligible(purchase, programme), Days.Local(purchase.At, programme.TimeZone));
        if (Accrual.SumOf(eligible) <= 0)
        {
            return []; // no rule gives anything for nothing
        }

        var (earning, misses) = (programme.Earning, ImmutableArray.CreateBuilder<NearMiss>());
        var matches = new RuleMatches(earning.Index, eligible, new ulong[RuleMatches.Words(earning.Index, eligible)]);
        for (var place = 0; place < earning.Rules.Length; place++)
        {
            var (rule, lines) = (earning.Rules[place], matches.Lines(place));
            if (
                Offers.Raises(rule, earning)
                && Failed(rule, lines, eligible, purchase, local, asking).Take(2).ToArray() is [var only]
            )
            {
                misses.Add(only);
            }
        }

        return misses.ToImmutable();
    }

    /// <param name="lines">Those that the rule names.</param>
    private static IEnumerable<NearMiss> Failed(
        EarningRule rule,
        ImmutableArray<ReceiptLine> lines,
        ImmutableArray<ReceiptLine> eligible,
        Purchase purchase,
        DateTime local,
        MemberFacts asking
    )
    {
        var when = rule.When;
        if (Accrual.SumOf(lines) <= 0)
        {
            yield return new(rule, RuleCondition.Goods, null);
            lines = eligible; // the other conditions as if the rule named no goods
        }

        if (Accrual.SumOf(lines) is var spend && spend < when.MinimumSpend)
        {
            yield return new(rule, RuleCondition.MinimumSpend, Money.Plain(when.MinimumSpend - spend));
        }

        if (Accrual.QuantityOf(lines) is var quantity && quantity < when.MinimumQuantity)
        {
            yield return new(rule, RuleCondition.MinimumQuantity, Money.Plain(when.MinimumQuantity - quantity));
        }

        if (!Accrual.InStore(when, purchase))
        {
            yield return new(rule, RuleCondition.Store, null);
        }

        if (!Accrual.InHours(when, local, out var began))
        {
            yield return new(rule, RuleCondition.Hours, null);
        }

        if (!Accrual.OnDay(when, began))
        {
            yield return new(rule, RuleCondition.Day, null);
        }

        if (when.FirstPurchase && !asking.FirstPurchase())
        {
            yield return new(rule, RuleCondition.FirstPurchase, null);
        }

        if (when.Birthday && !asking.Birthday())
        {
            yield return new(rule, RuleCondition.Birthday, null);
        }

        if (when.BirthdayMonth && !asking.BirthdayMonth())
        {
            yield return new(rule, RuleCondition.BirthdayMonth, null);
        }

        if (asking.Blocks(rule))
        {
            yield return new(rule, RuleCondition.Limit, null);
        }
    }
}
