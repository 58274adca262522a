namespace LoyaltyClub.Templates.Mail;

/// <summary>Takes mails on their way: over SMTP, or into a folder to look at.</summary>
public interface IMailer
{
    /// <summary>Returns when the mail has left, and throws if it cannot.</summary>
    Task Send(Letter letter, CancellationToken cancel = default);

    /// <summary>The folder into which mails are put instead of being sent, or null.</summary>
    string? Pickup { get; }
}

/// <summary>A mail as it leaves: the same in text and in HTML.</summary>
/// <param name="FromName">The club's name.</param>
/// <param name="To">The address, and nothing but the address.</param>
public sealed record Letter(string FromName, string To, string Subject, string Text, string Html);
