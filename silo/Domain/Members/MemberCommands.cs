using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// A request to a member. <see cref="Decider.Decide"/> has one arm for each command; each leads to one entry or one refusal.
/// </summary>
public abstract record MemberCommand;

/// <summary>Become a member.</summary>
/// <param name="Opening">Points imported from another system, or null.</param>
/// <param name="Fingerprint">Hash of the request, 32 bytes: detects the same operation id with different content.</param>
/// <param name="Referrer">Id of the referrer, or null.</param>
public sealed record Enrol(DateTimeOffset JoinedAt, OpeningPoints? Opening, ImmutableArray<byte> Fingerprint, string? Referrer)
    : MemberCommand;

/// <param name="Expires">The last day on which the points can be spent; null applies the programme's expiry, counted from today.</param>
public sealed record OpeningPoints(long Points, DateOnly? Expires);

/// <summary>A command that spends the member's points or vouchers; a card may prove the right to do so.</summary>
/// <param name="Card">Null if no card was shown.</param>
public abstract record SpendingCommand(ShownCard? Card) : MemberCommand
{
    /// <summary>True if a till asks, which spends points with the member's presence only.</summary>
    public bool ByTill { get; init; }

    /// <summary>Key of the receipt with which it is spent; null for none.</summary>
    public string? For { get; init; }

    /// <summary>Points that are spent; 0 if there is no such reward.</summary>
    public abstract long Points(Programmes.Programme programme);
}

/// <summary>Record a receipt: earn points, pay a part of the total with points, use vouchers.</summary>
/// <param name="Currency">ISO 4217 code sent by the till; null for the programme's currency.</param>
/// <param name="Card">The card that identified the member; null if the till knew the member's id.</param>
/// <param name="Claimed">True if the buyer claims a receipt that was sold without a card.</param>
public sealed record RecordPurchase(Purchase Purchase, string? Currency, ShownCard? Card = null, bool Claimed = false) : MemberCommand
{
    /// <inheritdoc cref="SpendingCommand.ByTill"/>
    public bool ByTill { get; init; }

    /// <summary>
    /// True if the receipt spends points or vouchers. A receipt that only earns may arrive late, from a till without network.
    /// </summary>
    public bool Spends => Purchase.PayPoints > 0 || !Purchase.Vouchers.IsEmpty;
}

/// <summary>Reverse the points that the returned goods earned, and restore the points that paid for them.</summary>
/// <param name="Bought">The purchase as recorded.</param>
/// <param name="Expired">Points of the purchase's own lot that had expired by the last entry and are not written off yet.</param>
public sealed record ReturnPurchase(Return Return, Purchased Bought, long Expired) : MemberCommand;

/// <summary>Give points by hand or, below zero, take them.</summary>
public sealed record Adjust(long Points, string Reason) : MemberCommand;

/// <summary>Record what fell due up to a day.</summary>
/// <param name="Always">True to write an entry even if nothing fell due, because the stream's due day has passed.</param>
public sealed record Settle(DateOnly Through, bool Always = false) : MemberCommand;

/// <summary>Take or reserve points, for a reward or for an amount of points.</summary>
public sealed record Redeem(Redemption Redemption, ShownCard? Card = null) : SpendingCommand(Card)
{
    public override long Points(Programmes.Programme programme) => Redemption.Points ?? programme.Reward(Redemption.Reward!)?.Cost ?? 0;
}

/// <summary>Make a reservation final.</summary>
/// <param name="Name">The redemption's id as the caller knows it, for the refusal.</param>
public sealed record Capture(int Number, string Name) : MemberCommand;

/// <summary>Give the points of a reservation back to their lots.</summary>
/// <param name="Name">The redemption's id as the caller knows it, for the refusal.</param>
public sealed record Release(int Number, string Name) : MemberCommand;

/// <summary>Take points for another member; a grain message delivers them.</summary>
/// <param name="Receiver">What the sender found out about <paramref name="To"/>.</param>
public sealed record SendPoints(string To, long Points, Receiver Receiver = Receiver.Active) : MemberCommand;

/// <summary>The receiver of a transfer as the sender found it.</summary>
public enum Receiver
{
    Active,
    Unknown,
    Erased,

    /// <summary>The sender itself.</summary>
    Self,
}

/// <summary>Receive the points of a transfer.</summary>
/// <param name="Back">True if the receiver could not take the points and they return to their sender.</param>
public sealed record ReceivePoints(string From, ImmutableArray<Lot> Lots, bool Back) : MemberCommand;

/// <summary>Book the referrer's points of a referral, or reverse them.</summary>
/// <param name="Points">Below zero: reversed.</param>
public sealed record BookReferral(string Referee, long Points, LotTerms Terms) : MemberCommand;

/// <summary>Become a part of the surviving member.</summary>
public sealed record MergeInto(string Into) : MemberCommand;

/// <summary>Take in the merged member.</summary>
/// <param name="Handed">The merged member's state at the merge.</param>
public sealed record TakeIn(string From, MemberState Handed) : MemberCommand;

/// <summary>Split off a merged member.</summary>
/// <param name="Brought">The state that the merged member brought, less the returns of its receipts since.</param>
public sealed record UndoMerge(string From, MemberState Brought) : MemberCommand;

/// <summary>Become an independent member again, after a split.</summary>
/// <param name="Handed">The remainder of the state that this member brought into the merge.</param>
public sealed record ComeBack(string From, MemberState Handed) : MemberCommand;

/// <summary>Record that the person's details changed.</summary>
/// <param name="Fields">Names of the changed fields, without their values.</param>
/// <param name="Fingerprint">Hash of the request, 32 bytes.</param>
public sealed record ChangeProfile(ImmutableArray<string> Fields, ImmutableArray<byte> Fingerprint) : MemberCommand;

/// <summary>Erase the person; the ledger stays under a pseudonym.</summary>
public sealed record Erase : MemberCommand;
