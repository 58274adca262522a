namespace LoyaltyClub.Contracts;

/// <summary>Returns of a receipt that arrived before it; <see cref="IDirectory"/> gives the key.</summary>
[Alias("club.IEarlyReturnsGrain")]
public interface IEarlyReturnsGrain : IGrainWithStringKey
{
    /// <summary>Keeps a return until its purchase arrives.</summary>
    /// <returns>The answer. If the purchase has arrived meanwhile, nothing is kept and <see cref="ReturnAnswer.Member"/> names its
    /// member.</returns>
    [Alias("Keep")]
    Task<Outcome<ReturnAnswer>> Keep(ReturnRequest request);

    /// <summary>Hands over the returns that were kept, because their purchase has arrived; later returns are not kept.</summary>
    [Alias("Arrived")]
    Task<ReturnRequest[]> Arrived(string member);
}
