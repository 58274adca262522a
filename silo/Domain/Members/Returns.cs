using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// The effects of a return (promises 6 to 8). A function of the purchase and of all its returned goods so far, so that several partial
/// returns give the same result as a single one.
/// </summary>
public static class Returns
{
    public static Decision Return(MemberState member, ReturnPurchase command, Moment moment)
    {
        var (asked, bought, expired) = command;
        if (asked.At > moment.Now + Decider.ClockTolerance)
        {
            return Refusal.AtInTheFuture(asked.At, moment.Now + Decider.ClockTolerance);
        }

        if (InAnotherStore(asked, moment.Programme) is { } otherStore)
        {
            return otherStore;
        }

        var programme = moment.Book.Version(bought.Version).Programme;
        var before = member.Returned.GetValueOrDefault(bought.Purchase.Key, []);
        if (SoFar(bought.Purchase, before, asked.Lines, out var soFar) is { } refusal)
        {
            return refusal;
        }

        var (had, has) = (Left(bought, before, programme), Left(bought, soFar, programme));
        var (earned, earns) = (Entitled(bought, had, programme), Entitled(bought, has, programme));
        var whole = !IsEmpty(had, bought) && IsEmpty(has, bought);

        // Points that only this purchase kept from ending have ended on their day.
        var lastPurchase = whole ? member.Qualifying.Plus(new(bought.Day, bought.Version, 0, 0, -1)).LastVisit : member.LastPurchase;
        var present = new AsOfNow(member with { LastPurchase = lastPurchase }, moment);
        var (today, now) = (present.Today, present.Member);
        var restored = Restored(bought, had, has);
        var expiredAtOnce = restored.Where(lot => present.Ended(lot.Terms)).Sum(lot => lot.Points);
        var forgivable =
            expired
            + restored.Where(lot => lot.Terms == bought.Terms && present.Ended(lot.Terms)).Sum(lot => lot.Points)
            + present.Due.Where(line => line.Kind == DueKind.Expired && line.Lot.Terms == bought.Terms).Sum(line => line.Lot.Points);
        var richer = now with { Lots = now.Lots.Plus([.. restored.Where(lot => !present.Ended(lot.Terms))]) };

        // Without fractions: the points that the receipt earns less. With them, what the member's whole points fall by.
        var change = earns.Exact - earned.Exact;
        var less = Fraction.Floor(now.Carried) - Fraction.Floor(now.Carried + change);
        var referral = Referrals.IsUndone(now, bought.Purchase.Key, earns.Spend, today, programme) ? now.Referral!.Given : null;
        var taking = Taking.None;
        if (referral is not null)
        {
            taking = Taking.Back(today, richer, referral.Referee, referral.Terms, 0, programme.NegativeBalance);
        }

        if (less > 0)
        {
            taking = taking.Plus(
                Taking.Back(
                    today,
                    richer with
                    {
                        Lots = richer.Lots.Minus(taking.Lots),
                    },
                    less,
                    bought.Terms,
                    forgivable,
                    programme.NegativeBalance
                )
            );
        }

        // The vouchers used with the receipt first become unused, so that TakeBack can revoke them if their stamps are missing.
        ImmutableArray<int> givenBack = whole
            ? [.. now.Vouchers.Where(voucher => voucher.UsedWith == bought.Purchase.Key).Select(voucher => voucher.Number)]
            : [];
        var holding = now with { Vouchers = now.Vouchers.Unused(givenBack) };
        var (stamps, revoked) = StampCards.TakeBack(had, has, programme, holding, today);
        // Points that return to an expired lot expire at once.
        var points = less < 0 && present.Ended(bought.Terms) ? 0 : less;
        var entry = new Returned(
            asked,
            bought.Version,
            soFar,
            points + (referral?.Referee ?? 0),
            taking.WrittenOffExpired,
            taking.Lots,
            taking.Debt,
            restored,
            expiredAtOnce,
            new(bought.Day, bought.Version, -less, Money.Plain(earns.Spend - earned.Spend), whole ? -1 : 0),
            "",
            null
        )
        {
            Whole = whole,
            Terms = bought.Terms,
            ReleasedRules = [.. earned.LimitedRules.Except(earns.LimitedRules)],
            Stamps = stamps,
            Revoked = revoked,
            GivenBack = givenBack,
            Referral = referral,
            Carry = change + Fraction.Of(less),
            IdleSince = lastPurchase == member.LastPurchase ? null : new(lastPurchase),
        };
        var left = now with { Qualifying = now.Qualifying.Plus(entry.Qualifying) };
        var standing = entry.Qualifying is { Points: 0, Spend: 0, Visits: 0 }
            ? now.Tier
            : TierTrack.After(entry.Qualifying, now, left, moment.Book);
        left = left with { Tier = standing };
        var (was, code) = (Code(now), Code(left));
        return present.Decide(
            entry with
            {
                Tier = code,
                TierBefore = was == code ? null : was,
                Standing = standing == member.Tier ? null : standing,
            }
        );

        string Code(MemberState of) => TierTrack.Level(TierTrack.On(today, of, moment.Book), today, of, moment.Programme).Code;
    }

