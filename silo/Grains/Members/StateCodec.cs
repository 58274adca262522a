using System.Collections.Immutable;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains.Members;

/// <summary>
/// A member's state as bytes, for snapshots and for entries that hand a member over. A snapshot is a cache of the replay: an
/// unknown layout is passed over and the journal read from the start.
/// </summary>
/// <remarks>Entries are read for ever, and so is every layout of a state since the first release: a new layout is read beside the old.</remarks>
internal static class StateCodec
{
    private const byte Layout = 2;
    private static readonly DateOnly Epoch = new(2000, 1, 1);

    public static byte[] Encode(MemberState member) => BytesOut.Make(bytes =>
    {
        var today = member.SettledThrough;
        bytes.Write(Layout);
        bytes.Write((byte)member.Status);
        bytes.Instant(member.JoinedAt);
        bytes.Day(today, Epoch);
        bytes.List(member.Lots, (item, lot) => PartCodec.WriteLot(item, lot, today));
        bytes.Signed(member.Debt);
        bytes.Signed(member.Lifetime.Earned);
        bytes.Signed(member.Lifetime.Redeemed);
        bytes.Signed(member.Lifetime.Expired);
        bytes.Signed(member.Lifetime.Reversed);
        bytes.Signed(member.Purchases);
        bytes.DayOrNull(member.LastPurchase, today);
        WriteQualifying(bytes, member.Qualifying.All);
        WriteUses(bytes, member.RuleUses);
        bytes.Optional(member.Tier, (item, tier) => PartCodec.WriteStanding(item, tier, today, null));
        bytes.List(member.Stamps, (item, stamps) =>
        {
            item.Text(stamps.Card);
            item.SignedDecimal(stamps.Count);
            item.Signed(stamps.Completed);
        });
        bytes.List(member.Vouchers, (item, voucher) => PartCodec.WriteVoucher(item, voucher, today));
        bytes.Unsigned(member.VouchersIssued);
        bytes.List(member.Reservations, (item, reservation) => PartCodec.WriteReservation(item, reservation, today));
        bytes.Unsigned(member.Redemptions);
        bytes.Unsigned(member.Returned.Count);
        foreach (var (receipt, lines) in member.Returned)
        {
            bytes.Text(receipt);
            bytes.List(lines, PartCodec.WriteQuantity);
        }
        bytes.Optional(member.Referral, (item, referral) =>
        {
            item.Text(referral.Referrer);
            item.Optional(referral.Given, (part, given) => PartCodec.WriteBonus(part, given, today, null));
        });
        bytes.Text(member.MergedInto);
        bytes.List(member.Merges, (item, merge) =>
        {
            item.Text(merge.From);
            item.Day(merge.On, today);
            item.Unsigned(merge.Redemptions);
        });
    });

    /// <summary>The state, or null if it was written in another layout.</summary>
    public static MemberState? Decode(byte[] state)
    {
        var bytes = new BytesIn(state);
        if (bytes.ReadByte() != Layout)
            return null;
        var status = (MemberStatus)bytes.ReadByte();
        var joinedAt = bytes.Instant();
        var today = bytes.Day(Epoch);
        return new()
        {
            Status = status,
            JoinedAt = joinedAt,
            SettledThrough = today,
            Lots = bytes.List(item => PartCodec.ReadLot(item, today)),
            Debt = bytes.Signed(),
            Lifetime = new Lifetime(bytes.Signed(), bytes.Signed(), bytes.Signed(), bytes.Signed()),
            Purchases = (int)bytes.Signed(),
            LastPurchase = bytes.DayOrNull(today),
            Qualifying = ReadQualifying(bytes),
            RuleUses = ReadUses(bytes),
            Tier = bytes.Optional(item => PartCodec.ReadStanding(item, today, null)),
            Stamps = bytes.List(item => new StampCount(item.Text()!, item.SignedDecimal(), (int)item.Signed())),
            Vouchers = bytes.List(item => PartCodec.ReadVoucher(item, today)),
            VouchersIssued = (int)bytes.Unsigned(),
            Reservations = bytes.List(item => PartCodec.ReadReservation(item, today)),
            Redemptions = (int)bytes.Unsigned(),
            Returned = MemberState.None.Returned.AddRange(bytes.List(item => KeyValuePair.Create(item.Text()!, item.List(PartCodec.ReadQuantity)))),
            Referral = bytes.Optional(item => new ReferralStanding(item.Text()!, item.Optional(part => PartCodec.ReadBonus(part, today, null)))),
            MergedInto = bytes.Text(),
            Merges = bytes.List(item => new Merge(item.Text()!, item.Day(today), (int)item.Unsigned())),
        };
    }

    /// <summary>Each rule's name once; a use is the name's number and the days since the use before.</summary>
    private static void WriteUses(BytesOut bytes, ImmutableArray<RuleUse> uses)
    {
        ImmutableArray<string> rules = [.. uses.Select(use => use.Rule).Distinct()];
        bytes.List(rules, (item, rule) => item.Text(rule));
        var before = Epoch;
        bytes.List(uses, (item, use) =>
        {
            item.Unsigned(rules.IndexOf(use.Rule));
            item.Day(use.Day, before);
            before = use.Day;
        });
    }

    private static ImmutableArray<RuleUse> ReadUses(BytesIn bytes)
    {
        var rules = bytes.List(item => item.Text()!);
        var before = Epoch;
        return bytes.List(item => new RuleUse(rules[(int)item.Unsigned()], before = item.Day(before)));
    }

    /// <summary>What differs from the row before; the lowest bits of its days say whether the version does, and whether it is more or less than one visit.</summary>
    private static void WriteQualifying(BytesOut bytes, ImmutableArray<QualifyingDay> rows)
    {
        var before = new QualifyingDay(Epoch, 0, 0, 0, 0);
        bytes.Unsigned(rows.Length);
        foreach (var row in rows)
        {
            var days = (long)row.Day.DayNumber - before.Day.DayNumber;
            bytes.Unsigned((days << 2) | (row.Version == before.Version ? 0L : OtherVersion) | (row.Visits == 1 ? 0L : OtherVisits));
            if (row.Version != before.Version)
                bytes.Signed(row.Version - before.Version);
            bytes.Signed(row.Points);
            bytes.SignedDecimal(row.Spend);
            if (row.Visits != 1)
                bytes.Signed(row.Visits);
            before = row;
        }
    }

    private static QualifyingDays ReadQualifying(BytesIn bytes)
    {
        var before = new QualifyingDay(Epoch, 0, 0, 0, 0);
        return QualifyingDays.Read(bytes.Count(), () =>
        {
            var head = bytes.Unsigned();
            var day = before.Day.AddDays((int)(head >> 2));
            var version = before.Version + ((head & OtherVersion) == 0 ? 0 : (int)bytes.Signed());
            return before = new(day, version, bytes.Signed(), bytes.SignedDecimal(), (head & OtherVisits) == 0 ? 1 : (int)bytes.Signed());
        });
    }

    private const long OtherVersion = 1, OtherVisits = 2;
}
