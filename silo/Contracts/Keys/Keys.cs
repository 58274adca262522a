namespace LoyaltyClub.Contracts;

/// <summary>The keys of tills, marketing and admins; the key is <see cref="ClubKey.Value"/>.</summary>
[Alias("club.IKeysGrain")]
public interface IKeysGrain : IGrainWithStringKey
{
    [Alias("Create")]
    Task<Outcome<KeyCreated>> Create(KeyRequest request, string? by = null);

    [Alias("List")]
    Task<KeyView[]> List();

    [Alias("Revoke")]
    Task<Outcome<KeyView>> Revoke(string id, string? by = null);
}

/// <param name="Role"><c>till</c>, <c>marketing</c> or <c>admin</c>.</param>
/// <param name="Store">The store of a till's key.</param>
[GenerateSerializer, Immutable, Alias("club.KeyRequest")]
public sealed record KeyRequest(string? OperationId, string? Role, string? Store, string? Name);

/// <param name="Key">Shown once; only its hash is stored.</param>
[GenerateSerializer, Immutable, Alias("club.KeyCreated")]
public sealed record KeyCreated(string Id, string Key);

/// <param name="LastUsed">To the minute; null if it has never been used.</param>
/// <param name="Paired">True for the key of a device that was paired as a till.</param>
[GenerateSerializer, Immutable, Alias("club.KeyView")]
public sealed record KeyView(
    string Id,
    string Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Store,
    string? Name,
    DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? LastUsed = null,
    bool Paired = false
);

/// <summary>
/// The callers by their keys, from memory. A revoked key is refused by every process before the revocation is answered.
/// </summary>
public interface IKeyRing
{
    Caller? Find(ReadOnlySpan<char> key);

    /// <summary>The caller whose key has this id, until the key is revoked.</summary>
    Caller? ById(string id);

    /// <summary>Notes in memory that a key was used; <see cref="Find"/> does so by itself.</summary>
    void Used(Caller caller, TillReport till);
}

/// <param name="Store">The store of a till's key; null for marketing and admin.</param>
/// <param name="Paired">True for a device that was paired as a till.</param>
public sealed record Caller(string KeyId, Role Role, string? Store, bool Paired = false);

/// <summary>
/// <see cref="Local"/> belongs, besides <see cref="Admin"/>, to commands on the service's own machine; keys made by the API never have it.
/// </summary>
[Flags]
public enum Role
{
    None = 0,
    Till = 1,
    Marketing = 2,
    Admin = 4,
    Local = 8,
}
