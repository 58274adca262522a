using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// What is the same for points of one lot: the day they were earned, the first day on which they can be spent, and when
/// they end. A lot holds all points of a member with the same terms, so that its number follows the days of shopping and
/// not the receipts; the journal says which receipt gave how many of them.
/// </summary>
/// <param name="EarnedOn">The purchase's day, in the programme's time zone.</param>
/// <param name="ActiveOn">The first day on which they can be spent.</param>
/// <param name="LastDay">The last day on which they can be spent; null if that is not fixed.</param>
/// <param name="IdleMonths">Months without a purchase after which they end; 0 if they do not end so.</param>
public readonly record struct LotTerms(DateOnly EarnedOn, DateOnly ActiveOn, DateOnly? LastDay, int IdleMonths) : IComparable<LotTerms>
{
    /// <summary>The last day on which they can be spent, given the member's last purchase; null for never.</summary>
    public DateOnly? Ends(DateOnly? lastPurchase) =>
        IdleMonths == 0 ? LastDay : (lastPurchase > ActiveOn ? lastPurchase.Value : ActiveOn).AddMonths(IdleMonths);

    public int CompareTo(LotTerms other)
    {
        var order = EarnedOn.CompareTo(other.EarnedOn);
        if (order == 0)
        {
            order = ActiveOn.CompareTo(other.ActiveOn);
        }

        if (order == 0)
        {
            order = (LastDay ?? DateOnly.MaxValue).CompareTo(other.LastDay ?? DateOnly.MaxValue);
        }

        return order == 0 ? IdleMonths.CompareTo(other.IdleMonths) : order;
    }
}

/// <summary>Points with their terms: what is left of a lot, or what was put into it or taken from it.</summary>
public readonly record struct Lot(LotTerms Terms, long Points);

/// <summary>The lots of a member: immutable, in the order of their terms, none of them empty.</summary>
public static class Lots
{
    /// <summary>The lots with points added to the one of these terms; a negative number takes them.</summary>
    public static AppendList<Lot> Plus(this AppendList<Lot> lots, Lot change)
    {
        if (change.Points == 0)
        {
            return lots;
        }

        var (low, high) = (0, lots.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = lots[middle].Terms.CompareTo(change.Terms);
            if (order == 0)
            {
                return Changed(lots, middle, lots[middle].Points + change.Points);
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return change.Points > 0
            ? lots.Insert(low, change)
            : throw new InvalidOperationException($"There is no lot {change.Terms} to take from.");
    }

    public static AppendList<Lot> Minus(this AppendList<Lot> lots, ImmutableArray<Lot> taken)
    {
        foreach (var lot in taken)
        {
            lots = lots.Plus(lot with { Points = -lot.Points });
        }

        return lots;
    }

    /// <summary>
    /// Which lots pay a number of points on a day (promise 1): what ends first, of these what was earned first, and what
    /// never ends last. Takes what there is if that is less.
    /// </summary>
    public static ImmutableArray<Lot> Taking(this AppendList<Lot> lots, long points, DateOnly on, DateOnly? lastPurchase)
    {
        var spendable = lots.Where(lot => lot.Terms.ActiveOn <= on)
            .OrderBy(lot => lot.Terms.Ends(lastPurchase) ?? DateOnly.MaxValue)
            .ThenBy(lot => lot.Terms);
        return Taking(spendable, points);
    }

    /// <summary>Pending lots, the one that becomes active first in front; what there is if that is less.</summary>
    public static ImmutableArray<Lot> TakingPending(this AppendList<Lot> lots, long points, DateOnly on) =>
        Taking([.. lots.Where(lot => lot.Terms.ActiveOn > on).OrderBy(lot => lot.Terms)], points);

    /// <summary>What is in the lot of these terms, at most a number of points.</summary>
    public static ImmutableArray<Lot> TakingOf(this AppendList<Lot> lots, LotTerms terms, long points) =>
        Taking([.. lots.Where(lot => lot.Terms == terms)], points);

    public static AppendList<Lot> Plus(this AppendList<Lot> lots, ImmutableArray<Lot> more)
    {
        foreach (var lot in more)
        {
            lots = lots.Plus(lot);
        }

        return lots;
    }

    public static long Sum(this ImmutableArray<Lot> lots)
    {
        var sum = 0L;
        foreach (var lot in lots)
        {
            sum += lot.Points;
        }

        return sum;
    }

    private static ImmutableArray<Lot> Taking(IEnumerable<Lot> inOrder, long points)
    {
        var taken = ImmutableArray.CreateBuilder<Lot>();
        foreach (var lot in inOrder)
        {
            if (points == 0)
            {
                break;
            }

            var part = Math.Min(points, lot.Points);
            taken.Add(lot with { Points = part });
            points -= part;
        }
        return taken.ToImmutable();
    }

    private static AppendList<Lot> Changed(AppendList<Lot> lots, int index, long points) =>
        points switch
        {
            > 0 => lots.SetItem(index, lots[index] with { Points = points }),
            0 => lots.RemoveAt(index),
            < 0 => throw new InvalidOperationException($"The lot {lots[index].Terms} holds fewer points than were taken."),
        };
}
