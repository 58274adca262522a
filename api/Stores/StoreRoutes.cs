using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyClub.Api.Stores;

internal static class StoreRoutes
{
    public static void MapStores(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").WithTags("Stores and tills");

        v1.MapGet("/stores", List)
            .For(Role.Marketing | Role.Admin)
            .Asks("limit", "after")
            .Gives<Page<StoreView>>(200, 400)
            .WithSummary("The described stores");
        v1.MapPut("/stores/{code}", Put).For(Role.Admin).Takes<StorePut>().Gives<StoreView>(200, 400).WithSummary("Describe a store");
        v1.MapGet("/tills", Tills)
            .For(Role.Admin)
            .Asks("limit", "after")
            .Gives<Page<TillView>>(200, 400)
            .WithSummary("The tills, and those that wait to be paired");
        v1.MapPost("/tills", Add)
            .For(Role.Admin)
            .Takes<TillRequest>()
            .Gives<TillCode>(201, 400, 409, 429)
            .WithSummary("Add a till; its pairing code is shown once");
        v1.MapPost("/tills/pair", Pair)
            .ForAnyone()
            .Takes<PairRequest>()
            .Gives<KeyCreated>(201, 400, 422, 429)
            .WithSummary("Exchange a pairing code for the till's key");
        v1.MapDelete("/tills/{id}", Remove).For(Role.Admin).Gives<TillView>(200, 404).WithSummary("Revoke a till");
    }

    private static IResult List(HttpContext http, IStores stores)
    {
        var (page, fault) = Paging.Cut(stores.All, http.Request.Query);
        return page is null ? new Answer(fault!) : Answer.Of(page, ApiJson.Default.PageStoreView);
    }

    private static async Task<IResult> Put(string code, HttpContext http, IGrainFactory grains)
    {
        var (store, fault) = await Body.Read(http, ApiJson.Default.StorePut);
        code = code.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase); // the one character that the server leaves encoded
        return store is null ? new Answer(fault!)
            : Check.Store(code, store) is { } refusal ? new Answer(refusal)
            : Answer.Of(
                await Grain(grains).Put(store.Store(code), http.By()),
                ApiJson.Default.StoreView
            );
    }

    private static async Task<IResult> Tills(HttpContext http, IGrainFactory grains)
    {
        var (page, fault) = Paging.Cut(await Grain(grains).Tills(), http.Request.Query);
        return page is null ? new Answer(fault!) : Answer.Of(page, ApiJson.Default.PageTillView);
    }

    private static async Task<IResult> Add(HttpContext http, IGrainFactory grains)
    {
        var (request, operationId, refusal) = await Body.Write(http, ApiJson.Default.TillRequest, asked => asked.OperationId, Check.Till);
        if (request is null)
        {
            return new Answer(refusal!);
        }

        var added = await Grain(grains).AddTill(request with { OperationId = operationId }, http.By());
        if (added.Value is { } till)
        {
            http.Note(SecurityEvent.TillAdded, AuditLine.ByKey(till.Id));
        }

        return Answer.Of(
            added.Refusal is { } refused
                ? new Outcome<TillCode>(null, refused, false)
                : TillCode.Of(added.Value!, $"{http.Request.Scheme}://{http.Request.Host}"),
            ApiJson.Default.TillCode,
            created: true
        );
    }

    private static async Task<IResult> Pair(HttpContext http, IGrainFactory grains)
    {
        var (request, fault) = await Body.Read(http, ApiJson.Default.PairRequest);
        if (request is null)
        {
            return new Answer(fault!);
        }

        if (Check.Required("code", request.Code, 100) is { } refusal)
        {
            return new Answer(refusal);
        }

        var paired = await Grain(grains).Pair(request.Code!, Networks.Of(http.Connection.RemoteIpAddress));
        if (paired.Value is { } till)
        {
            http.Note(SecurityEvent.TillPaired, AuditLine.ByKey(till.Id));
        }

        return Answer.Of(paired, ApiJson.Default.KeyCreated, created: true);
    }

    private static async Task<IResult> Remove(string id, HttpContext http, IGrainFactory grains)
    {
        var removed = await Grain(grains).RemoveTill(id.Length > 40 ? id[..40] : id, http.By());
        if (removed.Value is { } till)
        {
            http.Note(SecurityEvent.TillRemoved, AuditLine.ByKey(till.Id));
        }

        return Answer.Of(removed, ApiJson.Default.TillView);
    }

    private static IStoresGrain Grain(IGrainFactory grains) => grains.GetGrain<IStoresGrain>(ClubKey.Value);
}
