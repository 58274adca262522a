namespace LoyaltyClub.Portal.Desk;

/// <summary>One thing that a programme says, in a sentence.</summary>
/// <param name="Key">The same in every version, so that two can be compared.</param>
internal sealed record ProgrammeFact(string Part, string Key, string Title, string Text);

/// <summary>What is another in one version than in the other: null before is new, null after is gone.</summary>
internal sealed record ProgrammeChange(string Title, string? Before, string? After);
