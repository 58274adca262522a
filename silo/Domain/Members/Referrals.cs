using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>Points for referrer and referee, given by the first purchase that reaches the minimum and pending during the hold.</summary>
public static class Referrals
{
    /// <param name="spend">Eligible spend of the purchase.</param>
    /// <returns>The points given by this purchase, or null.</returns>
    public static ReferralBonus? Earned(MemberState referee, Purchase purchase, decimal spend, DateOnly day, Programme programme) =>
        referee.Referral is { Given: null } && programme.Referral is { } rule && spend >= rule.MinimumSpend && spend > 0
            ? new(purchase.Key, rule.Referee, rule.Referrer, Decider.Terms(day, day.AddDays(rule.HoldDays), programme.Expiry))
            : null;

    /// <summary>True if the remaining lines no longer reach the minimum and the hold has not ended.</summary>
    public static bool IsUndone(MemberState referee, string receipt, decimal spendLeft, DateOnly today, Programme programme) =>
        referee.Referral?.Given is { } given
        && given.Receipt == receipt
        && today < given.Terms.ActiveOn
        && (spendLeft == 0 || spendLeft < programme.Referral!.MinimumSpend);

    /// <summary>Books the referrer's points; below zero they are reversed.</summary>
    public static Decision Book(MemberState referrer, BookReferral command, Moment moment)
    {
        var now = new AsOfNow(referrer, moment);
        var (referee, points, terms) = command;
        if (points >= 0)
        {
            var debt = Math.Min(points, now.Member.Debt);
            return now.Decide(
                new ReferralBooked(referee, points, now.Ended(terms) || points == debt ? [] : [new(terms, points - debt)], debt, 0)
            );
        }

        var taking = Taking.Back(now, -points, terms, 0, moment.Programme.NegativeBalance);
        return now.Decide(new ReferralBooked(referee, points, taking.Lots, -taking.Debt, taking.WrittenOffUncollectable));
    }
}
