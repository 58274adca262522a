using System.Collections.Immutable;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Encodings;

/// <summary>The receipt as the till sent it, in three layouts.</summary>
internal static partial class PurchaseCodec
{
    public enum Layout
    {
        /// <summary>No amount below 0, no tax, and nothing that is carried.</summary>
        First,

        /// <summary>With amounts below 0.</summary>
        Second,

        /// <summary>With tax and what is carried, too.</summary>
        Third,
    }

    public static void WriteContent(BytesOut bytes, Purchase purchase) => WriteContent(bytes, purchase, Layout.First);

    public static void WriteContentSecond(BytesOut bytes, Purchase purchase) => WriteContent(bytes, purchase, Layout.Second);

    public static void WriteContentThird(BytesOut bytes, Purchase purchase) => WriteContent(bytes, purchase, Layout.Third);

    public static bool FitsFirst(Purchased entry) => Needed(entry) == Layout.First;

    public static bool FitsSecond(Purchased entry) => Needed(entry) != Layout.Third;

    private static Layout Needed(Purchased entry)
    {
        var needed = entry.Carry is null ? Layout.First : Layout.Third;
        foreach (var line in entry.Purchase.Lines)
        {
            needed =
                line.Tax != 0 ? Layout.Third
                : line.Amount < 0 && needed == Layout.First ? Layout.Second
                : needed;
        }

        return needed;
    }

    private static bool HasTax(ImmutableArray<ReceiptLine> lines)
    {
        foreach (var line in lines)
        {
            if (line.Tax != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteContent(BytesOut bytes, Purchase purchase, Layout layout)
    {
        bytes.Text(purchase.Store);
        bytes.Text(purchase.Till);
        bytes.Text(purchase.Number.Text);
        bytes.Instant(purchase.At);
        // The lowest bit of the number of lines marks a payment with points or vouchers; in the third layout the next one marks tax.
        var asks = purchase.PayPoints != 0 || !purchase.Vouchers.IsEmpty;
        var count = purchase.Lines.Length;
        var taxed = layout == Layout.Third && HasTax(purchase.Lines);
        bytes.Unsigned(((layout == Layout.Third ? (count << 1) | (taxed ? 1 : 0) : count) << 1) | (asks ? 1 : 0));
        foreach (var line in purchase.Lines)
        {
            bytes.Unsigned(line.Number);
            bytes.Text(line.Sku);
            bytes.Text(line.Name);
            bytes.Text(line.Category);
            bytes.Text(line.Brand);
            bytes.Decimal(line.Quantity);
            if (layout == Layout.First)
            {
                bytes.Decimal(line.Amount);
            }
            else
            {
                bytes.SignedDecimal(line.Amount);
            }

            if (taxed)
            {
                bytes.SignedDecimal(line.Tax);
            }
        }
        if (!asks)
        {
            return;
        }

        bytes.Unsigned(purchase.PayPoints);
        bytes.List(purchase.Vouchers, (item, code) => item.Text(code));
    }

    private static Purchase ReadContent(BytesIn bytes, Layout layout)
    {
        var (store, till, number, at) = (bytes.KnownText()!, bytes.KnownText(), ReceiptNumber.Of(bytes.Text()!), bytes.Instant());
        var (count, taxed, asks) = ReadCount(bytes, layout);
        var purchase = new Purchase(
            store,
            till,
            number.Shown,
            at,
            bytes.Items(
                count,
                static (item, of) =>
                    new ReceiptLine(
                        (int)item.Unsigned(),
                        item.KnownText()!,
                        item.KnownText(),
                        item.KnownText(),
                        item.KnownText(),
                        item.Decimal(),
                        of.layout == Layout.First ? item.Decimal() : item.SignedDecimal(),
                        of.taxed ? item.SignedDecimal() : 0
                    ),
                (layout, taxed)
            )
        )
        {
            Period = number.Period,
        };
        return !asks ? purchase : purchase with { PayPoints = bytes.Unsigned(), Vouchers = bytes.List(item => item.Text()!) };
    }

    /// <summary>The number of lines, and what it marks.</summary>
    private static (long Count, bool Taxed, bool Asks) ReadCount(BytesIn bytes, Layout layout)
    {
        var count = bytes.Unsigned();
        return layout == Layout.Third ? (count >> 2, (count & 2) != 0, (count & 1) != 0) : (count >> 1, false, (count & 1) != 0);
    }

    /// <summary>Instant and total; null if the receipt pays with points or uses vouchers.</summary>
    public static (DateTimeOffset At, decimal Total)? SumOf(BytesIn bytes, Layout layout)
    {
        bytes.SkipText();
        bytes.SkipText();
        bytes.SkipText();
        var (at, total) = (bytes.Instant(), 0m);
        var (count, taxed, asks) = ReadCount(bytes, layout);
        if (asks)
        {
            return null;
        }

        for (var lines = count; lines > 0; lines--)
        {
            bytes.Unsigned();
            for (var texts = 4; texts > 0; texts--)
            {
                bytes.SkipText();
            }

            bytes.Decimal();
            total += layout == Layout.First ? bytes.Decimal() : bytes.SignedDecimal();
            if (taxed)
            {
                bytes.SignedDecimal();
            }
        }
        return (at, total);
    }
}
