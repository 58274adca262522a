using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>The fold: a member's state after one more entry. Every kind of entry has an arm; a kind without an arm throws.</summary>
public static class Evolution
{
    public static MemberState After(this MemberState member, Entry entry) => member.After(entry, null);

    /// <param name="qualifying">The qualifying days after a purchase, if the caller has computed them.</param>
    internal static MemberState After(this MemberState member, Entry entry, QualifyingDays? qualifying)
    {
        member = member.AfterIdle(entry).AfterDue(entry);
        return entry switch
        {
            Enrolled enrolled => member with
            {
                Status = MemberStatus.Active,
                JoinedAt = enrolled.JoinedAt,
                Lots = enrolled.Opening is { } opening ? member.Lots.Plus(opening) : member.Lots,
                Referral = enrolled.Referrer is { } referrer ? new(referrer, null) : null,
            },
            Purchased purchased => member.AfterPurchase(purchased, qualifying),
            Returned returned => member.AfterReturn(returned),
            Adjusted { Points: > 0 } given => member with
            {
                Lots = member.Lots.Plus(given.Lots),
                Debt = member.Debt - given.DebtPaid,
                Lifetime = member.Lifetime.Repaid(given.DebtPaid),
            },
            Adjusted taken => member with { Lots = member.Lots.Minus(taken.Lots) },
            Settled settled => (
                member with
                {
                    Tier = settled.Standing ?? member.Tier,
                    Stamps = member.Stamps.After(settled.Stamps),
                }
            ).WithVouchers(settled.Vouchers, settled.Today),
            Redeemed { ExpiresAt: { } expiresAt } reserved => member with
            {
                Lots = member.Lots.Minus(reserved.Lots),
                Reservations = member.Reservations.Add(
                    new(reserved.Number, reserved.Asked.Reward, reserved.Lots, expiresAt, reserved.Unit)
                ),
                Redemptions = reserved.Number,
            },
            Redeemed redeemed => (
                member with
                {
                    Lots = member.Lots.Minus(redeemed.Lots),
                    Redemptions = redeemed.Number,
                    Lifetime = member.Lifetime with { Redeemed = member.Lifetime.Redeemed + redeemed.Points },
                }
            ).WithVouchers(redeemed.Voucher is { } voucher ? [voucher] : [], redeemed.Today),
            Captured captured => (
                member with
                {
                    Reservations = member.Reservations.Without(captured.Number),
                    Lifetime = member.Lifetime with { Redeemed = member.Lifetime.Redeemed + captured.Reservation!.Points },
                }
            ).WithVouchers(captured.Voucher is { } voucher ? [voucher] : [], captured.Today),
            Released released => member with
            {
                Lots = member.Lots.Plus(released.Reservation!.Lots.Living(released.ExpiredAtOnce, member.LastPurchase, released.Today)),
                Lifetime = member.Lifetime.Plus(new(0, 0, released.ExpiredAtOnce, 0)),
                Reservations = member.Reservations.Without(released.Number),
            },
            VoucherUsed used => member.WithUsed(used),
            TransferSent sent => member with { Lots = member.Lots.Minus(sent.Lots) },
            TransferReceived received => member with
            {
                Lots = member.Lots.Plus(received.Lots),
                Debt = member.Debt - received.DebtPaid,
                Lifetime = member.Lifetime.Repaid(received.DebtPaid).Plus(new(0, 0, received.ExpiredAtOnce, 0)),
            },
            ReferralBooked { Points: >= 0 } given => member with
            {
                Lots = member.Lots.Plus(given.Lots),
                Debt = member.Debt - given.Debt,
                Lifetime = member.Lifetime.Repaid(given.Debt).Plus(new(given.Points, 0, given.Points - given.Debt - given.Lots.Sum(), 0)),
            },
            ReferralBooked taken => member with
            {
                Lots = member.Lots.Minus(taken.Lots),
                Debt = member.Debt - taken.Debt,
                Lifetime = member.Lifetime.Plus(new(0, 0, 0, taken.Lots.Sum())),
            },
            MergedAway merged => MemberState.None with
            {
                Status = MemberStatus.Merged,
                MergedInto = merged.Into,
                JoinedAt = member.JoinedAt,
                SettledThrough = member.SettledThrough,
                // Needed to find receipts and redemptions of members that were merged into this one before.
                Merges = member.Merges,
                Redemptions = member.Redemptions,
            },
            MergedIn merged => member.Joined(merged.From, merged.Handed, merged.Today),
            SplitOff split => member.Parted(split.From, split.Handed),
            CameBack back => back.Handed with { SettledThrough = member.SettledThrough },
            ProfileChanged => member,
            SpendingHeld held => member.With(held),
            SpendingReleased released => member.Without(released),
            Erased => member with { Status = MemberStatus.Erased },
            _ => throw new InvalidOperationException($"No rule for an entry of type {entry.GetType().Name}."),
        };
    }

