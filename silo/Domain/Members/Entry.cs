using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// One decision about a member, as the journal keeps it: everything that replay and the first answer need, so that nothing
/// is ever decided twice.
/// </summary>
public abstract record Entry
{
    private DateTimeOffset recorded;
    private DateOnly today;
    private ImmutableArray<Reservation> timedOut = [];
    private ImmutableArray<DueLine> due = [];
    private Balance after;

    /// <summary>When it was decided, by the club's clock.</summary>
    public DateTimeOffset Recorded
    {
        get => recorded;
        init => recorded = value;
    }

    /// <summary>The club's day when it was decided; what fell due up to it is in <see cref="Due"/>.</summary>
    public DateOnly Today
    {
        get => today;
        init => today = value;
    }

    /// <summary>
    /// Reservations whose time was up since the entry before. Their points were back before anything in <see cref="Due"/>.
    /// </summary>
    public ImmutableArray<Reservation> TimedOut
    {
        get => timedOut;
        init => timedOut = value;
    }

    /// <summary>What time alone had done since the entry before.</summary>
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
    /// Puts in what entries of all kinds have. Only for an entry that was just made and is known to nobody else: entries are large, and
    /// this saves a copy of each.
    /// </summary>
    public Entry Decided(DateTimeOffset recorded, DateOnly today, ImmutableArray<Reservation> timedOut, ImmutableArray<DueLine> due)
    {
        this.recorded = recorded;
        this.today = today;
        this.timedOut = timedOut;
        this.due = due;
        return this;
    }

    /// <summary>Puts in the balance, as <see cref="Decided"/> does the rest.</summary>
    public Entry LeadingTo(Balance balance)
    {
        after = balance;
        return this;
    }
}

/// <summary>Somebody became a member. Who, is in the document beside the journal, which can be erased.</summary>
/// <param name="Opening">Points that they brought along, or null.</param>
/// <param name="Fingerprint">Of the request, so that the same id with another content is told apart.</param>
/// <param name="Referrer">Id of the member who brought them, or null.</param>
public sealed record Enrolled(DateTimeOffset JoinedAt, Lot? Opening, ImmutableArray<byte> Fingerprint, string? Referrer = null) : Entry;

/// <param name="Version">Number of the programme version that decided.</param>
/// <param name="Terms">Of the points earned.</param>
/// <param name="ExpiredAtOnce">True if the points had ended before the receipt arrived.</param>
/// <param name="Day">The purchase's day, in that version's time zone.</param>
/// <param name="Spend">What counts as spend for tiers.</param>
/// <param name="Tier">The tier after it.</param>
/// <param name="TierBefore">The tier before it, where it is another.</param>
/// <param name="Circumstances">What the points depended on besides the receipt and the programme.</param>
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
    /// <summary>How much of the points, and of the referral's, paid a debt.</summary>
    public long DebtPaid { get; init; }

    /// <summary>The lots that paid for a part of it, in the order in which they were taken.</summary>
    public ImmutableArray<Lot> Paid { get; init; } = [];

    public ImmutableArray<StampChange> Stamps { get; init; } = [];
    public ImmutableArray<Voucher> Vouchers { get; init; } = [];

    /// <summary>Numbers of the vouchers that were used with it.</summary>
    public ImmutableArray<int> Used { get; init; } = [];

    /// <summary>What a referral brought with it, or null.</summary>
    public ReferralBonus? Referral { get; init; }

    /// <summary>The tier that is held after it, where that changed in any way.</summary>
    public TierStanding? Standing { get; init; }

    /// <summary>Uses of rules before this day can be forgotten; set now and then, where there are many.</summary>
    public DateOnly? ForgetUsesBefore { get; init; }

    /// <summary>The last day of the tier, where that is near.</summary>
    public DateOnly? TierEnds { get; init; }

    public DateOnly Day => Terms.EarnedOn;

    /// <summary>Points of this receipt that are not active yet.</summary>
    public long Pending => Terms.ActiveOn > Today ? Points : 0;

    /// <summary>What counts for tiers.</summary>
    public QualifyingDay Qualifying => new(Day, Version, Points, Spend, 1);
}

/// <param name="Added">Stamps of this receipt; negative for a return.</param>
/// <param name="Count">Stamps on the card after it.</param>
/// <param name="Completed">How often the card was full with it; negative if that was taken back.</param>
public readonly record struct StampChange(string Card, decimal Added, decimal Count, int Completed);

