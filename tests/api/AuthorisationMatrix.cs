using LoyaltyClub.Host.Running;
using LoyaltyClub.Tests.Portal;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Api;

/// <summary>Every route against every kind of caller. A new route without a row fails.</summary>
public class AuthorisationMatrix
{
    private const string Anyone = "anyone",
        All = "till marketing admin",
        Office = "marketing admin",
        Tills = "till admin",
        Admin = "admin",
        Local = "local";

    /// <summary>Who gets past the door; what the operation then says (404, 400, 422…) does not matter here.</summary>
    private static readonly Dictionary<string, string> Rows = new()
    {
        ["POST /v1/members"] = All,
        ["GET /v1/members"] = All,
        ["POST /v1/members/look-up"] = All,
        ["POST /v1/members/search"] = Office,
        ["GET /v1/members/{id}"] = All,
        ["PATCH /v1/members/{id}"] = Office,
        ["DELETE /v1/members/{id}"] = Admin,
        ["GET /v1/members/{id}/export"] = Admin,
        ["GET /v1/members/{id}/statement"] = Office,
        ["POST /v1/members/{id}/adjustments"] = Office,
        ["POST /v1/members/{id}/transfers"] = Admin,
        ["POST /v1/members/{id}/merge"] = Admin,
        ["POST /v1/members/{id}/unmerge"] = Admin,
        ["POST /v1/members/{id}/card"] = Tills,
        ["POST /v1/members/{id}/redemptions"] = Tills,
        ["POST /v1/redemptions/{id}/capture"] = Tills,
        ["POST /v1/redemptions/{id}/release"] = Tills,
        ["POST /v1/vouchers/{code}/use"] = Tills,
        ["GET /v1/members/{id}/card"] = Admin,
        ["GET /v1/members/{id}/card.svg"] = All,
        ["GET /v1/members/{id}/card.png"] = All,
        ["POST /v1/scans"] = Tills,
        ["GET /v1/rewards"] = All,
        ["POST /v1/returns"] = Tills,
        ["GET /v1/notices"] = Office,
        ["POST /v1/notices/done"] = Office,
        ["POST /v1/purchases"] = Tills,
        ["POST /v1/purchases/preview"] = Tills,
        ["POST /v1/purchases/batch"] = Tills,
        ["POST /v1/purchases/without-card"] = Tills,
        ["GET /v1/purchases/{store}/{receipt}"] = All,
        ["GET /v1/purchases"] = All,
        ["GET /v1/programme"] = All,
        ["PUT /v1/programme"] = Office,
        ["GET /v1/programme/versions"] = All,
        ["POST /v1/close"] = Admin,
        ["GET /v1/clock"] = All,
        ["POST /v1/clock"] = Admin,
        ["GET /v1/segments"] = Office,
        ["GET /v1/segments/{code}"] = Office,
        ["PUT /v1/segments/{code}"] = Office,
        ["DELETE /v1/segments/{code}"] = Office,
        ["GET /v1/segments/{code}/count"] = Office,
        ["GET /v1/segments/{code}/members"] = Office,
        ["GET /v1/stores"] = Office,
        ["PUT /v1/stores/{code}"] = Admin,
        ["GET /v1/tills"] = Admin,
        ["POST /v1/tills"] = Admin,
        ["POST /v1/tills/pair"] = Anyone,
        ["DELETE /v1/tills/{id}"] = Admin,
        ["GET /v1/watch"] = Admin,
        ["POST /v1/watch/{id}/hold"] = Admin,
        ["POST /v1/watch/{id}/release"] = Admin,
        ["POST /v1/keys"] = Admin,
        ["GET /v1/keys"] = Admin,
        ["DELETE /v1/keys/{id}"] = Admin,
        ["POST /v1/local/admin-link"] = Local,
        ["POST /v1/local/secret"] = Local,
        ["GET /health/live"] = Anyone,
        ["GET /health/ready"] = Anyone,
        ["GET /metrics"] = Anyone,
        ["GET /openapi/{documentName}.json"] = Anyone,
    };

