using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>Looks up members by the mapped field, with a cache of recent answers. For use by one thread.</summary>
internal sealed class MemberFinder(string by, IImportTarget club, Retry patience)
{
    private const int Remembered = 100_000;

    private readonly Recent<string, Task<Outcome<string>?>> found = new(Remembered);

    /// <returns>The member's id, or <c>unknown_member</c>; null if the store is unavailable.</returns>
    public Task<Outcome<string>?> Find(string value)
    {
        if (found.Find(value, out var known))
        {
            return known;
        }

        var search = by == "member" ? Task.FromResult<Outcome<string>?>(ById(value)) : patience.Try(() => club.Member(Field, value));
        found.Add(value, search);
        return search;
    }

    private MemberBy Field =>
        by switch
        {
            "externalId" => MemberBy.ExternalId,
            "card" => MemberBy.Card,
            "email" => MemberBy.Email,
            "phone" => MemberBy.Phone,
            _ => throw new InvalidOperationException($"'{by}' names no member."),
        };

    private static Outcome<string> ById(string id) =>
        MemberIds.IsValid(id) ? id : new Refused(RefusalCode.UnknownMember, "There is no member with this id.", new Fact("member", id));
}
