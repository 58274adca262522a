namespace LoyaltyClub.Contracts;

/// <summary>A receipt from a till. <paramref name="Member"/> or <paramref name="Card"/> names the member.</summary>
/// <param name="At">The instant of the sale.</param>
/// <param name="Currency">The programme's currency, or null.</param>
/// <param name="Kind">In a batch: <c>purchase</c> (the default), or <c>return</c> with <paramref name="ReturnReceipt"/> and lines of
/// number and quantity only.</param>
/// <param name="PurchaseStore">In a batch, of a return: the store of the purchase, if it is another.</param>
/// <param name="PurchaseDay">In a batch, of a return: as <see cref="ReturnRequest.PurchaseDay"/>.</param>
/// <param name="Claimed">True if a member claims a receipt that was sold without a card; not in a till's request.</param>
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
    string? ReturnReceipt = null,
    [property: JsonIgnore] bool Claimed = false,
    string? PurchaseStore = null,
    DateOnly? PurchaseDay = null
);

/// <param name="Amount">Money paid for the whole line, after the till's own discounts.</param>
/// <param name="Tax">The part of the amount that is tax.</param>
[GenerateSerializer, Immutable, Alias("club.PurchaseLine")]
public sealed record PurchaseLine(
    int? Line,
    string? Sku,
    string? Name,
    string? Category,
    string? Brand,
    decimal? Quantity,
    decimal? Amount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Tax = null
)
{
    /// <summary>The names of the texts, as JSON and an import's mapping have them.</summary>
    public static readonly string[] TextNames = ["sku", "name", "category", "brand"];

    /// <summary>From something that has a text under each of <see cref="TextNames"/>, or null.</summary>
    public static PurchaseLine From(int? line, Func<string, string?> text, decimal? quantity, decimal? amount, decimal? tax) =>
        new(line, text("sku"), text("name"), text("category"), text("brand"), quantity, amount, tax);
}

/// <param name="ByTill">As <see cref="RedemptionRequest.ByTill"/>.</param>
[GenerateSerializer, Immutable, Alias("club.PayWithPointsRequest")]
public sealed record PayWithPointsRequest(long Points, [property: JsonIgnore] bool ByTill = false);

/// <param name="Purchase">Store and receipt, as <c>GET /v1/purchases/{store}/{receipt}</c> takes them.</param>
/// <param name="Payable">Money left to pay at the till.</param>
/// <param name="WhyNot">Of a preview: the rules that fail by one condition; null for none.</param>
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
    NoticeView[] Notices,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] NearMissView[]? WhyNot = null
);

/// <summary>An earning rule that a receipt would get but for one condition.</summary>
/// <param name="Rule">Its code.</param>
/// <param name="Condition">
/// The condition: <c>goods</c>, <c>minimumSpend</c>, <c>minimumQuantity</c>, <c>store</c>, <c>day</c>, <c>hours</c>, <c>firstPurchase</c>,
/// <c>birthday</c>, <c>birthdayMonth</c> or <c>limit</c>.
/// </param>
/// <param name="Missing">Money or quantity that is missing to a minimum; null for other conditions.</param>
/// <param name="Text">The condition as a sentence; null where nobody has said it yet.</param>
/// <param name="Offer">The rule, for the sentence.</param>
[GenerateSerializer, Immutable, Alias("club.NearMissView")]
public sealed record NearMissView(
    string Rule,
    string Condition,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Missing,
    [property: JsonIgnore] OfferView Offer,
    string? Text = null
)
{
    public const string Goods = "goods",
        MinimumSpend = "minimumSpend",
        MinimumQuantity = "minimumQuantity",
        Store = "store",
        Day = "day",
        Hours = "hours",
        Limit = "limit";
}

/// <summary>Earning rules in sentences.</summary>
public interface IRuleSentences
{
    /// <summary>A preview with the text of each near miss.</summary>
    /// <param name="language">One of the club's; null for its first.</param>
    PurchaseAnswer Said(PurchaseAnswer preview, string? language);
}

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
/// <param name="Vouchers">The vouchers used with it; null for none.</param>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PaidView? Paid = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UsedVoucherView[]? Vouchers = null
);

/// <summary>A voucher used with a receipt.</summary>
/// <param name="Reward">Code of what it gave; null once the member's ledger has dropped the voucher.</param>
[GenerateSerializer, Immutable, Alias("club.UsedVoucherView")]
public sealed record UsedVoucherView(string Code, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reward);

/// <param name="Points">Points that paid a part of the receipt.</param>
/// <param name="Amount">Their value in money.</param>
[GenerateSerializer, Immutable, Alias("club.PaidView")]
public sealed record PaidView(long Points, decimal Amount);
