using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyClub.Api.Keys;

internal static class KeyRoutes
{
    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup("/v1/keys").WithTags("Keys");

        keys.MapPost("", Create)
            .For(Role.Admin)
            .Takes<KeyRequest>()
            .Gives<KeyCreated>(201, 400, 409)
            .WithSummary("Create a key, shown once");
        keys.MapGet("", List).For(Role.Admin).Asks("limit", "after").Gives<Page<KeyView>>(200, 400).WithSummary("The valid keys");
        keys.MapDelete("/{id}", Revoke).For(Role.Admin).Gives<KeyView>(200, 404).WithSummary("Revoke a key");
    }

    private static async Task<IResult> Create(HttpContext http, IGrainFactory grains)
    {
        var (request, fault) = await Body.Read(http, ApiJson.Default.KeyRequest);
        if (request is null)
        {
            return new Answer(fault!);
        }

        var (operationId, twice) = Body.OperationId(http, request.OperationId);
        if ((twice ?? Check.Key(request)) is { } refusal)
        {
            return new Answer(refusal);
        }

        var made = await grains.GetGrain<IKeysGrain>(ClubKey.Value).Create(request with { OperationId = operationId }, http.By());
        if (made.Value is { } key)
        {
            http.Note(SecurityEvent.KeyMade, AuditLine.ByKey(key.Id), request.Role!.ToLowerInvariant());
        }

        return Answer.Of(made, ApiJson.Default.KeyCreated, created: true);
    }

    private static async Task<IResult> List(HttpContext http, IGrainFactory grains)
    {
        var (page, fault) = Paging.Cut(await grains.GetGrain<IKeysGrain>(ClubKey.Value).List(), http.Request.Query);
        return page is null ? new Answer(fault!) : Answer.Of(page, ApiJson.Default.PageKeyView);
    }

    private static async Task<IResult> Revoke(string id, HttpContext http, IGrainFactory grains)
    {
        var revoked = await grains.GetGrain<IKeysGrain>(ClubKey.Value).Revoke(id.Length > 40 ? id[..40] : id, http.By());
        if (revoked.Value is { } key)
        {
            http.Note(SecurityEvent.KeyRevoked, AuditLine.ByKey(key.Id));
        }

        return Answer.Of(revoked, ApiJson.Default.KeyView);
    }
}
