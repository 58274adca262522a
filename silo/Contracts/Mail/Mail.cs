namespace LoyaltyClub.Contracts;

/// <summary>Where mails are asked for. They are written and sent by the silo's background work, also if this process ends.</summary>
public interface IMailOutbox
{
    /// <summary>
    /// Answers when the request is on disk: from then on the mail is sent, once as far as SMTP allows, and again until a mail server has
    /// taken it, will never take it, or its time is over.
    /// </summary>
    /// <param name="life">After this the mail is worth nothing and is no longer sent; by the machine's clock.</param>
    /// <exception cref="TimeoutException">More mails wait than may wait: 10,000.</exception>
    Task Send(MailRequest mail, TimeSpan life);
}

/// <summary>
/// What is to be mailed, and to which address: the member is looked up when the mail is written, so that the caller takes as long for an
/// address that nobody has. It lies in the outbox as JSON, so that names and kinds never change.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SignInMail), "signIn")]
[JsonDerivedType(typeof(JoinMail), "join")]
[JsonDerivedType(typeof(NewAddressMail), "newAddress")]
[JsonDerivedType(typeof(StaffInvitationMail), "staffInvitation")]
[JsonDerivedType(typeof(AddressChangedMail), "addressChanged")]
[JsonDerivedType(typeof(JoinedAtCounterMail), "joinedAtCounter")]
[JsonDerivedType(typeof(ForgetMails), "forget")]
public abstract record MailRequest;

/// <summary>A code for the member with this address; if nobody has it there is no mail.</summary>
public sealed record SignInMail(string Email, string Code) : MailRequest;

/// <summary>
/// Enrols somebody, and welcomes them with a code; the member who has the address already is told that somebody wanted to join with it. A
/// phone that another has, or a referrer that is none, is left out, for the answer would tell who is a member.
/// </summary>
/// <param name="Place">The enrolment's, which its JSON leaves out.</param>
public sealed record JoinMail(Enrolment Enrolment, string Code, string? Place = null) : MailRequest;

/// <summary>A code that proves that a member's new address is theirs.</summary>
/// <param name="Name">First name.</param>
public sealed record NewAddressMail(string Email, string Name, string Code, string? Language) : MailRequest;

/// <param name="Link">Absolute.</param>
public sealed record StaffInvitationMail(string Email, string Name, string Link, string? Language) : MailRequest;

/// <summary>Welcomes somebody whom a till or the desk has enrolled by this address, and asks for the rest.</summary>
/// <param name="Link">To the member's profile, absolute.</param>
public sealed record JoinedAtCounterMail(string Email, string Link) : MailRequest;

/// <summary>Tells the earlier address of a member that it is no longer theirs.</summary>
/// <param name="Email">The earlier address.</param>
/// <param name="Name">First name.</param>
public sealed record AddressChangedMail(string Email, string Name, string? Language) : MailRequest;

/// <summary>No mail: the mails to this address that lie in the pickup folder are deleted, because its member was erased.</summary>
/// <param name="Hash">Of the address, <see cref="EmailAddress.HashOf"/>: the address itself is not written down again.</param>
public sealed record ForgetMails(string Hash) : MailRequest;

/// <param name="Folder">The folder into which mails are put instead of being sent, or null.</param>
public sealed record MailPickup(string? Folder);

/// <summary>Writes and sends what was asked of <see cref="IMailOutbox"/>.</summary>
[Alias("club.IMailGrain")]
public interface IMailGrain : IBackgroundGrain
{
    /// <summary>There is something to send.</summary>
    [Alias("Nudge"), OneWay]
    Task Nudge();
}
