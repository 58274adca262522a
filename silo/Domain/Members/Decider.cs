using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>What is decided: one entry to write, or why not.</summary>
public readonly record struct Decision
{
    /// <summary>Null if refused, or if there is nothing to write.</summary>
    public Entry? Entry { get; private init; }

    /// <summary>The member's state after <see cref="Entry"/>, as replay gives it.</summary>
    public MemberState? Next { get; private init; }
    public Refusal? Refusal { get; private init; }

    /// <summary>
    /// Units of rewards' stock that the decision would take if they were granted: decide again with them, or leave it at this.
    /// </summary>
    public IReadOnlyDictionary<string, int> Wanted { get; init; } = NothingWanted;

    /// <summary>What the member is to be told.</summary>
    public ImmutableArray<Notice> Notices { get; private init; } = [];

    internal static readonly IReadOnlyDictionary<string, int> NothingWanted = ImmutableDictionary<string, int>.Empty;

    public Decision() { }

    /// <summary>An entry with the balance that it leads to.</summary>
    /// <param name="entry">Nobody else's yet: it gets its balance here.</param>
    /// <param name="qualifying">The member's days with what the entry adds, where that is known already.</param>
    public static Decision Of(MemberState member, Entry entry, Moment moment, QualifyingDays? qualifying = null)
    {
        var next = member.After(entry, qualifying);
        return new()
        {
            Entry = entry.LeadingTo(Balance.At(entry.Recorded, entry.Today, next)),
            Next = next,
            Notices = Notice.Of(member, entry, next, moment.Book),
        };
    }

    public static implicit operator Decision(Refusal refusal) => new() { Refusal = refusal };
}

/// <summary>
/// What a decision may know besides the member: the instant by the club's clock, the programme's versions, and what its
/// caller brings because a rule may not: chance and units of a stock.
/// </summary>
public sealed record Moment(DateTimeOffset Now, ProgrammeHistory Book)
{
    public Programme Programme { get; } = Book.InForceAt(Now).Programme;

    /// <summary>
    /// Draws 64 random bits, of which the codes of vouchers are made. Asked only where there is one: chance costs more than all rules.
    /// </summary>
    public Func<ulong> Draw { get; init; } = () => 0;

    /// <summary>Units of the stock of rewards, by reward, that this decision may give out.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Granted { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>The club's day. Never before what the member's journal has settled, should a machine's clock fall back.</summary>
    public DateOnly Today(MemberState member)
    {
        var today = Days.Of(Now, Programme.TimeZone);
        return today > member.SettledThrough ? today : member.SettledThrough;
    }
}

/// <summary>A member as they are at the moment of a decision: what fell due is done, and stands ready to be written with it.</summary>
public readonly struct AsOfNow
{
    private readonly MemberState before;
    private readonly Moment moment;

    /// <param name="through">The last day whose dues are done; null is today.</param>
    public AsOfNow(MemberState member, Moment moment, DateOnly? through = null)
    {
        Today = through ?? moment.Today(member);
        TimedOut = Calendar.TimedOut(moment.Now, member);
        Due = Calendar.DueThrough(Today, member.AfterTimeOuts(TimedOut));
        Member =
            TimedOut.IsEmpty && Due.IsEmpty
                ? member
                : member.AfterDue(
                    new Settled
                    {
                        Recorded = moment.Now,
                        Today = Today,
                        TimedOut = TimedOut,
                        Due = Due,
                    }
                );
        (before, this.moment) = (member, moment);
    }

    public DateOnly Today { get; }
    public ImmutableArray<Reservation> TimedOut { get; }
    public ImmutableArray<DueLine> Due { get; }
    public MemberState Member { get; }

    /// <summary>The decision for an entry, which is told when it was decided and what had fallen due.</summary>
    public Decision Decide(Entry entry) =>
        Decision.Of(before, entry with { Recorded = moment.Now, Today = Today, TimedOut = TimedOut, Due = Due }, moment);

    public long Spendable => Balance.At(moment.Now, Today, Member).Active;

    public ImmutableArray<Lot> Taking(long points) => Member.Lots.Taking(points, Today, Member.LastPurchase);

    public bool Ended(LotTerms terms) => terms.Ends(Member.LastPurchase) < Today;
}

