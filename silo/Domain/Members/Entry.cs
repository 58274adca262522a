using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// One decision about a member as the journal keeps it. Holds everything that replay and the first answer need, so that no decision is ever
/// repeated.
/// </summary>
public abstract record Entry
{
    private DateTimeOffset recorded;
    private DateOnly today;
    private ImmutableArray<Reservation> timedOut = [];
    private ImmutableArray<DueLine> due = [];
    private Balance after;

    /// <summary>The instant of the decision, by the club's clock.</summary>
    public DateTimeOffset Recorded
    {
        get => recorded;
        init => recorded = value;
    }

    /// <summary>The club's day of the decision; dues up to this day are in <see cref="Due"/>.</summary>
    public DateOnly Today
    {
        get => today;
        init => today = value;
    }

    /// <summary>
    /// Reservations that timed out since the previous entry. Their points return to the lots before <see cref="Due"/> applies.
    /// </summary>
    public ImmutableArray<Reservation> TimedOut
    {
        get => timedOut;
        init => timedOut = value;
    }

    /// <summary>Activations and expiries since the previous entry.</summary>
    public ImmutableArray<DueLine> Due
    {
        get => due;
        init => due = value;
    }

    /// <summary>The balance after this entry.</summary>
    public Balance After
    {
        get => after;
        init => after = value;
    }

    /// <summary>
    /// Sets the fields that every kind of entry has. Changes the entry in place, which saves a copy of a large object; only for an entry
    /// that is new and not shared yet.
    /// </summary>
    public Entry Decided(DateTimeOffset recorded, DateOnly today, ImmutableArray<Reservation> timedOut, ImmutableArray<DueLine> due)
    {
        this.recorded = recorded;
        this.today = today;
        this.timedOut = timedOut;
        this.due = due;
        return this;
    }

    /// <summary>Sets the balance; in place, like <see cref="Decided"/>.</summary>
    public Entry LeadingTo(Balance balance)
    {
        after = balance;
        return this;
    }
}

/// <summary>A member was enrolled. The person is in an erasable document beside the journal.</summary>
/// <param name="Opening">Imported points, or null.</param>
/// <param name="Fingerprint">Hash of the request; detects the same operation id with different content.</param>
/// <param name="Referrer">Id of the referrer, or null.</param>
public sealed record Enrolled(DateTimeOffset JoinedAt, Lot? Opening, ImmutableArray<byte> Fingerprint, string? Referrer = null) : Entry;

/// <param name="Version">Number of the programme version that decided.</param>
/// <param name="Terms">Terms of the points earned.</param>
/// <param name="ExpiredAtOnce">True if the points had expired before the receipt arrived.</param>
/// <param name="Day">The purchase's day, in the time zone of that version.</param>
/// <param name="Spend">Qualifying spend.</param>
/// <param name="Tier">Code of the tier after the purchase.</param>
/// <param name="TierBefore">Code of the tier before the purchase; null if unchanged.</param>
/// <param name="Circumstances">What the points depended on besides receipt and programme.</param>
public sealed record Purchased(
    Purchase Purchase,
    int Version,
    long Points,
    ImmutableArray<RulePoints> Breakdown,
    ImmutableArray<string> LimitedRules,
    LotTerms Terms,
    bool ExpiredAtOnce,
    decimal Spend,
    string Tier,
    string? TierBefore,
    Circumstances Circumstances
) : Entry
{
    /// <summary>The part of the points, referral points included, that paid debt.</summary>
    public long DebtPaid { get; init; }

    /// <summary>
    /// What the receipt earned exactly, less <see cref="Points"/>: goes into what the member carries, or comes out of it.
    /// </summary>
    public Fraction? Carry { get; init; }

    /// <summary>The points with their fraction.</summary>
    public Fraction? Exact => Fraction.Of(Points) + Carry;

    /// <summary>The lots that paid for a part of the receipt, in the order taken.</summary>
    public ImmutableArray<Lot> Paid { get; init; } = [];

    public ImmutableArray<StampChange> Stamps { get; init; } = [];
    public ImmutableArray<Voucher> Vouchers { get; init; } = [];

    /// <summary>Numbers of the vouchers used with the receipt.</summary>
    public ImmutableArray<int> Used { get; init; } = [];

    /// <summary>The referral completed by this purchase, or null.</summary>
    public ReferralBonus? Referral { get; init; }

    /// <summary>The standing after the purchase; null if unchanged.</summary>
    public TierStanding? Standing { get; init; }

    /// <summary>Uses of rules before this day are dropped from the state; set only when many have accumulated.</summary>
    public DateOnly? ForgetUsesBefore { get; init; }

    /// <summary>The last day of the tier, if it is within the notice period.</summary>
    public DateOnly? TierEnds { get; init; }

    public DateOnly Day => Terms.EarnedOn;

    /// <summary>Points of this receipt that are still pending.</summary>
    public long Pending => Terms.ActiveOn > Today ? Points : 0;

    /// <summary>The receipt's contribution to tiers.</summary>
    public QualifyingDay Qualifying => new(Day, Version, Points, Spend, 1);
}

