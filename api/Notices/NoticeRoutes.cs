using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyClub.Api.Notices;

/// <summary>Notices to members, for the system that sends them: list, send, acknowledge.</summary>
internal static class NoticeRoutes
{
    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        var notices = app.MapGroup("/v1/notices").WithTags("Notices");
        const Role office = Role.Marketing | Role.Admin;

        notices
            .MapGet("", List)
            .For(office)
            .Asks("limit", "after")
            .Gives<Page<WaitingNotice>>(200, 400)
            .WithSummary("Notices to be sent, oldest first");
        notices
            .MapPost("/done", Done)
            .For(office)
            .Takes<NoticesDone>()
            .Gives<NoticesDone>(200, 400)
            .WithSummary("Delete notices that were sent or are not needed");
    }

    private static async Task<IResult> List(HttpContext http, INotices notices)
    {
        var (limit, fault) = Paging.Limit(http.Request.Query);
        if (fault is not null)
        {
            return new Answer(fault);
        }

        if (await notices.Waiting(http.Request.Query["after"] is [{ Length: > 0 } after] ? after : null, limit) is not { } items)
        {
            return new Answer(Problems.Invalid("after", "must be the 'next' of the page before"));
        }

        return Answer.Of(new Page<WaitingNotice>(items, items.Length == limit ? items[^1].Id : null), ApiJson.Default.PageWaitingNotice);
    }

    private static async Task<IResult> Done(HttpContext http, INotices notices)
    {
        var (done, fault) = await Body.Read(http, ApiJson.Default.NoticesDone);
        if (done is null)
        {
            return new Answer(fault!);
        }

        if (done.Ids is not { Length: > 0 and <= Paging.Most } ids || ids.Any(id => id is null))
        {
            return new Answer(done.Ids is null ? Problems.Missing("ids") : Problems.Invalid("ids", $"must be 1 to {Paging.Most} ids"));
        }

        await notices.Done(ids);
        return Answer.Of(done, ApiJson.Default.NoticesDone);
    }
}
