namespace LoyaltyClub.Api.Members;

internal static class Statement
{
    public static async Task<IResult> Handle(string id, HttpContext http, IGrainFactory grains)
    {
        var query = http.Request.Query;
        var (limit, fault) = Paging.Limit(query);
        if (fault is not null)
        {
            return new Answer(fault);
        }

        if (!Check.Day(query["from"], out var from) || !Check.Day(query["to"], out var to))
        {
            return new Answer(Problems.Invalid("from", "and 'to' must be days such as 2026-03-01"));
        }

        var outcome = await LookUp.Ask(id, grains, member => member.Statement(new(from, to, query["after"], limit)));
        return Answer.Of(outcome, ApiJson.Default.StatementPage);
    }
}
