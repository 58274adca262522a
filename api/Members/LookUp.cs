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
        var outcome =
            by == MemberBy.Card
                ? await grains.Ask(found.Value!, member => member.GetByCard(value), survivor => survivor.Get())
                : await grains.Ask(found.Value!, member => member.Get());
        return Answer.Of(outcome, ApiJson.Default.MemberView);
    }

    /// <summary>
    /// Asks a member or the surviving member. A text that cannot be an id is answered as unknown without a call to a grain.
    /// </summary>
    public static Task<Outcome<T>> Ask<T>(string id, IGrainFactory grains, Func<IMemberGrain, Task<Outcome<T>>> question) =>
        MemberIds.IsValid(id) ? grains.Ask(id, question) : Task.FromResult<Outcome<T>>(Unknown(id));

    public static Refused Unknown(string id) =>
        new("unknown_member", "There is no member with this id.", new Fact("member", id.Length > 40 ? id[..40] : id));
}
