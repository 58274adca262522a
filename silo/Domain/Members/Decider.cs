using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>What is decided: one entry to write, or why not.</summary>
public readonly struct Decision
{
    public static readonly Decision Nothing;

    /// <summary>Null if refused, or if there is nothing to write.</summary>
    public Entry? Entry { get; private init; }

    /// <summary>The member's state after <see cref="Entry"/>, as replay gives it.</summary>
    public MemberState? Next { get; private init; }
    public Refusal? Refusal { get; private init; }

    /// <summary>An entry with the balance that it leads to.</summary>
    public static Decision Of(MemberState member, Entry entry)
    {
        var next = member.After(entry);
        return new() { Entry = entry with { After = Balance.On(entry.Today, next) }, Next = next };
    }

    public static implicit operator Decision(Refusal refusal) => new() { Refusal = refusal };
}

/// <summary>What a decision may know besides the member: the instant by the club's clock, and the programme's versions.</summary>
public sealed record Moment(DateTimeOffset Now, ProgrammeBook Book)
{
    public Programme Programme { get; } = Book.InForceAt(Now).Programme;

    /// <summary>The club's day. Never before what the member's journal has settled, should a machine's clock fall back.</summary>
    public DateOnly Today(MemberState member)
    {
        var today = Days.Of(Now, Programme.TimeZone);
        return today > member.SettledThrough ? today : member.SettledThrough;
    }
}

/// <summary>A member's decisions: state and command in, one entry or one refusal out. No clock, no store, no chance.</summary>
public static class Decider
{
    /// <summary>How far a till's clock may be ahead.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    /// <param name="opening">Points brought along and the last day on which they can be spent (null: by the programme's rule from today).</param>
    public static Decision Enrol(
        MemberState member, DateTimeOffset joinedAt, (long Points, DateOnly? Expires)? opening, ImmutableArray<byte> fingerprint, Moment moment)
    {
        if (member.Status != MemberStatus.None)
            return Refusal.AlreadyAMember();
        if (joinedAt > moment.Now + ClockTolerance)
            return Refusal.JoinedInTheFuture(joinedAt, moment.Now);
        var today = moment.Today(member);
        if (opening is not { Points: > 0 } brought)
            return Decision.Of(member, new Enrolled(joinedAt, null, fingerprint) { Recorded = moment.Now, Today = today });
        if (brought.Expires < today)
            return Refusal.ExpiresInThePast(brought.Expires.Value, today);
        var terms = Terms(today, today, moment.Programme.Expiry);
        if (brought.Expires is { } expires)
            terms = terms with { LastDay = expires, IdleMonths = 0 };
        return Decision.Of(member, new Enrolled(joinedAt, new(terms, brought.Points), fingerprint) { Recorded = moment.Now, Today = today });
    }

    /// <param name="currency">The receipt's currency if the till says it, or null for the programme's.</param>
    public static Decision Purchase(MemberState member, Purchase purchase, string? currency, DateOnly? birthday, Moment moment)
    {
        if (Closed(member) is { } closed)
            return closed;
        if (purchase.At < member.JoinedAt)
            return Refusal.BeforeJoining(purchase.At, member.JoinedAt);
        if (purchase.At > moment.Now + ClockTolerance)
            return Refusal.AtInTheFuture(purchase.At, moment.Now + ClockTolerance);
        if (moment.Programme.LatePurchaseDays is { } days && purchase.At < moment.Now.AddDays(-days))
            return Refusal.AtTooLongAgo(purchase.At, moment.Now.AddDays(-days), days);

        var version = moment.Book.InForceAt(purchase.At);
        var programme = version.Programme;
        if (currency is not null && currency != programme.Currency)
            return Refusal.CurrencyMismatch(currency, programme.Currency);
        var decimals = Money.Decimals(programme.Currency);
        foreach (var line in purchase.Lines)
            if (Money.DecimalsOf(line.Amount) > decimals)
                return Refusal.AmountDecimals(line.Number, line.Amount, programme.Currency, decimals);

        var today = moment.Today(member);
        var day = Days.Of(purchase.At, programme.TimeZone);
        var due = Calendar.DueThrough(today, member);
        var accrual = Accrual.Of(purchase, programme, TierLadder.On(day, member, programme), member, birthday);
        var terms = Terms(day, day.AddDays(programme.Earning.PendingDays), programme.Expiry);
        var lastPurchase = member.LastPurchase > day ? member.LastPurchase : day;
        var entry = new Purchased(
            purchase, version.Number, accrual.Points, accrual.Breakdown, accrual.LimitedRules, terms,
            ExpiredAtOnce: terms.Ends(lastPurchase) < today, accrual.Spend, Tier: "", TierBefore: null)
        {
            Recorded = moment.Now,
            Today = today,
            Due = due,
        };
        var before = TierLadder.On(today, member, moment.Programme).Code;
        var after = TierLadder.On(today, member.Qualified(entry), moment.Programme).Code;
        return Decision.Of(member, entry with { Tier = after, TierBefore = before == after ? null : before });
    }

    public static Decision Adjust(MemberState member, long points, string reason, Moment moment)
    {
        if (Closed(member) is { } closed)
            return closed;
        var today = moment.Today(member);
        if (points > 0)
            return Decision.Of(member, new Adjusted(points, reason, [new(Terms(today, today, moment.Programme.Expiry), points)])
            {
                Recorded = moment.Now,
                Today = today,
                Due = Calendar.DueThrough(today, member),
            });
        var settled = Settled(member, today, moment);
        var balance = Balance.On(today, member.AfterDue(settled)).Active;
        if (balance < -points)
            return Refusal.InsufficientPoints(-points, balance);
        var taken = member.AfterDue(settled).Lots.Taking(-points, today, member.LastPurchase);
        return Decision.Of(member, new Adjusted(points, reason, taken) { Recorded = moment.Now, Today = today, Due = settled.Due });
    }

    /// <summary>Writes down what fell due up to a day, or nothing if nothing did.</summary>
    public static Decision Settle(MemberState member, DateOnly through, Moment moment)
    {
        if (member.Status == MemberStatus.None)
            return Decision.Nothing;
        var settled = Settled(member, through, moment);
        return settled.Due.IsEmpty ? Decision.Nothing : Decision.Of(member, settled);
    }

    public static Decision ChangeProfile(MemberState member, ImmutableArray<string> fields, ImmutableArray<byte> fingerprint, Moment moment) =>
        Closed(member) is { } closed ? closed : Decision.Of(member, new ProfileChanged(fields, fingerprint) { Recorded = moment.Now, Today = member.SettledThrough });

    public static Decision Erase(MemberState member, Moment moment) => member.Status switch
    {
        MemberStatus.Erased => Decision.Nothing,
        _ => Decision.Of(member, new Erased { Recorded = moment.Now, Today = member.SettledThrough }),
    };

    private static Refusal? Closed(MemberState member) => member.Status == MemberStatus.Erased ? Refusal.MemberErased() : null;

    private static Settled Settled(MemberState member, DateOnly through, Moment moment) =>
        new() { Recorded = moment.Now, Today = through, Due = Calendar.DueThrough(through, member) };

    private static LotTerms Terms(DateOnly earnedOn, DateOnly activeOn, Expiry expiry) =>
        new(earnedOn, activeOn, Days.LastSpendable(expiry, activeOn), expiry.Kind == ExpiryKind.Inactivity ? expiry.Months : 0);
}
