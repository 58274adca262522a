using System.Net;
using System.Net.Mail;

namespace LoyaltyClub.Templates.Mail;

/// <summary>
/// Sends over SMTP, several connections at once: one alone sends about 20 mails a second.
/// The setting is <c>host:port</c>, or <c>smtp://user:password@host:port</c>, <c>smtps://…</c> for STARTTLS, with <c>?from=address</c>.
/// </summary>
public sealed class SmtpMailer : IMailer, IDisposable
{
    private const int Connections = 8;
    private readonly SemaphoreSlim turns = new(Connections, Connections);
    private readonly Uri server;
    private readonly NetworkCredential? credentials;
    private readonly string from;

    /// <exception cref="ArgumentException">The setting cannot be read; it is not repeated, for it may hold a password.</exception>
    public SmtpMailer(string setting)
    {
        if (
            !Uri.TryCreate(setting.Contains("://", StringComparison.Ordinal) ? setting : "smtp://" + setting, UriKind.Absolute, out var url)
            || url.Scheme is not ("smtp" or "smtps")
            || url.Host.Length == 0
        )
        {
            throw new ArgumentException("The mail server's setting is neither host:port nor smtp://user:password@host:port.");
        }

        server = url;
        var user = url.UserInfo.Split(':', 2);
        credentials = user is [var name, var password] ? new(Uri.UnescapeDataString(name), Uri.UnescapeDataString(password)) : null;
        from =
            url.Query.TrimStart('?').Split('&').FirstOrDefault(pair => pair.StartsWith("from=", StringComparison.Ordinal)) is { } given
                ? Uri.UnescapeDataString(given["from=".Length..])
            : credentials?.UserName is { } account && account.Contains('@', StringComparison.Ordinal) ? account
            : "club@" + url.Host;
        if (!MailAddress.TryCreate(from, out _))
        {
            throw new ArgumentException("The mail server's setting has a from that is no e-mail address.");
        }
    }

    public string? Pickup => null;

    public async Task Send(Letter letter, CancellationToken cancel = default)
    {
        await turns.WaitAsync(cancel);
        try
        {
            using var smtp = new SmtpClient(server.Host, server.Port > 0 ? server.Port : 25)
            {
                EnableSsl = server.Scheme == "smtps",
                Credentials = credentials,
            };
            using var mail = Composition.Of(letter, from);
            await smtp.SendMailAsync(mail, cancel);
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose() => turns.Dispose();
}
