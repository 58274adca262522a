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
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, ContentType: null } && Unanswered(http) is { } refusal)
            {
                await new Answer(refusal).ExecuteAsync(http);
            }
        }
        catch (BadHttpRequestException fault) when (!http.Response.HasStarted)
        {
            await new Answer(
                fault.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? Problems.TooLarge(Body.Limit)
                    : new("malformed_json", "The request's body is truncated or its HTTP framing is malformed.")
            ).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected.
        }
        catch (Exception fault) when (!http.Response.HasStarted && refusals.Of(fault) is { } trouble)
        {
            StoreTrouble(Log(http), http.Request.Method, trouble.Code, fault.Message);
            http.Response.Clear();
            await new Answer(trouble).ExecuteAsync(http);
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            Bug(Log(http), fault, http.Request.Method, http.GetEndpoint()?.DisplayName, http.TraceIdentifier);
            http.Response.Clear();
            await new Answer(
                new(
                    "internal_error",
                    "This is a bug of the service. Acknowledged operations are safe; the request can be repeated.",
                    new Fact("trace", http.TraceIdentifier)
                )
            ).ExecuteAsync(http);
        }
    }

    /// <summary>The problem for a status set by the router itself.</summary>
    private static Refused? Unanswered(HttpContext http) =>
        http.Response.StatusCode switch
        {
            404 => new("not_found", "The address is unknown; /docs lists the routes."),
            405 => new("method_not_allowed", $"The address does not support {http.Request.Method}."),
            415 => new("unsupported_media_type", "The body must be application/json, or application/x-ndjson for a batch."),
            _ => null,
        };

    private static ILogger Log(HttpContext http) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("LoyaltyClub.Api");

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Route} failed, trace {Trace}")]
    private static partial void Bug(ILogger logger, Exception fault, string method, string? route, string trace);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} turned away: {Code}: {Reason}")]
    private static partial void StoreTrouble(ILogger logger, string method, string code, string reason);
}
