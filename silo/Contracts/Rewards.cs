using System.Text.Json.Serialization;

namespace LoyaltyClub.Contracts;

/// <summary>A reward by its code, or points alone; exactly one of the two.</summary>
/// <param name="Capture">True to take the points now, false to set them aside.</param>
/// <param name="TtlSeconds">How long a reservation holds; null is 900.</param>
/// <param name="Card">The member's card where it was scanned: a code that changes spends once, a printed one cannot.</param>
[GenerateSerializer, Immutable, Alias("club.RedemptionRequest")]
public sealed record RedemptionRequest(string? OperationId, string? Reward, long? Points, bool? Capture, int? TtlSeconds, string? Store, string? Card = null);

/// <param name="Status"><c>reserved</c>, <c>captured</c> or <c>released</c>.</param>
/// <param name="ExpiresAt">When a reservation is released by itself.</param>
/// <param name="Voucher">The reward, once captured.</param>
[GenerateSerializer, Immutable, Alias("club.RedemptionAnswer")]
public sealed record RedemptionAnswer(
    string Id, string Member, string Status, long Points,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reward,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] VoucherView? Voucher,
    BalanceView Balance);

/// <summary>A request that has nothing but its id.</summary>
[GenerateSerializer, Immutable, Alias("club.OperationRequest")]
public sealed record OperationRequest(string? OperationId);

/// <param name="Receipt">With which it is used; a return of that receipt makes the voucher good again.</param>
/// <param name="Card">The member's card where it was scanned: a code that changes spends once, a printed one cannot.</param>
[GenerateSerializer, Immutable, Alias("club.VoucherUse")]
public sealed record VoucherUse(string? OperationId, string? Store, string? Receipt, string? Card = null);

[GenerateSerializer, Immutable, Alias("club.VoucherUseAnswer")]
public sealed record VoucherUseAnswer(string Member, string Reward, string Code, string Status, DateOnly UsedOn);

[GenerateSerializer, Immutable, Alias("club.TransferRequest")]
public sealed record TransferRequest(string? OperationId, string? To, long Points);

[GenerateSerializer, Immutable, Alias("club.TransferAnswer")]
public sealed record TransferAnswer(string Member, string To, long Points, DateTimeOffset At, BalanceView Balance);

/// <param name="From">The member who becomes a part of the other, or is split off again.</param>
[GenerateSerializer, Immutable, Alias("club.MergeRequest")]
public sealed record MergeRequest(string? OperationId, string? From);

[GenerateSerializer, Immutable, Alias("club.MergeAnswer")]
public sealed record MergeAnswer(string Member, string From, DateTimeOffset At);

/// <param name="Left">Units that are left; null if there is no limit.</param>
/// <param name="Tiers">Who can have it; empty for everybody.</param>
[GenerateSerializer, Immutable, Alias("club.RewardView")]
public sealed record RewardView(
    string Code, string Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Cost, int ValidDays,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Stock,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Left, string[] Tiers);

/// <summary>Something that a member is to be told.</summary>
/// <param name="Kind"><c>pointsEnd</c>, <c>tierEnds</c>, <c>voucherIssued</c> or <c>reservationReleased</c>.</param>
/// <param name="On">The last day of the points, the tier or the voucher.</param>
[GenerateSerializer, Immutable, Alias("club.NoticeView")]
public sealed record NoticeView(
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Points = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? On = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tier = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reward = null);

/// <summary>A notice that waits in the outbox for whoever sends it.</summary>
/// <param name="Id">Its place: what <c>after</c> and the acknowledgement take.</param>
[GenerateSerializer, Immutable, Alias("club.WaitingNotice")]
public sealed record WaitingNotice(string Id, string Member, DateTimeOffset At, NoticeView Notice);
