using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>A receipt, as the till sent it.</summary>
/// <param name="At">When it was bought, which may be long before it arrives.</param>
public sealed record Purchase(string Store, string? Till, string Receipt, DateTimeOffset At, ImmutableArray<ReceiptLine> Lines)
{
    /// <summary>Points that pay for a part of it.</summary>
    public long PayPoints { get; init; }

    /// <summary>Codes of the vouchers that are used with it.</summary>
    public ImmutableArray<string> Vouchers { get; init; } = [];

    /// <summary>Money for all lines, before points pay for a part.</summary>
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

    /// <summary>The name under which a member's state knows it.</summary>
    public string Key => ReceiptKey.Of(Store, Receipt);
}

/// <param name="Number">The line's number on its receipt, the name by which a return asks for it.</param>
/// <param name="Quantity">Pieces or weight, up to three decimals, not negative.</param>
/// <param name="Amount">Money paid for the whole line, not negative.</param>
public sealed record ReceiptLine(int Number, string Sku, string? Name, string? Category, string? Brand, decimal Quantity, decimal Amount)
{
    public decimal Quantity { get; init; } = Money.Plain(Quantity);
    public decimal Amount { get; init; } = Money.Plain(Amount);

    /// <summary>A line of nothing, or for nothing, is recorded and earns nothing.</summary>
    public bool Earns => Quantity > 0 && Amount > 0;
}

/// <summary>Points that one rule gave to a receipt, or took (a cap).</summary>
public readonly record struct RulePoints(string Rule, long Points);

/// <summary>What comes back of a receipt.</summary>
/// <param name="Receipt">The purchase's receipt, of the same store.</param>
/// <param name="Number">The return's own receipt: the same again changes nothing.</param>
/// <param name="Lines">Which lines and how much of them; empty is everything.</param>
public sealed record Return(string Store, string Receipt, string Number, DateTimeOffset At, ImmutableArray<LineQuantity> Lines);

public readonly record struct LineQuantity(int Line, decimal Quantity);

/// <summary>A store and its receipt as one text; neither has control characters.</summary>
public static class ReceiptKey
{
    public static string Of(string store, string receipt) => $"{store}\n{receipt}";
}
