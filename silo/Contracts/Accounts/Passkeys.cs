namespace LoyaltyClub.Contracts;

/// <summary>
/// The passkeys of one account; the key is the key of <see cref="IAccountGrain"/> and the user handle that authenticators store. The
/// caller verifies an authenticator's answer; this grain lets it count once. Times are the machine's.
/// </summary>
[Alias("club.IPasskeyGrain")]
public interface IPasskeyGrain : IGrainWithStringKey
{
    /// <summary>The passkeys, oldest first.</summary>
    [Alias("List")]
    Task<Passkey[]> List();

    /// <summary>Adds a passkey, with an id of ours and the time.</summary>
    /// <param name="by">The member of staff, for the audit; null for a member.</param>
    [Alias("Add")]
    Task<PasskeyAdded> Add(Passkey passkey, PasskeyChallenge challenge, string? by = null);

    /// <summary>
    /// Records the use of a passkey. <see cref="CodeAnswer.Wrong"/> if it is unknown, or if its counter has not increased, which suggests a
    /// copy.
    /// </summary>
    [Alias("Use")]
    Task<CodeAnswer> Use(byte[] credential, uint signCount, bool backedUp, PasskeyChallenge challenge);

    /// <param name="name">Up to 40 characters.</param>
    [Alias("Rename")]
    Task Rename(string id, string name);

    [Alias("Remove")]
    Task Remove(string id, string? by = null);

    /// <summary>Removes all passkeys: the account was erased, or its access is set up anew.</summary>
    [Alias("Forget")]
    Task Forget();
}

[GenerateSerializer, Alias("club.PasskeyAdded")]
public enum PasskeyAdded
{
    Added,

    /// <summary>The account has it already.</summary>
    Known,

    /// <summary>The account has <see cref="Passkey.Most"/>.</summary>
    Full,

    /// <summary>The challenge was used or has expired.</summary>
    Over,
}

/// <param name="Hash">SHA-256 of the challenge.</param>
/// <param name="Until">The end of its validity.</param>
[GenerateSerializer, Immutable, Alias("club.PasskeyChallenge")]
public sealed record PasskeyChallenge(byte[] Hash, DateTimeOffset Until);

/// <summary>A public key whose private key an authenticator holds. Contains no secret.</summary>
/// <param name="Credential">The authenticator's id of the key, up to 1,023 bytes.</param>
/// <param name="PublicKey">A COSE key.</param>
/// <param name="SignCount">The authenticator's counter at the last use; 0 for an authenticator without a counter.</param>
/// <param name="Transports">How a browser can reach the authenticator: <c>internal</c>, <c>hybrid</c>, <c>usb</c>…</param>
/// <param name="BackupEligible">True if the passkey is synchronised to its owner's other devices.</param>
/// <param name="LastUsed">Null before its first use.</param>
/// <param name="Id">Our id, for forms.</param>
[GenerateSerializer, Immutable, Alias("club.Passkey")]
public sealed record Passkey(
    byte[] Credential,
    byte[] PublicKey,
    uint SignCount,
    string[] Transports,
    bool BackupEligible,
    bool BackedUp,
    string Name,
    DateTimeOffset CreatedAt = default,
    DateTimeOffset? LastUsed = null,
    string Id = ""
)
{
    /// <summary>The most passkeys of an account.</summary>
    public const int Most = 10;
}