/// <summary>A member's decisions: state and command in, one entry or one refusal out. No clock, no store, no chance.</summary>
public static class Decider
{
    /// <summary>How far a till's clock may be ahead.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    /// <param name="opening">Points brought along and the last day on which they can be spent (null: by the programme's rule from
    /// today).</param>
    /// <param name="referrer">Id of the member who brought them, or null.</param>
    public static Decision Enrol(
        MemberState member,
        DateTimeOffset joinedAt,
        (long Points, DateOnly? Expires)? opening,
        ImmutableArray<byte> fingerprint,
        string? referrer,
        Moment moment
    )
    {
        if (member.Status != MemberStatus.None)
        {
            return Refusal.AlreadyAMember();
        }

        if (joinedAt > moment.Now + ClockTolerance)
        {
            return Refusal.JoinedInTheFuture(joinedAt, moment.Now);
        }

        var today = moment.Today(member);
        if (opening is not { Points: > 0 } brought)
        {
            return Decision.Of(
                member,
                new Enrolled(joinedAt, null, fingerprint, referrer) { Recorded = moment.Now, Today = today },
                moment
            );
        }

        if (brought.Expires < today)
        {
            return Refusal.ExpiresInThePast(brought.Expires.Value, today);
        }

        var terms = Terms(today, today, moment.Programme.Expiry);
        if (brought.Expires is { } expires)
        {
            terms = terms with { LastDay = expires, IdleMonths = 0 };
        }

        return Decision.Of(
            member,
            new Enrolled(joinedAt, new(terms, brought.Points), fingerprint, referrer) { Recorded = moment.Now, Today = today },
            moment
        );
    }

    /// <param name="currency">The receipt's currency if the till says it, or null for the programme's.</param>
    public static Decision Purchase(MemberState member, Purchase purchase, string? currency, DateOnly? birthday, Moment moment)
    {
        if (Closed(member) is { } closed)
        {
            return closed;
        }

        if (purchase.At < member.JoinedAt)
        {
            return Refusal.BeforeJoining(purchase.At, member.JoinedAt);
        }

        if (purchase.At > moment.Now + ClockTolerance)
        {
            return Refusal.AtInTheFuture(purchase.At, moment.Now + ClockTolerance);
        }

        if (moment.Programme.LatePurchaseDays is { } days && purchase.At < moment.Now.AddDays(-days))
        {
            return Refusal.AtTooLongAgo(purchase.At, moment.Now.AddDays(-days), days);
        }

        var version = moment.Book.InForceAt(purchase.At);
        var programme = version.Programme;
        if (currency is not null && currency != programme.Currency)
        {
            return Refusal.CurrencyMismatch(currency, programme.Currency);
        }

        var decimals = Money.Decimals(programme.Currency);
        foreach (var line in purchase.Lines)
        {
            if (Money.DecimalsOf(line.Amount) > decimals)
            {
                return Refusal.AmountDecimals(line.Number, line.Amount, programme.Currency, decimals);
            }
        }

        var day = Days.Of(purchase.At, programme.TimeZone);
        if (Redemptions.Using(member, purchase, day, moment.Today(member), out var used) is { } notUsable)
        {
            return notUsable;
        }

        var present = new AsOfNow(member, moment);
        if (Redemptions.Paying(present, purchase, programme) is { } notPayable)
        {
            return notPayable;
        }

        var paid = purchase.PayPoints > 0 ? present.Taking(purchase.PayPoints) : [];

        var (today, now) = (present.Today, present.Member);
        var held = TierTrack.Level(TierTrack.On(day, now, moment.Book), day, now, programme);
        var accrual = Accrual.Of(purchase, programme, held, new(now, birthday, day));
        var terms = Terms(day, day.AddDays(programme.Earning.PendingDays), programme.Expiry);
        var lastPurchase = now.LastPurchase > day ? now.LastPurchase : day;
        var referral = Referrals.Earned(now, purchase, accrual.Spend, day, programme);
        if (referral is not null && referral.Terms.Ends(lastPurchase) < today)
        {
            referral = referral with { Referee = 0 };
        }

        var issuing = programme.StampCards.IsEmpty ? null : new VoucherIssuer(now, moment, today);
        var stamps = issuing is null ? [] : StampCards.Add(purchase, programme, now, issuing);
        var qualifying = new QualifyingDay(day, version.Number, accrual.Points, accrual.Spend, Visits: 1);
        var before = TierTrack.On(today, now, moment.Book);
        TierBasis qualified = TierBasis.Of(now) with { Qualifying = now.Qualifying.Plus(qualifying) };
        var standing = TierTrack.After(qualifying, now, qualified, moment.Book);
        qualified = qualified with { Tier = standing };
        var (was, code) = (Code(before, now), Code(TierTrack.On(today, qualified, moment.Book), qualified));
        var falls = TierTrack.NextFall(today, qualified, moment.Book);
        return Decision.Of(
            member,
            new Purchased(
                purchase,
                version.Number,
                accrual.Points,
                accrual.Breakdown,
                accrual.LimitedRules,
                terms,
                ExpiredAtOnce: terms.Ends(lastPurchase) < today,
                accrual.Spend,
                code,
                TierBefore: was == code ? null : was,
                accrual.Circumstances
            )
            {
                Recorded = moment.Now,
                Today = today,
                TimedOut = present.TimedOut,
                Due = present.Due,
                DebtPaid = Math.Min(now.Debt, accrual.Points + (referral?.Referee ?? 0)),
                Paid = paid,
                Used = used,
                Stamps = stamps,
                Vouchers = issuing?.Issued ?? [],
                Referral = referral,
                ForgetUsesBefore = accrual.LimitedRules.IsEmpty ? null : now.ForgettableUses(today, moment.Book),
                Standing = standing == member.Tier ? null : standing,
                TierEnds = falls is { } fall && Calendar.NoticeDay(fall.AddDays(-1)) <= today ? fall.AddDays(-1) : null,
            },
            moment,
            qualified.Qualifying
        ) with
        {
            Wanted = issuing?.Wanted ?? Decision.NothingWanted,
        };

        string Code(TierStanding standing, TierBasis of) => TierTrack.Level(standing, today, of, moment.Programme).Code;
    }

