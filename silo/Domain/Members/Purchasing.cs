using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>Records a receipt: points earned, payment with points, resulting tier (promises 1, 2, 5, 8 to 11).</summary>
internal static class Purchasing
{
    public static Decision Record(MemberState member, RecordPurchase command, Moment moment)
    {
        var purchase = command.Purchase;
        var version = moment.Book.InForceAt(purchase.At);
        var programme = version.Programme;
        if (NotAllowed(member, command, programme, moment) is { } notAllowed)
        {
            return notAllowed;
        }

        var day = Days.Of(purchase.At, programme.TimeZone);
        if (Redemptions.Using(member, purchase, day, moment.Today(member), out var used) is { } notUsable)
        {
            return notUsable;
        }

        var asOfNow = new AsOfNow(member, moment);
        if (Redemptions.Paying(asOfNow, purchase, programme) is { } notPayable)
        {
            return notPayable;
        }

        var paid = purchase.PayPoints > 0 ? asOfNow.Taking(purchase.PayPoints) : [];
        var (today, now) = (asOfNow.Today, asOfNow.Member);

        // Points earned.
        var held = TierTrack.Level(TierTrack.On(day, now, moment.Book), day, now, programme);
        var accrual = Accrual.Of(purchase, programme, held, new(now, moment.Person.Birthday, day), now.Carried);
        var terms = Decider.Terms(day, day.AddDays(programme.Earning.PendingDays), programme.Expiry);
        var lastPurchase = now.LastPurchase > day ? now.LastPurchase : day;
        var referral = Referrals.Earned(now, purchase, accrual.Spend, day, programme);
        if (referral is not null && referral.Terms.Ends(lastPurchase) < today)
        {
            referral = referral with { Referee = 0 };
        }

        var issuer = programme.StampCards.IsEmpty ? null : new VoucherIssuer(now, moment, today);
        var stamps = issuer is null ? [] : StampCards.Add(purchase, programme, now, issuer);

        // The resulting tier.
        var qualifying = new QualifyingDay(day, version.Number, accrual.Points, accrual.Spend, Visits: 1);
        TierBasis qualified = TierBasis.Of(now) with { Qualifying = now.Qualifying.Plus(qualifying) };
        var standing = TierTrack.After(qualifying, now, qualified, moment.Book);
        qualified = qualified with { Tier = standing };
        var (was, code) = (Code(TierTrack.On(today, now, moment.Book), now), Code(TierTrack.On(today, qualified, moment.Book), qualified));
        var falls = TierTrack.NextFall(today, qualified, moment.Book);

        var entry = new Purchased(
            purchase,
            version.Number,
            accrual.Points,
            accrual.Breakdown,
            accrual.LimitedRules,
            terms,
            ExpiredAtOnce: terms.Ends(lastPurchase) < today,
            accrual.Spend,
            code,
            TierBefore: was == code ? null : was,
            accrual.Circumstances
        )
        {
            DebtPaid = Math.Min(now.Debt, accrual.Points + (referral?.Referee ?? 0)),
            Paid = paid,
            Carry = accrual.Carry,
            Used = used,
            Stamps = stamps,
            Vouchers = issuer?.Issued ?? [],
            Referral = referral,
            ForgetUsesBefore = accrual.LimitedRules.IsEmpty ? null : now.ForgettableUses(today, moment.Book),
            Standing = standing == member.Tier ? null : standing,
            TierEnds = falls is { } fall && Calendar.NoticeDay(fall.AddDays(-1)) <= today ? fall.AddDays(-1) : null,
        };
        return asOfNow.Decide(entry, qualified.Qualifying) with { Wanted = issuer?.Wanted ?? Decision.NothingWanted };

        string Code(TierStanding standing, TierBasis of) => TierTrack.Level(standing, today, of, moment.Programme).Code;
    }

    /// <summary>The refusal of a receipt by its instant, currency or decimals, or null (promise 5).</summary>
    private static Refusal? NotAllowed(MemberState member, RecordPurchase command, Programme programme, Moment moment)
    {
        var (at, latest) = (command.Purchase.At, moment.Now + Decider.ClockTolerance);
        var before = programme.BeforeJoining;
        var most = command.Claimed ? TimeSpan.FromDays(before.ClaimDays) : TimeSpan.FromHours(before.Hours);
        if (member.JoinedAt - at > most)
        {
            return Refusal.BeforeJoining(at, member.JoinedAt, member.JoinedAt - most);
        }

        if (at > latest)
        {
            return Refusal.AtInTheFuture(at, latest);
        }

        if (moment.Programme.LatePurchaseDays is { } days && at < moment.Now.AddDays(-days))
        {
            return Refusal.AtTooLongAgo(at, moment.Now.AddDays(-days), days);
        }

        if (command.Currency is { } currency && currency != programme.Currency)
        {
            return Refusal.CurrencyMismatch(currency, programme.Currency);
        }

        var decimals = Money.Decimals(programme.Currency);
        foreach (var line in command.Purchase.Lines)
        {
            if (Money.DecimalsOf(line.Amount) > decimals)
            {
                return Refusal.AmountDecimals(line.Number, line.Amount, programme.Currency, decimals);
            }

            if (line.Tax != 0 && Money.DecimalsOf(line.Tax) > decimals)
            {
                return Refusal.AmountDecimals(line.Number, line.Tax, programme.Currency, decimals);
            }
        }

        return null;
    }
}
