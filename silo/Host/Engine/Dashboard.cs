using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Desk;
using Orleans.Dashboard;

namespace LoyaltyClub.Host.Engine;

/// <summary>
/// Orleans' dashboard for admins of the desk; it has no sign-in of its own. To everybody else there is nothing at its address.
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
