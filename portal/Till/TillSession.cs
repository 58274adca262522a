using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Till;

/// <summary>
/// A till signed in with its key. The cookie holds the key's id under the club's seal, never the key. Each request checks the key, so
/// revoking it ends the session.
/// </summary>
internal static class TillSession
{
    public const string Cookie = "lc_till";
    private const string Purpose = "till session";
    public static readonly TimeSpan Life = TimeSpan.FromHours(14);

    /// <summary>Signs in, if the key has the role till.</summary>
    public static async Task<bool> Begin(HttpContext http, string key)
    {
        var services = http.RequestServices;
        if (services.GetRequiredService<IKeyRing>().Find(key.Trim()) is not { Role: Role.Till, Store: not null } caller)
        {
            return false;
        }

        var until = services.GetRequiredService<TimeProvider>().GetUtcNow().Add(Life).ToUnixTimeSeconds();
        var seal = await services.GetRequiredService<ISeals>().Seal(Purpose, FormattableString.Invariant($"{caller.KeyId} {until}"));
        http.Response.Cookies.Append(Cookie, seal, Options(http, Life));
        return true;
    }

    public static void End(HttpContext http)
    {
        http.Response.Cookies.Delete(Cookie, Options(http, null));
        Cashiers.End(http);
    }

    /// <summary>The unlocked till of the request: by its key, and by a cashier if the club has cashiers; else null.</summary>
    public static async Task<Caller?> Of(HttpContext http) =>
        await OfKey(http) is { } till && await Cashiers.Of(http, till) is not { IsNeeded: true, Who: null } ? till : null;

    /// <summary>The till unlocked by its key, with or without a cashier.</summary>
    public static async Task<Caller?> OfKey(HttpContext http)
    {
        var services = http.RequestServices;
        if (
            http.Request.Cookies[Cookie] is not { } cookie
            || await services.GetRequiredService<ISeals>().Open(Purpose, cookie) is not { } text
            || text.Split(' ') is not [var id, var until]
            || long.Parse(until, System.Globalization.CultureInfo.InvariantCulture)
                < services.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds()
        )
        {
            return null;
        }

        return services.GetRequiredService<IKeyRing>().ById(id) is { Role: Role.Till, Store: not null } caller ? caller : null;
    }

    public static CookieOptions Options(HttpContext http, TimeSpan? life) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            MaxAge = life,
            Path = "/till",
            IsEssential = true,
        };
}
