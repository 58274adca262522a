using LoyaltyClub.Templates.Mail;

namespace LoyaltyClub.Host;

/// <summary>Where mails go: to a mail server, or into a folder.</summary>
internal static class Mail
{
    private const string Sqlite = "sqlite:";

    /// <exception cref="ArgumentException">The mail server's setting cannot be read.</exception>
    public static IMailer Of(Settings settings, TimeProvider machine) =>
        settings.Smtp is { } smtp && !settings.Sandbox
            ? new SmtpMailer(smtp)
            : new PickupMailer(settings.MailPickup ?? Beside(settings.Store), machine);

    private static string Beside(string store) =>
        store.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase)
            ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(store[Sqlite.Length..]))!, "mail")
            : Path.Combine(Path.GetTempPath(), "loyaltyclub-mail");
}
