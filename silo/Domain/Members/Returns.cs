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

        var programme = moment.Book.Version(bought.Version).Programme;
        var before = member.Returned.GetValueOrDefault(bought.Purchase.Key, []);
        if (SoFar(bought.Purchase, before, asked.Lines, out var soFar) is { } refusal)
        {
            return refusal;
        }

        var (had, has) = (Remaining(bought.Purchase, before, programme), Remaining(bought.Purchase, soFar, programme));
        var (earned, earns) = (Entitled(bought, had, programme), Entitled(bought, has, programme));
        var whole = had.Lines.Any(line => line.Quantity > 0) && has.Lines.All(line => line.Quantity == 0);

        var present = new AsOfNow(member, moment);
        var (today, now) = (present.Today, present.Member);
        var restored = Restored(bought, had, has);
        var expiredAtOnce = restored.Where(lot => present.Ended(lot.Terms)).Sum(lot => lot.Points);
        var forgivable =
            expired
            + restored.Where(lot => lot.Terms == bought.Terms && present.Ended(lot.Terms)).Sum(lot => lot.Points)
            + present.Due.Where(line => line.Kind == DueKind.Expired && line.Lot.Terms == bought.Terms).Sum(line => line.Lot.Points);
        var richer = now with { Lots = now.Lots.Plus([.. restored.Where(lot => !present.Ended(lot.Terms))]) };

        var less = earned.Points - earns.Points;
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
                            Amount = decimal.Round(
                                line.Amount * (line.Quantity - quantity) / line.Quantity,
                                decimals,
                                MidpointRounding.AwayFromZero
                            ),
                        }
                        : line
                ),
            ],
        };
    }

    /// <summary>The accrual of these lines in the circumstances of the purchase, at most the purchase's own points.</summary>
    private static Accrual Entitled(Purchased bought, Purchase lines, Programme programme)
    {
        if (ReferenceEquals(lines, bought.Purchase))
        {
            return new(bought.Points, bought.Breakdown, bought.LimitedRules, bought.Spend, bought.Circumstances);
        }

        var level = programme.Tiers.Levels.First(level => level.Code == bought.Circumstances.Tier);
        var accrual = Accrual.Of(lines, programme, level, new(bought.Circumstances));
        return accrual with { Points = Math.Min(accrual.Points, bought.Points) };
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

        var (skip, give) = (InAll(had), InAll(has));
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

        long InAll(Purchase left) =>
            left.Lines.All(line => line.Quantity == 0) ? bought.Purchase.PayPoints
            : bought.Purchase.Total is var total and > 0 ? (long)decimal.Floor(bought.Purchase.PayPoints * (total - left.Total) / total)
            : 0;
    }
}

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
