using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyClub.Api.Watch;

internal static class WatchRoutes
{
    public static void MapWatch(this IEndpointRouteBuilder app)
    {
        var watch = app.MapGroup("/v1/watch").WithTags("Watch");

        watch
            .MapGet("", List)
            .For(Role.Admin)
            .Asks("state", "limit", "after")
            .Gives<Page<FindingView>>(200, 400)
            .WithSummary("What the watch on staff and tills has found, newest first");
        watch
            .MapPost("/{id}/hold", Hold)
            .For(Role.Admin)
            .Takes<WatchDecision>()
            .Gives<FindingView>(201, 400, 404, 409, 422)
            .WithSummary("Hold the spending of a finding's members");
        watch
            .MapPost("/{id}/release", Release)
            .For(Role.Admin)
            .Takes<WatchDecision>()
            .Gives<FindingView>(201, 400, 404, 409, 422)
            .WithSummary("End the hold of a finding, or put it away");
    }

    private static async Task<IResult> List(HttpContext http, IWatch watch)
    {
        var state = http.Request.Query["state"].ToString();
        if (state.Length > 0 && !FindingState.All.Contains(state))
        {
            return new Answer(Problems.Invalid("state", "must be " + string.Join(", ", FindingState.All)));
        }

        var all = await watch.Read(http.RequestAborted);
        var (page, fault) = Paging.Cut([.. all.Where(finding => state.Length == 0 || finding.State == state)], http.Request.Query);
        return page is null ? new Answer(fault!) : Answer.Of(page, ApiJson.Default.PageFindingView);
    }

    private static Task<IResult> Hold(string id, HttpContext http, IWatch watch) =>
        Decide(http, decision => watch.Hold(id, decision, http.By()));

    private static Task<IResult> Release(string id, HttpContext http, IWatch watch) =>
        Decide(http, decision => watch.Release(id, decision, http.By()));

    private static async Task<IResult> Decide(HttpContext http, Func<WatchDecision, Task<Outcome<FindingView>>> decide)
    {
        var (decision, operationId, refusal) = await Body.Write(
            http,
            ApiJson.Default.WatchDecision,
            asked => asked.OperationId,
            asked => Check.Required("reason", asked.Reason, 200)
        );
        return decision is null
            ? new Answer(refusal!)
            : Answer.Of(await decide(decision with { OperationId = operationId }), ApiJson.Default.FindingView, created: true);
    }
}
