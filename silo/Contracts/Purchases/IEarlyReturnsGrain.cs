namespace LoyaltyClub.Contracts;

/// <summary>Returns of one receipt that came before it; the key is the receipt's, as <see cref="IDirectory"/> says.</summary>
[Alias("club.IEarlyReturnsGrain")]
public interface IEarlyReturnsGrain : IGrainWithStringKey
{
    /// <summary>Keeps a return until its purchase arrives.</summary>
    /// <returns>The answer, or with its member as <see cref="ReturnAnswer.Member"/> and nothing kept, if the purchase has arrived
    /// meanwhile.</returns>
    [Alias("Keep")]
    Task<Outcome<ReturnAnswer>> Keep(ReturnRequest request);

    /// <summary>The purchase is here: what was kept, and nothing is kept from now on.</summary>
    [Alias("Arrived")]
    Task<ReturnRequest[]> Arrived(string member);
}
