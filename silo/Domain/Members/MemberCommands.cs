using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// What a member can be asked. <see cref="Decider.Decide"/> has an arm for each; each leads to one entry, or to a refusal.
/// </summary>
public abstract record MemberCommand;

/// <summary>Become a member.</summary>
/// <param name="Opening">Points brought along from another system, or null.</param>
/// <param name="Fingerprint">Of the request, 32 bytes: tells the same operation id with another content apart.</param>
/// <param name="Referrer">Id of the member who brought this one, or null.</param>
public sealed record Enrol(DateTimeOffset JoinedAt, OpeningPoints? Opening, ImmutableArray<byte> Fingerprint, string? Referrer)
    : MemberCommand;

/// <param name="Expires">The last day on which they can be spent; null is by the programme's rule, from today.</param>
public sealed record OpeningPoints(long Points, DateOnly? Expires);

/// <summary>A command that takes what the member owns, and that a card may come with as proof.</summary>
/// <param name="Card">Null where none was shown.</param>
public abstract record SpendingCommand(ShownCard? Card) : MemberCommand;

/// <summary>Earn by a receipt, pay it partly with points, use vouchers with it.</summary>
/// <param name="Currency">ISO 4217 code if the till says it, or null for the programme's.</param>
/// <param name="Card">The card that names the member, or null where the till knew the member's id.</param>
public sealed record RecordPurchase(Purchase Purchase, string? Currency, ShownCard? Card = null) : MemberCommand
{
    /// <summary>True if it takes what the member owns. What only earns may come late from a till without network.</summary>
    public bool Spends => Purchase.PayPoints > 0 || !Purchase.Vouchers.IsEmpty;
}

/// <summary>Take back what a return takes back.</summary>
/// <param name="Bought">The purchase as it was decided.</param>
/// <param name="Expired">Points of the purchase's own lot that had expired by the last entry and were not written off yet.</param>
public sealed record ReturnPurchase(Return Return, Purchased Bought, long Expired) : MemberCommand;

/// <summary>Give points or, below zero, take them, by hand.</summary>
public sealed record Adjust(long Points, string Reason) : MemberCommand;

/// <summary>Write down what fell due up to a day.</summary>
/// <param name="Always">True to write even that nothing did: the day on which something was to be due has passed.</param>
public sealed record Settle(DateOnly Through, bool Always = false) : MemberCommand;

/// <summary>Take points for good or set them aside, for a reward or alone.</summary>
public sealed record Redeem(Redemption Redemption, ShownCard? Card = null) : SpendingCommand(Card);

/// <summary>Make a reservation final.</summary>
/// <param name="Name">The redemption's id as its caller names it, for the refusal.</param>
public sealed record Capture(int Number, string Name) : MemberCommand;

/// <summary>Give a reservation up.</summary>
/// <param name="Name">The redemption's id as its caller names it, for the refusal.</param>
public sealed record Release(int Number, string Name) : MemberCommand;

/// <summary>Take points for another member, who gets them by a message.</summary>
/// <param name="Receiver">Who <paramref name="To"/> is.</param>
public sealed record SendPoints(string To, long Points, Receiver Receiver = Receiver.Active) : MemberCommand;

/// <summary>Who points are sent to, as their sender found them.</summary>
public enum Receiver
{
    Active,
    Unknown,
    Erased,

    /// <summary>The sender.</summary>
    Self,
}

/// <summary>Take points that another member sent.</summary>
/// <param name="Back">True if the receiver could not take them and they come back to their sender.</param>
public sealed record ReceivePoints(string From, ImmutableArray<Lot> Lots, bool Back) : MemberCommand;

/// <summary>Take the referrer's part of a referral, or give it back.</summary>
/// <param name="Points">Below zero: taken back.</param>
public sealed record BookReferral(string Referee, long Points, LotTerms Terms) : MemberCommand;

/// <summary>Become a part of another member.</summary>
public sealed record MergeInto(string Into) : MemberCommand;

/// <summary>Take in another member.</summary>
/// <param name="Handed">All that they have.</param>
public sealed record TakeIn(string From, MemberState Handed) : MemberCommand;

/// <summary>Split off a member who was taken in.</summary>
/// <param name="Brought">What they brought, less what came back of their receipts since.</param>
public sealed record UndoMerge(string From, MemberState Brought) : MemberCommand;

/// <summary>Be a member of one's own again.</summary>
/// <param name="Handed">What is left of what was brought.</param>
public sealed record ComeBack(string From, MemberState Handed) : MemberCommand;

/// <summary>Write down that the person's details changed.</summary>
/// <param name="Fields">Their names, not their values.</param>
/// <param name="Fingerprint">Of the request, 32 bytes.</param>
public sealed record ChangeProfile(ImmutableArray<string> Fields, ImmutableArray<byte> Fingerprint) : MemberCommand;

/// <summary>Forget the person; the ledger stays, under a pseudonym.</summary>
public sealed record Erase : MemberCommand;
