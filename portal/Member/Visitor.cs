using LoyaltyClub.Contracts;

namespace LoyaltyClub.Portal.Member;

/// <summary>
/// The signed-in member of a request, if any. Scoped; filled by <see cref="Sessions"/> and read by the pages of the member's room.
/// </summary>
public sealed class Visitor
{
    /// <summary>The id of the signed-in member, or null.</summary>
    public string? Member => View?.Id;

    /// <summary>The member at the start of the request, or null.</summary>
    public MemberView? View { get; internal set; }

    /// <summary>
    /// Session id and the account that owns it. After a merge this is still the merged member's account until the next page.
    /// </summary>
    internal (string Account, string Id) Session { get; set; }

    /// <summary>Start of the session.</summary>
    internal DateTimeOffset SignedInAt { get; set; }

    /// <summary>The accounts of the signed-in member: the member's own, and those of members merged into it.</summary>
    internal IEnumerable<string> Accounts => [View!.Id, .. View.Parts ?? []];
}
