using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LoyaltyClub.Api;

/// <summary>Reads request bodies: bounded before they are parsed, with every fault of the JSON as a problem.</summary>
internal static class Body
{
    /// <summary>More than the longest honest receipt (1,000 lines).</summary>
    public const int Limit = 1 << 20;

    /// <summary>The body as a value, or its refusal.</summary>
    public static ValueTask<(T? Value, Refused? Refusal)> Read<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class => Read(http, json => Parse(json, type));

    public static async ValueTask<(T? Value, Refused? Refusal)> Read<T>(
        HttpContext http,
        Func<ReadOnlySequence<byte>, (T? Value, Refused? Refusal)> parse
    )
        where T : class
    {
        if (http.Request.ContentLength > Limit)
        {
            return (null, Problems.TooLarge(Limit));
        }

        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await Next(reader, http.RequestAborted);
            if (read.Buffer.Length > Limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return (null, Problems.TooLarge(Limit));
            }
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            var parsed = parse(read.Buffer);
            reader.AdvanceTo(read.Buffer.End);
            return parsed;
        }
    }

    /// <summary>
    /// Reads on. Kestrel throws a plain <see cref="IOException"/> for some faults of the framing, such as a chunk's size beyond its
    /// numbers.
    /// </summary>
    /// <exception cref="BadHttpRequestException">The framing is malformed.</exception>
    public static async ValueTask<ReadResult> Next(PipeReader body, CancellationToken cancel)
    {
        try
        {
            return await body.ReadAsync(cancel);
        }
        catch (IOException fault) when (fault is not BadHttpRequestException)
        {
            throw new BadHttpRequestException(fault.Message, fault);
        }
    }

    /// <summary>A byte order mark before the JSON, as PowerShell writes it, is passed over (RFC 8259, 8.1).</summary>
    public static (T? Value, Refused? Refusal) Parse<T>(ReadOnlySequence<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var bytes = json.IsSingleSegment ? json.FirstSpan : json.ToArray();
            var value = JsonSerializer.Deserialize(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes, type);
            return value is null ? (null, new Refused(RefusalCode.MalformedJson, "The body must be an object, not null.")) : (value, null);
        }
        catch (JsonException fault)
        {
            return (null, Explain(fault));
        }
    }

    /// <summary>The operation id: from the body, or from the header <c>Idempotency-Key</c>; 1 to 100 characters.</summary>
    public static (string? Id, Refused? Refusal) OperationId(HttpContext http, string? inBody, bool required = false)
    {
        var header = http.Request.Headers["Idempotency-Key"];
        if (header.Count > 1 || (header.Count == 1 && inBody is not null && header[0] != inBody))
        {
            return (
                null,
                new(RefusalCode.TwoOperationIds, "operationId and the header Idempotency-Key mean the same; they must not differ.")
            );
        }

        var id = inBody ?? (header.Count == 1 ? header[0] : null);
        return (id, required ? Check.Required("operationId", id, 100) : Check.Optional("operationId", id, 100));
    }

    /// <summary>The checked body of a write with its operation id, from the body or the header; or a refusal.</summary>
    /// <param name="named">The operation id in the body.</param>
    public static async ValueTask<(T? Value, string? OperationId, Refused? Refusal)> Write<T>(
        HttpContext http,
        JsonTypeInfo<T> type,
        Func<T, string?> named,
        Func<T, Refused?> check
    )
        where T : class
    {
        var (value, fault) = await Read(http, type);
        if (value is null)
        {
            return (null, null, fault);
        }

        var (id, twice) = OperationId(http, named(value), required: true);
        return (twice ?? check(value)) is { } refusal ? (null, null, refusal) : (value, id, null);
    }

    /// <summary>The operation id of a request without other content; with an id in the header the body may be empty.</summary>
    public static async ValueTask<(string? Id, Refused? Refusal)> Operation(HttpContext http)
    {
        var empty = http.Request.ContentLength is null or 0 && http.Request.Headers.TransferEncoding.Count == 0;
        var (request, fault) = empty ? (new OperationRequest(null), null) : await Read(http, ApiJson.Default.OperationRequest);
        return request is null ? (null, fault) : OperationId(http, request.OperationId, required: true);
    }

    private static Refused Explain(JsonException fault)
    {
        var path = fault.Path is { Length: > 2 } at ? at[2..] : "";
        if (
            fault.Message.StartsWith("The JSON property '", StringComparison.Ordinal)
            && fault.Message.Contains("could not be mapped", StringComparison.Ordinal)
        )
        {
            return new(
                RefusalCode.UnknownField,
                $"There is no field '{path}' here. Unknown fields are refused, so that a typo never silently loses anything.",
                new Fact("field", path)
            );
        }

        if (fault.InnerException is JsonException)
        {
            return new(
                RefusalCode.MalformedJson,
                $"The body is not valid JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine}.",
                new Fact("line", (fault.LineNumber ?? 0) + 1),
                new Fact("byte", fault.BytePositionInLine ?? 0)
            );
        }

        if (fault.Message.StartsWith("must ", StringComparison.Ordinal))
        {
            return Problems.Invalid(path, fault.Message.Split(". Path:")[0]);
        }

        return path.Length == 0
            ? new(RefusalCode.MalformedJson, "The body must be one JSON object in valid UTF-8.")
            : Problems.Invalid(path, "is of the wrong type, given twice or too large");
    }
}
