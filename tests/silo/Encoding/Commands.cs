using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;

namespace LoyaltyClub.Tests.Encodings;

/// <summary>What was asked where an entry is all that is left: what only the decision needed is empty.</summary>
internal static class Commands
{
    public static byte[] Encode(Entry entry) => EntryCodec.Encode(Of(entry), entry);

    public static MemberCommand Of(Entry entry) =>
        entry switch
        {
            Enrolled enrolled => new Enrol(default, null, enrolled.Fingerprint, null),
            Purchased purchased => new RecordPurchase(purchased.Purchase, null),
            Returned returned => new ReturnPurchase(returned.Return, null!, 0),
            Adjusted adjusted => new Adjust(adjusted.Points, adjusted.Reason),
            Settled => new Settle(default),
            Redeemed redeemed => new Redeem(redeemed.Asked),
            Captured captured => new Capture(captured.Number, ""),
            Released released => new Release(released.Number, ""),
            VoucherUsed used => new UseVoucher(used.Code, used.Store, used.Receipt),
            TransferSent sent => new SendPoints(sent.To, sent.Points),
            TransferReceived received => new ReceivePoints(received.From, [], received.Back),
            ReferralBooked booked => new BookReferral(booked.Referee, booked.Points, default),
            MergedAway merged => new MergeInto(merged.Into),
            MergedIn merged => new TakeIn(merged.From, MemberState.None),
            SplitOff split => new UndoMerge(split.From, MemberState.None),
            CameBack back => new ComeBack(back.Of, MemberState.None),
            ProfileChanged changed => new ChangeProfile(changed.Fields, changed.Fingerprint),
            Erased => new Erase(),
            SpendingHeld held => new HoldSpending(held.Finding, held.Fingerprint),
            SpendingReleased released => new ReleaseSpending(released.Finding, released.Fingerprint),
            _ => throw new ArgumentException($"No command leads to an entry of type {entry.GetType().Name}.", nameof(entry)),
        };

    /// <summary>A purchase of which nothing came.</summary>
    public static Purchased Bare(Purchase purchase) =>
        new(purchase, 0, 0, [], [], default, false, 0, "", null, new("", false, false, false, [], null));

    /// <summary>A return of which nothing came.</summary>
    public static Returned Bare(Return asked) => new(asked, 0, [], 0, 0, [], 0, [], 0, default, "", null);
}