/// <param name="Added">Stamps of this receipt; negative for a return.</param>
/// <param name="Count">Stamps on the card afterwards.</param>
/// <param name="Completed">How often this receipt filled the card; negative if a return undid that.</param>
public readonly record struct StampChange(string Card, decimal Added, decimal Count, int Completed);

/// <summary>A part of a receipt, or all of it, was returned.</summary>
/// <param name="Version">Number of the programme version that decided the purchase, and therefore this return.</param>
/// <param name="SoFar">Everything returned of the receipt, including this return.</param>
/// <param name="Points">The points that the purchase earns less; below zero if a rule had deducted points for the returned lines. With
/// fractions, the points by which the member's whole points fall.</param>
/// <param name="WrittenOffExpired">The part of <paramref name="Points"/> that had expired before the return.</param>
/// <param name="Taken">The part of <paramref name="Points"/> that was taken, by lot.</param>
/// <param name="Debt">The part of <paramref name="Points"/> that became debt.</param>
/// <param name="Restored">Points that had paid for the returned goods, by lot.</param>
/// <param name="ExpiredAtOnce">The part of <paramref name="Restored"/> whose lots had expired.</param>
/// <param name="Qualifying">The change of the qualifying day, as negative numbers.</param>
public sealed record Returned(
    Return Return,
    int Version,
    ImmutableArray<LineQuantity> SoFar,
    long Points,
    long WrittenOffExpired,
    ImmutableArray<Lot> Taken,
    long Debt,
    ImmutableArray<Lot> Restored,
    long ExpiredAtOnce,
    QualifyingDay Qualifying,
    string Tier,
    string? TierBefore
) : Entry
{
    /// <summary>True if every line of the receipt is returned.</summary>
    public bool Whole { get; init; }

    /// <summary>Terms of the purchase's own lot.</summary>
    public LotTerms Terms { get; init; }

    /// <summary>Limited rules whose use is given back.</summary>
    public ImmutableArray<string> ReleasedRules { get; init; } = [];

    public ImmutableArray<StampChange> Stamps { get; init; } = [];

    /// <summary>Vouchers revoked because their stamps were taken back.</summary>
    public ImmutableArray<Voucher> Revoked { get; init; } = [];

    /// <summary>Numbers of the vouchers used with the receipt that become unused again.</summary>
    public ImmutableArray<int> GivenBack { get; init; } = [];

    /// <summary>The referral undone by this return, or null. The referee's points are part of <see cref="Points"/>.</summary>
    public ReferralBonus? Referral { get; init; }

    public TierStanding? Standing { get; init; }

    /// <summary>The change of what the member carries.</summary>
    public Fraction? Carry { get; init; }

    /// <summary>The last purchase that remains, if it changed; points end by it.</summary>
    public IdleSince? IdleSince { get; init; }

    /// <summary>Points that return to the purchase's own lot because a rule had deducted them for the returned lines.</summary>
    public long Back => Math.Max(0, (Referral?.Referee ?? 0) - Points);

    /// <summary>The change of the member's totals.</summary>
    public Lifetime Totals => new(0, -Restored.Sum(), ExpiredAtOnce, Taken.Sum() - Back);

    public string Receipt => Return.PurchaseKey;
}

/// <param name="LastPurchase">The day of the last purchase; null if none is left.</param>
public sealed record IdleSince(DateOnly? LastPurchase);

