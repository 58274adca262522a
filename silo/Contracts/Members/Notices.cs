namespace LoyaltyClub.Contracts;

/// <summary>Notices to members that wait for whoever sends them.</summary>
public interface INotices
{
    /// <param name="after">The id of the last notice of the page before, or null.</param>
    /// <returns>Null if <paramref name="after"/> is no id of a notice.</returns>
    Task<WaitingNotice[]?> Waiting(string? after, int limit);

    /// <summary>They were sent, or never will be.</summary>
    Task Done(string[] ids);
}

/// <summary>Something that a member is to be told.</summary>
/// <param name="Kind"><c>pointsEnd</c>, <c>tierEnds</c>, <c>voucherIssued</c> or <c>reservationReleased</c>.</param>
/// <param name="On">The last day of the points, the tier or the voucher.</param>
[GenerateSerializer, Immutable, Alias("club.NoticeView")]
public sealed record NoticeView(
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Points = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? On = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tier = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reward = null
);

/// <summary>A notice that waits in the outbox for whoever sends it.</summary>
/// <param name="Id">Its place: what <c>after</c> and the acknowledgement take.</param>
[GenerateSerializer, Immutable, Alias("club.WaitingNotice")]
public sealed record WaitingNotice(string Id, string Member, DateTimeOffset At, NoticeView Notice);
