namespace LoyaltyClub.Contracts;

/// <summary>
/// The passkeys of one account; the key is that of <see cref="IAccountGrain"/>, which is also the user handle that authenticators keep.
/// What an authenticator answers is checked before it comes here; here it counts once. Times are the machine's.
/// </summary>
[Alias("club.IPasskeyGrain")]
public interface IPasskeyGrain : IGrainWithStringKey
{
    /// <summary>In the order in which they were made.</summary>
    [Alias("List")]
    Task<Passkey[]> List();

    /// <summary>Takes a new one, with an id of ours and the time.</summary>
    /// <param name="by">Who of the staff, for the audit; null for a member.</param>
    [Alias("Add")]
    Task<PasskeyAdded> Add(Passkey passkey, PasskeyChallenge challenge, string? by = null);

    /// <summary>
    /// A passkey has signed. <see cref="CodeAnswer.Wrong"/> if it is not here, or its counter has not gone on: then there may be two of it.
    /// </summary>
    [Alias("Use")]
    Task<CodeAnswer> Use(byte[] credential, uint signCount, bool backedUp, PasskeyChallenge challenge);

    /// <param name="name">Of up to 40 characters.</param>
    [Alias("Rename")]
    Task Rename(string id, string name);

    [Alias("Remove")]
    Task Remove(string id, string? by = null);

    /// <summary>Removes all: the account is nobody's any more, or its access begins anew.</summary>
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

    /// <summary>The challenge was used, or is too old.</summary>
    Over,
}

/// <param name="Hash">SHA-256 of what the browser was asked.</param>
/// <param name="Until">Until when it is good.</param>
[GenerateSerializer, Immutable, Alias("club.PasskeyChallenge")]
public sealed record PasskeyChallenge(byte[] Hash, DateTimeOffset Until);

/// <summary>A public key whose private half an authenticator has. Nothing of it is secret.</summary>
/// <param name="Credential">The authenticator's id for it, up to 1,023 bytes.</param>
/// <param name="PublicKey">A COSE key.</param>
/// <param name="SignCount">What the authenticator counted when it signed last; 0 for one that does not count.</param>
/// <param name="Transports">How a browser can reach it: <c>internal</c>, <c>hybrid</c>, <c>usb</c>…</param>
/// <param name="BackupEligible">True if it is one that goes with its owner to other devices.</param>
/// <param name="LastUsed">Null until it has signed somebody in.</param>
/// <param name="Id">Ours, for forms.</param>
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
    /// <summary>How many an account may have.</summary>
    public const int Most = 10;
}
