namespace LoyaltyClub.Tests;

/// <summary>Tests that load the machine or are sensitive to load: they run one after the other, when all others have ended.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
