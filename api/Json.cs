using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoyaltyClub.Api;

/// <summary>
/// The API's JSON: camelCase, exact names, unknown and repeated fields refused, numbers only as numbers.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    Converters = [typeof(InstantConverter), typeof(ExactConverter)]
)]
[JsonSerializable(typeof(Enrolment))]
[JsonSerializable(typeof(MemberPatch))]
[JsonSerializable(typeof(MemberLookUp))]
[JsonSerializable(typeof(MemberQuery))]
[JsonSerializable(typeof(MemberPage))]
[JsonSerializable(typeof(MemberView))]
[JsonSerializable(typeof(Members.GreetingView))]
[JsonSerializable(typeof(MemberExport))]
[JsonSerializable(typeof(StatementPage))]
[JsonSerializable(typeof(Adjustment))]
[JsonSerializable(typeof(AdjustmentAnswer))]
[JsonSerializable(typeof(ErasureAnswer))]
[JsonSerializable(typeof(PurchaseRequest))]
[JsonSerializable(typeof(PreviewRequest))]
[JsonSerializable(typeof(PurchaseAnswer))]
[JsonSerializable(typeof(SaleWithoutCard))]
[JsonSerializable(typeof(Purchases.SaleTold))]
[JsonSerializable(typeof(PurchaseRecord))]
[JsonSerializable(typeof(ProgrammePut))]
[JsonSerializable(typeof(ProgrammeAnswer))]
[JsonSerializable(typeof(ProgrammeShown))]
[JsonSerializable(typeof(Page<ProgrammeShown>))]
[JsonSerializable(typeof(CloseRequest))]
[JsonSerializable(typeof(CloseAnswer))]
[JsonSerializable(typeof(ClockRequest))]
[JsonSerializable(typeof(ClockView))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyCreated))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(Page<KeyView>))]
[JsonSerializable(typeof(StorePut))]
[JsonSerializable(typeof(StoreView))]
[JsonSerializable(typeof(Page<StoreView>))]
[JsonSerializable(typeof(SegmentPut))]
[JsonSerializable(typeof(SegmentView))]
[JsonSerializable(typeof(Page<SegmentView>))]
[JsonSerializable(typeof(MemberCount))]
[JsonSerializable(typeof(TillRequest))]
[JsonSerializable(typeof(TillCode))]
[JsonSerializable(typeof(TillView))]
[JsonSerializable(typeof(FindingView))]
[JsonSerializable(typeof(Page<FindingView>))]
[JsonSerializable(typeof(WatchDecision))]
[JsonSerializable(typeof(Page<TillView>))]
[JsonSerializable(typeof(PairRequest))]
[JsonSerializable(typeof(ReturnRequest))]
[JsonSerializable(typeof(ReturnAnswer))]
[JsonSerializable(typeof(RedemptionRequest))]
[JsonSerializable(typeof(RedemptionAnswer))]
[JsonSerializable(typeof(OperationRequest))]
[JsonSerializable(typeof(VoucherUse))]
[JsonSerializable(typeof(VoucherUseAnswer))]
[JsonSerializable(typeof(TransferRequest))]
[JsonSerializable(typeof(TransferAnswer))]
[JsonSerializable(typeof(MergeRequest))]
[JsonSerializable(typeof(MergeAnswer))]
[JsonSerializable(typeof(Page<RewardView>))]
[JsonSerializable(typeof(Page<WaitingNotice>))]
[JsonSerializable(typeof(NoticesDone))]
[JsonSerializable(typeof(ScanRequest))]
[JsonSerializable(typeof(ScanAnswer))]
[JsonSerializable(typeof(CardCodes))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(JsonDocument))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Leaves accents and quotes readable. Safe because answers are typed as JSON and are not part of a page.</summary>
    public static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };
}

/// <summary>
/// Writes the answers to purchases, the most frequent answers. They contain no instant and need none of the converters above; without
/// converters the generated code takes half the time.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Serialization
)]
[JsonSerializable(typeof(PurchaseAnswer))]
public sealed partial class PurchaseJson : JsonSerializerContext;

/// <summary>Instants: ISO 8601 with an offset or Z. Read to the millisecond; written in UTC.</summary>
public sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    private const int MostBytes = 40 * 6; // each character may be written as \u002B

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[MostBytes];
        return
            reader.TokenType == JsonTokenType.String
            && (reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) <= MostBytes
            && HasOffset(text[..reader.CopyString(text)])
            && reader.TryGetDateTimeOffset(out var instant)
            && instant.UtcDateTime.Year is >= 2 and <= 9990 // within the calendar in every zone
            ? DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds())
            : throw new JsonException("must be an instant with an offset, such as 2026-03-01T09:30:00Z");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Instants.Text(value));

    /// <summary>True if the text ends with Z or +hh:mm: without an offset the reader would silently use the server's.</summary>
    private static bool HasOffset(ReadOnlySpan<byte> text) =>
        text.Length is >= 17 and <= 40 && text[10] == 'T' && (text[^1] == 'Z' || text[^6] is (byte)'+' or (byte)'-');
}

