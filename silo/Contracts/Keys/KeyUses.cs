namespace LoyaltyClub.Contracts;

/// <summary>
/// When each key was last used, and what tills said then. In memory, and written every few minutes: a kill loses those minutes.
/// </summary>
[Alias("club.IKeyUsesGrain")]
public interface IKeyUsesGrain : IGrainWithStringKey
{
    /// <summary>Takes what one process has seen since it told last.</summary>
    [Alias("Tell")]
    Task Tell(KeyUse[] uses);

    [Alias("List")]
    Task<KeyUse[]> List();
}

/// <param name="At">The last use, by the machine's clock.</param>
/// <param name="Till">Null if the use told nothing of a till.</param>
[GenerateSerializer, Immutable, Alias("club.KeyUse")]
public sealed record KeyUse(string Id, DateTimeOffset At, TillReport? Till);

/// <summary>What a till tells of itself with its requests.</summary>
/// <param name="Cashier">Id of the signed-in cashier.</param>
/// <param name="Version">Of its page.</param>
/// <param name="Waiting">Sales that wait on it for the network.</param>
[GenerateSerializer, Immutable, Alias("club.TillReport")]
public sealed record TillReport(string? Cashier, string? Version, int? Waiting);
