namespace LoyaltyClub.Domain.Programmes;

/// <summary>
/// How much of what members spend a programme gives back at most, so that nobody but an admin makes one with which points are for free.
/// </summary>
/// <param name="Share">
/// The share of the spend, by points or by stamps, as if every rule applied to a receipt of a member of the best level. Gifts of once (a
/// first purchase, a birthday, a rule with a limit, a referral) count on 100 times <see cref="Earning.Per"/>.
/// </param>
/// <param name="PointValue">
/// Money for one point: what it pays, or the part of a reward that it buys, if a reward is worth 1.00 of the currency at least.
/// </param>
public readonly record struct GiveBack(decimal Share, decimal PointValue)
{
    /// <summary>Beyond these a programme wants an admin.</summary>
    public const decimal MostShare = 0.25m,
        MostPointValue = 1.00m;

    /// <summary>Of the currency; what a reward is worth at least.</summary>
    private const decimal LeastWorth = 1.00m;

    private const decimal UsualSpends = 100,
        Enough = 1_000_000_000_000;

    /// <summary>True if this is more than the bounds, and more than what an admin has published before.</summary>
    public bool WantsAdmin(GiveBack before) =>
        Share > Math.Max(MostShare, before.Share) || PointValue > Math.Max(MostPointValue, before.PointValue);

    public static GiveBack Of(Programme programme)
    {
        var earning = programme.Earning;
        var basis = earning.Points / earning.Per;
        var (points, factor, gifts) = (basis, programme.Tiers.Levels.Max(level => level.Multiply), 0m);
        var usual = UsualSpends * earning.Per;
        foreach (var rule in earning.Rules)
        {
            var isGift = rule is { PerMember: not null } or { When: { FirstPurchase: true } or { Birthday: true } };
            points = Least(points + (rule.Points ?? 0) / (rule.Per ?? earning.Per));
            if (rule.Multiply is > 1 and var times && rule.When.NamesLines)
            {
                points = Least(points + (times - 1) * basis);
            }
            else if (rule.Multiply is > 1 and var all)
            {
                factor = Least(factor * all);
            }

            if (isGift)
            {
                gifts = Least(gifts + (rule.Add ?? 0) / Math.Max(usual, rule.When.MinimumSpend));
            }
            else
            {
                points = Least(points + (rule.Add ?? 0) / Math.Max(earning.Per, rule.When.MinimumSpend));
            }
        }

        if (programme.Referral is { } referral)
        {
            gifts = Least(gifts + (referral.Referrer + referral.Referee) / Math.Max(usual, referral.MinimumSpend));
        }

        var value = Math.Max(
            programme.PayWithPoints?.Value ?? 0,
            programme.Rewards.Max(reward => reward.Cost is { } cost ? LeastWorth / cost : (decimal?)null) ?? 0
        );
        var stamps = programme.StampCards.Sum(card => LeastWorth / card.Size);
        return new(Math.Max(Least(Least(points * Math.Max(1, factor)) + gifts) * value, stamps), value);
    }

    /// <summary>Far beyond every bound, so that no product of bounded fields overflows.</summary>
    private static decimal Least(decimal amount) => Math.Min(amount, Enough);
}
