namespace LoyaltyClub.Contracts;

/// <summary>Undelivered notices, for the system that sends them.</summary>
public interface INotices
{
    /// <param name="after">The id of the last notice of the previous page; null for the first page.</param>
    /// <returns>Null if <paramref name="after"/> is malformed.</returns>
    Task<WaitingNotice[]?> Waiting(string? after, int limit);

    /// <summary>Removes notices that were sent or given up.</summary>
    Task Done(string[] ids);
}

/// <summary>A notice to a member.</summary>
/// <param name="Kind">
/// <c>pointsEnd</c>, <c>tierEnds</c>, <c>voucherIssued</c> or <c>reservationReleased</c>; in a scan also <c>onHold</c>, for the cashier.
/// </param>
/// <param name="On">The last day of the points, the tier or the voucher.</param>
[GenerateSerializer, Immutable, Alias("club.NoticeView")]
public sealed record NoticeView(
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Points = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? On = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tier = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reward = null
)
{
    /// <summary>Points and vouchers cannot be spent until an admin releases them.</summary>
    public const string OnHold = "onHold";
}

/// <summary>An undelivered notice in the outbox.</summary>
/// <param name="Id">Its place in the outbox, for <c>after</c> and the acknowledgement.</param>
[GenerateSerializer, Immutable, Alias("club.WaitingNotice")]
public sealed record WaitingNotice(string Id, string Member, DateTimeOffset At, NoticeView Notice);
