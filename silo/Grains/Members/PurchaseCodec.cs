using System.Collections.Immutable;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains.Members;

/// <summary>The part of <see cref="EntryCodec"/> that is about purchases, which are nearly all of a journal: every byte counts.</summary>
internal static class PurchaseCodec
{
    /// <summary>What a purchase has that most purchases do not have.</summary>
    [Flags]
    private enum PurchaseHas : byte { None = 0, Breakdown = 1, LimitedRules = 2, ExpiredAtOnce = 4, Spend = 8, TierBefore = 16, Tier = 32, OtherDays = 64 }

    /// <summary>The code of the lowest level where the programme names none, and of most programmes that do.</summary>
    private const string UsualTier = "basic";

    public static void WriteContent(BytesOut bytes, Purchase purchase)
    {
        bytes.Text(purchase.Store);
        bytes.Text(purchase.Till);
        bytes.Text(purchase.Receipt);
        bytes.Instant(purchase.At);
        bytes.List(purchase.Lines, (line, item) =>
        {
            line.Unsigned(item.Number);
            line.Text(item.Sku);
            line.Text(item.Name);
            line.Text(item.Category);
            line.Text(item.Brand);
            line.Decimal(item.Quantity);
            line.Decimal(item.Amount);
        });
    }

    public static Purchase ReadContent(BytesIn bytes) => new(
        bytes.Text()!, bytes.Text(), bytes.Text()!, bytes.Instant(),
        bytes.List(line => new ReceiptLine((int)line.Unsigned(), line.Text()!, line.Text(), line.Text(), line.Text(), line.Decimal(), line.Decimal())));

    public static void WriteDecision(BytesOut bytes, Purchased entry, DateOnly today)
    {
        var has = (entry.Breakdown.AsSpan().SequenceEqual(BaseOnly(entry.Points).AsSpan()) ? PurchaseHas.None : PurchaseHas.Breakdown)
            | (entry.LimitedRules.IsEmpty ? PurchaseHas.None : PurchaseHas.LimitedRules) | (entry.ExpiredAtOnce ? PurchaseHas.ExpiredAtOnce : PurchaseHas.None)
            | (entry.Spend == SpendOf(entry.Purchase) ? PurchaseHas.None : PurchaseHas.Spend) | (entry.TierBefore is null ? PurchaseHas.None : PurchaseHas.TierBefore)
            | (entry.Tier == UsualTier ? PurchaseHas.None : PurchaseHas.Tier) | (entry.Terms.EarnedOn == today && entry.Terms.ActiveOn == today ? PurchaseHas.None : PurchaseHas.OtherDays);
        bytes.Write((byte)has);
        bytes.Unsigned(entry.Version);
        bytes.Unsigned(entry.Points);
        if (has.HasFlag(PurchaseHas.Breakdown))
            WriteBreakdown(bytes, entry.Breakdown);
        if (has.HasFlag(PurchaseHas.LimitedRules))
            bytes.List(entry.LimitedRules, (item, rule) => item.Text(rule));
        if (has.HasFlag(PurchaseHas.OtherDays))
            EntryCodec.WriteDays(bytes, entry.Terms, today);
        EntryCodec.WriteEnd(bytes, entry.Terms);
        if (has.HasFlag(PurchaseHas.Spend))
            bytes.Decimal(entry.Spend);
        if (has.HasFlag(PurchaseHas.Tier))
            bytes.Text(entry.Tier);
        if (has.HasFlag(PurchaseHas.TierBefore))
            bytes.Text(entry.TierBefore);
    }

    public static Purchased ReadDecision(BytesIn bytes, Purchase purchase, DateTimeOffset recorded, DateOnly today)
    {
        var has = (PurchaseHas)bytes.ReadByte();
        var (version, points) = ((int)bytes.Unsigned(), bytes.Unsigned());
        var breakdown = has.HasFlag(PurchaseHas.Breakdown) ? ReadBreakdown(bytes, points) : BaseOnly(points);
        var limited = has.HasFlag(PurchaseHas.LimitedRules) ? bytes.List(item => item.Text()!) : [];
        var terms = has.HasFlag(PurchaseHas.OtherDays) ? EntryCodec.ReadTerms(bytes, today) : EntryCodec.ReadEnd(bytes, today, today);
        var spend = has.HasFlag(PurchaseHas.Spend) ? bytes.Decimal() : SpendOf(purchase);
        return new(
            purchase, version, points, breakdown, limited, terms, has.HasFlag(PurchaseHas.ExpiredAtOnce), spend,
            has.HasFlag(PurchaseHas.Tier) ? bytes.Text()! : UsualTier, has.HasFlag(PurchaseHas.TierBefore) ? bytes.Text() : null)
        {
            Recorded = recorded,
            Today = today,
        };
    }

    /// <summary>The shares add up to the points, so the last one's number need not be there; "base" is in nearly all, so the empty text stands for it.</summary>
    private static void WriteBreakdown(BytesOut bytes, ImmutableArray<RulePoints> breakdown)
    {
        bytes.Unsigned(breakdown.Length);
        for (var i = 0; i < breakdown.Length; i++)
        {
            bytes.Text(breakdown[i].Rule == Accrual.Base ? "" : breakdown[i].Rule);
            if (i < breakdown.Length - 1)
                bytes.Signed(breakdown[i].Points);
        }
    }

    private static ImmutableArray<RulePoints> ReadBreakdown(BytesIn bytes, long points)
    {
        var left = points;
        var breakdown = ImmutableArray.CreateBuilder<RulePoints>();
        for (var more = bytes.Unsigned(); more > 0; more--)
        {
            var rule = bytes.Text() is { Length: > 0 } text ? text : Accrual.Base;
            var share = more == 1 ? left : bytes.Signed();
            left -= share;
            breakdown.Add(new(rule, share));
        }
        return breakdown.ToImmutable();
    }

    /// <summary>The breakdown of most purchases.</summary>
    private static ImmutableArray<RulePoints> BaseOnly(long points) => points == 0 ? [] : [new(Accrual.Base, points)];

    /// <summary>The spend of a purchase none of whose categories is excluded.</summary>
    private static decimal SpendOf(Purchase purchase)
    {
        var sum = 0m;
        foreach (var line in purchase.Lines)
            sum += line.Earns ? line.Amount : 0;
        return Domain.Programmes.Money.Plain(sum);
    }
}