/// <summary>Decimals without loss: refuses numbers that a decimal would round silently (1e-400, thirty digits).</summary>
public sealed class ExactConverter : JsonConverter<decimal>
{
    private const int MostCharacters = 28;

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (reader.TokenType != JsonTokenType.Number || length > MostCharacters || !reader.TryGetDecimal(out var value))
        {
            throw new JsonException($"must be a number of at most {MostCharacters} characters");
        }

        return value == 0 && SaysMore(ref reader) ? throw new JsonException("must not be smaller than any amount") : value;
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);

    /// <summary>True if a number read as zero has a digit other than 0 before its exponent.</summary>
    private static bool SaysMore(ref Utf8JsonReader reader)
    {
        Span<byte> text = stackalloc byte[MostCharacters];
        var length = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (reader.HasValueSequence)
        {
            reader.ValueSequence.CopyTo(text);
        }
        else
        {
            reader.ValueSpan.CopyTo(text);
        }

        text = text[..length];
        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        return (exponent < 0 ? text : text[..exponent]).ContainsAnyInRange((byte)'1', (byte)'9');
    }
}

/// <summary>A page of a list; <paramref name="Next"/> is the <c>after</c> of the next page, or null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Exactly one of its fields.</summary>
public sealed record MemberLookUp(string? Email, string? Phone, string? ExternalId, string? Card);

public sealed record MemberPatch([property: JsonPropertyOrder(-2)] string? OperationId, Consents? Consents) : PersonDetails;

/// <param name="Now">The instant of the preview; null is now.</param>
public sealed record PreviewRequest(
    DateTimeOffset? Now,
    string? Store,
    string? Till,
    string? Receipt,
    DateTimeOffset? At,
    string? Member,
    string? Card,
    PurchaseLine[]? Lines,
    string[]? Vouchers,
    PayWithPointsRequest? PayWithPoints,
    string? Currency
)
{
    public PurchaseRequest Purchase => new(Store, Till, Receipt, At, Member, Card, Lines, Vouchers, PayWithPoints, Currency);
}

public sealed record SegmentPut(string? Name, JsonElement? Where);

/// <param name="Where">The condition.</param>
public sealed record SegmentView(string Code, string Name, JsonElement Where)
{
    public static SegmentView Of(Segment segment) => new(segment.Code, segment.Name, segment.Condition());
}

public sealed record ProgrammePut(string? OperationId, DateTimeOffset? From, JsonElement? Programme, int? After = null);

/// <param name="Programme">The document as it was sent; absent fields have their defaults.</param>
public sealed record ProgrammeShown(int Version, DateTimeOffset From, JsonElement Programme)
{
    public static ProgrammeShown Of(ProgrammeView view)
    {
        using var document = JsonDocument.Parse(view.Document);
        return new(view.Version, view.From, document.RootElement.Clone());
    }
}

/// <param name="TimeZone">Such as Atlantic/Canary; the club's if absent.</param>
/// <param name="OpeningHours">As schema.org writes them: <c>Mo-Fr 09:00-14:00,17:00-20:30; Sa 10:00-14:00</c>.</param>
public sealed record StorePut(
    string? Name,
    string? Address,
    string? ReceiptNumbers = null,
    string? TimeZone = null,
    string? OpeningHours = null
)
{
    /// <param name="code">From the address.</param>
    public StoreView Store(string code) =>
        new(code, Name!, Address, ReceiptNumbers, TimeZone, OpeningHours is null ? null : Contracts.OpeningHours.Canonical(OpeningHours));
}

/// <param name="Qr">The text of a QR by which a device with a browser becomes the till.</param>
public sealed record TillCode(string Id, string PairingCode, string Qr, DateTimeOffset ExpiresAt)
{
    /// <param name="club">Scheme and host.</param>
    public static TillCode Of(TillAdded till, string club) =>
        new(till.Id, till.PairingCode, Pairing.Address(club, till.PairingCode), till.ExpiresAt);
}

public sealed record PairRequest(string? Code);

/// <param name="Ids">Ids of listed notices; unknown ids are skipped.</param>
public sealed record NoticesDone(string[]? Ids);

public sealed record CloseRequest(string? OperationId, DateTimeOffset? Through);

public sealed record ClockRequest(string? OperationId, DateTimeOffset? Now);

/// <param name="Durable">False if the store is configured so that acknowledged writes may be lost in a power cut.</param>
public sealed record HealthView(string Status, string Store, bool Durable, string? Reason);
