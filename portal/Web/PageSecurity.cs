using Microsoft.AspNetCore.Mvc.Filters;

namespace LoyaltyClub.Portal.Web;

/// <summary>Security of every page: a strict content security policy, and forms from the same origin only.</summary>
internal static class PageSecurity
{
    /// <summary>No inline scripts or styles and nothing from other origins. WebAssembly only for the code reader at the till.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        + "media-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static Task Guard(HttpContext http, RequestDelegate next)
    {
        SetHeaders(http);
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || IsOurs(http.Request))
        {
            return next(http);
        }

        var path = http.Request.Path;
        var room = ClubPortal.Rooms.FirstOrDefault(room => path.StartsWithSegments(room, StringComparison.Ordinal)) ?? "/";
        http.Note(SecurityEvent.CrossSite, how: room);
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    public static void SetHeaders(HttpContext http)
    {
        var headers = http.Response.Headers;
        var path = http.Request.Path;
        headers.ContentSecurityPolicy =
            path.StartsWithSegments("/till", StringComparison.Ordinal)
                ? Policy.Replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", StringComparison.Ordinal)
            : path.StartsWithSegments(ClubPortal.ClusterPage, StringComparison.Ordinal)
                ? Policy.Replace("style-src 'self'", "font-src 'self'; style-src 'self' 'unsafe-inline'", StringComparison.Ordinal)
            : Policy;
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    /// <summary>
    /// True if the request's headers say that it comes from one of our own pages. Every current browser sends them with forms and scripts.
    /// </summary>
    private static bool IsOurs(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is [{ } site]
            ? site == "same-origin"
            : request.Headers.Origin is [{ } origin]
                && Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Reads a submitted form before the page runs, so that a malformed one is a bad request; the page's own limits apply.</summary>
internal sealed class ReadableForm : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        await Form.Read(context.HttpContext.Request);
        await next();
    }
}

/// <summary>
/// Allows GET, and methods for which the page has a handler. Razor would render the page for any other method without running its handler,
/// and so without the check of access.
/// </summary>
internal sealed class HandledOnly : IPageFilter
{
    public void OnPageHandlerSelected(PageHandlerSelectedContext context) { }

    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (context.HandlerMethod is null && !HttpMethods.IsGet(context.HttpContext.Request.Method))
        {
            context.Result ??= new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
        }
    }

    public void OnPageHandlerExecuted(PageHandlerExecutedContext context) { }
}
