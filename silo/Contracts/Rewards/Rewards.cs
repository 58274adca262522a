namespace LoyaltyClub.Contracts;

/// <summary>A reward by its code, or points alone; exactly one of the two.</summary>
/// <param name="Capture">True to take the points now, false to set them aside.</param>
/// <param name="TtlSeconds">How long a reservation holds; null is 900.</param>
/// <param name="Card">The member's card where it was scanned: a code that changes spends once, a printed one cannot.</param>
[GenerateSerializer, Immutable, Alias("club.RedemptionRequest")]
public sealed record RedemptionRequest(
    string? OperationId,
    string? Reward,
    long? Points,
    bool? Capture,
    int? TtlSeconds,
    string? Store,
    string? Card = null
);

/// <param name="Status"><c>reserved</c>, <c>captured</c> or <c>released</c>.</param>
/// <param name="ExpiresAt">When a reservation is released by itself.</param>
/// <param name="Voucher">The reward, once captured.</param>
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

/// <summary>A request that has nothing but its id.</summary>
[GenerateSerializer, Immutable, Alias("club.OperationRequest")]
public sealed record OperationRequest(string? OperationId);

/// <param name="Receipt">With which it is used; a return of that receipt makes the voucher good again.</param>
/// <param name="Card">The member's card where it was scanned: a code that changes spends once, a printed one cannot.</param>
[GenerateSerializer, Immutable, Alias("club.VoucherUse")]
public sealed record VoucherUse(string? OperationId, string? Store, string? Receipt, string? Card = null);

[GenerateSerializer, Immutable, Alias("club.VoucherUseAnswer")]
public sealed record VoucherUseAnswer(string Member, string Reward, string Code, string Status, DateOnly UsedOn);

/// <param name="Left">Units that are left; null if there is no limit.</param>
/// <param name="Tiers">Who can have it; empty for everybody.</param>
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

/// <summary>The rewards that the programme offers now.</summary>
public interface IRewards
{
    Task<RewardView[]> Catalogue();
}
