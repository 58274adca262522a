using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// How often codes can be asked for, and passwords tried. Each process counts for itself; the tries of one code, and of one account, are
/// counted in the journal.
/// </summary>
internal sealed class Limits : IDisposable
{
    public const int PerAddress = 5,
        PerClient = 30,
        TriesPerAddress = 20,
        TriesPerClient = 60;

    private readonly PartitionedRateLimiter<string> addresses = Of(PerAddress, TimeSpan.FromHours(1)),
        clients = Of(PerClient, TimeSpan.FromMinutes(15)),
        triedAddresses = Of(TriesPerAddress, TimeSpan.FromMinutes(15)),
        tryingClients = Of(TriesPerClient, TimeSpan.FromMinutes(15));

    /// <summary>
    /// Null if one more may be asked for; otherwise how long to wait. An address that nobody has is counted like any other.
    /// </summary>
    public TimeSpan? Ask(HttpContext http, string address) =>
        Take(clients, Client(http.Connection.RemoteIpAddress)) ?? Take(addresses, address.Trim().ToLowerInvariant());

    /// <summary>As <see cref="Ask"/>, for a password or PIN that is tried, right or wrong.</summary>
    /// <param name="who">Whose it would be.</param>
    public TimeSpan? Try(HttpContext http, string who) => Try(http) ?? Take(triedAddresses, who.Trim().ToLowerInvariant());

    /// <summary>As the other, where nobody says whose it would be.</summary>
    public TimeSpan? Try(HttpContext http) => Take(tryingClients, Client(http.Connection.RemoteIpAddress));

    /// <summary>Turns away who comes too often, with when to come back.</summary>
    /// <param name="key">Of words that count minutes.</param>
    public static string TurnAway(HttpResponse response, Words words, string key, TimeSpan wait)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return words.Count(key, (long)Math.Ceiling(wait.TotalMinutes));
    }

    private static TimeSpan? Take(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        return lease.IsAcquired ? null
            : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait
            : TimeSpan.FromMinutes(15);
    }

    /// <summary>Whose network it is: of IPv6 the half that a household has to itself.</summary>
    private static string Client(IPAddress? address) =>
        address switch
        {
            null => "",
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
            _ => address.ToString(),
        };

    private static PartitionedRateLimiter<string> Of(int times, TimeSpan window) =>
        PartitionedRateLimiter.Create<string, string>(key =>
            RateLimitPartition.GetFixedWindowLimiter(
                key,
                _ =>
                    new()
                    {
                        PermitLimit = times,
                        Window = window,
                        QueueLimit = 0,
                    }
            )
        );

    public void Dispose()
    {
        addresses.Dispose();
        clients.Dispose();
        triedAddresses.Dispose();
        tryingClients.Dispose();
    }
}
