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

    /// <summary>The amount of all lines, before payment with points.</summary>
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

    /// <summary>The receipt's key in a member's state.</summary>
    public string Key => ReceiptKey.Of(Store, Receipt);
}

/// <param name="Number">The line's number on its receipt, by which a return refers to it.</param>
/// <param name="Quantity">Pieces or weight, up to three decimals, at least 0.</param>
/// <param name="Amount">Money paid for the whole line, at least 0.</param>
public sealed record ReceiptLine(int Number, string Sku, string? Name, string? Category, string? Brand, decimal Quantity, decimal Amount)
{
    public decimal Quantity { get; init; } = Money.Plain(Quantity);
    public decimal Amount { get; init; } = Money.Plain(Amount);

    /// <summary>Lines with quantity or amount 0 are recorded and earn nothing.</summary>
    public bool Earns => Quantity > 0 && Amount > 0;
}

/// <summary>Points that one rule gave a receipt; negative for the cap.</summary>
public readonly record struct RulePoints(string Rule, long Points);

/// <summary>Returned goods of a receipt.</summary>
/// <param name="Receipt">Number of the purchase's receipt, of the same store.</param>
/// <param name="Number">Number of the return's own receipt; sending the same return again is a repeat.</param>
/// <param name="Lines">Returned quantities by line; empty for everything.</param>
public sealed record Return(string Store, string Receipt, string Number, DateTimeOffset At, ImmutableArray<LineQuantity> Lines);

public readonly record struct LineQuantity(int Line, decimal Quantity);

/// <summary>Store and receipt number as one text; neither contains control characters.</summary>
public static class ReceiptKey
{
    public static string Of(string store, string receipt) => $"{store}\n{receipt}";
}
