using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Api.Purchases;

internal static class PurchaseRoutes
{
    public static void MapPurchases(this IEndpointRouteBuilder app)
    {
        var purchases = app.MapGroup("/v1/purchases").WithTags("Purchases");
        const Role tills = Role.Till | Role.Admin;

        var record = new Record(
            app.ServiceProvider.GetRequiredService<IGrainFactory>(),
            app.ServiceProvider.GetRequiredService<IDirectory>()
        );
        RequestDelegate recordPurchase = record.Handle;
        // Mapped as a request delegate, which runs as it is: any other handler is called by a state machine of its own.
        new RouteHandlerBuilder([purchases.MapPost("", recordPurchase).WithMetadata(recordPurchase.Method)])
            .For(tills)
            .Takes<PurchaseRequest>()
            .Gives<PurchaseAnswer>(201, 400, 404, 409, 422)
            .WithSummary("Record a purchase");
        purchases
            .MapPost("/preview", Preview.Handle)
            .For(tills)
            .Takes<PreviewRequest>()
            .Gives<PurchaseAnswer>(200, 400, 404, 422)
            .WithSummary("What a purchase would give; changes nothing");
        purchases
            .MapPost("/batch", Batch.Handle)
            .For(tills)
            .Accepts<PurchaseRequest>("application/x-ndjson")
            .WithSummary("One purchase or return a line, one result a line");
        purchases
            .MapPost("/without-card", WithoutCard.Handle)
            .For(tills)
            .Takes<SaleWithoutCard>()
            .Gives<SaleTold>(201, 400, 403, 409, 422)
            .WithSummary("Tell a sale without a card; the answer has the claim to print for the customer");
        app.MapPost("/v1/returns", Return.Handle)
            .For(tills)
            .WithTags("Purchases")
            .Takes<ReturnRequest>()
            .Gives<ReturnAnswer>(201, 400, 404, 409, 422)
            .Produces<ReturnAnswer>(202, "application/json")
            .WithSummary("Take back a receipt, or lines of it");
        purchases
            .MapGet("/{store}/{receipt}", Read.ByPath)
            .For(AccessRules.Everyone)
            .Asks("day")
            .Gives<PurchaseRecord>(200, 400, 403, 404)
            .WithSummary("A purchase as the ledger keeps it");
        purchases
            .MapGet("", Read.ByQuery)
            .For(AccessRules.Everyone)
            .Asks("day")
            .Gives<PurchaseRecord>(200, 400, 403, 404)
            .WithSummary("The same, by ?store=&receipt=");
    }
}
