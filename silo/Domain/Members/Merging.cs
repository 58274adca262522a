using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// Two members who are one person become one, and two again if that was a mistake.
/// </summary>
public static class Merging
{
    /// <summary>For how long a merging can be undone.</summary>
    public const int UndoDays = 30;

    /// <summary>This member becomes a part of another; what they have is the state that the decision leads to.</summary>
    public static Decision Into(MemberState member, MergeInto command, Moment moment) =>
        new AsOfNow(member, moment).Decide(new MergedAway(command.Into));

    /// <summary>Another member becomes a part of this one.</summary>
    public static Decision TakeIn(MemberState member, TakeIn command, Moment moment)
    {
        var now = new AsOfNow(member, moment);
        return now.Decide(new MergedIn(command.From, Living(command.Handed, now.Today)));
    }

    /// <summary>Undoes a merging: what is left of what was brought leaves again.</summary>
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

    /// <summary>What was brought, after one of its receipts came back; its lots are looked at when they part.</summary>
    public static MemberState Less(MemberState brought, Returned entry) =>
        brought with
        {
            Qualifying = brought.Qualifying.Plus(entry.Qualifying),
            Purchases = brought.Purchases - (entry.Whole ? 1 : 0),
            RuleUses = brought.RuleUses.Without(entry),
            Lifetime = brought.Lifetime.Plus(entry.Totals),
        };

    /// <summary>This member is one of their own again.</summary>
    public static Decision ComeBack(MemberState member, ComeBack command, Moment moment)
    {
        if (member.Status != MemberStatus.Merged || member.MergedInto != command.From)
        {
            return Refusal.NotMergedHere(command.From);
        }

        var today = moment.Today(member);
        return Decision.Of(member, new CameBack(command.From, Living(command.Handed, today)), moment, today);
    }

    /// <summary>What was handed over, less the lots that ended on the way.</summary>
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

    /// <summary>The fold of <see cref="MergedIn"/>: everything of both.</summary>
    internal static MemberState Joined(this MemberState member, string from, MemberState handed, DateOnly today)
    {
        var vouchers = handed.Vouchers.Select(voucher => voucher with { Number = voucher.Number + member.VouchersIssued });
        var reservations = handed.Reservations.Select(open => open with { Number = open.Number + member.Redemptions });
        return member with
        {
            JoinedAt = handed.JoinedAt < member.JoinedAt ? handed.JoinedAt : member.JoinedAt,
            Lots = handed.Lots.Aggregate(member.Lots, (lots, lot) => lots.Plus(lot)),
            Debt = member.Debt + handed.Debt,
            Lifetime = member.Lifetime.Plus(handed.Lifetime),
            Purchases = member.Purchases + handed.Purchases,
            LastPurchase = Later(member.LastPurchase, handed.LastPurchase),
            Qualifying = handed.Qualifying.All.Aggregate(member.Qualifying, (days, day) => days.Plus(day)),
            RuleUses = handed.RuleUses.Aggregate(member.RuleUses, (uses, use) => uses.Plus(use)),
            // Found anew from the days of both, and the earlier day of joining, when it is next asked for.
            Tier = null,
            Stamps = handed.Stamps.Aggregate(member.Stamps, (stamps, stamp) => Plus(stamps, stamp, 1)),
            Vouchers = [.. member.Vouchers, .. vouchers],
            VouchersIssued = member.VouchersIssued + handed.VouchersIssued,
            Reservations = [.. member.Reservations, .. reservations],
            Redemptions = member.Redemptions + handed.Redemptions,
            Returned = member.Returned.SetItems(handed.Returned),
            Referral = member.Referral ?? handed.Referral,
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
            Merges = member.Merges.Remove(merge),
        };
    }

    /// <summary>
    /// What is left of what one member brought: of each lot, what a reservation gave back included, of each day's purchases and of
    /// stamps at most what is there now, so that nothing goes below zero; unused vouchers, open reservations, and the other counts.
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
            // Whose receipts came back since the merging is not known here; both know all of them, so that none comes back twice.
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

    private static ImmutableArray<StampCount> Plus(ImmutableArray<StampCount> stamps, StampCount more, int sign)
    {
        var had = stamps.Of(more.Card);
        return stamps.With(new(more.Card, Money.Plain(had.Count + sign * more.Count), had.Completed + sign * more.Completed));
    }

    private static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null || other > one ? other : one;
}
