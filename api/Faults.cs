using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Api;

/// <summary>
/// Problems outside the operations themselves: unknown addresses, malformed requests, an unavailable store.
/// </summary>
internal static partial class Faults
{
    public static async Task Guard(HttpContext http, RequestDelegate next, IExceptionRefusals refusals)
    {
        SetHeaders(http.Response.Headers);
        Refused? refusal;
        try
        {
            await next(http);
            refusal = http.Response is { HasStarted: false, ContentType: null } ? Unanswered(http) : null;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return; // The caller has disconnected.
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            http.Response.Clear();
            SetHeaders(http.Response.Headers);
            refusal = Refusal(http, fault, refusals);
        }

        if (refusal is not null)
        {
            await new Answer(refusal).ExecuteAsync(http);
        }
    }

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
    }

    private static Refused Refusal(HttpContext http, Exception fault, IExceptionRefusals refusals)
    {
        if (fault is BadHttpRequestException { StatusCode: var status })
        {
            return status == StatusCodes.Status413PayloadTooLarge
                ? Problems.TooLarge(Body.Limit)
                : new(RefusalCode.MalformedJson, "The request's body is truncated or its HTTP framing is malformed.");
        }

        if (refusals.Of(fault) is { } trouble)
        {
            StoreTrouble(Log(http), http.Request.Method, trouble.Code, fault.Message);
            return trouble;
        }

        Bug(Log(http), fault, http.Request.Method, http.GetEndpoint()?.DisplayName, http.TraceIdentifier);
        return new(
            RefusalCode.InternalError,
            "This is a bug of the service. Acknowledged operations are safe; the request can be repeated.",
            new Fact("trace", http.TraceIdentifier)
        );
    }

    /// <summary>The problem for a status set by the router itself.</summary>
    private static Refused? Unanswered(HttpContext http) =>
        http.Response.StatusCode switch
        {
            404 => new(RefusalCode.NotFound, "The address is unknown; /docs lists the routes."),
            405 => new(RefusalCode.MethodNotAllowed, $"The address does not support {http.Request.Method}."),
            415 => new(RefusalCode.UnsupportedMediaType, "The body must be application/json, or application/x-ndjson for a batch."),
            _ => null,
        };

    private static ILogger Log(HttpContext http) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("LoyaltyClub.Api");

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed, trace {Trace}")]
    private static partial void Bug(ILogger logger, Exception fault, string method, string? route, string trace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} turned away: {Code}: {Reason}")]
    private static partial void StoreTrouble(ILogger logger, string method, string code, string reason);
}
