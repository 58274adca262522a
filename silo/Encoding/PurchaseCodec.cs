using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>The part of <see cref="EntryCodec"/> for purchases. They are nearly the whole journal, so every byte counts.</summary>
internal static partial class PurchaseCodec
{
    /// <summary>Optional parts of a purchase. The first seven flags take one byte, the next seven another.</summary>
    [Flags]
    private enum PurchaseHas
    {
        None = 0,
        Breakdown = 1,
        LimitedRules = 2,
        Spend = 4,
        Tier = 8,
        OtherDays = 16,
        Stamps = 32,
        Answers = 64,
        Standing = 1 << 7,
        TierBefore = 1 << 8,
        TierEnds = 1 << 9,
        Vouchers = 1 << 10,
        Used = 1 << 11,
        Paid = 1 << 12,
        DebtPaid = 1 << 13,
        ExpiredAtOnce = 1 << 14,
        TierOfFactor = 1 << 15,
        Room = 1 << 16,
        Referral = 1 << 17,
        ForgetUses = 1 << 18,
        Carry = 1 << 19,
    }

    /// <summary>
    /// Facts about the member that a rule asked for and that were true. The bits above hold the number of rules with a used-up limit.
    /// </summary>
    [Flags]
    private enum Answers
    {
        None = 0,
        First = 1,
        Birthday = 2,
        BirthdayMonth = 4,
    }

    private const int AnswerBits = 3;

    /// <summary>The default code of the lowest level, which most programmes keep.</summary>
    private const string UsualTier = "basic";

    /// <summary>Day and points; null if the purchase had further effects on points.</summary>
    public static (DateOnly Day, long Points)? PlainOf(BytesIn bytes, DateOnly today)
    {
        var has = (PurchaseHas)bytes.Unsigned();
        bytes.Unsigned();
        var points = bytes.Unsigned();
        if ((has & (PurchaseHas.Paid | PurchaseHas.DebtPaid | PurchaseHas.ExpiredAtOnce | PurchaseHas.Referral)) != 0)
        {
            return null;
        }

        if (has.HasFlag(PurchaseHas.Breakdown))
        {
            for (var shares = bytes.Count(); shares > 0; shares--)
            {
                bytes.SkipText();
                if (shares > 1)
                {
                    bytes.Signed();
                }
            }
        }

        if (has.HasFlag(PurchaseHas.LimitedRules))
        {
            for (var rules = bytes.Count(); rules > 0; rules--)
            {
                bytes.SkipText();
            }
        }

        return (has.HasFlag(PurchaseHas.OtherDays) ? bytes.Day(today) : today, points);
    }

    public static void WriteDecision(BytesOut bytes, Purchased entry)
    {
        var today = entry.Today;
        var has = HasOf(entry, today);
        bytes.Unsigned((long)has);
        bytes.Unsigned(entry.Version);
        bytes.Unsigned(entry.Points);
        if (has.HasFlag(PurchaseHas.Breakdown))
        {
            WriteBreakdown(bytes, entry.Breakdown);
        }

        if (has.HasFlag(PurchaseHas.LimitedRules))
        {
            bytes.List(entry.LimitedRules, (item, rule) => item.Text(rule));
        }

        if (has.HasFlag(PurchaseHas.OtherDays))
        {
            PartCodec.WriteDays(bytes, entry.Terms, today);
        }

        PartCodec.WriteEnd(bytes, entry.Terms);
        if (has.HasFlag(PurchaseHas.Spend))
        {
            bytes.Decimal(entry.Spend);
        }

        if (has.HasFlag(PurchaseHas.Tier))
        {
            bytes.Text(entry.Tier);
        }

        if (has.HasFlag(PurchaseHas.Stamps))
        {
            bytes.List(entry.Stamps, PartCodec.WriteStamps);
        }

        if (has.HasFlag(PurchaseHas.Standing))
        {
            PartCodec.WriteStanding(bytes, entry.Standing!, today, entry.Tier);
        }

        if (has.HasFlag(PurchaseHas.TierBefore))
        {
            bytes.Text(entry.TierBefore);
        }

        if (has.HasFlag(PurchaseHas.TierEnds))
        {
            bytes.Day(entry.TierEnds!.Value, today);
        }

        if (has.HasFlag(PurchaseHas.ForgetUses))
        {
            bytes.Day(entry.ForgetUsesBefore!.Value, today);
        }

        if (has.HasFlag(PurchaseHas.Vouchers))
        {
            bytes.List(entry.Vouchers, PartCodec.WriteVoucher, today);
        }

        if (has.HasFlag(PurchaseHas.Used))
        {
            bytes.List(entry.Used, (item, number) => item.Unsigned(number));
        }

        if (has.HasFlag(PurchaseHas.Paid))
        {
            bytes.List(entry.Paid, PartCodec.WriteLot, today);
        }

        if (has.HasFlag(PurchaseHas.DebtPaid))
        {
            bytes.Unsigned(entry.DebtPaid);
        }

        if (has.HasFlag(PurchaseHas.Referral))
        {
            PartCodec.WriteBonus(bytes, entry.Referral!, today, entry.Purchase.Key);
        }

        WriteCircumstances(bytes, entry.Circumstances, has);
        if (has.HasFlag(PurchaseHas.Carry))
        {
            PartCodec.WriteFraction(bytes, entry.Carry!);
        }
    }

