namespace LoyaltyClub.Contracts;

/// <summary>Points given (positive) or taken (negative) by hand.</summary>
[GenerateSerializer, Immutable, Alias("club.Adjustment")]
public sealed record Adjustment(string? OperationId, long Points, string? Reason);

[GenerateSerializer, Immutable, Alias("club.AdjustmentAnswer")]
public sealed record AdjustmentAnswer(string Member, long Points, string Reason, DateTimeOffset At, BalanceView Balance);
