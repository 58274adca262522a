namespace LoyaltyClub.Contracts;

/// <summary>
/// The club's mail server as it is set up at the desk. What the environment says, <c>Club__Smtp</c>, counts in its place. The password is
/// kept encrypted and is never read out.
/// </summary>
public interface IMailSettings
{
    /// <summary>
    /// True if mails leave. False if they are put into a folder: nothing is set up, or this is a sandbox and what is set up is not its own.
    /// </summary>
    Task<bool> Leave();

    Task<MailSettingsView> Read();

    /// <summary>Keeps other settings. An absent password stays as it is, for the same user of the same server.</summary>
    /// <param name="by">As <see cref="AuditLine.By"/>.</param>
    Task Put(SmtpSettings server, string by);

    /// <summary>Mails do not leave any more.</summary>
    Task Remove(string by);

    /// <summary>Sends a test mail at once, also from a sandbox; <see cref="MailStep.NotSetUp"/> without settings.</summary>
    Task<MailTrial> Try(string to, string name, string? language, CancellationToken cancel = default);
}

/// <summary>A mail server.</summary>
/// <param name="User">Null to send without signing in.</param>
/// <param name="Password">Null to keep the one that there is.</param>
/// <param name="From">The sender's address.</param>
/// <param name="FromName">The sender's name; null for the club's.</param>
public sealed record SmtpSettings(
    string Host,
    int Port,
    MailEncryption Encryption,
    string? User,
    string? Password,
    string From,
    string? FromName
)
{
    /// <summary>The most characters of host, user, password and the sender's name.</summary>
    public const int LongestText = 200;

    /// <summary>Without the password, wherever it is printed.</summary>
    public override string ToString() => Host;
}

public enum MailEncryption
{
    /// <summary>STARTTLS, on port 587 as a rule.</summary>
    StartTls,

    /// <summary>TLS from the first byte, on port 465 as a rule.</summary>
    Tls,

    None,
}

/// <param name="Server">Without its password; null if nothing is set up.</param>
/// <param name="HasPassword">True if a password is kept.</param>
/// <param name="ByEnvironment">True if the environment's setting counts, whatever is set up here.</param>
/// <param name="Leave">As <see cref="IMailSettings.Leave"/>.</param>
public sealed record MailSettingsView(SmtpSettings? Server, bool HasPassword, bool ByEnvironment, bool Leave);

/// <param name="Answer">The server's own words; may contain addresses.</param>
public sealed record MailTrial(MailStep Step, string Answer);

/// <summary>How far a test mail came.</summary>
public enum MailStep
{
    Taken,
    NoHost,
    NoAnswer,
    NotEncrypted,
    NotSignedIn,
    SenderRefused,
    ReceiverRefused,
    Refused,
    NotSetUp,
}
