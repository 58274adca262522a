namespace LoyaltyClub.Host;

/// <summary>
/// The settings, as environment variables (<c>Club__Store</c>) or in appsettings (<c>Club:Store</c>). Every default works on a laptop.
/// A name that ends with <c>File</c> (<c>Club__AdminKeyFile</c>) names a file that has the value. <c>deploy/README.md</c> documents them.
/// </summary>
public sealed record Settings
{
    /// <summary><c>sqlite:PATH</c> or a PostgreSQL connection string.</summary>
    public string Store { get; init; } = "sqlite:data/club.db";

    /// <summary>Addresses to listen on, separated by semicolons; <c>ASPNETCORE_URLS</c> if this is not set.</summary>
    public string? Urls { get; init; }

    /// <summary>The file of the certificate for HTTPS: <c>.pfx</c>, or PEM with the whole chain.</summary>
    public string? HttpsCertificate { get; init; }

    /// <summary>The PEM file of the certificate's private key; by default the certificate's own file.</summary>
    public string? HttpsKey { get; init; }

    /// <summary>The password of the certificate's file or key.</summary>
    public string? HttpsPassword { get; init; }

    /// <summary>Whether browsers are told to use HTTPS for the names under the club's as well.</summary>
    public bool HstsSubdomains { get; init; } = true;

    /// <summary>Proxies on other machines that are believed: IP addresses and networks, separated by semicolons.</summary>
    public string? Proxies { get; init; }

    /// <summary>The first admin key, of 32 characters or more. Without one, a key is made at the first start and printed once.</summary>
    public string? AdminKey { get; init; }

    /// <summary>Lets an admin set the club's clock.</summary>
    public bool Sandbox { get; init; }

    /// <summary>Fills an empty store with a small fictitious club.</summary>
    public bool Demo { get; init; }

    /// <summary>
    /// The mail server, <c>host:port</c> or <c>smtp://user:password@host:port</c>, with STARTTLS, or TLS from the first byte at port 465
    /// (<c>?encryption=none</c> for neither; <c>?from=</c> for the sender). Without one, and in a sandbox, mails go to
    /// <see cref="MailPickup"/>.
    /// </summary>
    public string? Smtp { get; init; }

    /// <summary>The folder for mails that are not sent; by default <c>mail</c> beside the store's file.</summary>
    public string? MailPickup { get; init; }

    /// <summary>The cluster's name: processes on one PostgreSQL database with the same name are one cluster.</summary>
    public string ClusterName { get; init; } = "loyaltyclub";

    /// <summary>
    /// The IP address by which the other processes of the cluster reach this process; <see cref="Engine.SiloEndpoint"/> has the default.
    /// </summary>
    public string? SiloAddress { get; init; }

    /// <summary>The port for the other processes of the cluster; by default the first free port from 11111.</summary>
    public int? SiloPort { get; init; }

    /// <summary>The most members in memory; the least recently used leave first.</summary>
    public int MostActiveMembers { get; init; } = 20_000;

    /// <summary>Requests a minute of one till's or marketing's key, in this process; 0 for no limit.</summary>
    public int MostRequests { get; init; }

    /// <summary>The most waiting calls to grains in this process; more are answered 503 <c>overloaded</c>.</summary>
    public int MostWaiting { get; init; } = 20_000;

    /// <summary>Shows Orleans' dashboard to admins of the desk, at <c>/desk/cluster</c>; takes 70 MB of memory.</summary>
    public bool Dashboard { get; init; }

    /// <summary>Points that a marketing employee may give or take by hand in a day of the club.</summary>
    public long MostAdjusted { get; init; } = 1_000;

    /// <summary>A secret that its manager has put into a file, without the line end.</summary>
    /// <exception cref="ArgumentException">The file cannot be read.</exception>
    private static string Secret(string name, string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            var setting = name.Replace(":", "__", StringComparison.Ordinal);
            throw new ArgumentException($"Club__{setting}File cannot be read: {fault.Message}", fault);
        }
    }

    public static Settings Of(IConfiguration configuration)
    {
        var club = configuration.GetSection("Club");
        var basis = new Settings();
        return new()
        {
            Store = Text("Store") ?? basis.Store,
            // With a certificate, the loopback stays for commands and health checks on this machine.
            Urls = Text("Urls")
                ?? configuration["URLS"]
                ?? (Text("Https:Certificate") is null ? "http://127.0.0.1:5080" : "https://*:5443;http://127.0.0.1:5080"),
            HttpsCertificate = Text("Https:Certificate"),
            HttpsKey = Text("Https:Key"),
            HttpsPassword = Text("Https:Password"),
            Proxies = Text("Proxies"),
            HstsSubdomains = club.GetValue("HstsSubdomains", basis.HstsSubdomains),
            AdminKey = Text("AdminKey"),
            Sandbox = club.GetValue("Sandbox", basis.Sandbox),
            Demo = club.GetValue("Demo", basis.Demo),
            Smtp = Text("Smtp"),
            MailPickup = Text("MailPickup"),
            ClusterName = Text("ClusterName") ?? basis.ClusterName,
            SiloAddress = Text("SiloAddress"),
            SiloPort = club.GetValue("SiloPort", basis.SiloPort),
            MostRequests = club.GetValue("MostRequests", basis.MostRequests),
            MostWaiting = club.GetValue("MostWaiting", basis.MostWaiting),
            Dashboard = club.GetValue("Dashboard", basis.Dashboard),
            MostAdjusted = club.GetValue("MostAdjusted", basis.MostAdjusted),
            MostActiveMembers = club.GetValue("MostActiveMembers", basis.MostActiveMembers),
        };

        string? Text(string name) =>
            club[name] is { Length: > 0 } text ? text
            : club[name + "File"] is { Length: > 0 } file ? Secret(name, file)
            : null;
    }
}
