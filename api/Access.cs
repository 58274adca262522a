using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyClub.Api;

/// <summary>The roles that may call a route. A route without this metadata is closed.</summary>
/// <param name="Roles">The permitted roles; none for a route without authentication.</param>
public sealed record Access(Role Roles, bool Anyone = false);

internal static class AccessRules
{
    public const Role Everyone = Role.Till | Role.Marketing | Role.Admin;

    public static T For<T>(this T route, Role roles)
        where T : IEndpointConventionBuilder => route.WithMetadata(new Access(roles));

    public static T ForAnyone<T>(this T route)
        where T : IEndpointConventionBuilder => route.WithMetadata(new Access(Role.None, Anyone: true));

    /// <summary>Passes a request on to its route, or answers 401, 403 or 429.</summary>
    public static Task Enforce(HttpContext http, RequestDelegate next, IKeyRing keys, KeyLimits limits)
    {
        var route = http.GetEndpoint() as RouteEndpoint; // null for the router's own answers (404, 405, 415)
        var access = route?.Metadata.GetMetadata<Access>();
        if (route is null || access is { Anyone: true })
        {
            return next(http);
        }

        if (Caller(http, keys) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return new Answer(new Refused(RefusalCode.Unauthenticated, "Send a valid key: Authorization: Bearer <key>.")).ExecuteAsync(
                http
            );
        }
        // Not in Items, which would allocate a dictionary for each request.
        http.Features.Set(caller);
        if (access is null || (access.Roles & caller.Role) == 0)
        {
            return new Answer(
                Problems.Forbidden($"A key with the role {caller.Role.ToString().ToLowerInvariant()} is not permitted here.")
            ).ExecuteAsync(http);
        }

        if (limits.Take(caller) is { } tooMany)
        {
            return new Answer(tooMany).ExecuteAsync(http);
        }
        return next(http);
    }

    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>()!;

    /// <summary>The caller as the audit names them.</summary>
    public static string By(this HttpContext http) => AuditLine.ByKey(http.Caller().KeyId);

    /// <summary>The receipt as its rules are asked: a till spends points with the member's presence only.</summary>
    public static PurchaseRequest Asked(this Caller caller, PurchaseRequest purchase) =>
        purchase.PayWithPoints is { } pay && caller.Role == Role.Till
            ? purchase with
            {
                PayWithPoints = pay with { ByTill = true },
            }
            : purchase;

    /// <summary>Refuses a till's key for any store but its own.</summary>
    public static Refused? StoreRefusal(this Caller caller, string? store) =>
        caller.Store is { } own && own != store
            ? new(RefusalCode.WrongStore, $"This key is for the store {own}, not for {store}.", new Fact("store", own))
            : null;

    private static Caller? Caller(HttpContext http, IKeyRing keys)
    {
        var header = http.Request.Headers.Authorization;
        return header is [{ } value] && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && value.Length <= 500
            ? keys.Find(value.AsSpan(7).Trim())
            : null;
    }
}
