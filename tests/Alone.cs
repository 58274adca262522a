namespace LoyaltyClub.Tests;

/// <summary>Tests that load the machine or are sensitive to load. They run one at a time, after all others.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
