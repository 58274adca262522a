using System.Collections.Immutable;
using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains;

/// <summary>What leaves the grain: contract records made from the domain's.</summary>
internal static partial class Views
{
    public static MemberView Member(string id, MemberState member, Person person, Moment moment)
    {
        var present = new AsOfNow(member, moment);
        var view = new MemberView(
            id,
            person.Consents,
            member.JoinedAt,
            member.Status == MemberStatus.Erased ? "erased" : "active",
            BalanceOf(Balance.At(moment.Now, present.Today, member)),
            // Expired points are counted for the day that is asked about, whether or not the close has written them down.
            LifetimeOf(present.Member.Lifetime),
            Tier(present.Today, present.Member, moment),
            Stamps(member, moment.Programme),
            [.. member.Vouchers.Select(voucher => Of(voucher, present.Today))],
            ReferralCode(id),
            person.CardCode,
            NextActivation(present.Today, member),
            Reservations(id, member, moment.Now),
            member.Merges.IsEmpty ? null : [.. member.Merges.Select(merge => merge.From)],
            person.EmailUnconfirmed,
            person.Unproven,
            !member.Holds.IsEmpty
        );
        return view.WithDetails(person);
    }

    private static NextActivationView? NextActivation(DateOnly today, MemberState member)
    {
        var (next, points) = (DateOnly.MaxValue, 0L);
        foreach (var lot in member.Lots)
        {
            if (lot.Terms.ActiveOn > today && lot.Terms.ActiveOn <= next)
            {
                (next, points) = (lot.Terms.ActiveOn, lot.Points + (lot.Terms.ActiveOn == next ? points : 0));
            }
        }

        return points == 0 ? null : new(next, points);
    }

    private static ReservationView[]? Reservations(string id, MemberState member, DateTimeOffset now)
    {
        var open = member.Reservations.Where(reservation => reservation.ExpiresAt > now).ToArray();
        return open.Length == 0
            ? null
            :
            [
                .. open.Select(reservation => new ReservationView(
                    RedemptionIds.Of(id, reservation.Number),
                    reservation.Reward,
                    reservation.Points,
                    reservation.ExpiresAt
                )),
            ];
    }

    /// <summary>What a till shows: enough to greet, nothing that the queue should not read.</summary>
    /// <param name="kind">As <see cref="ScanAnswer.Kind"/>.</param>
    /// <param name="card">As <see cref="ScanAnswer.Card"/>.</param>
    public static ScanAnswer Scan(MemberView member, string kind, string? card, ReservationView[]? setAside, DateOnly today)
    {
        var notices = new List<NoticeView>();
        if (member.OnHold)
        {
            notices.Add(new(NoticeView.OnHold));
        }

        if (member.Balance.NextExpiry is { } next && Domain.Members.Calendar.NoticeDay(next.On) <= today)
        {
            notices.Add(new("pointsEnd", Points: next.Points, On: next.On));
        }

        if (member.Tier.Until is { } ends && Domain.Members.Calendar.NoticeDay(ends) <= today)
        {
            notices.Add(new("tierEnds", On: ends, Tier: member.Tier.Code));
        }

        return new(
            member.Id,
            member.FirstName,
            new(member.Tier.Code, member.Tier.Name),
            member.Balance,
            kind,
            [.. member.Vouchers.Where(voucher => voucher.Status == "issued")],
            [.. notices],
            card,
            Stamps: member.Stamps,
            Reservations: setAside
        );
    }

    private static LifetimeView LifetimeOf(Lifetime lifetime) =>
        new(lifetime.Earned, lifetime.Redeemed, lifetime.Expired, lifetime.Reversed);

    private static StampsView[] Stamps(MemberState member, Programme programme) =>
        [
            .. programme.StampCards.Select(card =>
            {
                var count = member.Stamps.Of(card.Code);
                return new StampsView(
                    card.Code,
                    card.Name.In(programme.Languages.AsSpan()),
                    Shown(count.Count, card.Size),
                    card.Size,
                    Math.Max(0, count.Completed),
                    card.By.ToString().ToLowerInvariant(),
                    card.Reward
                );
            }),
        ];

    /// <summary>Stamps to show: none rather than owed ones, a full card rather than an overflowing one.</summary>
    private static decimal Shown(decimal count, decimal size) => Math.Clamp(count, 0, size);

