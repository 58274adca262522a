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
        Decider.Decide(
            State,
            new ReturnPurchase(
                new Return(
                    bought.Purchase.Store,
                    bought.Purchase.Receipt,
                    $"back{++returns}",
                    at is null ? Now : Instant(at),
                    Quantities(lines)
                ),
                bought,
                Expired(bought.Terms)
            ),
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
        Decider.Decide(
            State,
            new RecordPurchase(Receipt(Now, "s1", lines) with { PayPoints = points, Vouchers = [.. vouchers] }, null),
            Moment
        );

    /// <summary>Takes points for good.</summary>
    public Redeemed Redeem(long points) => (Redeemed)Written(TryRedeem(new(null, points, true, 0, "s1")))!;

    /// <summary>Takes points for a reward.</summary>
    public Redeemed Redeem(string reward) => (Redeemed)Written(TryRedeem(new(reward, null, true, 0, "s1")))!;

    public Redeemed Reserve(long points, int seconds = Redemptions.DefaultSeconds) =>
        (Redeemed)Written(TryRedeem(new(null, points, false, seconds, "s1")))!;

    public Redeemed Reserve(string reward) => (Redeemed)Written(TryRedeem(new(reward, null, false, Redemptions.DefaultSeconds, "s1")))!;

    public Decision TryRedeem(Redemption asked) => Decider.Decide(State, new Redeem(asked), Moment);

    public Captured Capture(Redeemed reserved) => (Captured)Written(TryCapture(reserved.Number))!;

    public Decision TryCapture(int number) => Decider.Decide(State, new Capture(number, $"x{number}"), Moment);

    public Released Release(Redeemed reserved) => (Released)Written(TryRelease(reserved.Number))!;

    public Decision TryRelease(int number) => Decider.Decide(State, new Release(number, $"x{number}"), Moment);

    public VoucherUsed UseVoucher(string code, string store = "s1", string? receipt = null) =>
        (VoucherUsed)Written(TryUseVoucher(code, store, receipt))!;

    public Decision TryUseVoucher(string code, string store = "s1", string? receipt = null) =>
        Decider.Decide(State, new UseVoucher(code, store, receipt), Moment);

    /// <summary>Gives points to another member.</summary>
    public TransferReceived Transfer(long points, Ledger to)
    {
        var sent = (TransferSent)Written(Decider.Decide(State, new SendPoints("other", points), Moment))!;
        return (TransferReceived)to.Written(Decider.Decide(to.State, new ReceivePoints("one", sent.Lots, Back: false), to.Moment))!;
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
        (ReferralBooked)Written(Decider.Decide(State, new BookReferral("referee", points, bonus.Terms), Moment))!;

    /// <summary>Another member becomes a part of this one.</summary>
    public MergedIn Merge(Ledger other)
    {
        var away = other.State;
        var entry = other.Written(Decider.Decide(away, new MergeInto("one"), other.Moment))!;
        return (MergedIn)Written(Decider.Decide(State, new TakeIn("other", away.AfterDue(entry)), Moment))!;
    }

    /// <summary>The other is a member of their own again.</summary>
    public void Unmerge(Ledger other, MergedIn merged)
    {
        var split = (SplitOff)Written(TryUnmerge(merged))!;
        other.Written(Decider.Decide(other.State, new ComeBack("one", split.Handed), other.Moment));
    }

    public Decision TryUnmerge(MergedIn merged) => Decider.Decide(State, new UndoMerge("other", merged.Handed), Moment);

    /// <summary>The vouchers that can be used today.</summary>
    public string[] GoodVouchers => [.. State.Vouchers.Where(voucher => voucher.GoodOn(Today)).Select(voucher => voucher.Code)];

    /// <summary>Stamps on a card.</summary>
    public decimal Stamps(string card) => State.Stamps.Of(card).Count;
}
