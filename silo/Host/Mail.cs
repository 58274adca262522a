using LoyaltyClub.Templates.Mail;

namespace LoyaltyClub.Host;

/// <summary>Selects the destination of mails: a mail server or a folder.</summary>
internal static class Mail
{
    private const string Sqlite = "sqlite:";

    /// <exception cref="ArgumentException">The mail server's setting is malformed.</exception>
    public static IMailer Of(Settings settings, TimeProvider machine) =>
        settings.Smtp is { } smtp && !settings.Sandbox
            ? new SmtpMailer(smtp)
            : new PickupMailer(settings.MailPickup ?? Beside(settings.Store), machine);

    private static string Beside(string store) =>
        store.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase)
            ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(store[Sqlite.Length..]))!, "mail")
            : Path.Combine(Path.GetTempPath(), "loyaltyclub-mail");
}
