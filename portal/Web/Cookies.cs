namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Every cookie of the pages. Scripts cannot read it and other sites cannot send it. On HTTPS it is marked secure and named with the
/// prefix <c>__Host-</c>, so that browsers take it from this host alone, and no neighbour under the same domain can plant one.
/// </summary>
internal static class Cookies
{
    public const string Prefix = "__Host-";

    public static string? Read(HttpContext http, string cookie) => http.Request.Cookies[Name(http, cookie)];

    /// <param name="life">Null until the browser closes.</param>
    /// <param name="path">Without HTTPS the pages that get the cookie; the prefix wants all of them.</param>
    public static void Set(HttpContext http, string cookie, string value, TimeSpan? life, string path = "/") =>
        http.Response.Cookies.Append(Name(http, cookie), value, Options(http, life, path));

    public static void Delete(HttpContext http, string cookie, string path = "/") =>
        http.Response.Cookies.Delete(Name(http, cookie), Options(http, null, path));

    /// <summary>Ends the session of a cookie's token, if there is one.</summary>
    /// <param name="token">SHA-256 of the token.</param>
    public static async Task EndSession(IAccountGrain account, byte[] token)
    {
        if (await account.Find(token) is { } session)
        {
            await account.End(session.Id);
        }
    }

    private static string Name(HttpContext http, string cookie) => http.Request.IsHttps ? Prefix + cookie : cookie;

    private static CookieOptions Options(HttpContext http, TimeSpan? life, string path) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            MaxAge = life,
            Path = http.Request.IsHttps ? "/" : path,
            IsEssential = true,
        };
}
