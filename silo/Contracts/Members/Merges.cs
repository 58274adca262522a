namespace LoyaltyClub.Contracts;

/// <param name="From">The member to merge or to split off.</param>
[GenerateSerializer, Immutable, Alias("club.MergeRequest")]
public sealed record MergeRequest(string? OperationId, string? From);

[GenerateSerializer, Immutable, Alias("club.MergeAnswer")]
public sealed record MergeAnswer(string Member, string From, DateTimeOffset At);
