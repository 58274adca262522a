namespace LoyaltyClub.Api.Members;

internal static class Search
{
    /// <summary>Characters of the longest <c>after</c>.</summary>
    public const int LongestAfter = 1_000;

    public static async Task<IResult> Handle(HttpContext http, IMemberList members)
    {
        var (query, fault) = await Body.Read(http, ApiJson.Default.MemberQuery);
        if (query is null)
        {
            return new Answer(fault!);
        }

        return await Answered(query, http, members);
    }

    public static async Task<IResult> Answered(MemberQuery query, HttpContext http, IMemberList members)
    {
        var refusal = Check.Optional("text", query.Text, IMemberList.LongestText)
            ?? Check.Optional("after", query.After, LongestAfter)
            ?? Check.Optional("segment", query.Segment, Segment.LongestCode)
            ?? (
                query.Sort is { } sort && !MemberSort.All.Contains(sort)
                    ? Problems.Invalid("sort", "must be " + string.Join(", ", MemberSort.All))
                    : null
            )
            ?? (
                query.Limit is < 1 or > IMemberList.MostMembers
                    ? Problems.Invalid("limit", $"must be from 1 to {IMemberList.MostMembers}")
                    : null
            );
        return refusal is not null
            ? new Answer(refusal)
            : Answer.Of(await members.Search(query, http.RequestAborted), ApiJson.Default.MemberPage);
    }
}
