namespace LoyaltyClub.Templates.Mail;

/// <summary>Takes mails on their way: over SMTP, or into a folder to look at.</summary>
public interface IMailer
{
    /// <summary>Says what became of the mail; throws only if it is cancelled.</summary>
    Task<MailResult> Send(MailMessage message, CancellationToken cancel = default);

    /// <summary>The folder into which mails are put instead of being sent, or null.</summary>
    string? Pickup { get; }
}

/// <summary>A mail as it leaves: the same in text and in HTML.</summary>
/// <param name="Id">
/// Of this mail for ever, letters, digits, points and hyphens; its Message-ID is made of it, by which a mailbox knows a mail that it gets
/// twice.
/// </param>
/// <param name="FromName">The club's name.</param>
/// <param name="To">The address, and nothing but the address.</param>
public sealed record MailMessage(string Id, string FromName, string To, string Subject, string Text, string Html);

/// <param name="Reason">A status code or a kind of fault; never the server's words, which have addresses in them.</param>
public sealed record MailResult(MailOutcome Outcome, string Reason)
{
    public static readonly MailResult Taken = new(MailOutcome.Taken, "");
}

public enum MailOutcome
{
    /// <summary>The server has it.</summary>
    Taken,

    /// <summary>The server will never take this mail (5xx).</summary>
    Refused,

    /// <summary>Not this mail now (4xx).</summary>
    Later,

    /// <summary>No mail now: the server cannot be reached, or does not let us in.</summary>
    ServerAway,

    /// <summary>The connection was cut while the mail was handed over: the server may have it.</summary>
    Unknown,
}
