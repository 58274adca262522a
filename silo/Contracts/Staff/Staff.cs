namespace LoyaltyClub.Contracts;

/// <summary>
/// Who works for the club; the key is <see cref="ClubKey.Value"/>. How they sign in, <see cref="IStaffLoginGrain"/> knows.
/// </summary>
[Alias("club.IStaffGrain")]
public interface IStaffGrain : IGrainWithStringKey
{
    /// <summary>Everybody, in the order of their names.</summary>
    [Alias("List")]
    Task<StaffView[]> List();

    [Alias("Find")]
    Task<StaffView?> Find(string id);

    /// <summary>Upper and lower case are the same.</summary>
    [Alias("ByEmail")]
    Task<StaffView?> ByEmail(string email);

    /// <summary>Takes somebody on, who can sign in once they have been invited. Faults: <c>emailTaken</c>.</summary>
    [Alias("Add")]
    Task<StaffAnswer> Add(StaffRequest request, string by);

    /// <summary>
    /// The first admin, by whoever started the service; until one has finished it can be begun again. Faults: <c>over</c> if there is one.
    /// </summary>
    [Alias("AddFirst")]
    Task<StaffAnswer> AddFirst(StaffRequest request);

    /// <summary>True until an admin has set up their sign-in.</summary>
    [Alias("WantsFirst")]
    Task<bool> WantsFirst();

    /// <summary>Faults: <c>unknown</c>; <c>lastAdmin</c>, because somebody must be able to let others in.</summary>
    [Alias("Change")]
    Task<StaffAnswer> Change(string id, StaffRole role, bool disabled, string by);

    /// <summary>They have set up how they sign in.</summary>
    [Alias("Joined")]
    Task Joined(string id);
}

/// <summary>
/// How one member of staff signs in; the key is their id. Passwords, PINs and recovery codes are kept only as hashes. Times are the
/// machine's.
/// </summary>
[Alias("club.IStaffLoginGrain")]
public interface IStaffLoginGrain : IGrainWithStringKey
{
    /// <summary>
    /// Begins anew: what they signed in with until now is void, and who has the token sets up another, within three days.
    /// </summary>
    /// <param name="token">SHA-256 of the link's token.</param>
    /// <param name="by">Who invites; null for the first admin.</param>
    [Alias("Invite")]
    Task Invite(byte[] token, string? by);

    [Alias("IsInvited")]
    Task<bool> IsInvited(byte[] token);

    /// <summary>Takes the password, and answers the secret for an authenticator app; null if the invitation is over.</summary>
    [Alias("Prepare")]
    Task<byte[]?> Prepare(byte[] token, string password);

    /// <summary>The secret again, while it is not confirmed; null if no password was taken or the invitation is over.</summary>
    [Alias("Prepared")]
    Task<byte[]?> Prepared(byte[] token);

    /// <summary>The app's first code ends the invitation. Answers the recovery codes, this once; null if the code is wrong.</summary>
    [Alias("Confirm")]
    Task<string[]?> Confirm(byte[] token, string code);

    /// <summary>The first step of signing in. After ten wrong tries in a row nothing is right for 15 minutes.</summary>
    /// <param name="ticket">SHA-256 of what the browser shows with the second step, for five minutes.</param>
    [Alias("Password")]
    Task<bool> Password(string password, byte[] ticket);

    /// <summary>The second step: a code of the app, which is good once, or a recovery code.</summary>
    [Alias("Code")]
    Task<CodeAnswer> Code(byte[] ticket, string code);

    /// <summary>
    /// A passkey has signed in their place of both steps. False while an invitation is open, or nothing is right for 15 minutes.
    /// </summary>
    [Alias("Passkey")]
    Task<bool> Passkey();

    /// <summary>Another password, for who knows the old one.</summary>
    [Alias("ChangePassword")]
    Task<bool> ChangePassword(string old, string password);

    /// <summary>Ten new recovery codes, for a code of the app; the old ones are void. Null if the code is wrong.</summary>
    [Alias("NewRecoveryCodes")]
    Task<string[]?> NewRecoveryCodes(string code);

    /// <summary>Makes a PIN for the till, shown this once; the one before is void.</summary>
    [Alias("NewPin")]
    Task<string> NewPin(string by);

    [Alias("Pin")]
    Task<bool> Pin(string pin);

    [Alias("State")]
    Task<StaffLoginView> State();
}

/// <summary>What one of the staff may give or take by hand in a day of the club; the key is their id.</summary>
[Alias("club.IStaffAllowanceGrain")]
public interface IStaffAllowanceGrain : IGrainWithStringKey
{
    /// <summary>Points of a limit that are left today.</summary>
    [Alias("Left")]
    Task<long> Left(long limit);

    /// <summary>As the member's grain does it. What is given and what is taken both count, and the same asked again counts once.</summary>
    /// <param name="limit">Points a day.</param>
    /// <returns>Also <c>allowance_exceeded</c>, with what is <c>left</c>.</returns>
    [Alias("Adjust")]
    Task<Outcome<AdjustmentAnswer>> Adjust(string member, Adjustment adjustment, long limit, string by);
}

/// <summary>What somebody may do at the desk and the till; a page names the roles that it is for.</summary>
[Flags, GenerateSerializer, Alias("club.StaffRole")]
public enum StaffRole
{
    None = 0,
    Cashier = 1,
    Marketing = 2,
    Admin = 4,
}

/// <param name="Email">Null for a cashier who signs in at a till only.</param>
/// <param name="Language">In which they are written to.</param>
[GenerateSerializer, Immutable, Alias("club.StaffRequest")]
public sealed record StaffRequest(string Name, string? Email, StaffRole Role, string Language);

/// <param name="Joined">True once they have set up how they sign in.</param>
[GenerateSerializer, Immutable, Alias("club.StaffView")]
public sealed record StaffView(
    string Id,
    string Name,
    string? Email,
    StaffRole Role,
    bool Disabled,
    bool Joined,
    string Language,
    DateTimeOffset CreatedAt
);

/// <summary>Exactly one of the two.</summary>
[GenerateSerializer, Immutable, Alias("club.StaffAnswer")]
public sealed record StaffAnswer(StaffView? Staff, string? Fault);

/// <param name="InvitedUntil">Until when an invitation is open; null if none is.</param>
/// <param name="RecoveryCodes">How many are left.</param>
[GenerateSerializer, Immutable, Alias("club.StaffLoginView")]
public sealed record StaffLoginView(DateTimeOffset? InvitedUntil, bool HasPassword, bool HasPin, int RecoveryCodes);

/// <summary>Links by which the staff set up how they sign in.</summary>
public static class StaffInvitations
{
    /// <summary>How long a link is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(3);
}