/// <param name="Points">Given or, if negative, taken.</param>
/// <param name="Lots">The lot that received the points, or the lots from which they were taken.</param>
/// <param name="DebtPaid">The part of the points that paid debt.</param>
public sealed record Adjusted(long Points, string Reason, ImmutableArray<Lot> Lots, long DebtPaid = 0) : Entry;

/// <summary>The nightly close recorded what fell due.</summary>
public sealed record Settled : Entry
{
    public ImmutableArray<StampChange> Stamps { get; init; } = [];
    public ImmutableArray<Voucher> Vouchers { get; init; } = [];

    /// <summary>The new standing, if time changed it.</summary>
    public TierStanding? Standing { get; init; }

    /// <summary>The tier's code before; null if unchanged.</summary>
    public string? TierBefore { get; init; }
}

/// <summary>Points taken or reserved, for a reward or for an amount of points.</summary>
/// <param name="Number">The member's redemptions counted from 1.</param>
/// <param name="Asked">The request.</param>
/// <param name="ExpiresAt">When the reservation times out; null if the points were taken at once.</param>
/// <param name="Voucher">The reward's voucher, once captured.</param>
/// <param name="Unit">The unit of the reward's stock, or null.</param>
public sealed record Redeemed(
    Redemption Asked,
    int Number,
    ImmutableArray<Lot> Lots,
    DateTimeOffset? ExpiresAt,
    Voucher? Voucher,
    string? Unit
) : Entry
{
    public long Points => Lots.Sum();
}

/// <summary>A request to redeem a reward by its code, or an amount of points.</summary>
/// <param name="Seconds">Time until the reservation times out.</param>
/// <param name="Store">Where it is handed over; empty for a member's own choice, which any store hands over; null if unknown.</param>
public sealed record Redemption(string? Reward, long? Points, bool Capture, int Seconds, string? Store);

/// <summary>A reservation was captured.</summary>
public sealed record Captured(int Number, Reservation? Reservation, Voucher? Voucher) : Entry;

/// <summary>A reservation was released.</summary>
public sealed record Released(int Number, Reservation? Reservation, long ExpiredAtOnce) : Entry;

/// <summary>Points were sent to another member.</summary>
public sealed record TransferSent(string To, long Points, ImmutableArray<Lot> Lots) : Entry;

/// <summary>Points arrived from another member, or returned because the receiver could not take them.</summary>
public sealed record TransferReceived(string From, ImmutableArray<Lot> Lots, long DebtPaid, long ExpiredAtOnce, bool Back) : Entry;

/// <summary>A referee of this member made a purchase that completes the referral, or returned it.</summary>
/// <param name="Points">Given; below zero: reversed.</param>
/// <param name="Lots">The lots that received the points, or from which they were taken.</param>
/// <param name="Debt">Debt paid; below zero: new debt from the reversal.</param>
public sealed record ReferralBooked(string Referee, long Points, ImmutableArray<Lot> Lots, long Debt, long WrittenOffUncollectable) : Entry;

/// <summary>This member was merged into the surviving member, which owns everything from here on.</summary>
public sealed record MergedAway(string Into) : Entry;

/// <summary>A merged member's state was added to this member.</summary>
public sealed record MergedIn(string From, MemberState Handed) : Entry;

/// <summary>A merge was undone: the remainder of the merged member's state leaves.</summary>
public sealed record SplitOff(string From, MemberState Handed) : Entry;

/// <summary>A merge was undone or could not be completed: this member is independent again, with the remainder of its state.</summary>
public sealed record CameBack(string Of, MemberState Handed) : Entry;

/// <summary>The person's details changed.</summary>
/// <param name="Fields">Names of the changed fields, without their values.</param>
public sealed record ProfileChanged(ImmutableArray<string> Fields, ImmutableArray<byte> Fingerprint) : Entry;

/// <summary>The person was erased; the ledger stays under a pseudonym.</summary>
public sealed record Erased : Entry;

/// <summary>The activation or expiry of a lot.</summary>
/// <param name="On">Activated: the first day on which the points can be spent. Expired: the first day on which they no longer can.</param>
public readonly record struct DueLine(DueKind Kind, DateOnly On, Lot Lot);

public enum DueKind
{
    Activated,
    Expired,
}