    public static Purchased Read(BytesIn bytes) => Read(bytes, ReadContent(bytes, Layout.First));

    public static Purchased ReadSecond(BytesIn bytes) => Read(bytes, ReadContent(bytes, Layout.Second));

    public static Purchased ReadThird(BytesIn bytes) => Read(bytes, ReadContent(bytes, Layout.Third));

    private static Purchased Read(BytesIn bytes, Purchase purchase)
    {
        var frame = EntryFrame.Read(bytes, purchase.At);
        var today = frame.Today;
        var has = (PurchaseHas)bytes.Unsigned();
        var (version, points) = ((int)bytes.Unsigned(), bytes.Unsigned());
        var breakdown = has.HasFlag(PurchaseHas.Breakdown) ? ReadBreakdown(bytes, points) : BaseOnly(points);
        var limited = has.HasFlag(PurchaseHas.LimitedRules) ? bytes.List(item => item.Text()!) : [];
        var terms = has.HasFlag(PurchaseHas.OtherDays) ? PartCodec.ReadTerms(bytes, today) : PartCodec.ReadEnd(bytes, today, today);
        var spend = has.HasFlag(PurchaseHas.Spend) ? bytes.Decimal() : SpendOf(purchase);
        var tier = has.HasFlag(PurchaseHas.Tier) ? bytes.KnownText()! : UsualTier;
        var stamps = has.HasFlag(PurchaseHas.Stamps) ? bytes.List(PartCodec.ReadStamps) : [];
        var standing = has.HasFlag(PurchaseHas.Standing) ? PartCodec.ReadStanding(bytes, today, tier) : null;
        var before = has.HasFlag(PurchaseHas.TierBefore) ? bytes.Text() : null;
        var entry = new Purchased(
            purchase,
            version,
            points,
            breakdown,
            limited,
            terms,
            has.HasFlag(PurchaseHas.ExpiredAtOnce),
            spend,
            tier,
            before,
            Nothing
        )
        {
            Stamps = stamps,
            Standing = standing,
            TierEnds = has.HasFlag(PurchaseHas.TierEnds) ? bytes.Day(today) : null,
            ForgetUsesBefore = has.HasFlag(PurchaseHas.ForgetUses) ? bytes.Day(today) : null,
            Vouchers = has.HasFlag(PurchaseHas.Vouchers) ? bytes.List(PartCodec.ReadVoucher, today) : [],
            Used = has.HasFlag(PurchaseHas.Used) ? bytes.List(item => (int)item.Unsigned()) : [],
            Paid = has.HasFlag(PurchaseHas.Paid) ? bytes.List(PartCodec.ReadLot, today) : [],
            DebtPaid = has.HasFlag(PurchaseHas.DebtPaid) ? bytes.Unsigned() : 0,
            Referral = has.HasFlag(PurchaseHas.Referral) ? PartCodec.ReadBonus(bytes, today, purchase.Key) : null,
            Circumstances = ReadCircumstances(bytes, has, before ?? tier, RoomOf(breakdown, points)),
            Carry = has.HasFlag(PurchaseHas.Carry) ? PartCodec.ReadFraction(bytes) : null,
        };
        return frame.On(entry);
    }

    private static PurchaseHas HasOf(Purchased entry, DateOnly today)
    {
        var known = entry.Circumstances;
        return If(!IsBaseOnly(entry.Breakdown, entry.Points), PurchaseHas.Breakdown)
            | If(!entry.LimitedRules.IsEmpty, PurchaseHas.LimitedRules)
            | If(entry.Spend != SpendOf(entry.Purchase), PurchaseHas.Spend)
            | If(entry.Tier != UsualTier, PurchaseHas.Tier)
            | If(entry.Terms.EarnedOn != today || entry.Terms.ActiveOn != today, PurchaseHas.OtherDays)
            | If(!entry.Stamps.IsEmpty, PurchaseHas.Stamps)
            | If(known.First || known.Birthday || known.BirthdayMonth || !known.Blocked.IsEmpty, PurchaseHas.Answers)
            | If(entry.Standing is not null, PurchaseHas.Standing)
            | If(entry.TierBefore is not null, PurchaseHas.TierBefore)
            | If(entry.TierEnds is not null, PurchaseHas.TierEnds)
            | If(entry.ForgetUsesBefore is not null, PurchaseHas.ForgetUses)
            | If(!entry.Vouchers.IsEmpty, PurchaseHas.Vouchers)
            | If(!entry.Used.IsEmpty, PurchaseHas.Used)
            | If(!entry.Paid.IsEmpty, PurchaseHas.Paid)
            | If(entry.DebtPaid != 0, PurchaseHas.DebtPaid)
            | If(entry.ExpiredAtOnce, PurchaseHas.ExpiredAtOnce)
            | If(known.Tier != (entry.TierBefore ?? entry.Tier), PurchaseHas.TierOfFactor)
            | If(known.Room != RoomOf(entry.Breakdown, entry.Points), PurchaseHas.Room)
            | If(entry.Referral is not null, PurchaseHas.Referral)
            | If(entry.Carry is not null, PurchaseHas.Carry);

        static PurchaseHas If(bool there, PurchaseHas flag) => there ? flag : PurchaseHas.None;
    }

