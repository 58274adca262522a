using LoyaltyClub.Contracts;

namespace LoyaltyClub.Portal.Web;

/// <summary>Who looks at a page: a member who signed in, or nobody. One a request; the pages of the member's room ask it.</summary>
public sealed class Visitor
{
    /// <summary>The id of the member who is signed in, or null.</summary>
    public string? Member { get; internal set; }
}
