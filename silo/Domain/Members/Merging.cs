using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>Merges two members that are the same person, and splits them again after a mistake.</summary>
public static class Merging
{
    /// <summary>Days during which a merge can be undone.</summary>
    public const int UndoDays = 30;

    /// <summary>Turns this member into a merged member; its state is handed to the surviving member.</summary>
    public static Decision Into(MemberState member, MergeInto command, Moment moment) =>
        new AsOfNow(member, moment).Decide(new MergedAway(command.Into));

    /// <summary>Adds the merged member's state to this member.</summary>
    public static Decision TakeIn(MemberState member, TakeIn command, Moment moment)
    {
        var now = new AsOfNow(member, moment);
        return now.Decide(new MergedIn(command.From, Living(command.Handed, now.Today)));
    }

    /// <summary>Undoes a merge: the remainder of the merged member's state leaves.</summary>
    public static Decision Undo(MemberState member, UndoMerge command, Moment moment)
    {
        if (member.Merges.LastOrDefault(merge => merge.From == command.From) is not { From: not null } merge)
        {
            return Refusal.NotMergedHere(command.From);
        }

        var now = new AsOfNow(member, moment);
        return now.Today > merge.On.AddDays(UndoDays)
            ? Refusal.MergedTooLongAgo(merge.On, UndoDays)
            : now.Decide(new SplitOff(command.From, LeftOf(command.Brought, merge, now.Member)));
    }

    /// <summary>The state brought into the merge, after a return of one of its receipts; its lots are compared at the split.</summary>
    public static MemberState Less(MemberState brought, Returned entry) =>
        brought with
        {
            Qualifying = brought.Qualifying.Plus(entry.Qualifying),
            Purchases = brought.Purchases - (entry.Whole ? 1 : 0),
            LastPurchase = entry.Whole ? brought.Qualifying.Plus(entry.Qualifying).LastVisit : brought.LastPurchase,
            RuleUses = brought.RuleUses.Without(entry),
            Lifetime = brought.Lifetime.Plus(entry.Totals),
            Carried = brought.Carried + entry.Carry,
        };

    /// <summary>Makes a merged member independent again.</summary>
    public static Decision ComeBack(MemberState member, ComeBack command, Moment moment)
    {
        if (member.Status != MemberStatus.Merged || member.MergedInto != command.From)
        {
            return Refusal.NotMergedHere(command.From);
        }

        var today = moment.Today(member);
        return Decision.Of(member, new CameBack(command.From, Living(command.Handed, today)), moment, today);
    }

    /// <summary>The state handed over, without the lots that expired in transit.</summary>
    private static MemberState Living(MemberState handed, DateOnly today)
    {
        var ended = handed.Lots.Where(lot => lot.Terms.Ends(handed.LastPurchase) < today).ToImmutableArray();
        return ended.IsEmpty
            ? handed
            : handed with
            {
                Lots = handed.Lots.Minus(ended),
                Lifetime = handed.Lifetime.Plus(new(0, 0, ended.Sum(), 0)),
            };
    }

    /// <summary>The fold of <see cref="MergedIn"/>: the sum of both members.</summary>
    internal static MemberState Joined(this MemberState member, string from, MemberState handed, DateOnly today)
    {
        var vouchers = handed.Vouchers.Select(voucher => voucher with { Number = voucher.Number + member.VouchersIssued });
        var reservations = handed.Reservations.Select(open => open with { Number = open.Number + member.Redemptions });
        return member with
        {
            JoinedAt = handed.JoinedAt < member.JoinedAt ? handed.JoinedAt : member.JoinedAt,
            Lots = handed.Lots.Aggregate(member.Lots, (lots, lot) => lots.Plus(lot)),
            Debt = member.Debt + handed.Debt,
            Carried = member.Carried + handed.Carried,
            Lifetime = member.Lifetime.Plus(handed.Lifetime),
            Purchases = member.Purchases + handed.Purchases,
            LastPurchase = Later(member.LastPurchase, handed.LastPurchase),
            Qualifying = handed.Qualifying.All.Aggregate(member.Qualifying, (days, day) => days.Plus(day)),
            RuleUses = handed.RuleUses.Aggregate(member.RuleUses, (uses, use) => uses.Plus(use)),
            // Null recomputes the tier from both members' qualifying days and the earlier day of joining.
            Tier = null,
            Stamps = handed.Stamps.Aggregate(member.Stamps, (stamps, stamp) => Plus(stamps, stamp, 1)),
            Vouchers = [.. member.Vouchers, .. vouchers],
            VouchersIssued = member.VouchersIssued + handed.VouchersIssued,
            Reservations = [.. member.Reservations, .. reservations],
            Redemptions = member.Redemptions + handed.Redemptions,
            Returned = handed.Returned.Aggregate(
                member.Returned,
                (all, back) => all.SetItem(back.Key, More(all.GetValueOrDefault(back.Key, []), back.Value))
            ),
            Referral = member.Referral ?? handed.Referral,
            // One that holds both stands here twice, so that a split leaves each member with their own.
            Holds = member.Holds.AddRange(handed.Holds),
            Merges = member.Merges.Add(new(from, today, member.Redemptions)),
        };
    }

