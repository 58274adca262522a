using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace LoyaltyClub.Templates.Mail;

/// <summary>A mail server and how to use it.</summary>
/// <param name="Credentials">User and password; null to send without signing in.</param>
/// <param name="From">The sender's address.</param>
public sealed record SmtpServer(
    string Host,
    int Port,
    SecureSocketOptions Security,
    (string User, string Password)? Credentials,
    string From
)
{
    private const int TlsPort = 465;

    /// <summary>Without the password, wherever it is printed.</summary>
    public override string ToString() => Host;

    /// <summary>
    /// Reads <c>host:port</c>, <c>smtp://user:password@host:port</c> or <c>smtps://…</c>, with <c>?from=address</c>. STARTTLS is required
    /// (implicit TLS on port 465), but for <c>smtp</c> to this machine, or with <c>?encryption=none</c>: mails have codes that sign in.
    /// </summary>
    /// <exception cref="ArgumentException">The setting is invalid. The message omits it, because it may contain a password.</exception>
    public static SmtpServer Read(string setting)
    {
        if (
            !Uri.TryCreate(setting.Contains("://", StringComparison.Ordinal) ? setting : "smtp://" + setting, UriKind.Absolute, out var url)
            || url.Scheme is not ("smtp" or "smtps")
            || url.Host.Length == 0
        )
        {
            throw new ArgumentException("The mail server's setting is neither host:port nor smtp://user:password@host:port.");
        }

        var port = url.Port > 0 ? url.Port : 25;
        (string User, string Password)? credentials = url.UserInfo.Split(':', 2) is [var name, var password]
            ? (Uri.UnescapeDataString(name), Uri.UnescapeDataString(password))
            : null;
        var isPlain = Given("encryption") switch
        {
            null => url.Scheme != "smtps" && url.IsLoopback,
            "none" => true,
            _ => throw new ArgumentException("The mail server's setting has an encryption that is not none."),
        };
        var from =
            Given("from")
            ?? (credentials?.User is { } account && account.Contains('@', StringComparison.Ordinal) ? account : "club@" + url.Host);
        if (!MailboxAddress.TryParse(from, out var sender) || sender.Address != from || !from.Contains('@', StringComparison.Ordinal))
        {
            throw new ArgumentException("The mail server's setting has a from that is no e-mail address.");
        }

        return new(
            url.Host,
            port,
            isPlain ? SecureSocketOptions.None
                : port == TlsPort ? SecureSocketOptions.SslOnConnect
                : SecureSocketOptions.StartTls,
            credentials,
            from
        );

        string? Given(string name) =>
            url.Query.TrimStart('?').Split('&').FirstOrDefault(pair => pair.StartsWith(name + "=", StringComparison.Ordinal)) is { } pair
                ? Uri.UnescapeDataString(pair[(name.Length + 1)..])
                : null;
    }
}

/// <summary>How far a test mail came.</summary>
public enum SmtpStep
{
    /// <summary>The server has taken it.</summary>
    Taken,

    /// <summary>There is no computer of this name.</summary>
    NoHost,

    /// <summary>Nothing answers at this port, or too late.</summary>
    NoAnswer,

    /// <summary>The connection cannot be encrypted as it should be, or the certificate is not good.</summary>
    NotEncrypted,

    /// <summary>User and password are refused.</summary>
    NotSignedIn,

    /// <summary>The sender's address is refused.</summary>
    SenderRefused,

    /// <summary>The receiver's address is refused.</summary>
    ReceiverRefused,

    /// <summary>The server refuses for another reason.</summary>
    Refused,
}

/// <param name="Answer">The server's words, or the fault's; may contain addresses.</param>
public sealed record SmtpTrial(SmtpStep Step, string Answer)
{
    internal static SmtpTrial Of(Exception fault) =>
        fault switch
        {
            SmtpCommandException refused => new(
                refused.ErrorCode switch
                {
                    SmtpErrorCode.SenderNotAccepted => SmtpStep.SenderRefused,
                    SmtpErrorCode.RecipientNotAccepted => SmtpStep.ReceiverRefused,
                    _ when (int)refused.StatusCode is 530 or 534 or 535 or 538 => SmtpStep.NotSignedIn,
                    _ => SmtpStep.Refused,
                },
                $"{(int)refused.StatusCode} {refused.Message}"
            ),
            IOException { InnerException: SmtpCommandException inner } => Of(inner),
            AuthenticationException => new(SmtpStep.NotSignedIn, fault.Message),
            SslHandshakeException or NotSupportedException => new(SmtpStep.NotEncrypted, fault.Message),
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => new(
                SmtpStep.NoHost,
                fault.Message
            ),
            _ => new(SmtpStep.NoAnswer, fault.Message),
        };
}
