namespace LoyaltyClub.Contracts;

/// <summary>Takes points for a reward, by its code, or an amount of points; exactly one of the two is set.</summary>
/// <param name="Capture">True to take the points now, false to reserve them.</param>
/// <param name="TtlSeconds">Seconds until a reservation times out; null is 900.</param>
/// <param name="Store">The store that hands it over; <see cref="RedemptionStore.Any"/> if the member chose it for any of them.</param>
/// <param name="Card">
/// The scanned card, or null: a rotating code spends once, a printed code as far as the programme's <c>spending</c> allows.
/// </param>
/// <param name="ByTill">True for the key of a till, which needs the card, or <c>spending.phone</c>.</param>
/// <param name="Receipt">Number of the sale with which it is taken, or null: one code of a card spends for one receipt.</param>
[GenerateSerializer, Immutable, Alias("club.RedemptionRequest")]
public sealed record RedemptionRequest(
    string? OperationId,
    string? Reward,
    long? Points,
    bool? Capture,
    int? TtlSeconds,
    string? Store,
    string? Card = null,
    [property: JsonIgnore] bool ByTill = false,
    string? Receipt = null
);

/// <param name="Store">Null if the redemption named none; <see cref="Any"/> for a member's own choice.</param>
[GenerateSerializer, Immutable, Alias("club.RedemptionStore")]
public sealed record RedemptionStore(string? Store)
{
    /// <summary>The store of what a member set aside themselves: the one that they walk into. No request of a key can name it.</summary>
    public const string Any = "";

    /// <summary>True if a till of this store may hand it over.</summary>
    public static bool IsOf(string? reserved, string till) => reserved == Any || reserved == till;
}

/// <param name="Status"><c>reserved</c>, <c>captured</c> or <c>released</c>.</param>
/// <param name="ExpiresAt">The time-out of a reservation.</param>
/// <param name="Voucher">The voucher of a captured reward.</param>
[GenerateSerializer, Immutable, Alias("club.RedemptionAnswer")]
public sealed record RedemptionAnswer(
    string Id,
    string Member,
    string Status,
    long Points,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reward,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VoucherView? Voucher,
    BalanceView Balance
);

/// <summary>A request whose body is only its operation id.</summary>
[GenerateSerializer, Immutable, Alias("club.OperationRequest")]
public sealed record OperationRequest(string? OperationId);

/// <param name="Receipt">The receipt of the same sale; a return of that receipt makes the voucher valid again.</param>
/// <param name="Card">The scanned card, or null: a rotating code spends once, a printed code is refused.</param>
[GenerateSerializer, Immutable, Alias("club.VoucherUse")]
public sealed record VoucherUse(string? OperationId, string? Store, string? Receipt, string? Card = null);

[GenerateSerializer, Immutable, Alias("club.VoucherUseAnswer")]
public sealed record VoucherUseAnswer(string Member, string Reward, string Code, string Status, DateOnly UsedOn);

/// <param name="Left">Units left; null for unlimited stock.</param>
/// <param name="Tiers">Tiers that may redeem the reward; empty for all.</param>
[GenerateSerializer, Immutable, Alias("club.RewardView")]
public sealed record RewardView(
    string Code,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Cost,
    int ValidDays,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Stock,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Left,
    string[] Tiers
);

/// <summary>The rewards of the programme in force.</summary>
public interface IRewards
{
    /// <param name="language">Of their names; null for the club's first.</param>
    Task<RewardView[]> Catalogue(string? language = null);
}
