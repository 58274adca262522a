using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>
/// How a file's columns become our fields. Read by <see cref="MappingReader"/>; <c>deploy/import/README.md</c> is its reference.
/// </summary>
internal sealed record Mapping
{
    /// <summary>
    /// Our field and the headers that it is taken from; several are joined with a hyphen. Null: headers named as our fields.
    /// </summary>
    public IReadOnlyDictionary<string, string[]>? Columns { get; init; }

    /// <summary>Fields that have one value for the whole file.</summary>
    public IReadOnlyDictionary<string, string> Constants { get; init; } = new Dictionary<string, string>();

    /// <summary>What stands between two cells; null to find out from the header line.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The zone of times that come without an offset; null where every time has one.</summary>
    public TimeZoneInfo? TimeZone { get; init; }

    /// <summary>A .NET format for <c>at</c> and <c>joinedAt</c>; null is ISO 8601, with a blank or a T.</summary>
    public string? DateTimeFormat { get; init; }

    /// <summary>A .NET format for <c>birthday</c> and <c>openingExpires</c>.</summary>
    public string DateFormat { get; init; } = "yyyy-MM-dd";

    public char Decimal { get; init; } = '.';

    /// <summary>All rows of a receipt lie within this many rows, counted from its first.</summary>
    public int ReceiptWindow { get; init; } = 10_000;

    /// <summary>
    /// As the stores' setting <c>receiptNumbers</c>: rows of one number are one receipt within a day or a year, as the file writes it.
    /// </summary>
    public string ReceiptNumbers { get; init; } = Contracts.ReceiptNumbers.Forever;

    /// <summary>Receipts that name nobody are left out and counted, not refused.</summary>
    public bool SkipWithoutMember { get; init; }
}

/// <summary>The fields that a kind of import knows.</summary>
/// <param name="OneOf">At least one of these must be there.</param>
/// <param name="OnlyOne">And no second one.</param>
internal sealed record FieldSet(string[] Names, string[] Required, string[] OneOf, bool OnlyOne)
{
    public static readonly FieldSet Purchases = new(
        [
            "store",
            "till",
            "receipt",
            "at",
            "externalId",
            "member",
            "card",
            "email",
            "phone",
            "line",
            .. PurchaseLine.TextNames,
            "quantity",
            "amount",
            "tax",
        ],
        ["store", "receipt", "at", "sku", "quantity", "amount"],
        ["externalId", "member", "card", "email", "phone"],
        OnlyOne: true
    );

    public static readonly FieldSet Members = new(
        ["operationId", .. PersonDetails.Names, "emailConsent", "smsConsent", "referredBy", "joinedAt", "openingPoints", "openingExpires"],
        ["firstName"],
        ["externalId", "operationId"],
        OnlyOne: false
    );
}

/// <summary>The file, its mapping or the command cannot be: found before anything is written.</summary>
internal sealed class ImportFault(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public ImportFault(string fault)
        : this([fault]) { }
}
