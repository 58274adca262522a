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
    public const string AdminLinkPath = "/v1/local/admin-link",
        SecretPath = "/v1/local/secret";

    /// <summary>Accepts commands as soon as the service listens.</summary>
    public static void Open(WebApplication app)
    {
        app.MapPost(AdminLinkPath, MakeAdminLink).WithMetadata(new Access(Role.Local)).ExcludeFromDescription();
        app.MapPost(SecretPath, NewSecret).WithMetadata(new Access(Role.Local)).ExcludeFromDescription();
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
    public static Task<(string Name, string Path)?> AdminLink(ServiceAddress service, string email) =>
        Ask<(string, string)?>(
            service,
            AdminLinkPath + "?email=" + Uri.EscapeDataString(email),
            async answer =>
                answer.StatusCode == HttpStatusCode.NoContent ? null
                : await answer.Content.ReadFromJsonAsync<AdminLinkMade>() is { } made ? (made.Name, made.Path)
                : null
        );

    /// <summary>Lets the service change the club's secret.</summary>
    /// <exception cref="StoreUnavailableException">The service does not answer.</exception>
    public static Task ChangeSecret(ServiceAddress service, DateTimeOffset until) =>
        Ask(service, SecretPath + "?until=" + Uri.EscapeDataString(Instants.Text(until)), _ => Task.FromResult(true));

    private static async Task<T> Ask<T>(ServiceAddress service, string path, Func<HttpResponseMessage, Task<T>> read)
    {
        using var client = new HttpClient
        {
            BaseAddress = service.Url,
            DefaultRequestHeaders = { Authorization = new("Bearer", service.Key) },
        };
        try
        {
            using var answer = await client.PostAsync(path, null);
            answer.EnsureSuccessStatusCode();
            return await read(answer);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            throw new StoreUnavailableException("The service that has the store does not answer: " + fault.Message, fault);
        }
    }

    /// <summary>For the command <c>change-secret</c>.</summary>
    private static async Task<IResult> NewSecret(Cards cards, DateTimeOffset until)
    {
        await cards.Change(until, AuditLine.CommandLine);
        return Results.NoContent();
    }

    /// <summary>For the command <c>admin-link</c>; closed to admin keys, because a key gives no access to the desk.</summary>
    private static async Task<IResult> MakeAdminLink(IGrainFactory grains, ISecurityLog log, string email = "") =>
        await NewAdminLink.Make(grains, log, email) is var (name, path) ? Results.Json(new AdminLinkMade(name, path)) : Results.NoContent();
}

file sealed record AdminLinkMade(string Name, string Path);
