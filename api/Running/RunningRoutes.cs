using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyClub.Api.Running;

/// <summary>Liveness and readiness. The host serves the metrics.</summary>
internal static class RunningRoutes
{
    public static void MapRunning(this IEndpointRouteBuilder app)
    {
        var running = app.MapGroup("").WithTags("Running");

        running.MapGet("/health/live", () => Results.Text("live\n")).ForAnyone().WithSummary("Liveness: the process answers");
        running.MapGet("/health/ready", Ready).ForAnyone().Gives<HealthView>(200, 503).WithSummary("Readiness: the store answers and the process is part of the cluster");
    }

    private static async Task<IResult> Ready(IService service)
    {
        var health = await service.Health();
        var view = new HealthView(health.Ready ? "ready" : "unavailable", health.Store, health.Durable, health.Reason);
        return new Answer<HealthView>(view, ApiJson.Default.HealthView, health.Ready ? 200 : 503, again: false);
    }
}
