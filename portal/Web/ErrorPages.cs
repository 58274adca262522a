using LoyaltyClub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Portal.Web;

/// <summary>Error pages in place of the requested page.</summary>
internal sealed partial class ErrorPages(IExceptionRefusals refusals)
{
    /// <summary>Internal address of the error page.</summary>
    internal const string Page = "/error";

    /// <summary>True for an exception with a refusal, such as an unavailable store: a later try can succeed.</summary>
    internal bool Foresees(Exception fault) => refusals.Of(fault) is not null;

    /// <summary>Answers errors with a page; with an empty body if the request was for a part of a page.</summary>
    internal async Task Guard(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, ContentType: null, StatusCode: 404 or 405 or 403 or 400 or 413 })
            {
                await Show(http, next, http.Response.StatusCode);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected.
        }
        catch (BadHttpRequestException fault) when (!http.Response.HasStarted)
        {
            await Show(http, next, fault.StatusCode);
        }
        catch (Exception fault) when (!http.Response.HasStarted && refusals.Of(fault) is { } trouble)
        {
            TurnedAway(Log(http), http.Request.Method, trouble.Code, fault.Message);
            Clear(http);
            http.Response.Headers.RetryAfter = "2";
            await Show(http, next, StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            Bug(Log(http), fault, http.Request.Method, http.TraceIdentifier);
            Clear(http);
            await Show(http, next, StatusCodes.Status500InternalServerError);
        }
    }

    private static void Clear(HttpContext http)
    {
        http.Response.Clear();
        PageSecurity.SetHeaders(http);
    }

    private static async Task Show(HttpContext http, RequestDelegate next, int status)
    {
        http.Response.StatusCode = status;
        if (http.Request.Headers.ContainsKey("HX-Request") || http.Request.Path.StartsWithSegments("/assets"))
        {
            return;
        }

        (http.Request.Method, http.Request.Path, http.Request.QueryString) = (HttpMethods.Get, Page, QueryString.Empty);
        http.Request.ContentType = null; // the submitted body is not for the error page
        http.SetEndpoint(null);
        http.Request.RouteValues.Clear();
        http.Items[Page] = status;
        await next(http);
    }

    private static ILogger Log(HttpContext http) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("LoyaltyClub.Portal");

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} of a page failed, trace {Trace}")]
    private static partial void Bug(ILogger logger, Exception fault, string method, string trace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} of a page turned away: {Code}: {Reason}")]
    private static partial void TurnedAway(ILogger logger, string method, string code, string reason);
}