    /// <param name="expired">Points of the purchase's own lot that had expired by the last entry and were not forgiven yet.</param>
    public static Decision Return(MemberState member, Return asked, Purchased bought, long expired, Moment moment) =>
        Closed(member) is { } closed ? closed : Returns.Decide(member, asked, bought, expired, moment);

    public static Decision Adjust(MemberState member, long points, string reason, Moment moment)
    {
        if (Closed(member) is { } closed)
        {
            return closed;
        }

        var present = new AsOfNow(member, moment);
        if (points > 0)
        {
            var debt = Math.Min(points, present.Member.Debt);
            var lot = new Lot(Terms(present.Today, present.Today, moment.Programme.Expiry), points - debt);
            return present.Decide(new Adjusted(points, reason, lot.Points > 0 ? [lot] : [], debt) { Recorded = default, Today = default });
        }
        return present.Spendable < -points
            ? Refusal.InsufficientPoints(-points, present.Spendable)
            : present.Decide(new Adjusted(points, reason, present.Taking(-points)) { Recorded = default, Today = default });
    }

    /// <summary>Writes down what fell due up to a day, or nothing if nothing did and nobody has to be told anything.</summary>
    /// <param name="always">True to write that nothing did: the day on which something was to be due has passed.</param>
    public static Decision Settle(MemberState member, DateOnly through, Moment moment, bool always = false)
    {
        if (member.Status is MemberStatus.None or MemberStatus.Merged)
        {
            return new();
        }
        // A close for a day that is settled already must not undo what was written since.
        through = through > member.SettledThrough ? through : member.SettledThrough;
        var present = new AsOfNow(member, moment, through);
        var issuing = new VoucherIssuer(present.Member, moment, through);
        var stamps = member.Status == MemberStatus.Active ? StampCards.Waiting(moment.Programme, present.Member, issuing) : [];
        var before = TierTrack.On(member.SettledThrough, member, moment.Book);
        var standing = TierTrack.On(through, present.Member, moment.Book);
        var decision = present.Decide(
            new Settled
            {
                Recorded = default,
                Today = default,
                Stamps = stamps,
                Vouchers = issuing.Issued,
                Standing = standing.Code == before.Code ? null : standing,
                TierBefore = standing.Code == before.Code ? null : before.Code,
            }
        ) with
        {
            Wanted = issuing.Wanted,
        };
        var settled = (Settled)decision.Entry!;
        var nothing =
            !always
            && settled.Due.IsEmpty
            && settled.TimedOut.IsEmpty
            && stamps.IsEmpty
            && settled.Standing is null
            && decision.Notices.IsEmpty;
        return nothing ? new Decision { Wanted = issuing.Wanted } : decision;
    }

    public static Decision ChangeProfile(
        MemberState member,
        ImmutableArray<string> fields,
        ImmutableArray<byte> fingerprint,
        Moment moment
    ) =>
        Closed(member) is { } closed
            ? closed
            : Decision.Of(member, new ProfileChanged(fields, fingerprint) { Recorded = moment.Now, Today = member.SettledThrough }, moment);

    public static Decision Erase(MemberState member, Moment moment) =>
        member.Status switch
        {
            MemberStatus.Erased => default,
            _ => Decision.Of(member, new Erased { Recorded = moment.Now, Today = member.SettledThrough }, moment),
        };

    internal static Refusal? Closed(MemberState member) =>
        member.Status switch
        {
            MemberStatus.Erased => Refusal.MemberErased(),
            MemberStatus.Merged => Refusal.MemberMerged(member.MergedInto!),
            _ => null,
        };

    internal static LotTerms Terms(DateOnly earnedOn, DateOnly activeOn, Expiry expiry) =>
        new(earnedOn, activeOn, Days.LastSpendable(expiry, activeOn), expiry.Kind == ExpiryKind.Inactivity ? expiry.Months : 0);
}
