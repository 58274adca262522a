namespace LoyaltyClub.Api.Members;

internal static class LookUp
{
    private static readonly Dictionary<string, MemberBy> Fields = new(StringComparer.Ordinal)
    {
        ["email"] = MemberBy.Email,
        ["phone"] = MemberBy.Phone,
        ["externalId"] = MemberBy.ExternalId,
        ["card"] = MemberBy.Card,
    };

    public static async Task<IResult> ById(string id, IGrainFactory grains) =>
        Answer.Of(await Ask(id, grains, member => member.Get()), ApiJson.Default.MemberView);

    public static async Task<IResult> ByDetail(HttpContext http, IGrainFactory grains, IDirectory directory)
    {
        if (
            http.Request.Query.Count != 1
            || http.Request.Query.Single() is not (var field, [{ } value])
            || !Fields.TryGetValue(field, out var by)
        )
        {
            return new Answer(Problems.Invalid("query", "must be exactly one of email, phone, externalId and card"));
        }

        if (Check.Text(field, value, 254) is { } fault)
        {
            return new Answer(fault);
        }

        var found = await directory.Member(by, value);
        if (found.Refusal is { } refusal)
        {
            return new Answer(refusal);
        }
        // A card is asked for only where it was issued, not where its member has become a part of another.
        var card = by == MemberBy.Card ? value : null;
        return Answer.Of(
            await Ask(
                found.Value!,
                grains,
                member =>
                {
                    var answer = card is null ? member.Get() : member.GetByCard(card);
                    card = null;
                    return answer;
                }
            ),
            ApiJson.Default.MemberView
        );
    }

    /// <summary>Asks a member's grain, or who has taken that member's place. What cannot be an id needs no grain to be unknown.</summary>
    public static Task<Outcome<T>> Ask<T>(string id, IGrainFactory grains, Func<IMemberGrain, Task<Outcome<T>>> question) =>
        MemberIds.IsValid(id) ? grains.Ask(id, question) : Task.FromResult<Outcome<T>>(Unknown(id));

    /// <summary>The member of whom the refused one is a part now, or null.</summary>
    internal static string? IntoOf(Refused? refusal) =>
        refusal is { Code: "member_merged" } ? refusal.Facts.First(number => number.Name == "into").Text : null;

    public static Refused Unknown(string id) =>
        new("unknown_member", "There is no member with this id.", new Fact("member", id.Length > 40 ? id[..40] : id));
}
