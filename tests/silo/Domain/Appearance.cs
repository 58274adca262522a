using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Tests.Domain;

/// <summary>What can be seen of a member, as text: states whose views are the same look the same to everybody.</summary>
public static class Appearance
{
    /// <summary>All that does not depend on whether the close has run.</summary>
    public static string[] Of(MemberState state, Ledger club)
    {
        var settled = state.AfterDue(
            new Settled
            {
                Recorded = club.Now,
                Today = club.Today,
                TimedOut = Calendar.TimedOut(club.Now, state),
            }
        );
        settled = settled.AfterDue(
            new Settled
            {
                Recorded = club.Now,
                Today = club.Today,
                Due = Calendar.DueThrough(club.Today, settled with { SettledThrough = state.SettledThrough }),
            }
        );
        return
        [
            .. Lasting(settled, club),
            $"{settled.Lifetime}",
            $"Debt {settled.Debt}, redemptions {settled.Redemptions}, last purchase {settled.LastPurchase:O}",
            List(settled.Reservations.Select(open => $"{open.Number} {open.Points} {open.ExpiresAt:O}")),
        ];
    }

    /// <summary>
    /// What a receipt leaves behind and a return of all of it takes back: lots, what counts for tiers and limits, stamps.
    /// </summary>
    public static string[] Lasting(MemberState state, Ledger club) =>
        [
            List(state.Lots.Select(lot => $"{lot.Points} of {lot.Terms}")),
            List(state.Qualifying.All),
            List(state.RuleUses.OrderBy(use => (use.Rule, use.Day))),
            List(
                state.Stamps.Where(stamp => (stamp.Count, stamp.Completed) != (0, 0)).OrderBy(stamp => stamp.Card, StringComparer.Ordinal)
            ),
            List(
                state.Vouchers.Where(voucher => voucher.GoodOn(club.Today)).Select(voucher => $"{voucher.Reward} until {voucher.Expires:O}")
            ),
            $"Purchases {state.Purchases}, {TierTrack.On(club.Today, state, club.Book)}",
        ];

    private static string List<T>(IEnumerable<T> items) => $"[{string.Join(", ", items)}]";
}
