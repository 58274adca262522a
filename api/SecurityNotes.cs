using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Api;

/// <summary>What the API tells the security log.</summary>
internal static class SecurityNotes
{
    /// <summary>A change of rights by the request's caller.</summary>
    public static void Note(this HttpContext http, SecurityEvent what, string about, string? how = null) =>
        Log(http).Write(new(what, Networks.Of(http.Connection.RemoteIpAddress), Who(http), how, about));

    /// <summary>A refusal, if it is an event of the security log.</summary>
    public static void Note(this HttpContext http, Refused refusal)
    {
        if (SecurityNote.Of(refusal.Code) is { } what)
        {
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            Log(http)
                .Write(
                    new(
                        what,
                        Networks.Of(http.Connection.RemoteIpAddress),
                        Who(http),
                        route is null ? refusal.Code : $"{refusal.Code}, {http.Request.Method} {route.TrimEnd('/')}"
                    )
                );
        }
    }

    private static string? Who(HttpContext http) => http.Features.Get<Caller>() is { } caller ? AuditLine.ByKey(caller.KeyId) : null;

    private static ISecurityLog Log(HttpContext http) => http.RequestServices.GetRequiredService<ISecurityLog>();
}
