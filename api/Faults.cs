using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Api;

/// <summary>
/// What goes wrong outside the operations themselves, as problems: unknown addresses, broken requests, a store that is away.
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
                    : new("malformed_json", "The request's body broke off or is not framed as HTTP wants it.")
            ).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up; nobody reads an answer.
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
                    "This is our mistake, not yours. Whatever was acknowledged is safe; the same may be sent again.",
                    new Fact("trace", http.TraceIdentifier)
                )
            ).ExecuteAsync(http);
        }
    }

    /// <summary>What the router itself turned away.</summary>
    private static Refused? Unanswered(HttpContext http) =>
        http.Response.StatusCode switch
        {
            404 => new("not_found", "There is nothing at this address; /docs shows what there is."),
            405 => new("method_not_allowed", $"This address does not take {http.Request.Method}."),
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
