using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace LoyaltyClub.Host;

/// <summary>The proxies that are believed when they report a client's address and scheme.</summary>
internal static class Proxies
{
    /// <summary>Whether a request has headers of a proxy, trusted or not.</summary>
    public static bool Forwarded(HttpContext http) =>
        http.Request.Headers.ContainsKey("X-Forwarded-For") || http.Request.Headers.ContainsKey("X-Forwarded-Proto");

    /// <param name="named">
    /// IP addresses and networks (<c>10.0.0.0/8</c>), separated by semicolons, commas or spaces; besides, this machine's own are believed.
    /// </param>
    /// <exception cref="ArgumentException">One is neither.</exception>
    public static ForwardedHeadersOptions Of(string? named)
    {
        // Without a limit the address is the last one that no proxy has reported of another.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        foreach (var name in (named ?? "").Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPAddress.TryParse(name, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(name, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
            else
            {
                throw new ArgumentException($"Club__Proxies: {name} is neither an IP address nor a network such as 10.0.0.0/8.");
            }
        }

        return options;
    }
}
