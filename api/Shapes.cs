using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LoyaltyClub.Api;

/// <summary>
/// What a request's fields must look like, as the published contract says it. <see cref="Check"/> applies it; a test sends what is just
/// beyond each limit.
/// </summary>
internal static class Shapes
{
    private const int OperationId = 100,
        Store = 40,
        Receipt = 100,
        Code = 100,
        Member = 40;

    /// <param name="Most">Characters of a text, or items of a list.</param>
    private sealed record Shape(
        bool Required = false,
        int? Most = null,
        decimal? From = null,
        decimal? To = null,
        string? Pattern = null,
        string? Format = null,
        string[]? Choices = null
    );

    private static Shape Text(int most, bool required = false) => new(required, most);

    private static Shape Number(decimal from, decimal to, bool required = false) => new(required, From: from, To: to);

    private static readonly Dictionary<string, Dictionary<string, Shape>> Table = new(StringComparer.Ordinal)
    {
        [nameof(Enrolment)] = Person(
            new()
            {
                ["firstName"] = Text(100, true),
                ["referredBy"] = Text(Member),
                ["joinedAt"] = new(),
            }
        ),
        [nameof(MemberPatch)] = Person([]),
        [nameof(Consents)] = new() { ["emailWording"] = Text(40), ["smsWording"] = Text(40) },
        [nameof(OpeningBalance)] = new() { ["points"] = Number(0, Check.MostPoints, true) },
        [nameof(MemberLookUp)] = new()
        {
            ["email"] = new(Most: EmailAddress.Longest, Format: "email"),
            ["phone"] = Text(Members.LookUp.Longest),
            ["externalId"] = Text(Members.LookUp.Longest),
            ["card"] = Text(Members.LookUp.Longest),
        },
        [nameof(MemberQuery)] = new()
        {
            ["text"] = Text(IMemberList.LongestText),
            ["sort"] = new(Choices: MemberSort.All),
            ["after"] = Text(Members.Search.LongestAfter),
            ["limit"] = Number(1, IMemberList.MostMembers),
            ["segment"] = Text(Segment.LongestCode),
        },
        [nameof(PurchaseRequest)] = Sale(
            new()
            {
                ["kind"] = new(Choices: ["purchase"]),
                ["returnReceipt"] = Text(Receipt),
                ["purchaseStore"] = Text(Store),
            }
        ),
        [nameof(PreviewRequest)] = Sale([]),
        [nameof(PurchaseLine)] = new()
        {
            ["line"] = Number(0, 1_000_000, true),
            ["sku"] = Text(64, true),
            ["name"] = Text(200),
            ["category"] = Text(100),
            ["brand"] = Text(100),
            ["quantity"] = Number(0, Check.MostQuantity, true),
            ["amount"] = Number(-Check.MostAmount, Check.MostAmount, true),
            ["tax"] = Number(-Check.MostAmount, Check.MostAmount),
        },
        [nameof(PayWithPointsRequest)] = new() { ["points"] = Number(1, Check.MostPoints, true) },
        [nameof(SaleWithoutCard)] = new()
        {
            ["store"] = Text(Store, true),
            ["receipt"] = Text(Receipt, true),
            ["at"] = new(true),
            ["amount"] = Number(0, Check.MostAmount, true),
            ["lines"] = new(Most: Check.MostLines),
        },
        [nameof(ReturnRequest)] = new()
        {
            ["store"] = Text(Store, true),
            ["till"] = Text(Store),
            ["receipt"] = Text(Receipt, true),
            ["purchaseStore"] = Text(Store),
            ["returnReceipt"] = Text(Receipt, true),
            ["at"] = new(true),
            ["lines"] = new(Most: Check.MostLines),
        },
        [nameof(ReturnLine)] = new()
        {
            ["line"] = Number(int.MinValue, int.MaxValue, true),
            ["quantity"] = Number(0.001m, Check.MostQuantity, true),
        },
        [nameof(RedemptionRequest)] = new()
        {
            ["operationId"] = Text(OperationId),
            ["reward"] = Text(64),
            ["points"] = Number(1, Check.MostPoints),
            ["capture"] = new(true),
            ["ttlSeconds"] = Number(1, Check.LongestReservation),
            ["store"] = Text(Store),
            ["receipt"] = Text(Receipt),
            ["card"] = Text(Code),
        },
        [nameof(VoucherUse)] = new()
        {
            ["operationId"] = Text(OperationId),
            ["store"] = Text(Store, true),
            ["receipt"] = Text(Receipt),
            ["card"] = Text(Code),
        },
        [nameof(Adjustment)] = new()
        {
            ["operationId"] = Text(OperationId),
            ["points"] = Number(-Check.MostPoints, Check.MostPoints, true),
            ["reason"] = Text(200, true),
        },
        [nameof(TransferRequest)] = new()
        {
            ["operationId"] = Text(OperationId),
            ["to"] = Text(Member, true),
            ["points"] = Number(1, Check.MostPoints, true),
        },
        [nameof(MergeRequest)] = new() { ["operationId"] = Text(OperationId), ["from"] = Text(Member, true) },
        [nameof(OperationRequest)] = new() { ["operationId"] = Text(OperationId) },
        [nameof(ScanRequest)] = new() { ["code"] = Text(Code, true) },
        [nameof(KeyRequest)] = new()
        {
            ["operationId"] = Text(OperationId),
            ["role"] = new(true, Choices: ["till", "marketing", "admin"]),
            ["store"] = Text(Store),
            ["name"] = Text(100),
        },
        [nameof(StorePut)] = new()
        {
            ["name"] = Text(100, true),
            ["address"] = Text(200),
            ["receiptNumbers"] = new(Choices: ReceiptNumbers.All),
            ["timeZone"] = Text(TimeZones.MostCharacters),
            ["openingHours"] = Text(OpeningHours.MostCharacters),
        },
        [nameof(SegmentPut)] = new() { ["name"] = Text(Segment.LongestName, true), ["where"] = new(true) },
        [nameof(WatchDecision)] = new() { ["operationId"] = Text(OperationId), ["reason"] = Text(200, true) },
        [nameof(TillRequest)] = new()
        {
            ["operationId"] = Text(OperationId),
            ["store"] = Text(Store, true),
            ["name"] = Text(100, true),
        },
        [nameof(PairRequest)] = new() { ["code"] = Text(Code, true) },
        [nameof(ProgrammePut)] = new()
        {
            ["operationId"] = Text(OperationId),
            ["programme"] = new(true),
            ["after"] = Number(int.MinValue, int.MaxValue),
        },
        [nameof(NoticesDone)] = new() { ["ids"] = new(true, Paging.Most) },
        [nameof(CloseRequest)] = new() { ["operationId"] = Text(OperationId) },
        [nameof(ClockRequest)] = new() { ["operationId"] = Text(OperationId), ["now"] = new(true) },
    };

