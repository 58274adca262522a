namespace LoyaltyClub.Contracts;

/// <summary>Exact look-ups, answered by indexes and not by grains. They lead to a grain; they never decide.</summary>
public interface IDirectory
{
    /// <summary>The id of the member with this e-mail, phone, external id or card code; <c>unknown_member</c>, or <c>card_invalid</c> where the check character or the tag is wrong. Whether the card is still good, its member's grain says.</summary>
    Task<Outcome<string>> Member(MemberBy by, string value);

    /// <summary>The member who has this receipt, or null.</summary>
    Task<string?> MemberOfPurchase(string store, string receipt);

    /// <summary>The key of <see cref="IEarlyReturnsGrain"/> for a receipt.</summary>
    string EarlyReturns(string store, string receipt);

    /// <summary>The id of the member who holds a voucher; <c>unknown_voucher</c>.</summary>
    Task<Outcome<string>> MemberOfVoucher(string code);
}

/// <summary>Carries what one grain has to tell another, from the outbox, at least once and in the end for sure.</summary>
public interface ICourier
{
    /// <summary>Delivers what a member has in the outbox now; what cannot be delivered yet is delivered later.</summary>
    Task Flush(string member);
}

/// <summary>Notices to members that wait for whoever sends them.</summary>
public interface INotices
{
    /// <param name="after">The id of the last notice of the page before, or null.</param>
    /// <returns>Null if <paramref name="after"/> is no id of a notice.</returns>
    Task<WaitingNotice[]?> Waiting(string? after, int limit);

    /// <summary>They were sent, or never will be.</summary>
    Task Done(string[] ids);
}

/// <summary>What pages say of the club; from the programme in force now.</summary>
public interface IClubFacts
{
    string Name { get; }

    /// <summary>ISO 4217 code.</summary>
    string Currency { get; }
    TimeZoneInfo TimeZone { get; }

    /// <summary>Money that a point pays at the till; null where points cannot pay.</summary>
    decimal? PointValue { get; }

    /// <summary>How points pay at the till; null where they cannot.</summary>
    PayingView? Paying { get; }

    /// <summary>The name of a tier, or the code itself where the programme has none such.</summary>
    string TierName(string code);

    /// <summary>The club's now; in a sandbox it may stand still.</summary>
    DateTimeOffset Now { get; }

    bool Sandbox { get; }
}

/// <param name="Value">Money that a point pays.</param>
/// <param name="Minimum">The fewest points that pay.</param>
/// <param name="MultipleOf">Points pay in steps of this.</param>
/// <param name="MaximumShare">Of a receipt that points may pay, up to 1.</param>
public sealed record PayingView(decimal Value, long Minimum, long MultipleOf, decimal MaximumShare)
{
    /// <summary>The most of these points that can pay anything at all.</summary>
    public long Usable(long points) => points / MultipleOf * MultipleOf is var most && most >= Minimum ? most : 0;
}

/// <summary>The rewards that the programme offers now.</summary>
public interface IRewards
{
    Task<RewardView[]> Catalogue();
}

public enum MemberBy { Email, Phone, ExternalId, Card }

/// <summary>Who holds a key. Answers from memory; a key that was revoked is refused everywhere as soon as whoever revoked it has an answer.</summary>
public interface IKeyRing
{
    Caller? Find(string key);

    /// <summary>Whose key has this id, while the key is good.</summary>
    Caller? ById(string id);
}

/// <param name="Store">The one store of a till's key; null for marketing and admin.</param>
public sealed record Caller(string KeyId, Role Role, string? Store);

/// <summary><see cref="Local"/> is a command's on the service's own machine, besides <see cref="Admin"/>; no key that can be made has it.</summary>
[Flags]
public enum Role { None = 0, Till = 1, Marketing = 2, Admin = 4, Local = 8 }

/// <summary>The state of the service.</summary>
public interface IService
{
    Task<ServiceHealth> Health();
}

/// <param name="Store">sqlite or postgresql.</param>
/// <param name="Durable">False if the store is set not to survive a power cut.</param>
public sealed record ServiceHealth(bool Ready, string Store, bool Durable, string? Reason);
