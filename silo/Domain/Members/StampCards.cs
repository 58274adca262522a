using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>Stamps, and the vouchers of full stamp cards (promise 10).</summary>
public static class StampCards
{
    /// <summary>The most vouchers that one receipt can issue from one card; further stamps stay on the card.</summary>
    public const int MostAtOnce = 100;

    /// <summary>The stamps that a receipt's lines give on a card.</summary>
    public static decimal Stamps(StampCard card, ImmutableArray<ReceiptLine> eligible)
    {
        var (any, pieces, money) = (false, 0m, 0m);
        foreach (var line in eligible)
        {
            if (
                (card.Categories.IsEmpty || Accrual.In(card.Categories, line.Category))
                && (card.Skus.IsEmpty || card.Skus.Contains(line.Sku))
            )
            {
                // A discount is no item and no visit; it lowers the money.
                (any, pieces, money) = (any || line.IsPaid, pieces + (line.IsPaid ? line.Quantity : 0), money + line.Amount);
            }
        }

        return card.By switch
        {
            StampBy.Visit => any ? 1 : 0,
            StampBy.Item => decimal.Floor(pieces),
            StampBy.Spend => Money.Plain(Math.Max(0, money)),
            _ => throw new InvalidOperationException($"No stamps by {card.By}."),
        };
    }

    /// <summary>Adds a receipt's stamps to all cards and issues vouchers for full cards.</summary>
    public static ImmutableArray<StampChange> Add(Purchase purchase, Programme programme, MemberState member, VoucherIssuer issuing)
    {
        ImmutableArray<StampChange> changes = [];
        var eligible = Accrual.Eligible(purchase, programme);
        foreach (var card in programme.StampCards)
        {
            if (Stamps(card, eligible) is > 0 and var added)
            {
                changes = changes.Add(Full(card, member.Stamps.Of(card.Code), added, programme, issuing));
            }
        }

        return changes;
    }

    /// <summary>
    /// Issues vouchers for cards that are full without one: the reward was out of stock, a new version made the card shorter, two members
    /// became one, a return made the other lines count more, or there were more stamps than one receipt gives vouchers for.
    /// </summary>
    public static ImmutableArray<StampChange> Waiting(Programme programme, MemberState member, VoucherIssuer issuing)
    {
        ImmutableArray<StampChange> changes = [];
        foreach (var card in programme.StampCards)
        {
            if (
                member.Stamps.Of(card.Code) is var count
                && IsFull(card, count.Count, count.Completed)
                && Full(card, count, 0, programme, issuing) is { Completed: > 0 } change
            )
            {
                changes = changes.Add(change);
            }
        }

        return changes;
    }

    /// <summary>True if any card is due for a voucher.</summary>
    public static bool AnyFull(Programme programme, MemberState member)
    {
        if (member.Stamps.IsEmpty)
        {
            return false;
        }

        foreach (var card in programme.StampCards)
        {
            if (member.Stamps.Of(card.Code) is var count && IsFull(card, count.Count, count.Completed))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if the card is due for a voucher.</summary>
    public static bool IsFull(StampCard card, decimal count, int completed) => count >= card.Size && (card.Repeats || completed == 0);

    /// <summary>The count of a card; zero if it has no stamps yet.</summary>
    public static StampCount Of(this ImmutableArray<StampCount> stamps, string card) =>
        IndexOf(stamps, card) is >= 0 and var index ? stamps[index] : new(card, 0, 0);

    /// <summary>Replaces the count of one card.</summary>
    internal static ImmutableArray<StampCount> With(this ImmutableArray<StampCount> stamps, StampCount now) =>
        IndexOf(stamps, now.Card) is >= 0 and var index ? stamps.SetItem(index, now) : stamps.Add(now);

    private static int IndexOf(ImmutableArray<StampCount> stamps, string card)
    {
        for (var i = 0; i < stamps.Length; i++)
        {
            if (stamps[i].Card == card)
            {
                return i;
            }
        }

        return -1;
    }

    private static StampChange Full(StampCard card, StampCount before, decimal added, Programme programme, VoucherIssuer issuing)
    {
        var (count, completed) = (before.Count + added, 0);
        while (
            completed < MostAtOnce && IsFull(card, count, before.Completed + completed) && issuing.Issue(card.Reward, card.Code, programme)
        )
        {
            (count, completed) = (count - card.Size, completed + 1);
        }

        return new(card.Code, added, Money.Plain(count), completed);
    }

    /// <summary>
    /// Takes back the stamps that the remaining lines do not earn. A count that falls below zero revokes unused vouchers of the card,
    /// newest first. Stamps that the remaining lines earn more, as points pay less of them, can fill a card: it waits
    /// (<see cref="Waiting"/>).
    /// </summary>
    public static (ImmutableArray<StampChange> Changes, ImmutableArray<Voucher> Revoked) TakeBack(
        Purchase before,
        Purchase remaining,
        Programme programme,
        MemberState member,
        DateOnly today
    )
    {
        ImmutableArray<StampChange> changes = [];
        ImmutableArray<Voucher> revoked = [];
        if (programme.StampCards.IsEmpty)
        {
            return (changes, revoked);
        }

        var (had, has) = (Accrual.Eligible(before, programme), Accrual.Eligible(remaining, programme));
        foreach (var card in programme.StampCards)
        {
            var less = Stamps(card, had) - Stamps(card, has);
            if (less == 0)
            {
                continue;
            }

            var (count, completed) = (member.Stamps.Of(card.Code).Count - less, 0);
            foreach (var voucher in member.Vouchers.Reverse())
            {
                if (less > 0 && count < 0 && voucher.Card == card.Code && voucher.GoodOn(today))
                {
                    revoked = revoked.Add(voucher);
                    (count, completed) = (count + card.Size, completed - 1);
                }
            }

            changes = changes.Add(new(card.Code, Money.Plain(-less), Money.Plain(count), completed));
        }
        return (changes, revoked);
    }
}

/// <summary>Issues the vouchers of one decision: number, code, last day, and a granted unit if the reward has a stock.</summary>
public sealed class VoucherIssuer(MemberState member, Moment moment, DateOnly today)
{
    private Dictionary<string, int>? taken;

    public ImmutableArray<Voucher> Issued { get; private set; } = [];

    /// <summary>Units wanted by reward, granted or not.</summary>
    public IReadOnlyDictionary<string, int> Wanted => taken ?? Decision.NothingWanted;

    /// <returns>False if the reward has a stock and no unit was granted.</returns>
    public bool Issue(string reward, string? card, Programme programme)
    {
        if (programme.Reward(reward) is not { } found)
        {
            return false;
        }

        string? unit = null;
        if (found.Stock is not null)
        {
            taken ??= new(StringComparer.Ordinal);
            var wanted = taken[reward] = taken.GetValueOrDefault(reward) + 1;
            if (moment.Granted.GetValueOrDefault(reward, []) is var units && wanted > units.Length)
            {
                return false;
            }

            unit = units[wanted - 1];
        }
        Issued = Issued.Add(
            new(
                member.VouchersIssued + Issued.Length + 1,
                VoucherCode.Of(moment.Draw()),
                reward,
                card,
                today.AddDays(found.ValidDays),
                unit
            )
        );
        return true;
    }
}
