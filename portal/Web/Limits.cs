using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Rate limits for requesting codes and for trying passwords. Each process counts separately; tries of one code and of one account are
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
    /// Counts a request for a code. Null if it is allowed, otherwise the time to wait. Unknown addresses are counted like members'.
    /// </summary>
    public TimeSpan? Ask(HttpContext http, string address) =>
        Take(clients, Client(http.Connection.RemoteIpAddress)) ?? Take(addresses, address.Trim().ToLowerInvariant());

    /// <summary>Counts a try of a password or PIN, successful or not; as <see cref="Ask"/>.</summary>
    /// <param name="who">The address or id of the account that is tried.</param>
    public TimeSpan? Try(HttpContext http, string who) => Try(http) ?? Take(triedAddresses, who.Trim().ToLowerInvariant());

    /// <summary>Counts a try that names no account.</summary>
    public TimeSpan? Try(HttpContext http) => Take(tryingClients, Client(http.Connection.RemoteIpAddress));

    /// <summary>Answers 429 with <c>Retry-After</c>.</summary>
    /// <param name="key">Key of the words, with the minutes as their number.</param>
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

    /// <summary>The client's network: for IPv6 the first 64 bits, which one household has to itself.</summary>
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
