using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>The part of <see cref="EntryCodec"/> for returns.</summary>
internal static class ReturnCodec
{
    public static void WriteContent(BytesOut bytes, Return asked)
    {
        bytes.Text(asked.Store);
        bytes.Text(asked.PurchaseNumber.Text);
        bytes.Text(asked.Slip.Text);
        bytes.Instant(asked.At);
        bytes.List(asked.Lines, PartCodec.WriteQuantity);
    }

    public static void WriteContentSecond(BytesOut bytes, Return asked)
    {
        WriteContent(bytes, asked);
        bytes.Text(asked.OtherStore);
    }

    /// <summary>True if the first layout can hold a return.</summary>
    public static bool FitsFirst(Returned entry) => entry is { Return.OtherStore: null, IdleSince: null, Carry: null };

    /// <summary>True if the second layout can hold a return.</summary>
    public static bool FitsSecond(Returned entry) => entry.Carry is null;

    private static Return ReadContent(BytesIn bytes)
    {
        var (store, bought, slip) = (bytes.Text()!, ReceiptNumber.Of(bytes.Text()!), ReceiptNumber.Of(bytes.Text()!));
        return new(store, bought.Shown, slip.Shown, bytes.Instant(), bytes.List(PartCodec.ReadQuantity))
        {
            PurchasePeriod = bought.Period,
            Period = slip.Period,
        };
    }

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

    public static void WriteDecisionSecond(BytesOut bytes, Returned entry)
    {
        WriteDecision(bytes, entry);
        bytes.Optional(entry.IdleSince, (item, idle) => item.DayOrNull(idle.LastPurchase, entry.Today));
    }

    public static Returned ReadSecond(BytesIn bytes)
    {
        var asked = ReadContent(bytes);
        var entry = Read(bytes, asked with { OtherStore = bytes.Text() });
        return entry with { IdleSince = bytes.Optional(item => new IdleSince(item.DayOrNull(entry.Today))) };
    }

    public static void WriteDecisionThird(BytesOut bytes, Returned entry)
    {
        WriteDecisionSecond(bytes, entry);
        bytes.Optional(entry.Carry, PartCodec.WriteFraction);
    }

    public static Returned ReadThird(BytesIn bytes) => ReadSecond(bytes) with { Carry = bytes.Optional(PartCodec.ReadFraction) };

    public static Returned Read(BytesIn bytes) => Read(bytes, ReadContent(bytes));

    private static Returned Read(BytesIn bytes, Return asked)
    {
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
        var receipt = asked.PurchaseKey;
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
