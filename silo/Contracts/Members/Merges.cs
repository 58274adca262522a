namespace LoyaltyClub.Contracts;

/// <param name="From">The member who becomes a part of the other, or is split off again.</param>
[GenerateSerializer, Immutable, Alias("club.MergeRequest")]
public sealed record MergeRequest(string? OperationId, string? From);

[GenerateSerializer, Immutable, Alias("club.MergeAnswer")]
public sealed record MergeAnswer(string Member, string From, DateTimeOffset At);
