using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>A receipt as the till sent it.</summary>
/// <param name="At">The instant of the sale, possibly long before the receipt arrives.</param>
public sealed record Purchase(string Store, string? Till, string Receipt, DateTimeOffset At, ImmutableArray<ReceiptLine> Lines)
{
    /// <summary>Points that pay for a part of the receipt.</summary>
    public long PayPoints { get; init; }

    /// <summary>Codes of the vouchers used with the receipt.</summary>
    public ImmutableArray<string> Vouchers { get; init; } = [];

    /// <summary>The amount of all lines, before payment with points; at least 0.</summary>
    public decimal Total
    {
        get
        {
            var sum = 0m;
            foreach (var line in Lines)
            {
                sum += line.Amount;
            }

            return sum;
        }
    }

    /// <summary>The period whose number the receipt has, where the store's numbers begin again; null where they never do.</summary>
    public string? Period { get; init; }

    public ReceiptNumber Number => new(Receipt, Period);

    /// <summary>The receipt's key in a member's state.</summary>
    public string Key => ReceiptKey.Of(Store, Number.Text);

    /// <summary>
    /// Store and number without the period, for which a rotating code spends: what is handed over with a receipt does not say when it was
    /// sold, and no code is good for as long as a number.
    /// </summary>
    public string ShownKey => ReceiptKey.Of(Store, Receipt);
}

/// <param name="Number">The line's number on its receipt, by which a return refers to it.</param>
/// <param name="Quantity">Pieces or weight, up to three decimals, at least 0.</param>
/// <param name="Amount">Money paid for the whole line; below 0 for a discount, a deposit, or goods taken back in an exchange.</param>
/// <param name="Tax">The part of the amount that is tax, from 0 to the amount.</param>
public sealed record ReceiptLine(
    int Number,
    string Sku,
    string? Name,
    string? Category,
    string? Brand,
    decimal Quantity,
    decimal Amount,
    decimal Tax = 0
)
{
    public decimal Quantity { get; init; } = Money.Plain(Quantity);
    public decimal Amount { get; init; } = Money.Plain(Amount);
    public decimal Tax { get; init; } = Money.Plain(Tax);

    /// <summary>True for goods that are paid for; lines with quantity or amount 0 are recorded and earn nothing.</summary>
    public bool IsPaid => Quantity > 0 && Amount > 0;

    /// <summary>True for a line that counts in sums: goods that are paid for, and what lowers them.</summary>
    public bool Earns => IsPaid || Amount < 0;
}

/// <summary>Points that one rule gave a receipt; negative for the cap.</summary>
public readonly record struct RulePoints(string Rule, long Points);

/// <summary>Returned goods of a receipt.</summary>
/// <param name="Store">The store in which they came back.</param>
/// <param name="Receipt">Number of the purchase's receipt.</param>
/// <param name="Number">Number of the return's own receipt; sending the same return again is a repeat.</param>
/// <param name="Lines">Returned quantities by line; empty for everything.</param>
public sealed record Return(string Store, string Receipt, string Number, DateTimeOffset At, ImmutableArray<LineQuantity> Lines)
{
    /// <summary>The store of the purchase, if it is another.</summary>
    public string? OtherStore { get; init; }

    public string PurchaseStore => OtherStore ?? Store;

    /// <summary>As <see cref="Purchase.Period"/>, of the purchase.</summary>
    public string? PurchasePeriod { get; init; }

    /// <summary>As <see cref="Purchase.Period"/>, of the return's own number.</summary>
    public string? Period { get; init; }

    public ReceiptNumber PurchaseNumber => new(Receipt, PurchasePeriod);

    public ReceiptNumber Slip => new(Number, Period);

    /// <summary>The purchase's key in a member's state.</summary>
    public string PurchaseKey => ReceiptKey.Of(PurchaseStore, PurchaseNumber.Text);
}

public readonly record struct LineQuantity(int Line, decimal Quantity);

/// <summary>A number as the store gave it, and the period in which it gave it.</summary>
/// <param name="Shown">As it stands on the paper, without control characters.</param>
/// <param name="Period">As <c>2026</c> or <c>2026-11-28</c>; null where the store's numbers never begin again.</param>
public readonly record struct ReceiptNumber(string Shown, string? Period)
{
    private const char Separator = '\n';

    /// <summary>Both as one text, which the journal keeps. Without a period it is the number, as the first release kept it.</summary>
    public string Text => Period is null ? Shown : $"{Shown}{Separator}{Period}";

    public static ReceiptNumber Of(string text) =>
        text.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var at ? new(text[..at], text[(at + 1)..]) : new(text, null);
}

/// <summary>Store and <see cref="ReceiptNumber.Text"/> as one text; the store contains no control characters.</summary>
public static class ReceiptKey
{
    public static string Of(string store, string receipt) => $"{store}\n{receipt}";
}