    /// <summary>The fold of <see cref="SplitOff"/>.</summary>
    internal static MemberState Parted(this MemberState member, string from, MemberState handed)
    {
        var merge = member.Merges.Last(merge => merge.From == from);
        return member with
        {
            Lots = handed.Lots.Aggregate(member.Lots, (lots, lot) => lots.Plus(lot with { Points = -lot.Points })),
            Debt = member.Debt - handed.Debt,
            Carried = member.Carried - handed.Carried,
            Lifetime = member.Lifetime.Plus(handed.Lifetime, -1),
            Purchases = member.Purchases - handed.Purchases,
            Qualifying = handed.Qualifying.All.Aggregate(member.Qualifying, (days, day) => days.Plus(day.Minus())),
            RuleUses = handed.RuleUses.Aggregate(member.RuleUses, (uses, use) => uses.Remove(use)),
            Tier = null,
            Stamps = handed.Stamps.Aggregate(member.Stamps, (stamps, stamp) => Plus(stamps, stamp, -1)),
            Vouchers = member.Vouchers.RemoveAll(voucher => handed.Vouchers.Any(gone => gone.Code == voucher.Code)),
            Reservations = member.Reservations.RemoveAll(open =>
                handed.Reservations.Any(gone => gone.Number + merge.Redemptions == open.Number)
            ),
            Referral = handed.Referral is not null && member.Referral == handed.Referral ? null : member.Referral,
            Holds = member.Holds.RemoveRange(handed.Holds),
            Merges = member.Merges.Remove(merge),
        };
    }

    /// <summary>
    /// The remainder of a merged member's state at a split. Each lot (including points that its closed reservations gave back), qualifying
    /// day and stamp count is limited to what the surviving member still has, so that nothing becomes negative. Vouchers not used since,
    /// open reservations and the other totals leave as well.
    /// </summary>
    private static MemberState LeftOf(MemberState brought, Merge merge, MemberState now)
    {
        var open = brought.Reservations.RemoveAll(held => now.Reservations.All(still => still.Number != held.Number + merge.Redemptions));
        var given = brought.Reservations.RemoveRange(open).Aggregate(brought.Lots, (lots, closed) => lots.Plus(closed.Lots));
        var days = brought.Qualifying.All.Aggregate(
            QualifyingDays.None,
            (left, day) => left.Plus(Least(day, now.Qualifying.Of(day.Day, day.Version)))
        );
        return brought with
        {
            Lots = [.. given.SelectMany(lot => now.Lots.TakingOf(lot.Terms, lot.Points))],
            Debt = Math.Min(brought.Debt, now.Debt),
            Carried = Fraction.Most(null, Fraction.Least(brought.Carried, now.Carried)),
            Purchases = brought.Purchases - brought.Qualifying.All.Sum(day => day.Visits) + days.All.Sum(day => day.Visits),
            Qualifying = days,
            RuleUses = Both(brought.RuleUses, now.RuleUses),
            Stamps =
            [
                .. brought.Stamps.Select(stamp =>
                    stamp with
                    {
                        Count = Math.Min(stamp.Count, Math.Max(0, now.Stamps.Of(stamp.Card).Count)),
                    }
                ),
            ],
            Vouchers =
            [
                .. brought.Vouchers.Where(voucher => now.Vouchers.Any(held => held.Code == voucher.Code && held.UsedOn == voucher.UsedOn)),
            ],
            Reservations = open,
            Holds = brought.Holds.RemoveAll(finding => !now.Holds.Contains(finding)),
            // The owner of a receipt returned since the merge is unknown here. Both members keep all returns, so that no goods are
            // returned twice.
            Returned = now.Returned,
            Referral = brought.Referral is { } own && now.Referral is { } held && held.Referrer == own.Referrer ? held : brought.Referral,
        };

        static QualifyingDay Least(QualifyingDay one, QualifyingDay other) =>
            new(
                one.Day,
                one.Version,
                Math.Min(one.Points, other.Points),
                Math.Min(one.Spend, other.Spend),
                Math.Min(one.Visits, other.Visits)
            );

        static AppendList<RuleUse> Both(AppendList<RuleUse> some, AppendList<RuleUse> others)
        {
            var missing = others.Aggregate(some, (left, use) => left.Remove(use));
            return missing.Aggregate(some, (left, use) => left.Remove(use));
        }
    }

    /// <summary>
    /// The more that came back of each line: after a split both members know all returns until then, and the owner alone those since.
    /// </summary>
    private static ImmutableArray<LineQuantity> More(ImmutableArray<LineQuantity> one, ImmutableArray<LineQuantity> other) =>
        [.. one.Concat(other).GroupBy(line => line.Line, (_, lines) => lines.MaxBy(line => line.Quantity)).OrderBy(line => line.Line)];

    private static ImmutableArray<StampCount> Plus(ImmutableArray<StampCount> stamps, StampCount more, int sign)
    {
        var had = stamps.Of(more.Card);
        return stamps.With(new(more.Card, Money.Plain(had.Count + sign * more.Count), had.Completed + sign * more.Completed));
    }

    private static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null || other > one ? other : one;
}
