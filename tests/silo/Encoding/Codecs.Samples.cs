using System.Numerics;
using LoyaltyClub.Domain;
using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Encodings;

/// <summary>Entries of every kind and states, with values that are as unusual as they can be.</summary>
public partial class Codecs
{
    private static readonly DateTimeOffset Recorded = Instant("2026-03-02T10:00:00.123Z");
    private static readonly LotTerms Fixed = new(Day("2026-03-01"), Day("2026-03-15"), Day("2027-03-15"), 0);
    private static readonly LotTerms Never = new(Day("2026-03-01"), Day("2026-03-01"), null, 0);
    private static readonly LotTerms Idle = new(Day("1999-12-31"), Day("2000-01-01"), null, 600);

    private static readonly Lot[] Mixed = [new(Fixed, 3), new(Never, 4), new(Idle, 999_999_993)];
    private static readonly Voucher Fresh = new(1, "V0123456789ABC", "coffee", "beans", Day("2026-05-01"), "unit 7");
    private static readonly Voucher Used = new(int.MaxValue, "V", "", null, Day("0001-01-01"), null)
    {
        UsedOn = Day("9999-12-31"),
        UsedWith = ReceiptKey.Of("s1", "Ñ/7"),
    };
    private static readonly Reservation Mug = new(3, "mug", [.. Mixed], Instant("2026-03-02T10:15:00.001Z"), "unit 8");
    private static readonly Reservation Bare = new(int.MaxValue, null, [], Instant("9999-12-31T23:59:59.999Z"), null);
    private static readonly StampChange[] Stamps =
    [
        new("beans", -12.345m, -999_999_999.99m, -100),
        new("", 0, 0.001m, 0),
        new("x", 10_000_000_000m, 7, int.MaxValue),
    ];
    private static readonly TierStanding Gold = new("gold", Day("2026-01-01"), Day("2026-12-31"));
    private static readonly TierStanding Forever = new("basic", Day("0001-01-01"), null);
    private static readonly ReferralBonus Bonus = new(ReceiptKey.Of("s1", "r"), 50, 1_000_000_000, Fixed);
    private static readonly Circumstances Usual = new("basic", false, false, false, [], null);
    private static readonly Purchased Small = new(new("s", null, "r", Recorded, []), 0, 0, [], [], Idle, true, 0, "basic", null, Usual)
    {
        Recorded = Recorded,
        Today = Day("1990-01-01"),
    };

    private static QualifyingDays Days(params QualifyingDay[] days) => QualifyingDays.Of([new([.. days[..3]])], [.. days[3..]]);

    /// <summary>A state in which nothing is as it begins.</summary>
    internal static readonly MemberState Rich = new()
    {
        Status = MemberStatus.Merged,
        JoinedAt = Instant("1969-12-31T23:59:59.999Z"),
        SettledThrough = Day("2026-03-02"),
        Lots = [.. Mixed.Order(Comparer<Lot>.Create((one, other) => one.Terms.CompareTo(other.Terms)))],
        Debt = 5,
        Lifetime = new(1_000_000_000_000, -2, 3, -4),
        Purchases = -1,
        LastPurchase = Day("2026-03-03"),
        Qualifying = Days(
            new(Day("1987-06-05"), 3, 7, 12.34m, 1),
            new(Day("2026-01-01"), 3, -7, -10.5m, -1),
            new(Day("2026-01-01"), 4, 0, 0, 0),
            new(Day("2026-02-01"), 2, 1_000_000_000_000, 99_999_999_999.999m, 2),
            new(Day("9999-12-31"), 2, 1, 1, 1)
        ),
        RuleUses = [new("gift", Day("2020-01-01")), new("once", Day("2026-03-01"))],
        Tier = Gold,
        Stamps = [new("beans", -0.5m, -3), new("b", 7, 1)],
        Vouchers = [Fresh, Used],
        VouchersIssued = 9,
        Reservations = [Mug, Bare],
        Redemptions = 12,
        Returned = MemberState
            .None.Returned.Add("b\nr", [new(1, 1.125m), new(1_000_000, 1_000_000)])
            .Add("B\nr", [])
            .Add("ä\nr", [new(0, 0.001m)]),
        Referral = new("anna", Bonus),
        MergedInto = "berta",
        Merges = [new("carla", Day("2026-02-28"), 4), new("dora", Day("2026-03-01"), 0)],
    };

