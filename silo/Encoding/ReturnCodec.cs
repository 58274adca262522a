using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>The part of <see cref="EntryCodec"/> that is about returns.</summary>
internal static class ReturnCodec
{
    public static void WriteContent(BytesOut bytes, Return asked)
    {
        bytes.Text(asked.Store);
        bytes.Text(asked.Receipt);
        bytes.Text(asked.Number);
        bytes.Instant(asked.At);
        bytes.List(asked.Lines, PartCodec.WriteQuantity);
    }

    public static Return ReadContent(BytesIn bytes) =>
        new(bytes.Text()!, bytes.Text()!, bytes.Text()!, bytes.Instant(), bytes.List(PartCodec.ReadQuantity));

    public static void WriteDecision(BytesOut bytes, Returned entry, DateOnly today)
    {
        bytes.Unsigned(entry.Version);
        bytes.List(entry.SoFar, PartCodec.WriteQuantity);
        bytes.Signed(entry.Points);
        bytes.Unsigned(entry.WrittenOffExpired);
        bytes.List(entry.Taken, PartCodec.WriteLot, today);
        bytes.Unsigned(entry.Debt);
        bytes.List(entry.Restored, PartCodec.WriteLot, today);
        bytes.Unsigned(entry.ExpiredAtOnce);
        bytes.Day(entry.Qualifying.Day, today);
        bytes.Signed(entry.Qualifying.Version - entry.Version);
        bytes.Signed(entry.Qualifying.Points);
        bytes.SignedDecimal(entry.Qualifying.Spend);
        bytes.Signed(entry.Qualifying.Visits);
        bytes.Text(entry.Tier);
        bytes.Text(entry.TierBefore);
        bytes.Write(entry.Whole);
        PartCodec.WriteTerms(bytes, entry.Terms, today);
        bytes.List(entry.ReleasedRules, (item, rule) => item.Text(rule));
        bytes.List(entry.Stamps, PartCodec.WriteStamps);
        bytes.List(entry.Revoked, PartCodec.WriteVoucher, today);
        bytes.List(entry.GivenBack, (item, number) => item.Unsigned(number));
        bytes.Optional(entry.Referral, (item, bonus) => PartCodec.WriteBonus(item, bonus, today, entry.Receipt));
        bytes.Optional(entry.Standing, (item, standing) => PartCodec.WriteStanding(item, standing, today, entry.Tier));
    }

    public static Returned ReadDecision(BytesIn bytes, Returned asked, DateOnly today)
    {
        var version = (int)bytes.Unsigned();
        var entry = asked with
        {
            Version = version,
            SoFar = bytes.List(PartCodec.ReadQuantity),
            Points = bytes.Signed(),
            WrittenOffExpired = bytes.Unsigned(),
            Taken = bytes.List(PartCodec.ReadLot, today),
            Debt = bytes.Unsigned(),
            Restored = bytes.List(PartCodec.ReadLot, today),
            ExpiredAtOnce = bytes.Unsigned(),
            Qualifying = new(bytes.Day(today), version + (int)bytes.Signed(), bytes.Signed(), bytes.SignedDecimal(), (int)bytes.Signed()),
            Tier = bytes.Text()!,
            TierBefore = bytes.Text(),
            Whole = bytes.ReadBoolean(),
            Terms = PartCodec.ReadTerms(bytes, today),
            ReleasedRules = bytes.List(item => item.Text()!),
            Stamps = bytes.List(PartCodec.ReadStamps),
            Revoked = bytes.List(PartCodec.ReadVoucher, today),
            GivenBack = bytes.List(item => (int)item.Unsigned()),
        };
        return entry with
        {
            Referral = bytes.Optional(item => PartCodec.ReadBonus(item, today, entry.Receipt)),
            Standing = bytes.Optional(item => PartCodec.ReadStanding(item, today, entry.Tier)),
        };
    }
}
