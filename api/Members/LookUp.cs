using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Api.Members;

internal static class LookUp
{
    /// <summary>Characters of a detail by which a member is looked up.</summary>
    public const int Longest = 254;

    private static readonly Dictionary<string, MemberBy> Fields = new(StringComparer.Ordinal)
    {
        ["email"] = MemberBy.Email,
        ["phone"] = MemberBy.Phone,
        ["externalId"] = MemberBy.ExternalId,
        ["card"] = MemberBy.Card,
    };

    public static async Task<IResult> ById(string id, HttpContext http, IGrainFactory grains) =>
        Shown(await Ask(id, grains, member => member.Get()), http);

    /// <summary>The member; for a till only what greets.</summary>
    /// <param name="written">True if the call has made the member or the card.</param>
    public static IResult Shown(Outcome<MemberView> outcome, HttpContext http, bool written = false)
    {
        outcome = outcome.Named(http);
        return http.Caller().Role == Role.Till && outcome.Value is { } member
            ? Answer.Of(
                new Outcome<GreetingView>(GreetingView.Of(member, written), null, outcome.Again),
                ApiJson.Default.GreetingView,
                created: written
            )
            : Answer.Of(outcome, ApiJson.Default.MemberView, created: written);
    }

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

        // No address has a blank: it can only be a + that was not escaped.
        if (by == MemberBy.Email)
        {
            value = value.Replace(' ', '+');
        }

        return await By(by, field, value, http, grains, directory);
    }

    /// <summary>As <see cref="ByDetail"/>, with the detail in the body, which no proxy logs.</summary>
    public static async Task<IResult> ByBody(HttpContext http, IGrainFactory grains, IDirectory directory)
    {
        var (asked, fault) = await Body.Read(http, ApiJson.Default.MemberLookUp);
        if (asked is null)
        {
            return new Answer(fault!);
        }

        (string Field, string? Value)[] all =
        [
            ("email", asked.Email),
            ("phone", asked.Phone),
            ("externalId", asked.ExternalId),
            ("card", asked.Card),
        ];
        return all.Where(one => one.Value is not null).ToArray() is [var (field, value)]
            ? await By(Fields[field], field, value!, http, grains, directory)
            : new Answer(Problems.Invalid("body", "must have exactly one of email, phone, externalId and card"));
    }

    private static async Task<IResult> By(
        MemberBy by,
        string field,
        string value,
        HttpContext http,
        IGrainFactory grains,
        IDirectory directory
    )
    {
        var shape = by == MemberBy.Card ? Check.Scanned(field, value, Longest) : Check.Text(field, value, Longest);
        if ((shape ?? http.RequestServices.GetRequiredService<KeyLimits>().LookUp(http.Caller())) is { } fault)
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
        return Shown(outcome, http);
    }

    /// <summary>
    /// Asks a member or the surviving member. A text that cannot be an id is answered as unknown without a call to a grain.
    /// </summary>
    public static Task<Outcome<T>> Ask<T>(string id, IGrainFactory grains, Func<IMemberGrain, Task<Outcome<T>>> question) =>
        MemberIds.IsValid(id) ? grains.Ask(id, question) : Task.FromResult<Outcome<T>>(Unknown(id));

    public static Refused Unknown(string id) =>
        new(RefusalCode.UnknownMember, "There is no member with this id.", new Fact("member", id.Length > 40 ? id[..40] : id));
}