    /// <summary>The refusal of a return in another store than the purchase's, where the programme wants the same, or null.</summary>
    public static Refusal? InAnotherStore(Return asked, Programme programme) =>
        asked.OtherStore is { } other && !programme.Returns.AnyStore ? Refusal.ReturnInAnotherStore(asked.Store, other) : null;

    /// <summary>
    /// Points of this lot that have expired and have not been written off by an earlier return. They expired on their last day, when their
    /// receipt arrived late, or when they came back to the lot: restored, released, or earned again by the remaining lines. Expired lots
    /// are not in the state, so this replays the whole history; call it only if the lot can have expired.
    /// </summary>
    public static long Expired(LotTerms terms, IEnumerable<Entry> history)
    {
        var (expired, member) = (0L, MemberState.None);
        foreach (var entry in history)
        {
            foreach (var due in entry.Due)
            {
                if (due.Kind == DueKind.Expired && due.Lot.Terms == terms)
                {
                    expired += due.Lot.Points;
                }
            }

            member = member.AfterIdle(entry);
            expired += entry switch
            {
                Purchased { ExpiredAtOnce: true } bought when bought.Terms == terms => bought.Points
                    - Math.Min(bought.Points, bought.DebtPaid),
                Returned returned when returned.Terms == terms => Ended(
                    [.. returned.Restored, new(terms, Math.Max(0, returned.Qualifying.Points))],
                    entry
                ) - returned.WrittenOffExpired,
                Returned returned => Ended(returned.Restored, entry),
                Released released => Ended(released.Reservation!.Lots, entry),
                _ => 0,
            };
            member = member.After(entry);
        }
        return expired;

        long Ended(ImmutableArray<Lot> lots, Entry entry) =>
            lots.Where(lot => lot.Terms == terms && lot.Terms.Ends(member.LastPurchase) < entry.Today).Sum(lot => lot.Points);
    }

    /// <summary>
    /// The receipt with the remaining quantities; amounts are proportional to quantity and rounded to the currency's smallest unit.
    /// </summary>
    public static Purchase Remaining(Purchase purchase, ImmutableArray<LineQuantity> returned, Programme programme)
    {
        if (returned.IsEmpty)
        {
            return purchase;
        }

        var decimals = Money.Decimals(programme.Currency);
        return purchase with
        {
            Lines =
            [
                .. purchase.Lines.Select(line =>
                    Of(line.Number, returned) is > 0 and var quantity
                        ? line with
                        {
                            Quantity = line.Quantity - quantity,
                            Amount = Share(line.Amount, line.Quantity - quantity, line.Quantity),
                            Tax = Share(line.Tax, line.Quantity - quantity, line.Quantity),
                        }
                        : line
                ),
            ],
        };
        decimal Share(decimal amount, decimal quantity, decimal of) =>
            decimal.Round(amount * quantity / of, decimals, MidpointRounding.AwayFromZero);
    }

    /// <summary>What remains of a purchase: the lines, and the points that pay for them and are not restored.</summary>
    private static Purchase Left(Purchased bought, ImmutableArray<LineQuantity> returned, Programme programme) =>
        Remaining(bought.Purchase, returned, programme) is var left && RestoredInAll(bought, left) is > 0 and var restored
            ? left with
            {
                PayPoints = left.PayPoints - restored,
            }
            : left;

    /// <summary>The accrual of these lines in the circumstances of the purchase, at most the purchase's own points.</summary>
    private static Accrual Entitled(Purchased bought, Purchase lines, Programme programme)
    {
        if (ReferenceEquals(lines, bought.Purchase))
        {
            return new(bought.Points, bought.Breakdown, bought.LimitedRules, bought.Spend, bought.Circumstances) { Carry = bought.Carry };
        }

        var level = programme.Tiers.Levels.First(level => level.Code == bought.Circumstances.Tier);
        var accrual = Accrual.Of(lines, programme, level, new(bought.Circumstances), carried: null);
        return accrual.Exact > bought.Exact ? accrual with { Points = bought.Points, Carry = bought.Carry } : accrual;
    }

