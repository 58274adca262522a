using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// The terms of a lot: when its points were earned, become active and expire. A lot holds all points of a member with the same terms, so
/// the number of lots grows with the days of purchases instead of with receipts; the journal keeps the points of each receipt.
/// </summary>
/// <param name="EarnedOn">The purchase's day, in the programme's time zone.</param>
/// <param name="ActiveOn">The first day on which the points can be spent.</param>
/// <param name="LastDay">The last day on which the points can be spent; null without a fixed expiry.</param>
/// <param name="IdleMonths">Months without a purchase after which the points expire; 0 without expiry by inactivity.</param>
public readonly record struct LotTerms(DateOnly EarnedOn, DateOnly ActiveOn, DateOnly? LastDay, int IdleMonths) : IComparable<LotTerms>
{
    /// <summary>The last spendable day, given the member's last purchase; null for points that never expire.</summary>
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

/// <summary>Points with their terms: the content of a lot, or a change of it.</summary>
public readonly record struct Lot(LotTerms Terms, long Points);

/// <summary>The lots of a member: immutable, in the order of their terms, none empty.</summary>
public static class Lots
{
    /// <summary>Adds points to the lot with these terms; a negative number takes points.</summary>
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
    /// The lots that pay a number of points on a day (promise 1): earliest expiry first, then earliest earned, points without expiry last.
    /// Returns fewer points if the member has fewer.
    /// </summary>
    public static ImmutableArray<Lot> Taking(this AppendList<Lot> lots, long points, DateOnly on, DateOnly? lastPurchase)
    {
        var spendable = lots.Where(lot => lot.Terms.ActiveOn <= on)
            .OrderBy(lot => lot.Terms.Ends(lastPurchase) ?? DateOnly.MaxValue)
            .ThenBy(lot => lot.Terms);
        return Taking(spendable, points);
    }

    /// <summary>Takes from pending lots, earliest activation first; returns fewer points if there are fewer.</summary>
    public static ImmutableArray<Lot> TakingPending(this AppendList<Lot> lots, long points, DateOnly on) =>
        Taking([.. lots.Where(lot => lot.Terms.ActiveOn > on).OrderBy(lot => lot.Terms)], points);

    /// <summary>Takes from the lot with these terms; returns fewer points if the lot has fewer.</summary>
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