    [Fact]
    public async Task Every_route_has_a_row_and_lets_in_whom_its_row_names()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, "2026-03-01T10:00:00Z");
        var routes = RoutesOf(club);
        routes.Order().ShouldBe(Rows.Keys.Order());

        var callers = new Dictionary<string, HttpClient>
        {
            ["anonymous"] = club.ClientWith(null),
            ["wrong"] = club.ClientWith("lc_" + new string('0', 64)),
            ["member"] = await SignedIn(club),
            ["till"] = await club.ClientFor("till", "s1"),
            ["till of another store"] = await club.ClientFor("till", "s2"),
            ["marketing"] = await club.ClientFor("marketing"),
            ["admin"] = club.Admin,
            ["local"] = club.ClientWith(StoreOwner.Service(club.Store.Setting["sqlite:".Length..])!.Key),
        };
        foreach (var (route, allowed) in Rows)
        {
            foreach (var (name, client) in callers)
            {
                var (method, path) = (
                    route.Split(' ')[0],
                    route.Split(' ')[1].Replace("{documentName}", "v1").Replace('{', 'x').Replace('}', 'x')
                );
                var reply = await client.Say(
                    new HttpMethod(method),
                    path,
                    method is "GET" or "DELETE" ? null : "{}",
                    path.EndsWith("batch") ? "application/x-ndjson" : "application/json"
                );
                // A command on the service's own machine may do what an admin may.
                var letIn =
                    allowed == Anyone || allowed.Split(' ').Contains(name.Split(' ')[0]) || (name == "local" && allowed.Contains(Admin));
                var expected =
                    letIn ? "in"
                    : name is "anonymous" or "wrong" or "member" ? "401"
                    : "403";
                // "xstorex" is not the till's own store: the operation says so itself, after the door.
                var got = reply.Status switch
                {
                    401 => "401",
                    403 when reply.Code == "forbidden" => "403",
                    _ => "in",
                };
                got.ShouldBe(expected, $"{name} at {route}: {reply.Status} {reply.Body}");
            }
        }
    }

    [Fact]
    public async Task A_till_writes_and_reads_for_its_own_store_only()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, "2026-03-01T10:00:00Z");
        var member = await club.Admin.Enrol();
        var (own, other) = (await club.ClientFor("till", "s1"), await club.ClientFor("till", "s2"));

        (await other.Buy(member, "r1", "2026-03-01T10:00:00Z", 5)).Code.ShouldBe("wrong_store");
        (await own.Buy(member, "r1", "2026-03-01T10:00:00Z", 5)).Status.ShouldBe(201);
        (await own.Get("/v1/purchases/s1/r1")).Status.ShouldBe(200);
        (await other.Get("/v1/purchases/s1/r1")).Code.ShouldBe("wrong_store");

        (
            await other.Post(
                "/v1/purchases/without-card",
                new
                {
                    store = "s1",
                    receipt = "w1",
                    at = "2026-03-01T10:00:00Z",
                    amount = 5,
                }
            )
        ).Code.ShouldBe("wrong_store");

        (await other.Return("r1", "b1")).Code.ShouldBe("wrong_store");
        (await other.Return("nothing", "b2")).Code.ShouldBe("wrong_store");
        (
            await other.Post(
                $"/v1/members/{member}/redemptions",
                new
                {
                    operationId = "o1",
                    points = 5,
                    capture = true,
                    store = "s1",
                }
            )
        ).Code.ShouldBe("wrong_store");
        (await other.Post("/v1/vouchers/V123/use", new { operationId = "o2", store = "s1" })).Code.ShouldBe("wrong_store");
        var batch = await Batches.Send(other, TillSteps.ReturnLine("r1", "b3") + "\n" + Batches.Line(member, "r9"));
        batch.Select(result => result.Text("body.code")).ShouldBe(["wrong_store", "wrong_store"]);
        (await own.Return("r1", "b1")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        var created = (await club.Admin.Post("/v1/keys", new { role = "marketing", name = "agency" })).Json;
        var agency = club.ClientWith((string)created["key"]!);
        (await agency.Get("/v1/programme")).Status.ShouldBe(200);

        (await club.Admin.Delete($"/v1/keys/{created["id"]}")).Status.ShouldBe(200);

        (await agency.Get("/v1/programme")).Code.ShouldBe("unauthenticated");
        (await club.Admin.Delete($"/v1/keys/{created["id"]}")).Code.ShouldBe("unknown_key");
    }

    [Fact]
    public async Task A_key_is_stored_only_as_a_hash()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        var key = (string)(await club.Admin.Post("/v1/keys", new { role = "admin" })).Json["key"]!;

        foreach (var file in Directory.GetFiles(club.Store.Folder).Where(file => new FileInfo(file).Length > 0)) // a lock is empty
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            (await reader.ReadToEndAsync()).ShouldNotContain(key);
        }
        (await club.Admin.Get("/v1/keys")).Body.ShouldNotContain(key);
    }

    /// <summary>Somebody whose session opens the portal; the API knows keys only.</summary>
    private static async Task<HttpClient> SignedIn(ClubApplication club)
    {
        (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "ana",
                    firstName = "Ana",
                    email = "ana@example.org",
                    joinedAt = "2026-03-01T10:00:00Z",
                }
            )
        ).Status.ShouldBe(201);
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        var client = club.ClientWith(null);
        client.DefaultRequestHeaders.Add("Cookie", browser.CookieHeader);
        return client;
    }

    private static List<string> RoutesOf(ClubApplication club) =>
        [
            .. club
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                // Pages have no keys: tests/portal looks at them.
                .Where(route =>
                    route.Metadata.GetMetadata<HttpMethodMetadata>() is not null
                    && !LoyaltyClub.Portal.ClubPortal.Rooms.Any(room =>
                        $"/{route.RoutePattern.RawText!.Trim('/')}".StartsWith(room, StringComparison.Ordinal)
                    )
                )
                .SelectMany(route =>
                    route
                        .Metadata.GetMetadata<HttpMethodMetadata>()!
                        .HttpMethods.Select(method => $"{method} /{route.RoutePattern.RawText!.Trim('/')}")
                ),
        ];
}
