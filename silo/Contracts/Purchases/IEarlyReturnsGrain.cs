namespace LoyaltyClub.Contracts;

/// <summary>Returns that arrived before their receipt; the key is <see cref="IDirectory.EarlyReturns"/>.</summary>
[Alias("club.IEarlyReturnsGrain")]
public interface IEarlyReturnsGrain : IGrainWithStringKey
{
    /// <summary>Keeps a return until its purchase arrives.</summary>
    /// <returns><see cref="ReturnAnswer.Member"/> is set if the purchase has arrived meanwhile; the return is then not kept.</returns>
    [Alias("Keep")]
    Task<Outcome<ReturnAnswer>> Keep(ReturnRequest request);

    /// <summary>Marks the purchase as arrived and answers the kept returns; from now on returns are not kept.</summary>
    [Alias("Arrived")]
    Task<ReturnRequest[]> Arrived(string member);
}
