using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains.Members;

/// <summary>What leaves the grain: contract records made from the domain's.</summary>
internal static class Views
{
    public static MemberView Member(string id, MemberState member, Person person, Moment moment)
    {
        var today = moment.Today(member);
        return new(
            id, person.ExternalId, person.FirstName, person.LastName, person.Email, person.Phone, person.Birthday, person.Language, person.Consents,
            member.JoinedAt, member.Status == MemberStatus.Erased ? "erased" : "active", BalanceOf(Balance.On(today, member)),
            LifetimeOn(today, member), Tier(today, member, moment.Programme), [], [], ReferralCode(id), person.CardCode);
    }

    public static BalanceView BalanceOf(Balance balance) => new(
        balance.Active, balance.Pending, balance.Reserved, balance.Debt, balance.NextExpiry is { } next ? new(next.On, next.Points) : null);

    public static PurchaseAnswer Answer(string id, Purchased entry) => new(
        $"{entry.Purchase.Store}/{entry.Purchase.Receipt}", id, Points(entry), [], Tier(entry), BalanceOf(entry.After),
        entry.Purchase.Lines.Sum(line => line.Amount), [], []);

    public static PurchaseRecord Record(string id, Purchased entry) => new(
        $"{entry.Purchase.Store}/{entry.Purchase.Receipt}", id, entry.Purchase.Store, entry.Purchase.Till, entry.Purchase.Receipt, entry.Purchase.At,
        entry.Recorded, entry.Version,
        [.. entry.Purchase.Lines.Select(line => new PurchaseLine(line.Number, line.Sku, line.Name, line.Category, line.Brand, line.Quantity, line.Amount))],
        Points(entry), Tier(entry), BalanceOf(entry.After));

    /// <summary>What a member gives to a friend: the id itself in upper case, so that it needs no index.</summary>
    public static string ReferralCode(string id) => id.ToUpperInvariant();

    private static EarnedView Points(Purchased entry) =>
        new(entry.Points, entry.Pending, [.. entry.Breakdown.Select(share => new RulePointsView(share.Rule, share.Points))]);

    private static TierChangeView Tier(Purchased entry) => new(entry.Tier, entry.TierBefore);

    /// <summary>Expired points are counted for the day that is asked about, whether or not the close has written them down.</summary>
    private static LifetimeView LifetimeOn(DateOnly today, MemberState member)
    {
        var due = Calendar.DueThrough(today, member).Where(line => line.Kind == DueKind.Expired).Sum(line => line.Lot.Points);
        return new(member.Lifetime.Earned, member.Lifetime.Redeemed, member.Lifetime.Expired + due, member.Lifetime.Reversed);
    }

    private static TierView Tier(DateOnly today, MemberState member, Programme programme)
    {
        var level = TierLadder.On(today, member, programme);
        var reached = TierLadder.Reached(today, member, programme);
        var next = TierLadder.Above(level, programme);
        var since = member.Tier?.Code == level.Code ? member.Tier.Since : TierLadder.Since(today, level, member, programme);
        return new(level.Code, level.Name, since, null,
            new(programme.Tiers.By.ToString().ToLowerInvariant(), reached, next?.Code, next?.From, next is null ? null : next.From - reached));
    }
}
