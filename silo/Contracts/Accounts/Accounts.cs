namespace LoyaltyClub.Contracts;

/// <summary>
/// One attempt to sign in by a mailed code. The key is derived from a ticket that only the requesting browser has. Neither the code nor
/// the address is stored, only a proof computed from ticket, address and code. Times are the machine's, also in a sandbox.
/// </summary>
[Alias("club.ISignInGrain")]
public interface ISignInGrain : IGrainWithStringKey
{
    /// <summary>A code was sent: valid for 10 minutes and 5 tries.</summary>
    [Alias("Begin")]
    Task Begin(byte[] proof);

    /// <summary>Verifies a typed code. A right code is valid once.</summary>
    [Alias("Try")]
    Task<CodeAnswer> Try(byte[] proof);
}

/// <summary>Codes that are mailed.</summary>
public static class SignInCodes
{
    /// <summary>How long a code is good, by the machine's clock.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
}

[GenerateSerializer, Alias("club.CodeAnswer")]
public enum CodeAnswer
{
    Right,
    Wrong,

    /// <summary>Used, expired, or wrong too often: a new code is needed.</summary>
    Over,
}

/// <summary>The sessions of a member, a member of staff or a till; the key: see <see cref="Accounts"/>.</summary>
[Alias("club.IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Begins a session. Beyond 20 the least recently seen session ends.</summary>
    /// <param name="token">SHA-256 of the session's token; only the browser has the token itself.</param>
    /// <param name="device">A few words such as <c>Firefox, Android</c>.</param>
    /// <param name="life">
    /// Its lifetime; null is 90 days. Unused, a member's session ends after 30 days and one of staff after four hours.
    /// </param>
    [Alias("SignIn")]
    Task<SessionView> SignIn(byte[] token, string device, TimeSpan? life = null);

    /// <summary>The session of a token, or null if it is unknown or has ended.</summary>
    [Alias("Find")]
    Task<SessionView?> Find(byte[] token);

    /// <summary>The open sessions, the most recently seen first.</summary>
    [Alias("Sessions")]
    Task<SessionView[]> Sessions();

    [Alias("End")]
    Task End(string session);

    /// <summary>Ends every session but one; null ends all.</summary>
    [Alias("EndOthers")]
    Task EndOthers(string? keep);
}

/// <param name="LastSeen">Rounded to a quarter of an hour.</param>
[GenerateSerializer, Immutable, Alias("club.SessionView")]
public sealed record SessionView(string Id, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeen);

/// <summary>
/// The keys of <see cref="IAccountGrain"/> and <see cref="IPasskeyGrain"/>: a member's id, or <c>staff.</c> and the id of a member of
/// staff, or <c>till.</c> and the id of a till's key.
/// </summary>
public static class Accounts
{
    private const string Staff = "staff.",
        Till = "till.",
        Prefix = "m:";

    public static string OfStaff(string id) => Staff + id;

    /// <param name="key">Id of the till's key.</param>
    public static string OfTill(string key) => Till + key;

    internal static string GrainKey(string account) => Prefix + account;

    /// <param name="grainKey">As <see cref="GrainKey"/> makes it.</param>
    public static bool IsStaff(string grainKey) => grainKey.StartsWith(Prefix + Staff, StringComparison.Ordinal);

    /// <inheritdoc cref="IsStaff"/>
    public static bool IsTill(string grainKey) => grainKey.StartsWith(Prefix + Till, StringComparison.Ordinal);

    /// <summary>The id of a member of staff; null if the account is a member's.</summary>
    public static string? StaffOf(string account) => account.StartsWith(Staff, StringComparison.Ordinal) ? account[Staff.Length..] : null;

    public static bool IsValid(string account) =>
        StaffOf(account) is { } id ? id.Length is > 0 and < 40 && id.All(char.IsAsciiLetterOrDigit) : MemberIds.IsValid(account);
}