    private static Refusal? SoFar(
        Purchase purchase,
        ImmutableArray<LineQuantity> before,
        ImmutableArray<LineQuantity> asked,
        out ImmutableArray<LineQuantity> soFar
    )
    {
        soFar = before;
        if (asked.IsEmpty)
        {
            soFar =
            [
                .. purchase
                    .Lines.Where(line => line.Quantity > 0)
                    .Select(line => new LineQuantity(line.Number, line.Quantity))
                    .OrderBy(line => line.Line),
            ];
            return null;
        }
        var sums = new SortedDictionary<int, decimal>(before.ToDictionary(line => line.Line, line => line.Quantity));
        foreach (var (number, quantity) in asked)
        {
            if (purchase.Lines.FirstOrDefault(line => line.Number == number) is not { } line)
            {
                return Refusal.UnknownLine(number, purchase.Receipt);
            }

            var left = line.Quantity - sums.GetValueOrDefault(number);
            if (quantity > left)
            {
                return Refusal.MoreThanIsLeft(number, quantity, left);
            }

            sums[number] = Money.Plain(sums.GetValueOrDefault(number) + quantity);
        }
        soFar = [.. sums.Where(line => line.Value > 0).Select(line => new LineQuantity(line.Key, line.Value))];
        return null;
    }

    /// <summary>True if no goods are left; a discount that was not returned with them is none.</summary>
    private static bool IsEmpty(Purchase left, Purchased bought)
    {
        for (var i = 0; i < left.Lines.Length; i++)
        {
            if (left.Lines[i].Quantity > 0 && bought.Purchase.Lines[i].Amount >= 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What the goods cost before discounts, so that the share of what came back only grows.</summary>
    private static decimal Price(Purchase purchase)
    {
        var sum = 0m;
        foreach (var line in purchase.Lines)
        {
            sum += Math.Max(0, line.Amount);
        }

        return sum;
    }

    private static decimal Of(int line, ImmutableArray<LineQuantity> returned)
    {
        foreach (var item in returned)
        {
            if (item.Line == line)
            {
                return item.Quantity;
            }
        }

        return 0;
    }

    /// <summary>Points that paid for the goods returned now, in proportion to their amount; the last lot taken is restored first.</summary>
    private static ImmutableArray<Lot> Restored(Purchased bought, Purchase had, Purchase has)
    {
        if (bought.Paid.IsEmpty)
        {
            return [];
        }

        var (skip, give) = (RestoredInAll(bought, had), RestoredInAll(bought, has));
        give -= skip;
        var lots = ImmutableArray.CreateBuilder<Lot>();
        foreach (var lot in bought.Paid.Reverse())
        {
            var skipped = Math.Min(skip, lot.Points);
            var given = Math.Min(give, lot.Points - skipped);
            (skip, give) = (skip - skipped, give - given);
            if (given > 0)
            {
                lots.Add(lot with { Points = given });
            }
        }
        return lots.ToImmutable();
    }

    /// <summary>
    /// Money to give back for a return: the goods' amount less the worth of the points restored for them. All returns of a receipt together
    /// give back at most what was paid in money, and exactly that once all goods are back.
    /// </summary>
    /// <param name="before">The goods that had come back before the return.</param>
    /// <param name="after">The goods that have come back with it.</param>
    public static decimal Refund(
        Purchased bought,
        ImmutableArray<LineQuantity> before,
        ImmutableArray<LineQuantity> after,
        Programme programme
    )
    {
        var paid = bought.Purchase.Total - Redemptions.Worth(bought.Purchase.PayPoints, programme);
        return Money.Plain(InAll(after) - InAll(before));

        decimal InAll(ImmutableArray<LineQuantity> returned) =>
            Remaining(bought.Purchase, returned, programme) is var left && IsEmpty(left, bought)
                ? paid
                : Math.Clamp(
                    bought.Purchase.Total - left.Total - Redemptions.Worth(RestoredInAll(bought, left), programme),
                    0,
                    Math.Max(0, paid)
                );
    }

    /// <summary>Points that are restored in all once these lines are left.</summary>
    private static long RestoredInAll(Purchased bought, Purchase left) =>
        bought.Purchase.PayPoints == 0 ? 0
        : IsEmpty(left, bought) ? bought.Purchase.PayPoints
        : Price(bought.Purchase) is var price and > 0 ? (long)decimal.Floor(bought.Purchase.PayPoints * (price - Price(left)) / price)
        : 0;
}