    private static readonly Circumstances Nothing = new("", false, false, false, [], null);

    private static void WriteCircumstances(BytesOut bytes, Circumstances known, PurchaseHas has)
    {
        if (has.HasFlag(PurchaseHas.Answers))
        {
            var answers =
                (known.First ? Answers.First : 0)
                | (known.Birthday ? Answers.Birthday : 0)
                | (known.BirthdayMonth ? Answers.BirthdayMonth : 0);
            bytes.Unsigned((long)answers | ((long)known.Blocked.Length << AnswerBits));
            foreach (var rule in known.Blocked)
            {
                bytes.Text(rule);
            }
        }
        if (has.HasFlag(PurchaseHas.TierOfFactor))
        {
            bytes.Text(known.Tier);
        }

        if (!has.HasFlag(PurchaseHas.Room))
        {
            return;
        }
        // 0: no room. The default taken from the last share is wrong if an earning rule has the cap's code.
        bytes.Unsigned(known.Room is { } room ? room + 1 : 0);
    }

    /// <param name="tier">The default level if none is written.</param>
    /// <param name="room">The default room under the daily cap if none is written.</param>
    private static Circumstances ReadCircumstances(BytesIn bytes, PurchaseHas has, string tier, long? room)
    {
        var answers = has.HasFlag(PurchaseHas.Answers) ? bytes.Unsigned() : 0;
        var blocked = bytes.Items(answers >> AnswerBits, static (item, _) => item.Text()!, 0);
        if (has.HasFlag(PurchaseHas.TierOfFactor))
        {
            tier = bytes.Text()!;
        }

        if (has.HasFlag(PurchaseHas.Room))
        {
            room = bytes.Unsigned() is > 0 and var more ? more - 1 : null;
        }

        return new(tier, Yes(Answers.First), Yes(Answers.Birthday), Yes(Answers.BirthdayMonth), blocked, room);

        bool Yes(Answers answer) => ((Answers)answers).HasFlag(answer);
    }

    /// <summary>The default room under the daily cap: a cap, always the last share, reduces the points to exactly the room.</summary>
    private static long? RoomOf(ImmutableArray<RulePoints> breakdown, long points) =>
        breakdown is [.., { Rule: Accrual.Cap }] ? points : null;

    /// <summary>
    /// The last share's points are omitted, because the shares add up to the points. The empty text stands for "base", which nearly every
    /// breakdown contains.
    /// </summary>
    private static void WriteBreakdown(BytesOut bytes, ImmutableArray<RulePoints> breakdown)
    {
        bytes.Unsigned(breakdown.Length);
        for (var i = 0; i < breakdown.Length; i++)
        {
            bytes.Text(breakdown[i].Rule == Accrual.Base ? "" : breakdown[i].Rule);
            if (i < breakdown.Length - 1)
            {
                bytes.Signed(breakdown[i].Points);
            }
        }
    }

    private static ImmutableArray<RulePoints> ReadBreakdown(BytesIn bytes, long points)
    {
        var (left, breakdown) = (points, new RulePoints[bytes.Count()]);
        for (var i = 0; i < breakdown.Length; i++)
        {
            var rule = bytes.KnownText() is { Length: > 0 } text ? text : Accrual.Base;
            var share = i == breakdown.Length - 1 ? left : bytes.Signed();
            left -= share;
            breakdown[i] = new(rule, share);
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(breakdown);
    }

    /// <summary>True for a breakdown of the base alone, the most frequent case.</summary>
    private static bool IsBaseOnly(ImmutableArray<RulePoints> breakdown, long points) =>
        points == 0 ? breakdown.IsEmpty : breakdown is [var only] && only == new RulePoints(Accrual.Base, points);

    private static ImmutableArray<RulePoints> BaseOnly(long points) => points == 0 ? [] : [new(Accrual.Base, points)];

    /// <summary>The spend of a purchase without excluded categories.</summary>
    private static decimal SpendOf(Purchase purchase)
    {
        var sum = 0m;
        foreach (var line in purchase.Lines)
        {
            sum += line.Earns ? line.Amount : 0;
        }

        return Domain.Programmes.Money.Plain(sum);
    }
}
