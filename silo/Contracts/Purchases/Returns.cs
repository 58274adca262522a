namespace LoyaltyClub.Contracts;

/// <summary>A receipt, or a part of it, comes back.</summary>
/// <param name="ReturnReceipt">The return's own receipt: the same again changes nothing.</param>
/// <param name="Lines">Null is everything.</param>
[GenerateSerializer, Immutable, Alias("club.ReturnRequest")]
public sealed record ReturnRequest(
    string? Store,
    string? Receipt,
    string? ReturnReceipt,
    DateTimeOffset? At,
    ReturnLine[]? Lines,
    string? Till = null
);

[GenerateSerializer, Immutable, Alias("club.ReturnLine")]
public sealed record ReturnLine(int? Line, decimal? Quantity);

/// <param name="Status"><c>applied</c>, or <c>waiting</c> for a purchase that has not arrived.</param>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BalanceView? Balance = null
);

/// <param name="Points">Taken back: from pending, from active, and owed.</param>
/// <param name="Debt">Owed: the next earning pays it first.</param>
/// <param name="Forgiven">Had expired before, so that there was nothing to take back.</param>
/// <param name="Forgotten">Could not be found and is not owed either.</param>
[GenerateSerializer, Immutable, Alias("club.ReversedView")]
public sealed record ReversedView(long Points, long FromPending, long FromActive, long Debt, long Forgiven, long Forgotten);

/// <param name="Points">That had paid for what came back.</param>
/// <param name="ExpiredAtOnce">Those of them that have ended meanwhile.</param>
[GenerateSerializer, Immutable, Alias("club.RestoredView")]
public sealed record RestoredView(long Points, long ExpiredAtOnce);
