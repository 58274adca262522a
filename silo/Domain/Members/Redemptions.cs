using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>Spending: redemptions, vouchers used with receipts, payment with points (promise 11).</summary>
public static class Redemptions
{
    /// <summary>Default time until a reservation times out.</summary>
    public const int DefaultSeconds = 15 * 60;

    /// <summary>Takes or reserves points, for a reward or for an amount of points.</summary>
    public static Decision Redeem(MemberState member, Redeem command, Moment moment)
    {
        var asked = command.Redemption;
        var programme = moment.Programme;
        var present = new AsOfNow(member, moment);
        var today = present.Today;
        Reward? reward = null;
        if (asked.Reward is { } code)
        {
            reward = programme.Reward(code);
            if (reward is null)
            {
                return Refusal.UnknownReward(code);
            }

            if (reward.Cost is null)
            {
                return Refusal.NotRedeemable(code);
            }

            var tier = TierTrack.Level(TierTrack.On(today, present.Member, moment.Book), today, present.Member, programme).Code;
            if (!reward.Tiers.IsEmpty && !reward.Tiers.Contains(tier))
            {
                return Refusal.TierRequired(code, tier);
            }
        }
        var cost = reward?.Cost ?? asked.Points!.Value;
        if (present.Spendable < cost)
        {
            return Refusal.InsufficientPoints(cost, present.Spendable);
        }

        var issuing = new VoucherIssuer(present.Member, moment, today);
        if (reward is not null && !issuing.Issue(reward.Code, null, programme))
        {
            return (Decision)Refusal.OutOfStock(reward.Code) with { Wanted = issuing.Wanted };
        }

        var voucher = issuing.Issued.FirstOrDefault();
        return present.Decide(
            new Redeemed(
                asked,
                member.Redemptions + 1,
                present.Taking(cost),
                asked.Capture ? null : moment.Now.AddSeconds(asked.Seconds),
                asked.Capture ? voucher : null,
                voucher?.Unit
            )
        );
    }

    public static Decision Capture(MemberState member, Capture command, Moment moment)
    {
        var (number, name) = command;
        if (Open(member, number, name, moment, out var present, out var reservation) is { } refusal)
        {
            return refusal;
        }

        Voucher? voucher = null;
        if (reservation.Reward is { } code)
        {
            // A reserved reward is due even if the programme no longer lists it.
            var days = moment.Programme.Reward(code)?.ValidDays ?? Reward.UsualDays;
            voucher = new(
                present.Member.VouchersIssued + 1,
                VoucherCode.Of(moment.Draw()),
                code,
                null,
                present.Today.AddDays(days),
                reservation.Unit
            );
        }
        return present.Decide(new Captured(number, reservation, voucher));
    }

    public static Decision Release(MemberState member, Release command, Moment moment)
    {
        var (number, name) = command;
        if (Open(member, number, name, moment, out var present, out var reservation) is { } refusal)
        {
            return refusal;
        }

        var today = present.Today;
        var last = present.Member.LastPurchase;
        var ended = reservation.Lots.Where(lot => lot.Terms.Ends(last) < today).Sum(lot => lot.Points);
        return present.Decide(new Released(number, reservation, ended));
    }

    /// <summary>The refusal of a receipt's vouchers, or null and the vouchers' numbers.</summary>
    internal static Refusal? Using(MemberState member, Purchase purchase, DateOnly day, DateOnly today, out ImmutableArray<int> numbers)
    {
        numbers = [];
        foreach (var code in purchase.Vouchers)
        {
            if (Good(member, code, day, today, out var voucher) is { } refusal)
            {
                return refusal;
            }

            if (numbers.Contains(voucher.Number))
            {
                return Refusal.VoucherUsed(code, day);
            }

            numbers = numbers.Add(voucher.Number);
        }
        return null;
    }

    /// <summary>The refusal of a receipt's payment with points, or null.</summary>
    internal static Refusal? Paying(in AsOfNow present, Purchase purchase, Programme programme)
    {
        var points = purchase.PayPoints;
        if (points == 0)
        {
            return null;
        }

        if (programme.PayWithPoints is not { } pay)
        {
            return Refusal.NoPayingWithPoints();
        }

        if (points < pay.Minimum)
        {
            return Refusal.PayBelowMinimum(points, pay.Minimum);
        }

        if (points % pay.MultipleOf != 0)
        {
            return Refusal.PayNotMultiple(points, pay.MultipleOf);
        }

        var most = Most(Payable(purchase, pay, programme), pay);
        if (points > most)
        {
            return Refusal.PayAboveShare(points, most);
        }

        return present.Spendable < points ? Refusal.InsufficientPoints(points, present.Spendable) : null;
    }

    /// <summary>Money of the lines that points may pay.</summary>
    internal static decimal Payable(Purchase purchase, PayWithPoints pay, Programme programme) =>
        Math.Max(0, purchase.Lines.Sum(line => MayPay(line, pay, programme) ? line.Amount : 0));

    internal static bool MayPay(ReceiptLine line, PayWithPoints pay, Programme programme) =>
        !Accrual.In(pay.ExcludedCategories.IsEmpty ? programme.Earning.ExcludedCategories : pay.ExcludedCategories, line.Category);

    /// <summary>The most points that may pay for lines of this sum.</summary>
    public static long Most(decimal total, PayWithPoints pay) =>
        (long)decimal.Floor(total * pay.MaximumShare / pay.Value) / pay.MultipleOf * pay.MultipleOf;

    /// <summary>The money value of points, rounded down to the currency's smallest unit.</summary>
    public static decimal Worth(long points, Programme programme) =>
        programme.PayWithPoints is { } pay
            ? decimal.Round(points * pay.Value, Money.Decimals(programme.Currency), MidpointRounding.ToZero)
            : 0;

    private static Refusal? Open(
        MemberState member,
        int number,
        string name,
        Moment moment,
        out AsOfNow present,
        out Reservation reservation
    )
    {
        present = new(member, moment);
        reservation = present.Member.Reservations.FirstOrDefault(open => open.Number == number)!;
        return number < 1 || number > member.Redemptions ? Refusal.UnknownRedemption(name)
            : reservation is null ? Refusal.RedemptionEnded(name)
            : null;
    }

    /// <param name="day">The day of use; for a late receipt a day in the past.</param>
    internal static Refusal? Good(MemberState member, string code, DateOnly day, DateOnly today, out Voucher voucher)
    {
        // A voucher past its retention is unknown, whether or not the state has dropped it already.
        voucher = member.Vouchers.FirstOrDefault(voucher => voucher.Code == code && voucher.IsKept(today))!;
        return voucher is null ? Refusal.UnknownVoucher(code)
            : voucher.UsedOn is { } on ? Refusal.VoucherUsed(code, on)
            : voucher.Expires < day ? Refusal.VoucherExpired(code, voucher.Expires)
            : null;
    }
}
