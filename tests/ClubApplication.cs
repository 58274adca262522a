using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LoyaltyClub.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests;

/// <summary>The real host on a free port over a fresh store, with an admin's HTTP client. Settings are those of the command line.</summary>
public sealed class ClubApplication : IAsyncDisposable
{
    public const string AdminKey = "test-admin-key-of-thirty-nine-characters";

    private readonly bool ownsStore;

    private ClubApplication(WebApplication app, FreshStore store, bool ownsStore)
    {
        (App, Store, this.ownsStore) = (app, store, ownsStore);
        Admin = ClientWith(AdminKey);
    }

    public WebApplication App { get; }
    public FreshStore Store { get; }
    public HttpClient Admin { get; }
    public IServiceProvider Services => App.Services;

    /// <summary>The pickup folder of mails.</summary>
    public string MailFolder => Path.Combine(Store.Folder, "mail");
    public Uri Address => new(App.Urls.First());

    /// <summary>Starts over a fresh store; a sandbox with its clock at <paramref name="now"/> if given.</summary>
    public static async Task<ClubApplication> Start(StoreKind kind, string? now = null, params string[] settings)
    {
        var club = await Start(await FreshStore.Make(kind), ownsStore: true, now is null ? settings : ["--Club:Sandbox=true", .. settings]);
        if (now is not null)
        {
            (await club.Admin.Post("/v1/clock", new { now })).Status.ShouldBe(200);
        }

        return club;
    }

    /// <summary>Starts a sandbox over a fresh store, with the test's own machine clock.</summary>
    public static async Task<ClubApplication> StartBy(TimeProvider machine, StoreKind kind, string now)
    {
        var club = await Start(
            await FreshStore.Make(kind),
            ownsStore: true,
            ["--Club:Sandbox=true"],
            services => services.AddSingleton(machine)
        );
        (await club.Admin.Post("/v1/clock", new { now })).Status.ShouldBe(200);
        return club;
    }

    /// <summary>Starts over an existing store, like a restart or a second process.</summary>
    public static Task<ClubApplication> Start(FreshStore store, bool ownsStore = false, params string[] settings) =>
        Start(store, ownsStore, settings, null);

    /// <summary>Starts over an existing store with replaced or additional services.</summary>
    public static Task<ClubApplication> StartWith(Action<IServiceCollection> change, FreshStore store, params string[] settings) =>
        Start(store, ownsStore: false, settings, change);

    /// <summary>Starts a second process over a sandbox's store, with the test's own machine clock.</summary>
    public static Task<ClubApplication> StartBy(TimeProvider machine, FreshStore store) =>
        Start(store, ownsStore: false, ["--Club:Sandbox=true"], services => services.AddSingleton(machine));

    private static async Task<ClubApplication> Start(
        FreshStore store,
        bool ownsStore,
        string[] settings,
        Action<IServiceCollection>? change
    )
    {
        var app = await ClubHost.Build(
            [
                $"--Club:Store={store.Setting}",
                "--Club:Urls=http://127.0.0.1:0",
                $"--Club:AdminKey={AdminKey}",
                "--Logging:LogLevel:Default=Error",
                $"--Club:MailPickup={Path.Combine(store.Folder, "mail")}",
                .. settings,
            ],
            change
        );
        await app.StartAsync();
        return new(app, store, ownsStore);
    }

    public HttpClient ClientWith(string? key)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return client;
    }

    /// <summary>A client with a new key of the given role.</summary>
    public async Task<HttpClient> ClientFor(string role, string? store = null) =>
        ClientWith((string)(await Admin.Post("/v1/keys", store is null ? new { role } : new { role, store })).Json["key"]!);

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        if (ownsStore)
        {
            await Store.DisposeAsync();
        }

        if (ownsStore && Directory.Exists(MailFolder))
        {
            Directory.Delete(MailFolder, recursive: true);
        }
    }
}

/// <summary>A response with its body read.</summary>
public sealed record Reply(int Status, string Body, HttpResponseMessage Message)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>The problem's stable code; null on success.</summary>
    public string? Code => Status >= 400 ? (string?)Json["code"] : null;

    public bool Again => Message.Headers.Contains("Idempotency-Hit");
}

/// <summary>HTTP with JSON bodies in one call.</summary>
public static class HttpSteps
{
    public static Task<Reply> Post(this HttpClient client, string path, object body) => client.Say(HttpMethod.Post, path, body);

    public static Task<Reply> Put(this HttpClient client, string path, object body) => client.Say(HttpMethod.Put, path, body);

    public static Task<Reply> Patch(this HttpClient client, string path, object body) => client.Say(HttpMethod.Patch, path, body);

    public static Task<Reply> Delete(this HttpClient client, string path) => client.Say(HttpMethod.Delete, path, null);

    public static Task<Reply> Get(this HttpClient client, string path) => client.Say(HttpMethod.Get, path, null);

    /// <summary>Sends an object as JSON, a string unchanged, or no body.</summary>
    public static async Task<Reply> Say(
        this HttpClient client,
        HttpMethod method,
        string path,
        object? body,
        string media = "application/json"
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, media);
        }

        var message = await client.SendAsync(request);
        return new((int)message.StatusCode, await message.Content.ReadAsStringAsync(), message);
    }

    /// <summary>Enrols a member and returns the id.</summary>
    public static async Task<string> Enrol(this HttpClient admin, string operationId = "enrol", string? joinedAt = null) =>
        (string)
            (
                await admin.Post(
                    "/v1/members",
                    new
                    {
                        operationId,
                        firstName = "Ana",
                        joinedAt,
                    }
                )
            ).Json["id"]!;

    /// <summary>Records a purchase of one line.</summary>
    public static Task<Reply> Buy(
        this HttpClient client,
        string member,
        string receipt,
        string at,
        decimal amount,
        string? category = null,
        string store = "s1",
        string? till = null
    ) =>
        client.Post(
            "/v1/purchases",
            new
            {
                store,
                till,
                receipt,
                at,
                member,
                lines = new[]
                {
                    new
                    {
                        line = 1,
                        sku = "sku",
                        quantity = 1,
                        amount,
                        category,
                    },
                },
            }
        );

    public static async Task<JsonNode> Balance(this HttpClient admin, string member) =>
        (await admin.Get($"/v1/members/{member}")).Json["balance"]!;
}