/// <summary>A part of a receipt, or all of it, came back.</summary>
/// <param name="Version">Number of the programme version that decided about the purchase, and so about this.</param>
/// <param name="SoFar">All that has come back of the receipt, this return included.</param>
/// <param name="Points">What the purchase earned less for it; below zero where a rule had taken points from the returned lines.</param>
/// <param name="WrittenOffExpired">Points of it that had expired before.</param>
/// <param name="Taken">Points of it that were taken, from which lots.</param>
/// <param name="Debt">Points of it that are owed now.</param>
/// <param name="Restored">Points that had paid for what came back, and the lots to which they return.</param>
/// <param name="ExpiredAtOnce">Those of <paramref name="Restored"/> whose lots had ended.</param>
/// <param name="Qualifying">What counts for tiers less, as numbers below zero.</param>
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
    /// <summary>True if no line of the receipt is left.</summary>
    public bool Whole { get; init; }

    /// <summary>The purchase's own lot.</summary>
    public LotTerms Terms { get; init; }

    /// <summary>Rules with a limit whose use is given back.</summary>
    public ImmutableArray<string> ReleasedRules { get; init; } = [];

    public ImmutableArray<StampChange> Stamps { get; init; } = [];

    /// <summary>Vouchers that were taken back.</summary>
    public ImmutableArray<Voucher> Revoked { get; init; } = [];

    /// <summary>Numbers of the vouchers that were used with the receipt and are good again.</summary>
    public ImmutableArray<int> GivenBack { get; init; } = [];

    /// <summary>What a referral had brought and is taken back, or null. Its points are in <see cref="Points"/>.</summary>
    public ReferralBonus? Referral { get; init; }

    public TierStanding? Standing { get; init; }

    /// <summary>Points that come back to the purchase's own lot, because a rule had taken them for the returned lines.</summary>
    public long Back => Math.Max(0, (Referral?.Referee ?? 0) - Points);

    /// <summary>What it adds to the member's totals.</summary>
    public Lifetime Totals => new(0, -Restored.Sum(), ExpiredAtOnce, Taken.Sum() - Back);

    public string Receipt => ReceiptKey.Of(Return.Store, Return.Receipt);
}

/// <param name="Points">Given or, negative, taken.</param>
/// <param name="Lots">The lot that they went into, or the lots that they came from.</param>
/// <param name="DebtPaid">How much of what was given paid a debt.</param>
public sealed record Adjusted(long Points, string Reason, ImmutableArray<Lot> Lots, long DebtPaid = 0) : Entry;

/// <summary>The nightly close wrote down what fell due.</summary>
public sealed record Settled : Entry
{
    public ImmutableArray<StampChange> Stamps { get; init; } = [];
    public ImmutableArray<Voucher> Vouchers { get; init; } = [];

    /// <summary>The tier that is held now, where time changed it.</summary>
    public TierStanding? Standing { get; init; }

    /// <summary>The tier before, where it has another code.</summary>
    public string? TierBefore { get; init; }
}

/// <summary>Points, or a reward for points, taken or set aside.</summary>
/// <param name="Number">Counts the member's redemptions from 1.</param>
/// <param name="Asked">The request.</param>
/// <param name="ExpiresAt">Until when they are set aside; null if they are gone.</param>
/// <param name="Voucher">The reward, once captured.</param>
/// <param name="Unit">The unit of the reward's stock that it took, or null.</param>
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

/// <summary>A request to redeem: points, or a reward by its code.</summary>
/// <param name="Seconds">How long a reservation holds.</param>
public sealed record Redemption(string? Reward, long? Points, bool Capture, int Seconds, string? Store);

/// <summary>A reservation became final.</summary>
public sealed record Captured(int Number, Reservation? Reservation, Voucher? Voucher) : Entry;

/// <summary>A reservation was given up.</summary>
public sealed record Released(int Number, Reservation? Reservation, long ExpiredAtOnce) : Entry;

/// <summary>Points left for another member.</summary>
public sealed record TransferSent(string To, long Points, ImmutableArray<Lot> Lots) : Entry;

/// <summary>Points came from another member, or came back because that one could not take them.</summary>
public sealed record TransferReceived(string From, ImmutableArray<Lot> Lots, long DebtPaid, long ExpiredAtOnce, bool Back) : Entry;

/// <summary>Somebody whom this member brought made a purchase that counts, or returned it.</summary>
/// <param name="Points">Given; below zero: taken back.</param>
/// <param name="Lots">Where they went, or from where they were taken.</param>
/// <param name="Debt">Debt paid by them; below zero: debt that came of taking them back.</param>
public sealed record ReferralBooked(string Referee, long Points, ImmutableArray<Lot> Lots, long Debt, long WrittenOffUncollectable) : Entry;

/// <summary>This member became a part of another, who has everything from here on.</summary>
public sealed record MergedAway(string Into) : Entry;

/// <summary>Another member became a part of this one.</summary>
public sealed record MergedIn(string From, MemberState Handed) : Entry;

/// <summary>A merging was undone: what is left of what was brought leaves again.</summary>
public sealed record SplitOff(string From, MemberState Handed) : Entry;

/// <summary>A merging was undone, or could not be done: this member is one of their own again, with what is left.</summary>
public sealed record CameBack(string Of, MemberState Handed) : Entry;

/// <summary>The person's details changed.</summary>
/// <param name="Fields">Their names, not their values.</param>
public sealed record ProfileChanged(ImmutableArray<string> Fields, ImmutableArray<byte> Fingerprint) : Entry;

/// <summary>The person was forgotten; the ledger stays, under a pseudonym.</summary>
public sealed record Erased : Entry;

/// <summary>Something that time did to a lot.</summary>
/// <param name="On">Activated: the first day on which the points can be spent. Expired: the first day on which they no longer can.</param>
public readonly record struct DueLine(DueKind Kind, DateOnly On, Lot Lot);

public enum DueKind
{
    Activated,
    Expired,
}
