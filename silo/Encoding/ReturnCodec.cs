using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>The part of <see cref="EntryCodec"/> for returns.</summary>
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

    private static Return ReadContent(BytesIn bytes) =>
        new(bytes.Text()!, bytes.Text()!, bytes.Text()!, bytes.Instant(), bytes.List(PartCodec.ReadQuantity));

    public static void WriteDecision(BytesOut bytes, Returned entry)
    {
        var today = entry.Today;
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

    public static Returned Read(BytesIn bytes)
    {
        var asked = ReadContent(bytes);
        var frame = EntryFrame.Read(bytes);
        var today = frame.Today;
        var version = (int)bytes.Unsigned();
        var soFar = bytes.List(PartCodec.ReadQuantity);
        var (points, writtenOff) = (bytes.Signed(), bytes.Unsigned());
        var taken = bytes.List(PartCodec.ReadLot, today);
        var debt = bytes.Unsigned();
        var restored = bytes.List(PartCodec.ReadLot, today);
        var expiredAtOnce = bytes.Unsigned();
        var qualifying = new QualifyingDay(
            bytes.Day(today),
            version + (int)bytes.Signed(),
            bytes.Signed(),
            bytes.SignedDecimal(),
            (int)bytes.Signed()
        );
        var tier = bytes.Text()!;
        var receipt = ReceiptKey.Of(asked.Store, asked.Receipt);
        return frame.On(
            new Returned(asked, version, soFar, points, writtenOff, taken, debt, restored, expiredAtOnce, qualifying, tier, bytes.Text())
            {
                Whole = bytes.ReadBoolean(),
                Terms = PartCodec.ReadTerms(bytes, today),
                ReleasedRules = bytes.List(item => item.Text()!),
                Stamps = bytes.List(PartCodec.ReadStamps),
                Revoked = bytes.List(PartCodec.ReadVoucher, today),
                GivenBack = bytes.List(item => (int)item.Unsigned()),
                Referral = bytes.Optional(item => PartCodec.ReadBonus(item, today, receipt)),
                Standing = bytes.Optional(item => PartCodec.ReadStanding(item, today, tier)),
            }
        );
    }
}
