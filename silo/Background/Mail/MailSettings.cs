using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;
using LoyaltyClub.Templates;
using LoyaltyClub.Templates.Emails;
using LoyaltyClub.Templates.Mail;
using MailKit.Security;

namespace LoyaltyClub.Background;

/// <summary>
/// The mail server as the desk has set it up, a document beside the journal; and the way that mails take now. Each mail asks the store, so
/// that what is set up at one process counts at all of them.
/// </summary>
/// <param name="basis">What the environment says: a mail server, or the folder for mails that do not leave.</param>
internal sealed class MailSettings(
    IMailer basis,
    ClubOptions club,
    IClubNames names,
    IJournal journal,
    Cards secrets,
    TimeProvider machine,
    OutboxSignal outbox
) : IMailSettings, IDisposable
{
    private const string Stream = "mailserver",
        Purpose = "mail server",
        What = "mailServer";

    private readonly Lock turn = new();
    private (Kept Settings, SmtpMailer Mailer)? current;

    /// <summary>The folder for mails that do not leave, or null.</summary>
    public IMailer Basis => basis;

    public async Task<bool> Leave() => basis.Pickup is null || await Usable() is not null;

    public async Task<MailSettingsView> Read()
    {
        var kept = await Load();
        return new(kept?.Server, kept?.Password is not null, basis.Pickup is null, basis.Pickup is null || IsUsable(kept));
    }

    public async Task Put(SmtpSettings server, string by)
    {
        var password = server is { User: not null, Password: { Length: > 0 } typed } ? await secrets.Encrypt(Purpose, typed) : null;
        var store = await Store();
        await store.Decide<bool>(What, now =>
        {
            var before = store.State;
            var same = server.User is not null && before.Server is { } had && had.Host == server.Host && had.User == server.User;
            var after = new Kept
            {
                Server = server with { Password = null },
                Password = password ?? (same ? before.Password : null),
                InSandbox = club.Sandbox,
            };
            return (true, after, Line(now, by, before, after));
        });
    }

    public async Task Remove(string by)
    {
        var store = await Store();
        await store.Decide<bool>(What, now =>
            store.State.Server is null ? (false, null, null) : (true, Kept.Nothing, Line(now, by, store.State, Kept.Nothing))
        );
    }

    public async Task<MailTrial> Try(string to, string name, string? language, CancellationToken cancel)
    {
        if (basis is SmtpMailer environment)
        {
            return await Send(environment, null);
        }

        if (await Load() is not { Server: { } server } kept)
        {
            return new(MailStep.NotSetUp, "");
        }

        await using var mailer = new SmtpMailer(await Smtp(kept, server), machine);
        return await Send(mailer, server.FromName);

        async Task<MailTrial> Send(SmtpMailer by, string? sender)
        {
            var view = new MailTest(names.Club(language), PersonName.InMail(name));
            var mail = MailRenderer.Render(view, "test." + Guid.NewGuid().ToString("N"), to, language);
            var trial = await by.Try(Named(mail, sender), cancel);
            return new(Enum.Parse<MailStep>(trial.Step.ToString()), trial.Answer);
        }
    }

    /// <summary>Sends by the way that mails take now.</summary>
    public async Task<MailResult> Send(MailMessage mail, CancellationToken cancel)
    {
        if (basis.Pickup is null || await Usable() is not { Server: { } server } kept)
        {
            return await basis.Send(mail, cancel);
        }

        SmtpMailer mailer;
        lock (turn)
        {
            mailer = current is { } known && known.Settings.IsSame(kept) ? known.Mailer : null!;
        }

        if (mailer is null)
        {
            var smtp = await Smtp(kept, server);
            lock (turn)
            {
                // The mailer before finishes what it sends and closes its idle connections itself.
                mailer = new(smtp, machine);
                current = (kept, mailer);
            }
        }

        return await mailer.Send(Named(mail, server.FromName), cancel);
    }

    private static MailMessage Named(MailMessage mail, string? name) => name is null ? mail : mail with { FromName = name };

    private async Task<SmtpServer> Smtp(Kept kept, SmtpSettings server) =>
        new(
            server.Host,
            server.Port,
            server.Encryption switch
            {
                MailEncryption.Tls => SecureSocketOptions.SslOnConnect,
                MailEncryption.StartTls => SecureSocketOptions.StartTls,
                _ => SecureSocketOptions.None,
            },
            server.User is { } user && kept.Password is { } password && await secrets.Decrypt(Purpose, password) is { } plain
                ? (user, plain)
                : null,
            server.From
        );

    private async Task<Kept?> Usable() => await Load() is { } kept && IsUsable(kept) ? kept : null;

    /// <summary>A copy of the real club's store in a sandbox must not write to the real members.</summary>
    private bool IsUsable(Kept? kept) => kept?.Server is not null && (!club.Sandbox || kept.InSandbox);

    private async Task<Kept?> Load() =>
        (await journal.Open(Stream)).Document is { Length: > 0 } document ? DocumentStore<Kept>.Read(document) : null;

    private async Task<DocumentStore<Kept>> Store()
    {
        var store = new DocumentStore<Kept>(journal, machine, Stream, Kept.Nothing, outbox: outbox);
        await store.Load();
        return store;
    }

    private static AuditLine Line(DateTimeOffset now, string by, Kept before, Kept after) =>
        new(now, by, What, Stream, Said(before), Said(after));

    private static string? Said(Kept kept) =>
        kept.Server is { } server ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{server.Host}:{server.Port}") : null;

    public void Dispose() => current?.Mailer.Dispose();

    internal sealed record Kept
    {
        public static readonly Kept Nothing = new();

        /// <summary>Without its password.</summary>
        public SmtpSettings? Server { get; init; }

        /// <summary>Encrypted.</summary>
        public byte[]? Password { get; init; }

        /// <summary>True if it was set up in a sandbox.</summary>
        public bool InSandbox { get; init; }

        public bool IsSame(Kept other) => Server == other.Server && (Password ?? []).AsSpan().SequenceEqual(other.Password ?? []);
    }
}
