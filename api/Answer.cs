using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Api;

/// <summary>A refusal as a problem.</summary>
internal sealed class Answer(Refused refusal) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var status = Problems.StatusOf(refusal);
        httpContext.Note(refusal);
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/problem+json";
        if (httpContext.Features.Get<Caller>() is { } caller)
        {
            httpContext.RequestServices.GetRequiredService<KeyLimits>().Missed(caller, refusal);
        }

        if (status is 429 or 503)
        {
            var wait = refusal.Facts.FirstOrDefault(fact => fact.Name == "retryAfterSeconds")?.Value ?? Problems.RetryAfterSeconds;
            httpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        }

        return Send(httpContext, refusal, Problems.Write);
    }

    /// <summary>The value of an outcome with its status, or its refusal.</summary>
    /// <param name="created">201 instead of 200, unless the operation is a repeat.</param>
    public static IResult Of<T>(Outcome<T> outcome, JsonTypeInfo<T> type, bool created = false)
        where T : class =>
        outcome.Refusal is { } refusal
            ? new Answer(refusal)
            : new Answer<T>(outcome.Value!, type, created && !outcome.Again ? 201 : 200, outcome.Again);

    public static IResult Of<T>(T value, JsonTypeInfo<T> type) => new Answer<T>(value, type, 200, false);

    /// <summary>Writes the answer, for routes without an <see cref="IResult"/>.</summary>
    public static Task Send<T>(HttpContext http, Outcome<T> outcome, JsonTypeInfo<T> type, bool created)
        where T : class =>
        outcome.Refusal is { } refusal
            ? new Answer(refusal).ExecuteAsync(http)
            : Send(http, outcome.Value!, type, created && !outcome.Again ? 201 : 200, outcome.Again);

    internal static Task Send<T>(HttpContext http, T value, JsonTypeInfo<T> type, int status, bool again)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        if (again)
        {
            http.Response.Headers["Idempotency-Hit"] = "true";
        }

        return Send(http, (value, type), static (json, what) => JsonSerializer.Serialize(json, what.value, what.type));
    }

    /// <summary>Writes JSON in one piece with its length, without chunk frames.</summary>
    private static Task Send<T>(HttpContext http, T what, Action<Utf8JsonWriter, T> write)
    {
        Fill(http.Response, what, write);
        var flushed = http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        return flushed.IsCompletedSuccessfully ? Task.CompletedTask : flushed.AsTask();
    }

    private static void Fill<T>(HttpResponse response, T what, Action<Utf8JsonWriter, T> write)
    {
        var bytes = buffer ??= new(4096);
        var json = writer ??= new(bytes, ApiJson.Writing);
        bytes.ResetWrittenCount();
        json.Reset(bytes);
        write(json, what);
        json.Flush();
        response.ContentLength = bytes.WrittenCount;
        response.BodyWriter.Write(bytes.WrittenSpan);
        if (bytes.Capacity > 1 << 20)
        {
            (buffer, writer) = (null, null);
        }
    }

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;
}

/// <summary>A value as JSON.</summary>
internal sealed class Answer<T>(T value, JsonTypeInfo<T> type, int status, bool again) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Answer.Send(httpContext, value, type, status, again);
}
