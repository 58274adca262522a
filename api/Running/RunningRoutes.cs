using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyClub.Api.Running;

/// <summary>What an operator asks: does it live, is it ready, how is it doing.</summary>
internal static class RunningRoutes
{
    public static void MapRunning(this IEndpointRouteBuilder app)
    {
        var running = app.MapGroup("").WithTags("Running");

        running.MapGet("/health/live", () => Results.Text("live\n")).ForAnyone().WithSummary("The process answers");
        running.MapGet("/health/ready", Ready).ForAnyone().Gives<HealthView>(200, 503).WithSummary("The store answers too");
        running.MapGet("/metrics", Metrics).ForAnyone().WithSummary("Counters for Prometheus");
    }

    private static async Task<IResult> Ready(IService service)
    {
        var health = await service.Health();
        var view = new HealthView(health.Ready ? "ready" : "unavailable", health.Store, health.Durable, health.Reason);
        return new Answer<HealthView>(view, ApiJson.Default.HealthView, health.Ready ? 200 : 503, again: false);
    }

    /// <summary>The text format 0.0.4 of Prometheus.</summary>
    private static IResult Metrics(IService service)
    {
        var text = new StringBuilder();
        foreach (var measure in service.Measures())
            text.Append(CultureInfo.InvariantCulture, $"# HELP {measure.Name} {measure.Help}\n# TYPE {measure.Name} {measure.Kind}\n{measure.Name} {measure.Value}\n");
        return Results.Text(text.ToString(), "text/plain; version=0.0.4; charset=utf-8");
    }
}
