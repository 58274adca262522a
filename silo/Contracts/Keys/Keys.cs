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
/// <param name="Store">The one store that a till's key is good for.</param>
[GenerateSerializer, Immutable, Alias("club.KeyRequest")]
public sealed record KeyRequest(string? OperationId, string? Role, string? Store, string? Name);

/// <param name="Key">Shown this once; only its hash is kept.</param>
[GenerateSerializer, Immutable, Alias("club.KeyCreated")]
public sealed record KeyCreated(string Id, string Key);

[GenerateSerializer, Immutable, Alias("club.KeyView")]
public sealed record KeyView(
    string Id,
    string Role,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Store,
    string? Name,
    DateTimeOffset CreatedAt
);

/// <summary>
/// Who holds a key. Answers from memory; a key that was revoked is refused everywhere as soon as whoever revoked it has an answer.
/// </summary>
public interface IKeyRing
{
    Caller? Find(ReadOnlySpan<char> key);

    /// <summary>Whose key has this id, while the key is good.</summary>
    Caller? ById(string id);
}

/// <param name="Store">The one store of a till's key; null for marketing and admin.</param>
public sealed record Caller(string KeyId, Role Role, string? Store);

/// <summary>
/// <see cref="Local"/> is a command's on the service's own machine, besides <see cref="Admin"/>; no key that can be made has it.
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
