using LoyaltyClub.Contracts;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Who looks at a page: a member who signed in, or nobody. One a request, filled by <see cref="Sessions"/>; the pages of the member's room
/// ask it.
/// </summary>
public sealed class Visitor
{
    /// <summary>The id of the member who is signed in, or null.</summary>
    public string? Member => View?.Id;

    /// <summary>The member as they were when the request came, or null.</summary>
    public MemberView? View { get; internal set; }

    /// <summary>
    /// The session's own id, and the account in which it stands: of a member who was merged into another it is the other's only from the
    /// next page on.
    /// </summary>
    internal (string Account, string Id) Session { get; set; }

    /// <summary>When the session began.</summary>
    internal DateTimeOffset SignedInAt { get; set; }

    /// <summary>The accounts of who is signed in: their own, and those of members who have become a part of them.</summary>
    internal IEnumerable<string> Accounts => [View!.Id, .. View.Parts ?? []];
}
