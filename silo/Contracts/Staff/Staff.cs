namespace LoyaltyClub.Contracts;

/// <summary>The staff of the club; the key is <see cref="ClubKey.Value"/>. <see cref="IStaffLoginGrain"/> has their credentials.</summary>
[Alias("club.IStaffGrain")]
public interface IStaffGrain : IGrainWithStringKey
{
    /// <summary>All staff, by name.</summary>
    [Alias("List")]
    Task<StaffView[]> List();

    [Alias("Find")]
    Task<StaffView?> Find(string id);

    /// <summary>Ignores upper and lower case.</summary>
    [Alias("ByEmail")]
    Task<StaffView?> ByEmail(string email);

    /// <summary>Adds a member of staff, who can sign in after an invitation. Faults: <c>emailTaken</c>.</summary>
    [Alias("Add")]
    Task<StaffAnswer> Add(StaffRequest request, string by);

    /// <summary>
    /// Adds the first admin, by the link of the service's start; can be repeated until an admin has set up their sign-in. Faults:
    /// <c>over</c> if there is an admin.
    /// </summary>
    [Alias("AddFirst")]
    Task<StaffAnswer> AddFirst(StaffRequest request);

    /// <summary>True until an admin has set up their sign-in.</summary>
    [Alias("WantsFirst")]
    Task<bool> WantsFirst();

    /// <summary>Faults: <c>unknown</c>; <c>lastAdmin</c>, because at least one admin must be able to invite others.</summary>
    [Alias("Change")]
    Task<StaffAnswer> Change(string id, StaffRole role, bool disabled, string by);

    /// <summary>
    /// Records that a member of staff has set up their sign-in. With the first admin everybody else whom the service's link has made ends.
    /// </summary>
    [Alias("Joined")]
    Task Joined(string id);
}

/// <summary>
/// The credentials of one member of staff; the key is their id. Passwords, PINs and recovery codes are stored as hashes. Times are the
/// machine's.
/// </summary>
[Alias("club.IStaffLoginGrain")]
public interface IStaffLoginGrain : IGrainWithStringKey
{
    /// <summary>
    /// Invites: the credentials so far become void, and the holder of the token sets up new ones within three days.
    /// </summary>
    /// <param name="token">SHA-256 of the link's token.</param>
    /// <param name="by">The inviting admin; null for the first admin.</param>
    [Alias("Invite")]
    Task Invite(byte[] token, string? by);

    /// <summary>
    /// As <see cref="Invite"/>, for who has lost the password alone: completing it wants a code of the app they have, or a recovery code.
    /// </summary>
    [Alias("InviteWithApp")]
    Task InviteWithApp(byte[] token, string by);

    [Alias("IsInvited")]
    Task<bool> IsInvited(byte[] token);

    /// <summary>
    /// Sets the password and returns the secret for an authenticator app, empty for who keeps the app; null if the invitation is over.
    /// </summary>
    [Alias("Prepare")]
    Task<byte[]?> Prepare(byte[] token, string password);

    /// <summary>The secret again, until it is confirmed; null before the password is set or after the invitation is over.</summary>
    [Alias("Prepared")]
    Task<byte[]?> Prepared(byte[] token);

    /// <summary>
    /// A code of the app completes the invitation. Returns new recovery codes, once; null if the code is wrong. Who keeps the app has as
    /// many tries as in signing in.
    /// </summary>
    [Alias("Confirm")]
    Task<string[]?> Confirm(byte[] token, string code);

    /// <summary>
    /// The first step of signing in. Ten wrong tries in a row from one network lock the account for 15 minutes, for that network.
    /// </summary>
    /// <param name="ticket">SHA-256 of the ticket that the browser presents with the second step, within five minutes.</param>
    [Alias("PasswordFrom")]
    Task<bool> PasswordFrom(string password, byte[] ticket, string network);

    /// <summary><see cref="PasswordFrom"/> of a process of the release before.</summary>
    [Alias("Password")]
    Task<bool> Password(string password, byte[] ticket);

    /// <summary>
    /// The second step: a code of the app, valid once, or a recovery code. Ten wrong ones in a row end this step for 15 minutes.
    /// </summary>
    [Alias("Code")]
    Task<CodeAnswer> Code(byte[] ticket, string code);

    /// <summary>
    /// Signs in by a passkey instead of both steps, which no lock prevents. False while an invitation is open.
    /// </summary>
    [Alias("Passkey")]
    Task<bool> Passkey();

    /// <summary>Changes the password, given the old one.</summary>
    [Alias("ChangePassword")]
    Task<bool> ChangePassword(string old, string password);

    /// <summary>Ten new recovery codes, given a code of the app; the old codes become void. Null if the code is wrong.</summary>
    [Alias("NewRecoveryCodes")]
    Task<string[]?> NewRecoveryCodes(string code);

    /// <summary>Makes a PIN for the till, shown once; the PIN before becomes void.</summary>
    [Alias("NewPin")]
    Task<string> NewPin(string by);

    /// <param name="till">Ten wrong tries in a row at one till lock the PIN there for 15 minutes.</param>
    [Alias("PinAt")]
    Task<bool> PinAt(string pin, string till);

    /// <summary><see cref="PinAt"/> of a process of the release before.</summary>
    [Alias("Pin")]
    Task<bool> Pin(string pin);

    [Alias("State")]
    Task<StaffLoginView> State();
}

/// <param name="MostAdjusted">
/// Points that a marketing employee, and a key of the role marketing, may adjust on one day of the club; admins have no limit.
/// </param>
public sealed record AdjustmentLimit(long MostAdjusted);

/// <summary>
/// The allowance of a marketing employee or of a key of that role: points that may still be adjusted today; the key is their id.
/// </summary>
[Alias("club.IStaffAllowanceGrain")]
public interface IStaffAllowanceGrain : IGrainWithStringKey
{
    /// <summary>Points of a limit left today.</summary>
    [Alias("Left")]
    Task<long> Left(long limit);

    /// <summary>Adjusts within the allowance. Points given and points taken both count; a repeat counts once.</summary>
    /// <param name="limit">Points a day.</param>
    /// <returns>Also <c>allowance_exceeded</c>, with what is <c>left</c>.</returns>
    [Alias("Adjust")]
    Task<Outcome<AdjustmentAnswer>> Adjust(string member, Adjustment adjustment, long limit, string by);
}

/// <summary>The roles at the desk and the till; a page names the roles that may open it.</summary>
[Flags, GenerateSerializer, Alias("club.StaffRole")]
public enum StaffRole
{
    None = 0,
    Cashier = 1,
    Marketing = 2,
    Admin = 4,
}

/// <param name="Email">Null for a cashier who signs in at a till only.</param>
/// <param name="Language">The language of their mails.</param>
[GenerateSerializer, Immutable, Alias("club.StaffRequest")]
public sealed record StaffRequest(string Name, string? Email, StaffRole Role, string Language);

/// <param name="Joined">True once they have set up their sign-in.</param>
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

/// <param name="InvitedUntil">The end of an open invitation; null if none is open.</param>
/// <param name="RecoveryCodes">The number of unused recovery codes.</param>
/// <param name="KeepsApp">True for an invitation of somebody who keeps the authenticator app.</param>
[GenerateSerializer, Immutable, Alias("club.StaffLoginView")]
public sealed record StaffLoginView(
    DateTimeOffset? InvitedUntil,
    bool HasPassword,
    bool HasPin,
    int RecoveryCodes,
    bool KeepsApp = false
);

/// <summary>Links by which the staff set up how they sign in.</summary>
public static class StaffInvitations
{
    /// <summary>How long a link is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(3);
}
