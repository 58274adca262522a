using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains.Members;

/// <summary>A member's state as bytes, for snapshots. A snapshot is a cache of the replay: an unknown layout is passed over and the journal read from the start.</summary>
internal static class StateCodec
{
    private const byte Layout = 1;
    private static readonly DateOnly Epoch = new(2000, 1, 1);

    public static byte[] Encode(MemberState member) => BytesOut.Make(bytes =>
    {
        var today = member.SettledThrough;
        bytes.Write(Layout);
        bytes.Write((byte)member.Status);
        bytes.Instant(member.JoinedAt);
        bytes.Day(today, Epoch);
        bytes.List(member.Lots, (item, lot) => EntryCodec.WriteLot(item, lot, today));
        bytes.Unsigned(member.Debt);
        bytes.Unsigned(member.Lifetime.Earned);
        bytes.Unsigned(member.Lifetime.Redeemed);
        bytes.Unsigned(member.Lifetime.Expired);
        bytes.Unsigned(member.Lifetime.Reversed);
        bytes.Unsigned(member.Purchases);
        bytes.Day(member.LastPurchase ?? today, today);
        bytes.List(member.Qualifying.All, (item, day) =>
        {
            item.Day(day.Day, today);
            item.Unsigned(day.Points);
            item.Decimal(day.Spend);
            item.Unsigned(day.Visits);
        });
        bytes.List(member.RuleUses, (item, use) =>
        {
            item.Text(use.Rule);
            item.Day(use.Day, today);
        });
        bytes.Text(member.Tier?.Code);
        if (member.Tier is { } tier)
            bytes.Instant(tier.Since);
    });

    /// <summary>The state, or null if it was written in another layout.</summary>
    public static MemberState? Decode(byte[] state)
    {
        using var bytes = new BytesIn(state);
        if (bytes.ReadByte() != Layout)
            return null;
        var status = (MemberStatus)bytes.ReadByte();
        var joinedAt = bytes.Instant();
        var today = bytes.Day(Epoch);
        var lots = bytes.List(item => EntryCodec.ReadLot(item, today));
        var debt = bytes.Unsigned();
        var lifetime = new Lifetime(bytes.Unsigned(), bytes.Unsigned(), bytes.Unsigned(), bytes.Unsigned());
        var purchases = (int)bytes.Unsigned();
        var lastPurchase = bytes.Day(today);
        return new()
        {
            Status = status,
            JoinedAt = joinedAt,
            SettledThrough = today,
            Lots = lots,
            Debt = debt,
            Lifetime = lifetime,
            Purchases = purchases,
            LastPurchase = purchases > 0 ? lastPurchase : null,
            Qualifying = new(bytes.List(item => new QualifyingDay(item.Day(today), item.Unsigned(), item.Decimal(), (int)item.Unsigned()))),
            RuleUses = bytes.List(item => new RuleUse(item.Text()!, item.Day(today))),
            Tier = bytes.Text() is { } code ? new(code, bytes.Instant()) : null,
        };
    }
}
