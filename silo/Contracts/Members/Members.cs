namespace LoyaltyClub.Contracts;

/// <summary>Somebody joins, with the details that they give. <paramref name="JoinedAt"/> null is now.</summary>
/// <param name="Unproven">
/// True for an address that could not be confirmed, because the club sends no mail: nobody signs in by it before.
/// </param>
/// <param name="Place">Where they join, as <see cref="JoinPlace"/>; null for an import.</param>
[GenerateSerializer, Immutable, Alias("club.Enrolment")]
public sealed record Enrolment(
    [property: JsonPropertyOrder(-2)] string? OperationId,
    Consents? Consents,
    string? ReferredBy,
    DateTimeOffset? JoinedAt,
    OpeningBalance? OpeningBalance,
    [property: JsonIgnore] bool Unproven = false,
    [property: JsonIgnore] string? Place = null
) : PersonDetails;

/// <param name="EmailWording">Version of the words that were agreed to, where the member was shown some.</param>
/// <param name="SmsWording">The same for SMS.</param>
[GenerateSerializer, Immutable, Alias("club.Consents")]
public sealed record Consents(
    bool Email = false,
    bool Sms = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? EmailWording = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SmsWording = null
);

/// <summary>
/// Points brought along. <paramref name="Expires"/> is the last day on which they can be spent; null is by the programme's rule.
/// </summary>
[GenerateSerializer, Immutable, Alias("club.OpeningBalance")]
public sealed record OpeningBalance(long Points, DateOnly? Expires);

/// <summary>Changes to a person's details: what is in <paramref name="Fields"/> is set, to null too; the rest stays.</summary>
[GenerateSerializer, Immutable, Alias("club.MemberChange")]
public sealed record MemberChange(
    [property: JsonPropertyOrder(-2)] string? OperationId,
    [property: JsonPropertyOrder(-2)] string[] Fields,
    Consents? Consents = null
) : PersonDetails;

/// <param name="NextActivation">When pending points become active next, and how many.</param>
/// <param name="Reservations">Redemptions that are reserved and wait to be captured.</param>
/// <param name="Parts">Ids of members who have become a part of this one.</param>
/// <param name="EmailUnconfirmed">True for an address that its owner has not confirmed.</param>
/// <param name="Unproven">True for a member who joined while the club sent no mail, and has confirmed no address since.</param>
/// <param name="OnHold">True while an admin holds what the member would spend.</param>
[GenerateSerializer, Immutable, Alias("club.MemberView")]
public sealed record MemberView(
    [property: JsonPropertyOrder(-2)] string Id,
    Consents Consents,
    DateTimeOffset JoinedAt,
    string Status,
    BalanceView Balance,
    LifetimeView Lifetime,
    TierView Tier,
    StampsView[] Stamps,
    VoucherView[] Vouchers,
    string ReferralCode,
    string? CardCode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] NextActivationView? NextActivation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ReservationView[]? Reservations = null,
    [property: JsonIgnore] string[]? Parts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool EmailUnconfirmed = false,
    [property: JsonIgnore] bool Unproven = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool OnHold = false
) : PersonDetails;

/// <param name="On">The first day on which these points can be spent.</param>
[GenerateSerializer, Immutable, Alias("club.NextActivationView")]
public sealed record NextActivationView(DateOnly On, long Points);

/// <param name="Id">As <c>POST /v1/redemptions/{id}/capture</c> takes it.</param>
/// <param name="Store">In a scan: as <see cref="RedemptionRequest.Store"/>.</param>
[GenerateSerializer, Immutable, Alias("club.ReservationView")]
public sealed record ReservationView(
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reward,
    long Points,
    DateTimeOffset ExpiresAt,
    [property: JsonIgnore] string? Store = null
);

/// <param name="Active">Points that can be spent now.</param>
[GenerateSerializer, Immutable, Alias("club.BalanceView")]
public sealed record BalanceView(
    long Active,
    long Pending,
    long Reserved,
    long Debt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] NextExpiryView? NextExpiry
);

/// <param name="On">The last day on which these points can be spent.</param>
[GenerateSerializer, Immutable, Alias("club.NextExpiryView")]
public sealed record NextExpiryView(DateOnly On, long Points);

[GenerateSerializer, Immutable, Alias("club.LifetimeView")]
public sealed record LifetimeView(long Earned, long Redeemed, long Expired, long Reversed);

[GenerateSerializer, Immutable, Alias("club.TierView")]
public sealed record TierView(
    string Code,
    string Name,
    DateTimeOffset Since,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? Until,
    ProgressView Progress
);

/// <param name="By">What counts: points, spend or visits.</param>
/// <param name="Reached">What counts in the window now.</param>
/// <param name="Next">The next level's code; null at the top, like the two that follow.</param>
/// <param name="Needed">What the next level takes.</param>
/// <param name="ToNext">What is still missing.</param>
/// <param name="NextName">The next level's name.</param>
[GenerateSerializer, Immutable, Alias("club.ProgressView")]
public sealed record ProgressView(
    string By,
    decimal Reached,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Needed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? ToNext,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NextName = null
);

/// <param name="By">What counts: visit, item or spend.</param>
/// <param name="Reward">Code of what a full card gives.</param>
[GenerateSerializer, Immutable, Alias("club.StampsView")]
public sealed record StampsView(
    string Card,
    string Name,
    decimal Count,
    decimal Size,
    int Completed,
    string? By = null,
    string? Reward = null
);

[GenerateSerializer, Immutable, Alias("club.VoucherView")]
public sealed record VoucherView(
    string Id,
    string Reward,
    string Code,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? Expires
);

/// <summary>Everything held about a person.</summary>
[GenerateSerializer, Immutable, Alias("club.MemberExport")]
public sealed record MemberExport(MemberView Member, string? ReferredBy, StatementLine[] Statement, PurchaseRecord[] Purchases);

[GenerateSerializer, Immutable, Alias("club.ErasureAnswer")]
public sealed record ErasureAnswer(string Id, string Status);

/// <summary>What the nightly close did for one member.</summary>
/// <param name="Due">True if there was something to write.</param>
[GenerateSerializer, Immutable, Alias("club.SettleAnswer")]
public sealed record SettleAnswer(long Activated, long Expired, long Released, int Vouchers, bool TierFell, bool Due = false);

/// <summary>Who a referrer is, for the guards against referring oneself.</summary>
/// <param name="Good">True for a member who has not left.</param>
[GenerateSerializer, Immutable, Alias("club.ReferrerView")]
public sealed record ReferrerView(bool Good, string? Email, string? Phone, string? ReferredBy);
