namespace LoyaltyClub.Contracts;

/// <summary>
/// One attempt to sign in by a mailed code. The key is made of a ticket that only the asking browser has; neither the code
/// nor the address is kept, only a proof that takes ticket, address and code to make. Times are the machine's, also in a sandbox.
/// </summary>
[Alias("club.ISignInGrain")]
public interface ISignInGrain : IGrainWithStringKey
{
    /// <summary>A code is on its way: good for 10 minutes and 5 tries.</summary>
    [Alias("Begin")]
    Task Begin(byte[] proof);

    /// <summary>Somebody has typed a code. A right one is good once.</summary>
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

    /// <summary>Used, too old, or wrong too often: only a new code helps.</summary>
    Over,
}

/// <summary>Where a member is signed in, or one of the staff; the key is as <see cref="Accounts"/> says.</summary>
[Alias("club.IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Begins a session. Beyond 20 the one that was not seen longest ends.</summary>
    /// <param name="token">SHA-256 of the session's token: the token itself is the browser's alone.</param>
    /// <param name="device">A few words such as <c>Firefox, Android</c>.</param>
    /// <param name="life">How long it is good; null is 90 days.</param>
    [Alias("SignIn")]
    Task<SessionView> SignIn(byte[] token, string device, TimeSpan? life = null);

    /// <summary>The session of a token, or null if there is none or it has ended.</summary>
    [Alias("Find")]
    Task<SessionView?> Find(byte[] token);

    /// <summary>Sessions that are good, the one seen last first.</summary>
    [Alias("Sessions")]
    Task<SessionView[]> Sessions();

    [Alias("End")]
    Task End(string session);

    /// <summary>Ends every session but one; null ends all.</summary>
    [Alias("EndOthers")]
    Task EndOthers(string? keep);
}

/// <param name="LastSeen">To the hour.</param>
[GenerateSerializer, Immutable, Alias("club.SessionView")]
public sealed record SessionView(string Id, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeen);

/// <summary>
/// The keys of <see cref="IAccountGrain"/> and <see cref="IPasskeyGrain"/>: a member's id, or <c>staff.</c> and the id of one of the staff.
/// </summary>
public static class Accounts
{
    private const string Staff = "staff.";

    public static string OfStaff(string id) => Staff + id;

    /// <summary>The id of one of the staff; null if the account is a member's.</summary>
    public static string? StaffOf(string account) => account.StartsWith(Staff, StringComparison.Ordinal) ? account[Staff.Length..] : null;

    public static bool IsValid(string account) =>
        StaffOf(account) is { } id ? id.Length is > 0 and < 40 && id.All(char.IsAsciiLetterOrDigit) : MemberIds.IsValid(account);
}