    /// <summary>A returned purchase keeps no points alive: applied before the dues, among which are the points that end by it.</summary>
    internal static MemberState AfterIdle(this MemberState member, Entry entry) =>
        entry is Returned { IdleSince: { } idle } ? member with { LastPurchase = idle.LastPurchase } : member;

    /// <summary>
    /// Applies the dues recorded with an entry: reservations time out, expired lots leave, activations only move the settled day.
    /// </summary>
    public static MemberState AfterDue(this MemberState member, Entry entry) => member.AfterDue(entry.TimedOut, entry.Due, entry.Today);

    internal static MemberState AfterDue(
        this MemberState member,
        ImmutableArray<Reservation> timedOut,
        ImmutableArray<DueLine> due,
        DateOnly today
    )
    {
        member = member.AfterTimeOuts(timedOut);
        foreach (var line in due)
        {
            if (line.Kind == DueKind.Expired)
            {
                member = member with
                {
                    Lots = member.Lots.Plus(line.Lot with { Points = -line.Lot.Points }),
                    Lifetime = member.Lifetime.Plus(new(0, 0, line.Lot.Points, 0)),
                };
            }
        }

        return today > member.SettledThrough ? member with { SettledThrough = today } : member;
    }

    /// <summary>Timed-out reservations give their points back to the lots.</summary>
    public static MemberState AfterTimeOuts(this MemberState member, ImmutableArray<Reservation> timedOut)
    {
        foreach (var reservation in timedOut)
        {
            member = member.GivingBack(reservation);
        }

        return member;
    }

    private static MemberState GivingBack(this MemberState member, Reservation reservation) =>
        member with
        {
            Lots = member.Lots.Plus(reservation.Lots),
            Reservations = member.Reservations.Without(reservation.Number),
        };

    // Lambdas are in separate methods: their closures would otherwise be allocated for every kind of entry.
    private static ImmutableArray<Reservation> Without(this ImmutableArray<Reservation> reservations, int number) =>
        reservations.RemoveAll(open => open.Number == number);

    /// <summary>Points of a reversal count as reversed when the debt for them is paid.</summary>
    private static Lifetime Repaid(this Lifetime lifetime, long debt) => lifetime with { Reversed = lifetime.Reversed + debt };

    private static MemberState AfterPurchase(this MemberState member, Purchased entry, QualifyingDays? qualifying)
    {
        var bonus = entry.Referral?.Referee ?? 0;
        // The purchase's own points pay debt before the referral's points do.
        var own = entry.Points - Math.Min(entry.Points, entry.DebtPaid);
        var lots = member.Lots.Minus(entry.Paid);
        if (!entry.ExpiredAtOnce)
        {
            lots = lots.Plus(new Lot(entry.Terms, own));
        }

        var expired = entry.ExpiredAtOnce ? own : 0;
        if (entry.Referral is { } referral)
        {
            lots = lots.Plus(new Lot(referral.Terms, bonus - Math.Max(0, entry.DebtPaid - entry.Points)));
        }

        return (
            member with
            {
                Lots = lots,
                Debt = member.Debt - entry.DebtPaid,
                Carried = member.Carried + entry.Carry,
                Lifetime = member.Lifetime.Repaid(entry.DebtPaid).Plus(new(entry.Points + bonus, entry.Purchase.PayPoints, expired, 0)),
                Purchases = member.Purchases + 1,
                LastPurchase = member.LastPurchase > entry.Day ? member.LastPurchase : entry.Day,
                Qualifying = qualifying ?? member.Qualifying.Plus(entry.Qualifying),
                RuleUses = member.RuleUses.Plus(entry),
                Tier = entry.Standing ?? member.Tier,
                Referral = entry.Referral is { } given ? member.Referral! with { Given = given } : member.Referral,
                Stamps = member.Stamps.After(entry.Stamps),
            }
        )
            .WithUsed(entry)
            .WithVouchers(entry.Vouchers, entry.Today);
    }

