namespace LoyaltyClub.Contracts;

[GenerateSerializer, Immutable, Alias("club.TransferRequest")]
public sealed record TransferRequest(string? OperationId, string? To, long Points);

[GenerateSerializer, Immutable, Alias("club.TransferAnswer")]
public sealed record TransferAnswer(string Member, string To, long Points, DateTimeOffset At, BalanceView Balance);
