namespace LoyaltyClub.Contracts;

/// <summary>The return of a whole receipt or of some lines.</summary>
/// <param name="Store">The store in which the goods came back.</param>
/// <param name="ReturnReceipt">The return's own receipt number in that store. With the purchase it identifies the return, so a repeat
/// changes nothing, and one slip may be for several purchases.</param>
/// <param name="Lines">Null for the whole receipt.</param>
/// <param name="PurchaseStore">The store of the purchase; null for <paramref name="Store"/>.</param>
/// <param name="PurchaseDay">The day of the purchase, for a store whose numbers begin again; null for the day of
/// <paramref name="At"/>.</param>
[GenerateSerializer, Immutable, Alias("club.ReturnRequest")]
public sealed record ReturnRequest(
    string? Store,
    string? Receipt,
    string? ReturnReceipt,
    DateTimeOffset? At,
    ReturnLine[]? Lines,
    string? Till = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PurchaseStore = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? PurchaseDay = null
)
{
    /// <summary>The store of the purchase.</summary>
    [JsonIgnore]
    public string? BoughtIn => PurchaseStore ?? Store;
}

[GenerateSerializer, Immutable, Alias("club.ReturnLine")]
public sealed record ReturnLine(int? Line, decimal? Quantity);

/// <param name="Status"><c>applied</c>, or <c>waiting</c> until the purchase arrives.</param>
/// <param name="Refund">Money to give back; null while it waits.</param>
[GenerateSerializer, Immutable, Alias("club.ReturnAnswer")]
public sealed record ReturnAnswer(
    string Purchase,
    string Return,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Member = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ReversedView? Reversed = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RestoredView? Restored = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StampsAddedView[]? Stamps = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string[]? VouchersTakenBack = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TierChangeView? Tier = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BalanceView? Balance = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Refund = null
);

/// <param name="Points">Points reversed: from pending, from active, and as debt.</param>
/// <param name="Debt">Points owed; the next earning pays them first.</param>
/// <param name="Forgiven">Points written off as expired.</param>
/// <param name="Forgotten">Points written off as not found (<c>negativeBalance: clamp</c>).</param>
[GenerateSerializer, Immutable, Alias("club.ReversedView")]
public sealed record ReversedView(long Points, long FromPending, long FromActive, long Debt, long Forgiven, long Forgotten);

/// <param name="Points">Points that had paid for the returned goods.</param>
/// <param name="ExpiredAtOnce">The part of <paramref name="Points"/> whose lots have expired meanwhile.</param>
[GenerateSerializer, Immutable, Alias("club.RestoredView")]
public sealed record RestoredView(long Points, long ExpiredAtOnce);
