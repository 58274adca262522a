using LoyaltyClub.Contracts;
using LoyaltyClub.Templates.Mail;

namespace LoyaltyClub.Host;

/// <summary>Where mails go: to a mail server, or into a folder.</summary>
internal static class Mail
{
    private const string Sqlite = "sqlite:";

    /// <exception cref="ArgumentException">The mail server's setting is malformed.</exception>
    public static void Add(IServiceCollection services, Settings settings)
    {
        // Made now, so that a setting that cannot be read ends the start; handed over by a factory, so that the container closes it.
        var mailer = Of(settings, TimeProvider.System);
        services.AddSingleton(_ => mailer);
        services.AddSingleton(new MailPickup(mailer.Pickup));
    }

    private static IMailer Of(Settings settings, TimeProvider machine) =>
        settings.Smtp is { } smtp && !settings.Sandbox
            ? new SmtpMailer(smtp, machine)
            : new PickupMailer(settings.MailPickup ?? Beside(settings.Store), machine);

    private static string Beside(string store) =>
        store.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase)
            ? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(store[Sqlite.Length..]))!, "mail")
            : Path.Combine(Path.GetTempPath(), "loyaltyclub-mail");
}
