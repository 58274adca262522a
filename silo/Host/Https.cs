using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoyaltyClub.Host;

/// <summary>
/// The service's own certificate with its chain. The file is read again when it has changed, so that a renewal needs no restart.
/// </summary>
internal sealed partial class Https
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private readonly string path;
    private readonly string? key,
        password;
    private readonly TimeProvider machine;
    private readonly Lock turn = new();
    private SslStreamCertificateContext current;
    private DateTime written;
    private DateTimeOffset looked;

    /// <param name="path">A <c>.pfx</c> or <c>.p12</c>, or a PEM file with the whole chain.</param>
    /// <param name="key">The PEM file of the private key; null if it is in the same file.</param>
    /// <exception cref="ArgumentException">The certificate cannot be read, or has no private key.</exception>
    public Https(string path, string? key, string? password, TimeProvider machine)
    {
        (this.path, this.key, this.password, this.machine) = (path, key, password, machine);
        try
        {
            current = Read();
        }
        catch (Exception fault) when (IsOfFile(fault))
        {
            throw new ArgumentException($"Club__Https__Certificate, {path}, cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>A log for a renewed file that cannot be read; set once the service has logs.</summary>
    public ILogger? Log { get; set; }

    public SslStreamCertificateContext Current
    {
        get
        {
            lock (turn)
            {
                LookAt();
                return current;
            }
        }
    }

    private void LookAt()
    {
        var now = machine.GetUtcNow();
        if (now - looked < LookAgain)
        {
            return;
        }

        looked = now;
        try
        {
            if (File.GetLastWriteTimeUtc(path) != written)
            {
                current = Read();
            }
        }
        // Half-written, or the key's file comes next: the next look reads it.
        catch (Exception fault) when (IsOfFile(fault))
        {
            if (Log is { } log)
            {
                Unreadable(log, path, fault.Message);
            }
        }
    }

    /// <summary>A key that is another certificate's is an <see cref="ArgumentException"/>.</summary>
    private static bool IsOfFile(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;

    private SslStreamCertificateContext Read()
    {
        looked = machine.GetUtcNow();
        var last = File.GetLastWriteTimeUtc(path);
        X509Certificate2Collection chain = [];
        X509Certificate2? leaf;
        if (Path.GetExtension(path).ToLowerInvariant() is ".pfx" or ".p12")
        {
            chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
            leaf = chain.FirstOrDefault(one => one.HasPrivateKey);
        }
        else
        {
            chain.ImportFromPemFile(path);
            using var pem = password is null
                ? X509Certificate2.CreateFromPemFile(path, key)
                : X509Certificate2.CreateFromEncryptedPemFile(path, password, key);
            // Windows' TLS wants a key that is in a store.
            leaf = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }

        if (leaf is null)
        {
            throw new CryptographicException("it has no private key.");
        }

        var context = SslStreamCertificateContext.Create(leaf, [.. chain.Where(one => one.Thumbprint != leaf.Thumbprint)], offline: true);
        written = last;
        return context;
    }

    /// <summary>What of the settings does not fit together is said at the start.</summary>
    /// <exception cref="ArgumentException"/>
    public static Https? Of(Settings settings, TimeProvider machine)
    {
        var secure = settings.Urls!.Split(';').Any(url => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
        if (settings.HttpsCertificate is not { } path)
        {
            return secure
                ? throw new ArgumentException($"{settings.Urls} wants a certificate: Club__Https__Certificate names its file.")
                : null;
        }

        return secure
            ? new(path, settings.HttpsKey, settings.HttpsPassword, machine)
            : throw new ArgumentException($"Club__Https__Certificate is set, but Club__Urls, {settings.Urls}, has no https:// address.");
    }

    /// <summary>
    /// What other devices cannot do with the addresses on which the service listens; null if they can do all, or if a proxy that is named
    /// stands before them.
    /// </summary>
    public static string? Missing(IEnumerable<string> listening, string? proxies)
    {
        var open = listening.Where(url => !IsLoopback(url)).ToArray();
        return proxies is not null || open.Any(url => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) ? null
            : open.Length == 0
                ? "Only this machine reaches it. For tills and phones give it a certificate (Club__Https__Certificate) or a proxy with HTTPS: deploy/README.md"
            : $"{open[0]} has no HTTPS: on other devices browsers allow no camera, no page without network, no passkey and no installing there. Give it a certificate (Club__Https__Certificate) or a proxy with HTTPS: deploy/README.md";
    }

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(
            url.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal),
            UriKind.Absolute,
            out var address
        ) && address.IsLoopback;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The renewed certificate {Path} cannot be read, the one before stays: {Reason}")]
    private static partial void Unreadable(ILogger logger, string path, string reason);
}
