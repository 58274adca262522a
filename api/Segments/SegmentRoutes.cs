using LoyaltyClub.Api.Members;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyClub.Api.Segments;

internal static class SegmentRoutes
{
    private const Role Office = Role.Marketing | Role.Admin;

    public static void MapSegments(this IEndpointRouteBuilder app)
    {
        var segments = app.MapGroup("/v1/segments").WithTags("Segments");

        segments.MapGet("", List).For(Office).Asks("limit", "after").Gives<Page<SegmentView>>(200, 400).WithSummary("The segments");
        segments.MapGet("/{code}", Get).For(Office).Gives<SegmentView>(200, 404).WithSummary("A segment with its condition");
        segments
            .MapPut("/{code}", Put)
            .For(Office)
            .Takes<SegmentPut>()
            .Gives<SegmentView>(200, 400, 422)
            .WithSummary("Add or replace a segment");
        segments.MapDelete("/{code}", Remove).For(Office).Gives<SegmentView>(200, 404).WithSummary("Remove a segment");
        segments
            .MapGet("/{code}/count", Count)
            .For(Office)
            .Gives<MemberCount>(200, 404)
            .WithSummary("How many members match a segment now")
            .WithDescription("Counted in rows that follow the journal a moment behind it; asOf says how far.");
        segments
            .MapGet("/{code}/members", Members)
            .For(Office)
            .Asks("sort", "limit", "after")
            .Gives<MemberPage>(200, 400, 404)
            .WithSummary("The members who match a segment now")
            .WithDescription("As POST /v1/members/search answers them.");
    }

    private static IResult List(HttpContext http, ISegments segments)
    {
        var (page, fault) = Paging.Cut(segments.All, http.Request.Query);
        return page is null
            ? new Answer(fault!)
            : Answer.Of(new Page<SegmentView>([.. page.Items.Select(SegmentView.Of)], page.Next), ApiJson.Default.PageSegmentView);
    }

    private static async Task<IResult> Get(string code, IGrainFactory grains) => Shown(await Grain(grains).Get(code));

    private static async Task<IResult> Put(string code, HttpContext http, IGrainFactory grains)
    {
        var (segment, fault) = await Body.Read(http, ApiJson.Default.SegmentPut);
        return segment is null ? new Answer(fault!)
            : Check.Segment(segment) is { } refusal ? new Answer(refusal)
            : Shown(await Grain(grains).Put(new(code, segment.Name!, segment.Where!.Value.GetRawText()), http.By()));
    }

    private static async Task<IResult> Remove(string code, HttpContext http, IGrainFactory grains) =>
        Shown(await Grain(grains).Remove(code, http.By()));

    private static async Task<IResult> Count(string code, HttpContext http, IMemberList members) =>
        Answer.Of(await members.Count(new(Segment: code), cancel: http.RequestAborted), ApiJson.Default.MemberCount);

    private static async Task<IResult> Members(string code, HttpContext http, IMemberList members)
    {
        var (limit, fault) = Paging.Limit(http.Request.Query);
        return fault is not null
            ? new Answer(fault)
            : await Search.Answered(new(null, null, Asked(http, "sort"), Asked(http, "after"), limit, code), http, members);
    }

    private static string? Asked(HttpContext http, string name) =>
        http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static IResult Shown(Outcome<Segment> outcome) =>
        Answer.Of(
            outcome.Value is { } segment ? (Outcome<SegmentView>)SegmentView.Of(segment) : outcome.Refusal!,
            ApiJson.Default.SegmentView
        );

    private static ISegmentsGrain Grain(IGrainFactory grains) => grains.GetGrain<ISegmentsGrain>(ClubKey.Value);
}
