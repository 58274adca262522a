using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LoyaltyClub.Api;

/// <summary>A refusal as a problem.</summary>
internal sealed class Answer(Refused refusal) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var status = Problems.StatusOf(refusal);
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/problem+json";
        if (status is 429 or 503)
            httpContext.Response.Headers.RetryAfter = Problems.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return Send(httpContext, json => Problems.Write(json, refusal));
    }

    /// <summary>The value of an outcome with its status, or its refusal.</summary>
    /// <param name="created">201 instead of 200 where something was made now.</param>
    public static IResult Of<T>(Outcome<T> outcome, JsonTypeInfo<T> type, bool created = false) where T : class =>
        outcome.Refusal is { } refusal ? new Answer(refusal) : new Answer<T>(outcome.Value!, type, created && !outcome.Again ? 201 : 200, outcome.Again);

    public static IResult Of<T>(T value, JsonTypeInfo<T> type) => new Answer<T>(value, type, 200, false);

    /// <summary>Writes JSON as one piece with its length, so that no chunk frames are needed.</summary>
    internal static async Task Send(HttpContext http, Action<Utf8JsonWriter> write)
    {
        Fill(http.Response, write);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private static void Fill(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        var bytes = buffer ??= new(4096);
        var json = writer ??= new(bytes, ApiJson.Writing);
        bytes.ResetWrittenCount();
        json.Reset(bytes);
        write(json);
        json.Flush();
        response.ContentLength = bytes.WrittenCount;
        response.BodyWriter.Write(bytes.WrittenSpan);
        if (bytes.Capacity > 1 << 20)
            (buffer, writer) = (null, null);
    }

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;
}

/// <summary>A value as JSON.</summary>
internal sealed class Answer<T>(T value, JsonTypeInfo<T> type, int status, bool again) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        if (again)
            httpContext.Response.Headers["Idempotency-Hit"] = "true";
        return Answer.Send(httpContext, json => JsonSerializer.Serialize(json, value, type));
    }
}
