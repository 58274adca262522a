using System.Net;
using System.Security.Cryptography;
using LoyaltyClub.Api;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Import;
using LoyaltyClub.Journal;
using LoyaltyClub.Portal.Desk;

namespace LoyaltyClub.Host.Running;

/// <summary>
/// Requests of commands on the same machine to the running service, with a key in a file that only the service's user can read. On
/// SQLite only: on PostgreSQL commands are silos of the cluster.
/// </summary>
internal static class LocalDoor
{
    public const string AdminLinkPath = "/v1/local/admin-link";

    /// <summary>Accepts commands as soon as the service listens.</summary>
    public static void Open(WebApplication app)
    {
        app.MapPost(AdminLinkPath, MakeAdminLink).WithMetadata(new Access(Role.Local)).ExcludeFromDescription();
        if (app.Services.GetService<StoreOwner>() is not { } owner)
        {
            return;
        }

        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var key = "lc_" + RandomNumberGenerator.GetHexString(64, lowercase: true);
            app.Services.GetRequiredService<KeyRing>().AcceptLocal(key);
            owner.Announce(new(ServiceAddress.Local(app.Urls), key));
        });
    }

    /// <summary>Asks the service for a link, as <see cref="NewAdminLink.Make"/> makes it.</summary>
    /// <exception cref="StoreUnavailableException">The service does not answer.</exception>
    public static async Task<(string Name, string Path)?> AdminLink(ServiceAddress service, string email)
    {
        using var client = new HttpClient
        {
            BaseAddress = service.Url,
            DefaultRequestHeaders = { Authorization = new("Bearer", service.Key) },
        };
        try
        {
            using var answer = await client.PostAsync(AdminLinkPath + "?email=" + Uri.EscapeDataString(email), null);
            answer.EnsureSuccessStatusCode();
            return answer.StatusCode == HttpStatusCode.NoContent ? null
                : await answer.Content.ReadFromJsonAsync<AdminLinkMade>() is { } made ? (made.Name, made.Path)
                : null;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            throw new StoreUnavailableException("The service that has the store does not answer: " + fault.Message, fault);
        }
    }

    /// <summary>For the command <c>admin-link</c>; closed to admin keys, because a key gives no access to the desk.</summary>
    private static async Task<IResult> MakeAdminLink(IGrainFactory grains, string email = "") =>
        await NewAdminLink.Make(grains, email) is var (name, path) ? Results.Json(new AdminLinkMade(name, path)) : Results.NoContent();
}

file sealed record AdminLinkMade(string Name, string Path);