    public static VoucherView Of(Voucher voucher, DateOnly today) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"v{voucher.Number}"),
            voucher.Reward,
            voucher.Code,
            voucher.UsedOn is not null ? "used"
                : voucher.GoodOn(today) ? "issued"
                : "expired",
            voucher.Expires
        );

    public static BalanceView BalanceOf(Balance balance) =>
        new(
            balance.Active,
            balance.Pending,
            balance.Reserved,
            balance.Debt,
            balance.NextExpiry is { } next ? new(next.On, next.Points) : null
        );

    /// <param name="book">To say what the points that paid for a part are worth.</param>
    public static PurchaseAnswer Answer(string id, Purchased entry, ProgrammeHistory book)
    {
        var programme = book.Version(entry.Version).Programme;
        return new(
            $"{entry.Purchase.Store}/{entry.Purchase.Receipt}",
            id,
            Points(entry),
            Stamps(entry.Stamps, programme),
            Tier(entry),
            BalanceOf(entry.After),
            entry.Purchase.Total - Redemptions.Worth(entry.Purchase.PayPoints, programme),
            entry.Vouchers.IsEmpty ? [] : Shown(entry.Vouchers, entry.Today),
            Notices(entry)
        );
    }

    private static VoucherView[] Shown(ImmutableArray<Voucher> vouchers, DateOnly today) =>
        [.. vouchers.Select(voucher => Of(voucher, today))];

    public static ReturnAnswer Answer(string id, Returned entry, decimal refund, ProgrammeHistory book)
    {
        var pending = entry.Taken.Where(lot => lot.Terms.ActiveOn > entry.Today).Sum(lot => lot.Points);
        var taken = entry.Taken.Sum();
        return new(
            $"{entry.Return.PurchaseStore}/{entry.Return.Receipt}",
            entry.Return.Number,
            "applied",
            id,
            new(
                taken + entry.Debt - entry.Back,
                pending,
                taken - pending,
                entry.Debt,
                entry.WrittenOffExpired,
                Math.Max(0, entry.Points - taken - entry.Debt - entry.WrittenOffExpired)
            ),
            new(entry.Restored.Sum(), entry.ExpiredAtOnce),
            Stamps(entry.Stamps, book.Version(entry.Version).Programme),
            [.. entry.Revoked.Select(voucher => voucher.Code)],
            new(entry.Tier, entry.TierBefore),
            BalanceOf(entry.After),
            refund
        );
    }

    public static VoucherUseAnswer Answer(string member, VoucherUsed entry) => new(member, entry.Reward, entry.Code, "used", entry.Today);

    public static RedemptionAnswer Answer(string id, Redeemed entry) =>
        new(
            RedemptionIds.Of(id, entry.Number),
            id,
            entry.ExpiresAt is null ? "captured" : "reserved",
            entry.Points,
            entry.Asked.Reward,
            entry.ExpiresAt,
            entry.Voucher is { } voucher ? Of(voucher, entry.Today) : null,
            BalanceOf(entry.After)
        );

    public static RedemptionAnswer Answer(string id, Captured entry) =>
        new(
            RedemptionIds.Of(id, entry.Number),
            id,
            "captured",
            entry.Reservation!.Points,
            entry.Reservation.Reward,
            null,
            entry.Voucher is { } voucher ? Of(voucher, entry.Today) : null,
            BalanceOf(entry.After)
        );

    public static RedemptionAnswer Answer(string id, Released entry) =>
        new(
            RedemptionIds.Of(id, entry.Number),
            id,
            "released",
            entry.Reservation!.Points,
            entry.Reservation.Reward,
            null,
            null,
            BalanceOf(entry.After)
        );

    /// <param name="vouchers">The member's, to name what those of the receipt gave.</param>
    public static PurchaseRecord Record(
        string id,
        Purchased entry,
        ImmutableArray<LineQuantity> returned,
        ImmutableArray<Voucher> vouchers,
        ProgrammeHistory book
    ) =>
        new(
            $"{entry.Purchase.Store}/{entry.Purchase.Receipt}",
            id,
            entry.Purchase.Store,
            entry.Purchase.Till,
            entry.Purchase.Receipt,
            entry.Purchase.At,
            entry.Recorded,
            entry.Version,
            [.. entry.Purchase.Lines.Select(ReceiptLines.View)],
            Points(entry),
            Tier(entry),
            BalanceOf(entry.After),
            [.. returned.Select(line => new ReturnLine(line.Line, line.Quantity))],
            entry.Purchase.PayPoints is > 0 and var paid ? new(paid, Redemptions.Worth(paid, book.Version(entry.Version).Programme)) : null,
            entry.Purchase.Vouchers.IsEmpty
                ? null
                :
                [
                    .. entry.Purchase.Vouchers.Select(code => new UsedVoucherView(
                        code,
                        vouchers.FirstOrDefault(voucher => voucher.Code == code)?.Reward
                    )),
                ]
        );

    public static NoticeView Notice(Notice notice) =>
        notice.Kind switch
        {
            NoticeKind.PointsEnd => new("pointsEnd", Points: notice.Points, On: notice.On),
            NoticeKind.TierEnds => new("tierEnds", On: notice.On, Tier: notice.Code),
            NoticeKind.VoucherIssued => new("voucherIssued", On: notice.On, Reward: notice.Code),
            NoticeKind.ReservationReleased => new("reservationReleased", Points: notice.Points, Reward: notice.Code),
            _ => throw new InvalidOperationException($"No view of a notice {notice.Kind}."),
        };

    /// <summary>What a cashier can say with the receipt: what ends within 30 days, and what was won.</summary>
    private static NoticeView[] Notices(Purchased entry)
    {
        List<NoticeView>? notices = null;
        if (entry.After.NextExpiry is { } next && Domain.Members.Calendar.NoticeDay(next.On) <= entry.Today)
        {
            (notices ??= []).Add(new("pointsEnd", Points: next.Points, On: next.On));
        }

        if (entry.TierEnds is { } ends)
        {
            (notices ??= []).Add(new("tierEnds", On: ends, Tier: entry.Tier));
        }

        foreach (var voucher in entry.Vouchers)
        {
            (notices ??= []).Add(new("voucherIssued", On: voucher.Expires, Reward: voucher.Reward));
        }

        return notices?.ToArray() ?? [];
    }

    private static StampsAddedView[] Stamps(ImmutableArray<StampChange> changes, Programme programme) =>
        changes.IsEmpty ? [] : StampsAdded(changes, programme);

    private static StampsAddedView[] StampsAdded(ImmutableArray<StampChange> changes, Programme programme) =>
        [
            .. changes.Select(change => new StampsAddedView(
                change.Card,
                change.Added,
                Shown(change.Count, programme.StampCards.FirstOrDefault(card => card.Code == change.Card)?.Size ?? decimal.MaxValue),
                change.Completed
            )),
        ];

    /// <summary>What a member gives to a friend: the id itself in upper case, so that it needs no index.</summary>
    public static string ReferralCode(string id) => id.ToUpperInvariant();

    private static EarnedView Points(Purchased entry) =>
        new(entry.Points, entry.Pending, Shares(entry.Breakdown), entry.DebtPaid > 0 ? entry.DebtPaid : null, entry.Referral?.Referee);

    private static RulePointsView[] Shares(ImmutableArray<RulePoints> breakdown)
    {
        var shares = new RulePointsView[breakdown.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = new(breakdown[i].Rule, breakdown[i].Points);
        }

        return shares;
    }

    private static TierChangeView Tier(Purchased entry) => new(entry.Tier, entry.TierBefore);

    private static TierView Tier(DateOnly today, MemberState member, Moment moment)
    {
        var programme = moment.Programme;
        var standing = TierTrack.On(today, member, moment.Book);
        var level = TierTrack.Level(standing, today, member, programme);
        var reached = TierTrack.Progress(today, member, programme);
        var levels = programme.Tiers.Levels;
        var next = levels.IndexOf(level) + 1 is var index && index < levels.Length ? levels[index] : null;
        var began = Days.Start(standing.Since, programme.TimeZone);
        return new(
            level.Code,
            level.Name.In(programme.Languages.AsSpan()),
            began > member.JoinedAt ? began : member.JoinedAt,
            level.Code == standing.Code ? standing.Until : null,
            new(
                programme.Tiers.By.ToString().ToLowerInvariant(),
                reached,
                next?.Code,
                next?.From,
                next is null ? null : Math.Max(0, next.From - reached),
                next?.Name.In(programme.Languages.AsSpan())
            )
        );
    }
}
