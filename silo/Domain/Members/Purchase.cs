using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>A receipt, as the till sent it.</summary>
/// <param name="At">When it was bought, which may be long before it arrives.</param>
public sealed record Purchase(string Store, string? Till, string Receipt, DateTimeOffset At, ImmutableArray<ReceiptLine> Lines);

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
