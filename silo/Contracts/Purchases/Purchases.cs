namespace LoyaltyClub.Contracts;

/// <summary>A receipt from a till. <paramref name="Member"/> or <paramref name="Card"/> names the member.</summary>
/// <param name="At">The instant of the sale.</param>
/// <param name="Currency">The programme's currency, or null.</param>
/// <param name="Kind">In a batch: <c>purchase</c> (the default), or <c>return</c> with <paramref name="ReturnReceipt"/> and lines of
/// number and quantity only.</param>
[GenerateSerializer, Immutable, Alias("club.PurchaseRequest")]
public sealed record PurchaseRequest(
    string? Store,
    string? Till,
    string? Receipt,
    DateTimeOffset? At,
    string? Member,
    string? Card,
    PurchaseLine[]? Lines,
    string[]? Vouchers,
    PayWithPointsRequest? PayWithPoints,
    string? Currency,
    string? Kind = null,
    string? ReturnReceipt = null
);

/// <param name="Amount">Money paid for the whole line, after the till's own discounts.</param>
[GenerateSerializer, Immutable, Alias("club.PurchaseLine")]
public sealed record PurchaseLine(int? Line, string? Sku, string? Name, string? Category, string? Brand, decimal? Quantity, decimal? Amount)
{
    /// <summary>The names of the texts, as JSON and an import's mapping have them.</summary>
    public static readonly string[] TextNames = ["sku", "name", "category", "brand"];

    /// <summary>From something that has a text under each of <see cref="TextNames"/>, or null.</summary>
    public static PurchaseLine From(int? line, Func<string, string?> text, decimal? quantity, decimal? amount) =>
        new(line, text("sku"), text("name"), text("category"), text("brand"), quantity, amount);
}

[GenerateSerializer, Immutable, Alias("club.PayWithPointsRequest")]
public sealed record PayWithPointsRequest(long Points);

/// <param name="Purchase">Store and receipt, as <c>GET /v1/purchases/{store}/{receipt}</c> takes them.</param>
/// <param name="Payable">Money left to pay at the till.</param>
[GenerateSerializer, Immutable, Alias("club.PurchaseAnswer")]
public sealed record PurchaseAnswer(
    string Purchase,
    string Member,
    EarnedView Points,
    StampsAddedView[] Stamps,
    TierChangeView Tier,
    BalanceView Balance,
    decimal Payable,
    VoucherView[] VouchersIssued,
    NoticeView[] Notices
);

/// <param name="Earned">All points of the receipt.</param>
/// <param name="Pending">The pending part of <paramref name="Earned"/>.</param>
/// <param name="DebtPaid">Points, including referral points, that paid a debt.</param>
/// <param name="Referral">Points of a referral, in addition to <paramref name="Earned"/>.</param>
/// <param name="Breakdown">Adds up to <paramref name="Earned"/>.</param>
[GenerateSerializer, Immutable, Alias("club.EarnedView")]
public sealed record EarnedView(
    long Earned,
    long Pending,
    RulePointsView[] Breakdown,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? DebtPaid = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Referral = null
);

[GenerateSerializer, Immutable, Alias("club.RulePointsView")]
public sealed record RulePointsView(string Rule, long Points);

[GenerateSerializer, Immutable, Alias("club.StampsAddedView")]
public sealed record StampsAddedView(string Card, decimal Added, decimal Count, int Completed);

[GenerateSerializer, Immutable, Alias("club.TierChangeView")]
public sealed record TierChangeView(
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ChangedFrom
);

/// <summary>A recorded purchase.</summary>
/// <param name="Programme">The version of the programme that decided.</param>
/// <param name="Returned">The quantities returned so far.</param>
[GenerateSerializer, Immutable, Alias("club.PurchaseRecord")]
public sealed record PurchaseRecord(
    string Purchase,
    string Member,
    string Store,
    string? Till,
    string Receipt,
    DateTimeOffset At,
    DateTimeOffset RecordedAt,
    int Programme,
    PurchaseLine[] Lines,
    EarnedView Points,
    TierChangeView Tier,
    BalanceView Balance,
    ReturnLine[] Returned,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PaidView? Paid = null
);

/// <param name="Points">Points that paid a part of the receipt.</param>
/// <param name="Amount">Their value in money.</param>
[GenerateSerializer, Immutable, Alias("club.PaidView")]
public sealed record PaidView(long Points, decimal Amount);
