using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyClub.Api.Rewards;

internal static class RewardRoutes
{
    public static void MapRewards(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").WithTags("Rewards");
        const Role tills = Role.Till | Role.Admin;

        v1.MapGet("/rewards", Catalogue)
            .For(AccessRules.Everyone)
            .Asks("limit", "after")
            .Gives<Page<RewardView>>(200, 400)
            .WithSummary("The rewards of the programme and their stock");
        v1.MapPost("/members/{id}/redemptions", Redeem.Handle)
            .For(tills)
            .Takes<RedemptionRequest>()
            .Gives<RedemptionAnswer>(201, 400, 404, 409, 422)
            .WithSummary("Redeem points or a reward, at once or as a reservation");
        v1.MapPost("/redemptions/{id}/capture", Redeem.Capture)
            .For(tills)
            .Takes<OperationRequest>()
            .Gives<RedemptionAnswer>(201, 400, 404, 409)
            .WithSummary("Capture a reservation");
        v1.MapPost("/redemptions/{id}/release", Redeem.Release)
            .For(tills)
            .Takes<OperationRequest>()
            .Gives<RedemptionAnswer>(201, 400, 404, 409)
            .WithSummary("Release a reservation");
        v1.MapPost("/vouchers/{code}/use", UseVoucher.Handle)
            .For(tills)
            .Takes<VoucherUse>()
            .Gives<VoucherUseAnswer>(201, 400, 404, 409, 422)
            .WithSummary("Use a voucher");
    }

    private static async Task<IResult> Catalogue(HttpContext http, IRewards rewards)
    {
        var (page, fault) = Paging.Cut(await rewards.Catalogue(AcceptedLanguage.Of(http)), http.Request.Query);
        return page is null ? new Answer(fault!) : Answer.Of(page, ApiJson.Default.PageRewardView);
    }
}
