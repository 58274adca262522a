using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// A member's decisions as a pure function: state and command in, one entry or one refusal out. Reads neither clock, store nor random
/// numbers itself.
/// </summary>
public static class Decider
{
    /// <summary>The most by which a till's clock may be ahead.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The table of commands. The first matching arm decides, which fixes the precedence of refusals: first the card, then the member's
    /// status, then the rule itself.
    /// </summary>
    public static Decision Decide(MemberState member, MemberCommand command, Moment moment) =>
        (command, member.Status) switch
        {
            (RecordPurchase buy, _) when CardGate.Refused(buy, member, moment) is { } refusal => refusal,
            // A merged member's card is checked by the surviving member, whose ledger alone records the card's spending.
            (SpendingCommand spend, not MemberStatus.Merged) when CardGate.Refused(spend, member, moment) is { } refusal => refusal,
            (SendPoints send, _) when Transfers.NotReceived(send) is { } refusal => refusal,

            (Enrol join, MemberStatus.None) => Joining.Enrol(member, join, moment),
            (Enrol, _) => Refusal.AlreadyAMember(),

            // An erased member's points still expire, and a transfer that its receiver could not take still comes back.
            (Settle, MemberStatus.None or MemberStatus.Merged) => Decision.Nothing,
            (Settle settle, _) => Settling.Settle(member, settle, moment),
            (ReceivePoints { Back: true } back, MemberStatus.Erased) => Transfers.Receive(member, back, moment),
            (Erase, MemberStatus.Erased) => Decision.Nothing,
            (Erase, _) => Joining.Erase(member, moment),
            (ComeBack back, _) => Merging.ComeBack(member, back, moment),
            // Of an erased member too, so that every finding can be put away.
            (ReleaseSpending release, not MemberStatus.Merged) => Holds.Release(member, release, moment),

            (_, MemberStatus.Erased) => Refusal.MemberErased(),
            (_, MemberStatus.Merged) => Refusal.MemberMerged(member.MergedInto!),

            (HoldSpending hold, _) => Holds.Hold(member, hold, moment),
            (var spend, _) when Holds.Refuse(member, spend) => Refusal.OnHold(),
            (RecordPurchase buy, _) => Purchasing.Record(member, buy, moment),
            (ReturnPurchase back, _) => Returns.Return(member, back, moment),
            (Adjust adjust, _) => Adjusting.Adjust(member, adjust, moment),
            (Redeem redeem, _) => Redemptions.Redeem(member, redeem, moment),
            (Capture capture, _) => Redemptions.Capture(member, capture, moment),
            (Release release, _) => Redemptions.Release(member, release, moment),
            (UseVoucher use, _) => VoucherUse.Decide(member, use, moment),
            (SendPoints send, _) => Transfers.Send(member, send, moment),
            (ReceivePoints receive, _) => Transfers.Receive(member, receive, moment),
            (BookReferral book, _) => Referrals.Book(member, book, moment),
            (MergeInto merge, _) => Merging.Into(member, merge, moment),
            (TakeIn taken, _) => Merging.TakeIn(member, taken, moment),
            (UndoMerge undo, _) => Merging.Undo(member, undo, moment),
            (ChangeProfile change, _) => Joining.ChangeProfile(member, change, moment),
            _ => throw new InvalidOperationException($"Nobody decides a command of type {command.GetType().Name}."),
        };

    /// <summary>The terms of points earned on one day and active from another.</summary>
    internal static LotTerms Terms(DateOnly earnedOn, DateOnly activeOn, Expiry expiry) =>
        new(earnedOn, activeOn, Days.LastSpendable(expiry, activeOn), expiry.Kind == ExpiryKind.Inactivity ? expiry.Months : 0);
}
