using System.Net;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Whether browsers take a page's address for secure. Where they do not, they allow no camera, no service worker (pages without network,
/// installing) and no passkeys; the pages say so.
/// </summary>
internal static class SecureAddress
{
    public static bool Is(HttpRequest request) =>
        request.IsHttps
        || request.Host.Host is "localhost"
        || request.Host.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
