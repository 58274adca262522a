namespace LoyaltyClub.Contracts;

/// <summary>Points given or, negative, taken by hand.</summary>
[GenerateSerializer, Immutable, Alias("club.Adjustment")]
public sealed record Adjustment(string? OperationId, long Points, string? Reason);

[GenerateSerializer, Immutable, Alias("club.AdjustmentAnswer")]
public sealed record AdjustmentAnswer(string Member, long Points, string Reason, DateTimeOffset At, BalanceView Balance);
