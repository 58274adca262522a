using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>Points that are reversed, and their sources.</summary>
/// <param name="Lots">The lots from which points are taken.</param>
/// <param name="WrittenOffExpired">Points that had already expired: written off, not owed.</param>
/// <param name="Debt">Points that were not found and are owed.</param>
/// <param name="WrittenOffUncollectable">Points that were not found and are written off.</param>
public readonly record struct Taking(ImmutableArray<Lot> Lots, long WrittenOffExpired, long Debt, long WrittenOffUncollectable)
{
    public static readonly Taking None = new([], 0, 0, 0);

    public Taking Plus(Taking more)
    {
        var lots = Lots;
        foreach (var lot in more.Lots)
        {
            lots = lots.FirstOrDefault(known => known.Terms == lot.Terms) is { Points: > 0 } known
                ? lots.Replace(known, known with { Points = known.Points + lot.Points })
                : lots.Add(lot);
        }

        return new(
            lots,
            WrittenOffExpired + more.WrittenOffExpired,
            Debt + more.Debt,
            WrittenOffUncollectable + more.WrittenOffUncollectable
        );
    }

    public static Taking Back(in AsOfNow present, long points, LotTerms own, long expired, NegativeBalance policy) =>
        Back(present.Today, present.Member, points, own, expired, policy);

    /// <summary>
    /// The order of a reversal (promise 7): the points' own lot, the expired part of that lot, active lots by earliest expiry, pending
    /// lots.
    /// </summary>
    public static Taking Back(DateOnly today, MemberState member, long points, LotTerms own, long expired, NegativeBalance policy)
    {
        var lots = member.Lots.TakingOf(own, points);
        points -= lots.Sum();
        var writtenOffExpired = Math.Min(points, expired);
        points -= writtenOffExpired;
        var others = member.Lots.Minus(lots);
        var active = others.Taking(points, today, member.LastPurchase);
        points -= active.Sum();
        var pending = others.TakingPending(points, today);
        points -= pending.Sum();
        return new(
            [.. lots, .. active, .. pending],
            writtenOffExpired,
            policy == NegativeBalance.Allow ? points : 0,
            policy == NegativeBalance.Clamp ? points : 0
        );
    }
}
