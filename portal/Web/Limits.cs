using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace LoyaltyClub.Portal.Web;

/// <summary>
/// Rate limits for requesting codes and for trying passwords. An account's limits count for each network, so that a stranger uses up
/// nobody's but their own. Each process counts separately; tries of one code and of one account are counted in the journal.
/// </summary>
internal sealed class Limits : IDisposable
{
    public const int PerAddress = 5,
        PerClient = 30,
        TriesPerAddress = 20,
        TriesPerClient = 60;

    /// <summary>
    /// Codes an hour, over all networks: for one mailbox, so that it is not flooded, and for the club, so that guessing has an end.
    /// </summary>
    public const int PerMailbox = 30,
        PerClub = 2_000;

    private readonly PartitionedRateLimiter<string> addresses = Of(PerAddress, TimeSpan.FromHours(1)),
        clients = Of(PerClient, TimeSpan.FromMinutes(15)),
        mailboxes = Of(PerMailbox, TimeSpan.FromHours(1)),
        club = Of(PerClub, TimeSpan.FromHours(1)),
        triedAddresses = Of(TriesPerAddress, TimeSpan.FromMinutes(15)),
        tryingClients = Of(TriesPerClient, TimeSpan.FromMinutes(15));

    /// <summary>
    /// Counts a request for a code. Null if it is allowed, otherwise the time to wait. Unknown addresses are counted like members'.
    /// </summary>
    /// <param name="known">True for a browser in which this address has signed in before; strangers cannot use up its codes.</param>
    public TimeSpan? Ask(HttpContext http, string address, bool known)
    {
        var (network, mailbox) = (Network(http), address.Trim().ToLowerInvariant());
        return Take(clients, network)
            ?? Take(addresses, $"{network} {mailbox}")
            ?? (known ? null : Take(mailboxes, mailbox) ?? Take(club, ""));
    }

    /// <summary>Counts a try of a password or PIN, successful or not; as <see cref="Ask"/>.</summary>
    /// <param name="who">The address or id of the account that is tried.</param>
    public TimeSpan? Try(HttpContext http, string who) =>
        Try(http) ?? Take(triedAddresses, $"{Network(http)} {who.Trim().ToLowerInvariant()}");

    /// <summary>Counts a try that names no account.</summary>
    public TimeSpan? Try(HttpContext http) => Take(tryingClients, Network(http));

    /// <summary>Answers 429 with <c>Retry-After</c>.</summary>
    /// <param name="key">Key of the words, with the minutes as their number.</param>
    public static string TurnAway(HttpResponse response, Words words, string key, TimeSpan wait)
    {
        response.HttpContext.Note(SecurityEvent.Limited, how: key);
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

    public static string Network(HttpContext http) => Networks.Of(http.Connection.RemoteIpAddress);

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
        mailboxes.Dispose();
        club.Dispose();
        triedAddresses.Dispose();
        tryingClients.Dispose();
    }
}
