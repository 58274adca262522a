using System.Numerics;
using LoyaltyClub.Domain;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>Parts that entries and snapshots share. Days are stored as offsets from a day that the reader knows.</summary>
internal static class PartCodec
{
    public static void WriteLot(BytesOut bytes, Lot lot, DateOnly today)
    {
        WriteTerms(bytes, lot.Terms, today);
        bytes.Unsigned(lot.Points);
    }

    public static Lot ReadLot(BytesIn bytes, DateOnly today) => new(ReadTerms(bytes, today), bytes.Unsigned());

    public static void WriteDue(BytesOut bytes, DueLine line, DateOnly today)
    {
        bytes.Write((byte)line.Kind);
        bytes.Day(line.On, today);
        WriteLot(bytes, line.Lot, today);
    }

    public static DueLine ReadDue(BytesIn bytes, DateOnly today) => new((DueKind)bytes.ReadByte(), bytes.Day(today), ReadLot(bytes, today));

    public static void WriteTerms(BytesOut bytes, LotTerms terms, DateOnly today)
    {
        WriteDays(bytes, terms, today);
        WriteEnd(bytes, terms);
    }

    public static void WriteDays(BytesOut bytes, LotTerms terms, DateOnly today)
    {
        bytes.Day(terms.EarnedOn, today);
        bytes.Day(terms.ActiveOn, terms.EarnedOn);
    }

    public static void WriteEnd(BytesOut bytes, LotTerms terms)
    {
        // 0: no expiry; 1: a fixed last day; from 2: months of inactivity plus two.
        bytes.Unsigned(
            terms.IdleMonths > 0 ? terms.IdleMonths + 2
            : terms.LastDay is null ? 0
            : 1
        );
        if (terms is { IdleMonths: 0, LastDay: { } last })
        {
            bytes.Day(last, terms.ActiveOn);
        }
    }

    public static LotTerms ReadTerms(BytesIn bytes, DateOnly today)
    {
        var earned = bytes.Day(today);
        return ReadEnd(bytes, earned, bytes.Day(earned));
    }

    public static LotTerms ReadEnd(BytesIn bytes, DateOnly earned, DateOnly active) =>
        bytes.Unsigned() switch
        {
            0 => new(earned, active, null, 0),
            1 => new(earned, active, bytes.Day(active), 0),
            var months => new(earned, active, null, (int)months - 2),
        };

    public static void WriteReservation(BytesOut bytes, Reservation reservation, DateOnly today)
    {
        bytes.Unsigned(reservation.Number);
        bytes.Text(reservation.Reward);
        bytes.List(reservation.Lots, WriteLot, today);
        bytes.Instant(reservation.ExpiresAt);
        bytes.Text(reservation.Unit);
    }

    public static Reservation ReadReservation(BytesIn bytes, DateOnly today) =>
        new((int)bytes.Unsigned(), bytes.Text(), bytes.List(ReadLot, today), bytes.Instant(), bytes.Text());

    public static void WriteVoucher(BytesOut bytes, Voucher voucher, DateOnly today)
    {
        bytes.Unsigned(voucher.Number);
        bytes.Text(voucher.Code);
        bytes.Text(voucher.Reward);
        bytes.Text(voucher.Card);
        bytes.Day(voucher.Expires, today);
        bytes.Text(voucher.Unit);
        bytes.DayOrNull(voucher.UsedOn, today);
        bytes.Text(voucher.UsedWith);
    }

    public static Voucher ReadVoucher(BytesIn bytes, DateOnly today) =>
        new((int)bytes.Unsigned(), bytes.Text()!, bytes.Text()!, bytes.Text(), bytes.Day(today), bytes.Text())
        {
            UsedOn = bytes.DayOrNull(today),
            UsedWith = bytes.Text(),
        };

    public static void WriteStamps(BytesOut bytes, StampChange change)
    {
        bytes.Text(change.Card);
        bytes.SignedDecimal(change.Added);
        bytes.SignedDecimal(change.Count);
        bytes.Signed(change.Completed);
    }

    public static StampChange ReadStamps(BytesIn bytes) =>
        new(bytes.Text()!, bytes.SignedDecimal(), bytes.SignedDecimal(), (int)bytes.Signed());

    /// <param name="tier">The tier's code, if the reader knows it.</param>
    public static void WriteStanding(BytesOut bytes, TierStanding standing, DateOnly today, string? tier)
    {
        bytes.Text(standing.Code == tier ? null : standing.Code);
        bytes.Day(standing.Since, today);
        bytes.DayOrNull(standing.Until, today);
    }

    public static TierStanding ReadStanding(BytesIn bytes, DateOnly today, string? tier) =>
        new(bytes.Text() ?? tier!, bytes.Day(today), bytes.DayOrNull(today));

    /// <param name="receipt">The receipt's key, if the reader knows it.</param>
    public static void WriteBonus(BytesOut bytes, ReferralBonus bonus, DateOnly today, string? receipt)
    {
        bytes.Text(bonus.Receipt == receipt ? null : bonus.Receipt);
        bytes.Unsigned(bonus.Referee);
        bytes.Unsigned(bonus.Referrer);
        WriteTerms(bytes, bonus.Terms, today);
    }

    public static ReferralBonus ReadBonus(BytesIn bytes, DateOnly today, string? receipt) =>
        new(bytes.Text() ?? receipt!, bytes.Unsigned(), bytes.Unsigned(), ReadTerms(bytes, today));

    public static void WriteFraction(BytesOut bytes, Fraction number)
    {
        foreach (var part in new[] { number.Over, number.Under })
        {
            var digits = part.ToByteArray();
            bytes.Unsigned(digits.Length);
            bytes.Write(digits);
        }
    }

    public static Fraction ReadFraction(BytesIn bytes)
    {
        return Fraction.Of(Part(), Part()) ?? throw new InvalidDataException("A fraction of 0.");

        BigInteger Part() => new(bytes.ReadBytes(bytes.Count()));
    }

    public static void WriteQuantity(BytesOut bytes, LineQuantity line)
    {
        bytes.Unsigned(line.Line);
        bytes.Decimal(line.Quantity);
    }

    public static LineQuantity ReadQuantity(BytesIn bytes) => new((int)bytes.Unsigned(), bytes.Decimal());

    /// <summary>A complete state within an entry.</summary>
    public static void WriteState(BytesOut bytes, MemberState member)
    {
        var state = StateCodec.Encode(member);
        bytes.Unsigned(state.Length);
        bytes.Write(state);
    }

    public static MemberState ReadState(BytesIn bytes) =>
        StateCodec.Decode(bytes.ReadBytes((int)bytes.Unsigned()).ToArray())
        ?? throw new InvalidDataException("A state within an entry was written by a newer version.");
}
