using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LoyaltyClub.Tests.Portal;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
// The host of these tests, not their namespace.
using Https = LoyaltyClub.Host.Https;
using Proxies = LoyaltyClub.Host.Proxies;
using Settings = LoyaltyClub.Host.Settings;

namespace LoyaltyClub.Tests.Host;

/// <summary>HTTPS by a certificate of the service's own, and by proxies that it believes.</summary>
public sealed class HttpsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("loyaltyclub-https").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>A certificate as a shop gets one: with its intermediate authority, below a root that devices trust.</summary>
    private sealed record Made(X509Certificate2 Leaf, X509Certificate2 Authority, X509Certificate2 Root)
    {
        public static Made Of(string name)
        {
            var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
            using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var root = Authority("CN=Root of " + name, rootKey).CreateSelfSigned(from, to);
            using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var unsigned = Authority("CN=Authority of " + name, authorityKey).Create(root, from, to, [1]);
            var authority = unsigned.CopyWithPrivateKey(authorityKey);
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            var leaf = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
            leaf.CertificateExtensions.Add(names.Build());
            return new(leaf.Create(authority, from, to, [2]).CopyWithPrivateKey(key), authority, root);

            static CertificateRequest Authority(string subject, ECDsa key)
            {
                var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
                request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
                return request;
            }
        }

        public string Chain => Leaf.ExportCertificatePem() + "\n" + Authority.ExportCertificatePem() + "\n";
        public string Key => Leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

        /// <summary>With the leaf's private key alone.</summary>
        public byte[] Pfx(string? password) =>
            new X509Certificate2Collection { Leaf, X509CertificateLoader.LoadCertificate(Authority.RawData) }.Export(
                X509ContentType.Pkcs12,
                password
            )!;
    }

    private string File(string name) => Path.Combine(folder, name);

    private static Task<ClubApplication> Start(FreshStore store, params string[] settings) =>
        ClubApplication.Start(store, ownsStore: false, ["--Club:Urls=https://127.0.0.1:0;http://127.0.0.1:0", .. settings]);

    private static Uri Secure(ClubApplication club) =>
        new(club.App.Urls.Single(url => url.StartsWith("https://", StringComparison.Ordinal)));

    [Fact]
    public async Task A_certificate_file_is_all_that_HTTPS_needs_and_cookies_links_and_HSTS_follow()
    {
        var made = Made.Of("shop.test");
        await System.IO.File.WriteAllTextAsync(File("fullchain.pem"), made.Chain + made.Key);
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        await using var club = await Start(store, "--Club:Https:Certificate=" + File("fullchain.pem"));
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            // Trusts the root alone: without the authority that the service sends along the name would not be believed.
            SslOptions =
            {
                CertificateChainPolicy = new()
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { made.Root },
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
            },
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, Secure(club).Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new UriBuilder(Secure(club)) { Host = "shop.test" }.Uri };
        client.DefaultRequestHeaders.Authorization = new("Bearer", ClubApplication.AdminKey);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");

        var added = await client.Post(
            "/v1/tills",
            new
            {
                operationId = "t1",
                store = "s1",
                name = "Counter 1",
            }
        );
        added.Status.ShouldBe(201, added.Body);
        added.Message.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000; includeSubDomains"]);
        ((string)added.Json["qr"]!).ShouldStartWith($"https://shop.test:{Secure(club).Port}/till/sign-in");
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("code", (string)added.Json["pairingCode"]!)]);
        using var paired = await client.PostAsync("/till/sign-in", form);
        var cookie = paired.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldStartWith("__Host-lc_till=");
        cookie.ShouldContain("; path=/; secure; samesite=lax; httponly");
        using var plain = new HttpClient();
        using var health = await plain.GetAsync(
            new Uri(new Uri(club.App.Urls.Single(url => url.StartsWith("http://", StringComparison.Ordinal))), "/health/ready")
        );
        (health.StatusCode, health.Headers.Contains("Strict-Transport-Security")).ShouldBe((HttpStatusCode.OK, false));
    }

    [Fact]
    public void A_certificate_comes_as_pfx_or_PEM_with_its_key_beside_or_within_and_with_a_password()
    {
        var made = Made.Of("shop.test");
        System.IO.File.WriteAllBytes(File("club.pfx"), made.Pfx("secret"));
        System.IO.File.WriteAllBytes(File("open.p12"), made.Pfx(null));
        System.IO.File.WriteAllText(File("chain.pem"), made.Chain);
        System.IO.File.WriteAllText(File("key.pem"), made.Key);
        System.IO.File.WriteAllText(File("all.pem"), made.Chain + made.Key);
        System.IO.File.WriteAllText(
            File("locked.pem"),
            made.Leaf.GetECDsaPrivateKey()!
                .ExportEncryptedPkcs8PrivateKeyPem("secret", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000))
        );
        foreach (
            var (file, key, password) in new (string, string?, string?)[]
            {
                ("club.pfx", null, "secret"),
                ("open.p12", null, null),
                ("chain.pem", "key.pem", null),
                ("all.pem", null, null),
                ("chain.pem", "locked.pem", "secret"),
            }
        )
        {
            var read = new Https(File(file), key is null ? null : File(key), password, TimeProvider.System).Current;
            read.TargetCertificate.Thumbprint.ShouldBe(made.Leaf.Thumbprint, file);
            read.TargetCertificate.HasPrivateKey.ShouldBeTrue(file);
            read.IntermediateCertificates.Select(one => one.Thumbprint).ShouldBe([made.Authority.Thumbprint], file);
        }

        foreach (
            var (file, key, password) in new (string, string?, string?)[]
            {
                ("club.pfx", null, "wrong"),
                ("chain.pem", null, null),
                ("key.pem", null, null),
                ("nothing.pfx", null, null),
            }
        )
        {
            Should
                .Throw<ArgumentException>(() => new Https(File(file), key, password, TimeProvider.System))
                .Message.ShouldStartWith("Club__Https__Certificate, ");
        }
    }

    [Fact]
    public void A_renewed_certificate_is_taken_within_a_minute_and_one_half_written_is_not()
    {
        var (first, second, machine) = (Made.Of("first.test"), Made.Of("second.test"), new ClockAhead());
        System.IO.File.WriteAllText(File("all.pem"), first.Chain + first.Key);
        var https = new Https(File("all.pem"), null, null, machine);
        Renew("half of a certificate", 1);
        Subject(minutes: 1).ShouldBe("CN=first.test");
        Renew(second.Chain + second.Key, 2);
        Subject(minutes: 1.5).ShouldBe("CN=first.test");
        Subject(minutes: 2).ShouldBe("CN=second.test");

        void Renew(string text, int hour)
        {
            System.IO.File.WriteAllText(File("all.pem"), text);
            System.IO.File.SetLastWriteTimeUtc(File("all.pem"), DateTime.UtcNow.AddHours(hour));
        }

        string Subject(double minutes)
        {
            machine.By = TimeSpan.FromMinutes(minutes);
            return https.Current.TargetCertificate.Subject;
        }
    }

    [Fact]
    public void Settings_that_do_not_fit_together_end_the_start()
    {
        Https.Of(new() { Urls = "http://127.0.0.1:5080" }, TimeProvider.System).ShouldBeNull();
        Should
            .Throw<ArgumentException>(() => Https.Of(new() { Urls = "https://*:5443" }, TimeProvider.System))
            .Message.ShouldContain("Club__Https__Certificate");
        Should
            .Throw<ArgumentException>(() => Https.Of(new() { Urls = "http://*:5080", HttpsCertificate = "x.pfx" }, TimeProvider.System))
            .Message.ShouldContain("no https:// address");
        Should.Throw<ArgumentException>(() => Proxies.Of("10.0.0.0/8;proxy")).Message.ShouldContain("Club__Proxies: proxy is neither");
        Settings
            .Of(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([KeyValuePair.Create("Club:Https:Certificate", (string?)"x.pfx")])
                    .Build()
            )
            .Urls.ShouldBe("https://*:5443;http://127.0.0.1:5080");
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", null, "Only this machine reaches it")]
    [InlineData("http://[::1]:5080;http://localhost:5081", null, "Only this machine reaches it")]
    [InlineData("http://[::]:5080", null, "http://[::]:5080 has no HTTPS")]
    [InlineData("http://127.0.0.1:5080;http://192.168.1.5:5080", null, "http://192.168.1.5:5080 has no HTTPS")]
    [InlineData("http://[::]:5080", "10.0.0.0/8", null)]
    [InlineData("https://[::]:5443;http://127.0.0.1:5080", null, null)]
    public void The_start_says_what_other_devices_cannot_do(string listening, string? proxies, string? said)
    {
        var missing = Https.Missing(listening.Split(';'), proxies);
        (missing is null).ShouldBe(said is null);
        (missing ?? "").ShouldStartWith(said ?? "");
    }

    [Fact]
    public async Task A_client_is_who_the_last_proxy_that_is_believed_reports()
    {
        var rows = new (string? Named, string From, string? Reported, string Client, string Scheme)[]
        {
            (null, "127.0.0.1", "192.0.2.1", "192.0.2.1", "https"),
            (null, "10.1.2.3", "192.0.2.1", "10.1.2.3", "http"),
            ("10.0.0.0/8", "10.1.2.3", "192.0.2.1", "192.0.2.1", "https"),
            ("10.0.0.0/8", "::ffff:10.1.2.3", "192.0.2.1", "192.0.2.1", "https"),
            ("10.0.0.0/8, 192.0.2.9", "10.1.2.3", "198.51.100.1, 192.0.2.1, 192.0.2.9", "192.0.2.1", "https"),
            ("10.0.0.0/8", "10.1.2.3", "127.0.0.1, 192.0.2.1", "192.0.2.1", "https"),
            ("10.0.0.0/8", "11.1.2.3", "192.0.2.1", "11.1.2.3", "http"),
            ("10.0.0.0/8", "10.1.2.3", null, "10.1.2.3", "http"),
        };
        foreach (var (named, from, reported, client, scheme) in rows)
        {
            var http = new Microsoft.AspNetCore.Http.DefaultHttpContext();
            http.Connection.RemoteIpAddress = IPAddress.Parse(from);
            http.Request.Scheme = "http";
            if (reported is not null)
            {
                (http.Request.Headers["X-Forwarded-For"], http.Request.Headers["X-Forwarded-Proto"]) = (reported, "https");
            }

            await new ForwardedHeadersMiddleware(
                _ => Task.CompletedTask,
                Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
                Microsoft.Extensions.Options.Options.Create(Proxies.Of(named))
            ).Invoke(http);
            (LoyaltyClub.Contracts.Networks.Of(http.Connection.RemoteIpAddress), http.Request.Scheme).ShouldBe(
                (client, scheme),
                $"{named}: {from} reports {reported}"
            );
        }
    }
}