    private static readonly Fraction Third = Fraction.Of(1, 3)!;

    private static readonly MemberState Carrying = Rich with { Carried = Fraction.Of(BigInteger.Pow(7, 100), BigInteger.Pow(10, 99)) };

    private static readonly MemberState Held = Carrying with { Holds = ["one finding", "another", "one finding"] };

    internal static readonly MemberState[] States =
    [
        MemberState.None,
        Rich,
        Rich with
        {
            LastPurchase = null,
            Tier = Forever,
            Referral = new("anna", null),
        },
        Rich with
        {
            Tier = null,
            Referral = null,
            MergedInto = null,
        },
        Carrying,
        Carrying with
        {
            Carried = Third + Fraction.Of(1),
        },
        Held,
        Held with
        {
            Carried = null,
        },
    ];

    internal static readonly Entry[] Every =
    [
        new Enrolled(Instant("2020-01-01T00:00:00.001Z"), null, [.. Enumerable.Range(0, 32).Select(i => (byte)i)])
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
        },
        new Enrolled(Instant("1969-12-31T23:59:59.999Z"), new(Fixed, 1_000_000_000), [.. new byte[32]], "anna")
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
        },
        new Purchased(
            new(
                "s1",
                "till 3",
                "Ñandú/7 €",
                Instant("2026-03-01T09:30:00Z"),
                [
                    new(1, "loaf", "Bread 🍞", "bakery", "Acme", 1.125m, 12.34m),
                    new(0, "", null, null, null, 0, 0),
                    new(1_000_000, "x", "", "", "", 1_000_000, 10_000_000),
                    new(7, "kwd", null, null, null, 0.001m, 0.001m),
                ]
            )
            {
                PayPoints = 1_000_000_000,
                Vouchers = ["V0123456789ABC", ""],
            },
            3,
            1_000_000_000_000,
            [new(Accrual.Base, 5), new("gift", 100), new(Accrual.Cap, -7), new("tier:gold", 999_999_999_902)],
            ["gift", "other"],
            Fixed,
            false,
            10_000_000_000m,
            "gold",
            "basic",
            new("silver", true, true, true, ["once", "twice"], 5)
        )
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
            TimedOut = [Mug, Bare],
            Due = [new(DueKind.Activated, Day("2026-02-28"), new(Never, 5)), new(DueKind.Expired, Day("1999-01-01"), new(Idle, 6))],
            After = new(1, 2, 3, 4, (Day("2027-03-15"), 9)),
            DebtPaid = 6,
            Paid = [.. Mixed],
            Stamps = [.. Stamps],
            Vouchers = [Fresh, Used],
            Used = [1, int.MaxValue],
            Referral = Bonus,
            Standing = Gold,
            TierEnds = Day("2026-12-31"),
            ForgetUsesBefore = Day("2025-01-01"),
        },
        Small,
        Small with
        {
            Purchase = Small.Purchase with { PayPoints = 1 },
            Referral = Bonus with { Receipt = Small.Purchase.Key },
            Standing = Forever,
            Circumstances = Usual with { First = true },
        },
        Small with
        {
            Purchase = Small.Purchase with { Vouchers = ["V"] },
            Circumstances = Usual with { Blocked = [.. Enumerable.Range(0, 100).Select(i => $"rule {i}")] },
            TierBefore = "gold",
        },
        Small with
        {
            Purchase = Small.Purchase with { Receipt = "capped" },
            Points = 5,
            Breakdown = [new(Accrual.Base, 7), new(Accrual.Cap, -2)],
            Circumstances = Usual with { Room = 5, Birthday = true },
        },
        Small with
        {
            Purchase = Small.Purchase with { Receipt = "a rule's name" },
            Points = 5,
            Breakdown = [new(Accrual.Cap, 5)],
            Circumstances = Usual with { BirthdayMonth = true },
        },
        Small with
        {
            Purchase = Small.Purchase with { Receipt = "no room" },
            Breakdown = [new(Accrual.Base, 7), new(Accrual.Cap, -7)],
            Circumstances = Usual with { Room = 0, Tier = "" },
        },
        Small with
        {
            Purchase = Small.Purchase with
            {
                Receipt = "a deposit",
                Lines = [new(1, "crate", null, "drinks", null, 1, 24), new(2, "empties", null, null, null, 1, -3.3m)],
            },
            Points = 20,
            Breakdown = [new(Accrual.Base, 20)],
            Spend = 20.7m,
        },
        Small with
        {
            Purchase = Small.Purchase with
            {
                Receipt = "with tax",
                PayPoints = 7,
                Lines = [new(1, "loaf", null, "bakery", null, 1, 2.5m, 0.1m), new(2, "", null, null, null, 1, -1.5m, -0.26m)],
            },
            Breakdown = [new(Accrual.Base, 7), new(Accrual.Cap, -7)],
            Circumstances = Usual with { Room = 0, First = true },
            Carry = Third,
        },
        Small with
        {
            Purchase = Small.Purchase with { Receipt = "carried", Lines = [new(1, "loaf", null, null, null, 1, 2.5m)] },
            Points = 1,
            Breakdown = [new(Accrual.Base, 1)],
            Carry = -Third,
        },
        Small with
        {
            Purchase = Small.Purchase with { Receipt = "tax alone", Lines = [new(1, "loaf", null, null, null, 1, 2.5m, 2.5m)] },
        },
        new Returned(
            new("s1", "r", "back 1", Instant("2026-03-01T09:30:00.5Z"), [new(1, 1.125m), new(1_000_000, 1_000_000)]),
            3,
            [new(1, 2.25m), new(1_000_000, 0.001m)],
            1_000_000_000_000,
            1,
            [.. Mixed],
            2,
            [new(Idle, 3)],
            4,
            new(Day("2026-02-28"), 5, -1_000_000_000_000, -10_000_000_000.001m, -1),
            "basic",
            "gold"
        )
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
            Whole = true,
            Terms = Idle,
            ReleasedRules = ["gift", "once"],
            Stamps = [.. Stamps],
            Revoked = [Fresh],
            GivenBack = [7, int.MaxValue],
            Referral = Bonus,
            Standing = Gold,
            After = new(0, 0, 0, 3, null),
        },
        Commands.Bare(new Return("s1", "r", "", Recorded, [])) with
        {
            Recorded = Recorded,
            Points = -7,
            Referral = Bonus with { Receipt = "another" },
            Standing = Forever,
        },
        Commands.Bare(new Return("s2", "r", "in another store", Recorded, []) { OtherStore = "s1" }) with
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
            IdleSince = new(Day("2026-01-01")),
        },
        Commands.Bare(new Return("s1", "r", "the only one", Recorded, [])) with
        {
            Recorded = Recorded,
            IdleSince = new(null),
        },
        Commands.Bare(new Return("s2", "r", "of what is carried", Recorded, []) { OtherStore = "s1" }) with
        {
            Recorded = Recorded,
            IdleSince = new(null),
            Carry = -Third,
        },
        new Adjusted(-1_000_000_000, "by hand: ¿por qué?", [.. Mixed])
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
            After = new(long.MaxValue, 0, 0, 0, null),
        },
        new Adjusted(1, "", [new(Never, 1)], 1_000_000_000) { Recorded = Recorded, Today = Day("9990-12-31") },
        new Settled
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
            Due = [new(DueKind.Expired, Day("2026-03-02"), new(Fixed, 1))],
        },
        new Settled
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
            TimedOut = [Bare],
            Stamps = [.. Stamps],
            Vouchers = [Fresh, Used],
            Standing = Gold,
            TierBefore = "basic",
        },
        new Settled
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
            Standing = Forever,
        },
        new Redeemed(new("mug", 1_000_000_000, true, 900, "s1"), int.MaxValue, [.. Mixed], null, Fresh, "unit 7")
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
        },
        new Redeemed(new("mug", null, false, 900, "s1"), 1, [], Instant("2026-03-02T10:15:00.001Z"), null, null)
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
            After = new(0, 0, 7, 0, null),
        },
        new Redeemed(new(null, 0, false, 900, "s1"), 1, [], Recorded, Used, "") { Recorded = Recorded, Today = Day("2026-03-02") },
        new Redeemed(new(null, null, false, 0, null), 1, [], null, null, null) { Recorded = Recorded, Today = Day("2026-03-02") },
        new Captured(1, Mug, Fresh) { Recorded = Recorded, Today = Day("2026-03-02") },
        new Captured(2, null, null) { Recorded = Recorded, Today = Day("2026-03-02") },
        new Released(1, Mug, 7) { Recorded = Recorded, Today = Day("2026-03-02") },
        new Released(int.MaxValue, null, 0) { Recorded = Recorded, Today = Day("2026-03-02") },
        new VoucherUsed("V0123456789ABC", "s1", "r1", 9, "coffee") { Recorded = Recorded, Today = Day("2026-03-02") },
        new VoucherUsed("V0123456789ABC", "s1", null, int.MaxValue, "") { Recorded = Recorded, Today = Day("2026-03-02") },
        new TransferSent("anna", 1_000_000_000, [.. Mixed]) { Recorded = Recorded, Today = Day("2026-03-02") },
        new TransferReceived("anna", [.. Mixed], 1, 2, true) { Recorded = Recorded, Today = Day("2026-03-02") },
        new TransferReceived("anna", [], 0, 0, false) { Recorded = Recorded, Today = Day("2026-03-02") },
        new ReferralBooked("anna", 100, [new(Fixed, 100)], 1, 2) { Recorded = Recorded, Today = Day("2026-03-02") },
        new ReferralBooked("anna", -100, [], -1_000_000_000, 0) { Recorded = Recorded, Today = Day("2026-03-02") },
        new MergedAway("anna")
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
            TimedOut = [Mug],
        },
        new MergedIn("anna", Rich) { Recorded = Recorded, Today = Day("2026-03-02") },
        new MergedIn("dora", Carrying) { Recorded = Recorded, Today = Day("2026-03-02") },
        new MergedIn("berta", MemberState.None) { Recorded = Recorded, Today = Day("2026-03-02") },
        new SplitOff("anna", Rich) { Recorded = Recorded, Today = Day("2026-03-02") },
        new CameBack("anna", Rich) { Recorded = Recorded, Today = Day("2026-03-02") },
        new CameBack("berta", Held) { Recorded = Recorded, Today = Day("2026-03-02") },
        new ProfileChanged(["email", "phone"], [.. Enumerable.Repeat((byte)255, 32)]) { Recorded = Recorded, Today = Day("0001-01-01") },
        new ProfileChanged([], [.. new byte[32]]) { Recorded = Recorded, Today = Day("2026-03-02") },
        new SpendingHeld("cardOften-20260302-0123456789ab", [.. Enumerable.Repeat((byte)7, 32)])
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
        },
        Small with { Purchase = Small.Purchase with { Period = "1990-01-01" } },
        Commands.Bare(new Return("s1", "r", "of a day", Recorded, []) { PurchasePeriod = "1990", Period = "1990-01-01" }) with
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
        },
        new SpendingReleased("a finding", [.. new byte[32]]) { Recorded = Recorded, Today = Day("0001-01-01") },
        new Erased
        {
            Recorded = Recorded,
            Today = Day("2026-03-02"),
            After = new(1, 0, 0, 0, (Day("9999-12-31"), 1)),
        },
    ];
}
