using System.Collections.Immutable;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Tests.Domain;

/// <summary>What a member does besides buying: returns, redeems, uses, gives, merges.</summary>
public sealed partial class Ledger
{
    private int returns;

    /// <summary>Returns so much of lines of a receipt: "1:2 3:0.350"; nothing is everything that is left.</summary>
    public Returned Return(Purchased bought, string lines = "") => (Returned)Written(TryReturn(bought, lines))!;

    public Decision TryReturn(Purchased bought, string lines = "", string? at = null) =>
        Decider.Return(
            State,
            new(bought.Purchase.Store, bought.Purchase.Receipt, $"back{++returns}", at is null ? Now : Instant(at), Quantities(lines)),
            bought,
            Expired(bought.Terms),
            Moment
        );

    public static ImmutableArray<LineQuantity> Quantities(string lines) =>
        [
            .. lines
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(':'))
                .Select(line => new LineQuantity((int)Money(line[0]), Money(line[1]))),
        ];

    /// <summary>What a grain counts in its journal before a return.</summary>
    public long Expired(LotTerms terms) => Returns.Expired(terms, Entries);

    /// <summary>A receipt of one line, paid partly with points, and with vouchers.</summary>
    public Purchased Pay(string amount, long points, params string[] vouchers) =>
        (Purchased)Written(TryPay(points, vouchers, Line(amount)))!;

    public Decision TryPay(long points, string[] vouchers, params ReceiptLine[] lines) =>
        Decider.Purchase(State, Receipt(Now, "s1", lines) with { PayPoints = points, Vouchers = [.. vouchers] }, null, Birthday, Moment);

    /// <summary>Takes points for good.</summary>
    public Redeemed Redeem(long points) => (Redeemed)Written(TryRedeem(new(null, points, true, 0, "s1")))!;

    /// <summary>Takes points for a reward.</summary>
    public Redeemed Redeem(string reward) => (Redeemed)Written(TryRedeem(new(reward, null, true, 0, "s1")))!;

    public Redeemed Reserve(long points, int seconds = Redemptions.DefaultSeconds) =>
        (Redeemed)Written(TryRedeem(new(null, points, false, seconds, "s1")))!;

    public Redeemed Reserve(string reward) => (Redeemed)Written(TryRedeem(new(reward, null, false, Redemptions.DefaultSeconds, "s1")))!;

    public Decision TryRedeem(Redemption asked) => Redemptions.Redeem(State, asked, Moment);

    public Captured Capture(Redeemed reserved) => (Captured)Written(TryCapture(reserved.Number))!;

    public Decision TryCapture(int number) => Redemptions.Capture(State, number, $"x{number}", Moment);

    public Released Release(Redeemed reserved) => (Released)Written(TryRelease(reserved.Number))!;

    public Decision TryRelease(int number) => Redemptions.Release(State, number, $"x{number}", Moment);

    public VoucherUsed UseVoucher(string code, string store = "s1", string? receipt = null) =>
        (VoucherUsed)Written(TryUseVoucher(code, store, receipt))!;

    public Decision TryUseVoucher(string code, string store = "s1", string? receipt = null) =>
        Redemptions.UseVoucher(State, code, store, receipt, Moment);

    /// <summary>Gives points to another member.</summary>
    public TransferReceived Transfer(long points, Ledger to)
    {
        var sent = (TransferSent)Written(Merging.TransferTo(State, "other", points, Moment))!;
        return (TransferReceived)to.Written(Merging.TransferFrom(to.State, "one", sent.Lots, back: false, to.Moment))!;
    }

    /// <summary>The referrer's part of what a purchase or a return of the referee brought, or took back.</summary>
    public ReferralBooked? BookReferral(Entry ofReferee) =>
        ofReferee switch
        {
            Purchased { Referral: { } given } => Booked(given, given.Referrer),
            Returned { Referral: { } taken } => Booked(taken, -taken.Referrer),
            _ => null,
        };

    private ReferralBooked Booked(ReferralBonus bonus, long points) =>
        (ReferralBooked)Written(Referrals.Book(State, "referee", points, bonus.Terms, Moment))!;

    /// <summary>Another member becomes a part of this one.</summary>
    public MergedIn Merge(Ledger other)
    {
        var away = other.State;
        var entry = other.Written(Merging.Into(away, "one", other.Moment))!;
        return (MergedIn)Written(Merging.Take(State, "other", away.AfterDue(entry), Moment))!;
    }

    /// <summary>The other is a member of their own again.</summary>
    public void Unmerge(Ledger other, MergedIn merged)
    {
        var split = (SplitOff)Written(TryUnmerge(merged))!;
        other.Written(Merging.Back(other.State, "one", split.Handed, other.Moment));
    }

    public Decision TryUnmerge(MergedIn merged) => Merging.Undo(State, "other", merged.Handed, Moment);

    /// <summary>The vouchers that can be used today.</summary>
    public string[] GoodVouchers => [.. State.Vouchers.Where(voucher => voucher.GoodOn(Today)).Select(voucher => voucher.Code)];

    /// <summary>Stamps on a card.</summary>
    public decimal Stamps(string card) => State.Stamps.Of(card).Count;
}