    private static MemberState AfterReturn(this MemberState member, Returned entry) =>
        member with
        {
            Lots = member
                .Lots.Plus(entry.Restored.Living(entry.ExpiredAtOnce, member.LastPurchase, entry.Today))
                .Minus(entry.Taken)
                .Plus(new Lot(entry.Terms, entry.Back)),
            Debt = member.Debt + entry.Debt,
            Carried = member.Carried + entry.Carry,
            Lifetime = member.Lifetime.Plus(entry.Totals),
            Purchases = member.Purchases - (entry.Whole ? 1 : 0),
            Qualifying = member.Qualifying.Plus(entry.Qualifying),
            RuleUses = member.RuleUses.Without(entry),
            Tier = entry.Standing ?? member.Tier,
            Returned = member.Returned.SetItem(entry.Receipt, entry.SoFar),
            Referral = entry.Referral is null ? member.Referral : member.Referral! with { Given = null },
            Vouchers =
                entry.Revoked.IsEmpty && entry.GivenBack.IsEmpty
                    ? member.Vouchers
                    : member
                        .Vouchers.Unused(entry.GivenBack)
                        .RemoveAll(voucher => entry.Revoked.Any(gone => gone.Number == voucher.Number)),
            Stamps = member.Stamps.After(entry.Stamps),
        };

    /// <summary>Removes the uses of limited rules that a return gives back.</summary>
    internal static AppendList<RuleUse> Without(this AppendList<RuleUse> uses, Returned entry) =>
        entry.ReleasedRules.Aggregate(uses, (left, rule) => left.Remove(new(rule, entry.Qualifying.Day)));

    private static ImmutableArray<StampCount> After(this ImmutableArray<StampCount> stamps, ImmutableArray<StampChange> changes)
    {
        foreach (var change in changes)
        {
            stamps = stamps.With(new(change.Card, change.Count, stamps.Of(change.Card).Completed + change.Completed));
        }

        return stamps;
    }

    private static AppendList<RuleUse> Plus(this AppendList<RuleUse> uses, Purchased entry)
    {
        if (entry.ForgetUsesBefore is { } day)
        {
            uses = uses.From(day);
        }

        foreach (var rule in entry.LimitedRules)
        {
            uses = uses.Plus(new RuleUse(rule, entry.Day));
        }

        return uses;
    }

    private static AppendList<RuleUse> From(this AppendList<RuleUse> uses, DateOnly day) => uses.RemoveAll(use => use.Day < day);

    private static MemberState WithUsed(this MemberState member, Purchased entry) =>
        entry.Used.IsEmpty ? member : member.WithUsed(entry.Used.Contains, entry.Day, entry.Purchase.Key);

    private static MemberState WithUsed(this MemberState member, VoucherUsed entry) =>
        member.WithUsed(
            number => number == entry.Voucher,
            entry.Today,
            entry.Receipt is { } receipt ? ReceiptKey.Of(entry.Store, receipt) : null
        );

    private static MemberState WithUsed(this MemberState member, Func<int, bool> numbers, DateOnly day, string? receipt) =>
        member with
        {
            Vouchers =
            [
                .. member.Vouchers.Select(voucher => numbers(voucher.Number) ? voucher with { UsedOn = day, UsedWith = receipt } : voucher),
            ],
        };

    /// <summary>Adds vouchers, and drops vouchers past their retention.</summary>
    private static MemberState WithVouchers(this MemberState member, ImmutableArray<Voucher> more, DateOnly today) =>
        more.IsEmpty
            ? member
            : member with
            {
                Vouchers = [.. member.Vouchers.Kept(today), .. more],
                VouchersIssued = member.VouchersIssued + more.Length,
            };

    private static IEnumerable<Voucher> Kept(this ImmutableArray<Voucher> vouchers, DateOnly today) =>
        vouchers.Where(voucher => voucher.IsKept(today));

    /// <summary>The lots that have not expired; the expired ones add up to <paramref name="expired"/>.</summary>
    private static ImmutableArray<Lot> Living(this ImmutableArray<Lot> lots, long expired, DateOnly? lastPurchase, DateOnly today) =>
        expired == 0 ? lots : lots.RemoveAll(lot => lot.Terms.Ends(lastPurchase) < today);
}