    private static Dictionary<string, Shape> Person(Dictionary<string, Shape> more) =>
        With(
            more,
            new()
            {
                ["operationId"] = Text(OperationId),
                ["externalId"] = Text(100),
                ["firstName"] = Text(100),
                ["lastName"] = Text(100),
                ["email"] = new(Most: EmailAddress.Longest, Format: "email"),
                ["phone"] = Text(PhoneText.Longest),
                ["language"] = new(Most: 5, Pattern: Check.LanguagePattern),
            }
        );

    private static Dictionary<string, Shape> Sale(Dictionary<string, Shape> more) =>
        With(
            more,
            new()
            {
                ["store"] = Text(Store, true),
                ["till"] = Text(Store),
                ["receipt"] = Text(Receipt, true),
                ["at"] = new(true),
                ["member"] = Text(Member),
                ["card"] = Text(Code),
                ["lines"] = new(true, Check.MostLines),
                ["vouchers"] = new(Most: Check.MostVouchers),
                ["currency"] = Text(3),
            }
        );

    /// <param name="more">Wins over the other.</param>
    private static Dictionary<string, Shape> With(Dictionary<string, Shape> more, Dictionary<string, Shape> basis) =>
        more.Concat(basis.Where(pair => !more.ContainsKey(pair.Key))).ToDictionary(StringComparer.Ordinal);

    /// <summary>Puts the limits into the schemas of requests.</summary>
    public static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        foreach (var (name, shapes) in Table)
        {
            var schema = (OpenApiSchema)document.Components!.Schemas![name];
            schema.AdditionalPropertiesAllowed = false;
            schema.Required = shapes.Where(pair => pair.Value.Required).Select(pair => pair.Key).ToHashSet();
            foreach (var (field, shape) in shapes)
            {
                if (schema.Properties![field] is OpenApiSchema property)
                {
                    Put(property, shape);
                }
            }
        }

        return Task.CompletedTask;
    }

    private static void Put(OpenApiSchema property, Shape shape)
    {
        if (property.Type is { } type && type.HasFlag(JsonSchemaType.Array))
        {
            (property.MinItems, property.MaxItems) = (shape.Required ? 1 : null, shape.Most);
            return;
        }

        if (shape.From is { } from)
        {
            // The generator's numbers may be texts as well; this API takes numbers alone.
            property.Type &= ~JsonSchemaType.String;
            property.Pattern = null;
            (property.Minimum, property.Maximum) = (Said(from), Said(shape.To!.Value));
        }

        property.MinLength = shape.Most is null ? property.MinLength : 1;
        property.MaxLength = shape.Most ?? property.MaxLength;
        property.Pattern = shape.Pattern ?? property.Pattern;
        property.Format = shape.Format ?? property.Format;
        property.Enum = shape.Choices?.Select(choice => (System.Text.Json.Nodes.JsonNode)choice).ToList() ?? property.Enum;
    }

    private static string Said(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
