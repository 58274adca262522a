using Microsoft.AspNetCore.Mvc.Filters;

namespace LoyaltyClub.Portal.Web;

/// <summary>What holds for every page: a strict content policy, and nobody else's pages may post to ours.</summary>
internal static class PageSecurity
{
    /// <summary>No inline script or style, nothing from elsewhere. WebAssembly only for the code reader at the till.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        + "media-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    public static Task Guard(HttpContext http, RequestDelegate next)
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
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || IsOurs(http.Request))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>
    /// True if the browser says that one of our own pages sends this. Every browser of today says where a form or script comes from.
    /// </summary>
    private static bool IsOurs(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is [{ } site]
            ? site == "same-origin"
            : request.Headers.Origin is [{ } origin]
                && Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// Reads what is sent to a page before anything else does, so that what is no form is a bad request and no page meets it; the page's own
/// limits hold.
/// </summary>
internal sealed class ReadableForm : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        await Form.Read(context.HttpContext.Request);
        await next();
    }
}

/// <summary>
/// A page is asked for, or has a handler for what is sent to it; without this, any other method would draw it without asking its handler
/// who looks.
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
