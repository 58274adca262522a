using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Desk;
using Orleans.Dashboard;

namespace LoyaltyClub.Host.Engine;

/// <summary>
/// Orleans' dashboard, which has no sign-in of its own, for admins of the desk; for everybody else its address answers 404.
/// </summary>
internal static class Dashboard
{
    public static void Map(IEndpointRouteBuilder pages) =>
        pages
            .MapOrleansDashboard(Portal.ClubPortal.ClusterPage)
            .AddEndpointFilter(
                async (context, next) =>
                    context.HttpContext.RequestServices.GetRequiredService<StaffVisitor>().Is(StaffRole.Admin)
                        ? await next(context)
                        : Results.NotFound()
            );
}
