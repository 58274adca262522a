namespace LoyaltyClub.Templates.Mail;

/// <summary>Sends mails: over SMTP, or into a pickup folder.</summary>
public interface IMailer
{
    /// <summary>Returns the outcome; throws only if cancelled.</summary>
    Task<MailResult> Send(MailMessage message, CancellationToken cancel = default);

    /// <summary>Deletes the mails to an address that are still here; what was sent is out of reach.</summary>
    /// <param name="hash">Of the address, by <see cref="Contracts.EmailAddress.HashOf"/>.</param>
    /// <exception cref="IOException">A file cannot be read or deleted.</exception>
    void Forget(string hash);

    /// <summary>The pickup folder that mails are written to instead of being sent, or null.</summary>
    string? Pickup { get; }
}

/// <summary>A mail ready to send; text and HTML have the same content.</summary>
/// <param name="Id">
/// Permanent id of letters, digits, points and hyphens. The Message-ID is made from it, by which mailboxes recognise a mail that arrives
/// twice.
/// </param>
/// <param name="FromName">The club's name.</param>
/// <param name="To">The bare address, without a name.</param>
public sealed record MailMessage(string Id, string FromName, string To, string Subject, string Text, string Html);

/// <param name="Reason">A status code or a kind of fault; never the server's text, which contains addresses.</param>
public sealed record MailResult(MailOutcome Outcome, string Reason)
{
    public static readonly MailResult Taken = new(MailOutcome.Taken, "");
}

public enum MailOutcome
{
    /// <summary>The server accepted the mail.</summary>
    Taken,

    /// <summary>The server refuses this mail for good (5xx).</summary>
    Refused,

    /// <summary>The server refuses this mail for now (4xx).</summary>
    Later,

    /// <summary>The server refuses every mail for now: connection or authentication failed.</summary>
    ServerAway,

    /// <summary>The connection broke during the transfer: the server may have accepted the mail.</summary>
    Unknown,
}
