using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyClub.Api.Programmes;

internal static class ProgrammeRoutes
{
    public static void MapProgramme(this IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/v1").WithTags("Programme and clock");

        v1.MapGet("/programme", Programme.Get)
            .For(AccessRules.Everyone)
            .Gives<ProgrammeShown>(200)
            .WithSummary("The programme in force now");
        v1.MapPut("/programme", Programme.Put)
            .For(Role.Marketing | Role.Admin)
            .Takes<ProgrammePut>()
            .Gives<ProgrammeAnswer>(200, 400, 409, 422)
            .WithSummary("Write a new version of the programme");
        v1.MapGet("/programme/versions", Programme.Versions)
            .For(AccessRules.Everyone)
            .Asks("limit", "after")
            .Gives<Page<ProgrammeShown>>(200, 400)
            .WithSummary("All versions of the programme");
        v1.MapPost("/close", Close.Handle)
            .For(Role.Admin)
            .Takes<CloseRequest>()
            .Gives<CloseAnswer>(200, 422)
            .WithSummary("Run the nightly close now");
        v1.MapGet("/clock", Clock.Get).For(AccessRules.Everyone).Gives<ClockView>(200, 403).WithSummary("The sandbox's clock");
        v1.MapPost("/clock", Clock.Set)
            .For(Role.Admin)
            .Takes<ClockRequest>()
            .Gives<ClockView>(200, 400, 403, 422)
            .WithSummary("Set the sandbox's clock");
    }
}
