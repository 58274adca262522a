namespace LoyaltyClub.Domain.Members;

/// <summary>The fold: a member's state after one more entry. Every kind of entry has its arm; a new one without an arm fails loudly.</summary>
public static class Evolution
{
    public static MemberState After(this MemberState member, Entry entry)
    {
        member = member.AfterDue(entry);
        return entry switch
        {
            Enrolled enrolled => member with
            {
                Status = MemberStatus.Active,
                JoinedAt = enrolled.JoinedAt,
                Lots = enrolled.Opening is { } opening ? member.Lots.Plus(opening) : member.Lots,
            },
            Purchased purchased => member.AfterPurchase(purchased),
            Adjusted { Points: > 0 } given => member with { Lots = given.Lots.Aggregate(member.Lots, Lots.Plus) },
            Adjusted taken => member with { Lots = member.Lots.Minus(taken.Lots) },
            Settled or ProfileChanged => member,
            Erased => member with { Status = MemberStatus.Erased },
            _ => throw new InvalidOperationException($"No rule for an entry of type {entry.GetType().Name}."),
        };
    }

    /// <summary>What time had done before the entry: activations change nothing but the day, expired lots go.</summary>
    public static MemberState AfterDue(this MemberState member, Entry entry)
    {
        foreach (var line in entry.Due)
            if (line.Kind == DueKind.Expired)
                member = member with
                {
                    Lots = member.Lots.Plus(line.Lot with { Points = -line.Lot.Points }),
                    Lifetime = member.Lifetime with { Expired = member.Lifetime.Expired + line.Lot.Points },
                };
        return entry.Today > member.SettledThrough ? member with { SettledThrough = entry.Today } : member;
    }

    /// <summary>With what counts for tiers of a purchase, and nothing else of it.</summary>
    public static MemberState Qualified(this MemberState member, Purchased entry) =>
        member with { Qualifying = member.Qualifying.Plus(new(entry.Day, entry.Points, entry.Spend, 1)) };

    private static MemberState AfterPurchase(this MemberState member, Purchased entry) => member with
    {
        Lots = entry.ExpiredAtOnce ? member.Lots : member.Lots.Plus(new(entry.Terms, entry.Points)),
        Lifetime = member.Lifetime with
        {
            Earned = member.Lifetime.Earned + entry.Points,
            Expired = member.Lifetime.Expired + (entry.ExpiredAtOnce ? entry.Points : 0),
        },
        Purchases = member.Purchases + 1,
        LastPurchase = member.LastPurchase > entry.Day ? member.LastPurchase : entry.Day,
        Qualifying = member.Qualified(entry).Qualifying,
        RuleUses = member.RuleUses.AddRange(entry.LimitedRules.Select(rule => new RuleUse(rule, entry.Day))),
        Tier = entry.TierBefore is not null ? new(entry.Tier, entry.Purchase.At) : member.Tier ?? new(entry.Tier, member.JoinedAt),
    };
}
