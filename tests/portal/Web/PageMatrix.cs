using System.Net;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Every page and route of the portal against every kind of caller, whatever the method. A new one without a row fails.</summary>
public class PageMatrix
{
    private const string Anyone = "anonymous, member A, member B, till 1, till 2, marketing, admin",
        Members = "member A, member B",
        Tills = "till 1, till 2",
        Staff = "cashier of the desk, marketing of the desk, admin of the desk",
        Office = "marketing of the desk, admin of the desk",
        Admin = "admin of the desk";

    /// <summary>Who gets past the door; what the page then says (200, 404, 405, 422…) does not matter here.</summary>
    private static readonly Dictionary<string, (string Who, string Address)> Rows = new()
    {
        ["GET /assets/{**file}"] = (Anyone, "/assets/x"),
        ["POST /language"] = (Anyone, "/language"),
        ["GET /sw.js"] = (Anyone, "/sw.js"),
        ["GET /manifest.webmanifest"] = (Anyone, "/manifest.webmanifest"),
        ["page /"] = (Anyone, "/"),
        ["page /error"] = (Anyone, "/error"),
        ["page /sign-in/{handler:regex(^(passkey)$)?}"] = (Anyone, "/sign-in"),
        ["page /sign-in/code"] = (Anyone, "/sign-in/code"),
        ["page /join"] = (Anyone, "/join"),
        ["page /join/privacy"] = (Anyone, "/join/privacy"),
        ["page /statement/{handler:regex(^(more|csv)$)?}"] = (Members, "/statement"),
        ["page /rewards/{handler:regex(^(live|reserve|release)$)?}"] = (Members, "/rewards"),
        ["page /offers/{handler:regex(^(live)$)?}"] = (Members, "/offers"),
        [
            "page /profile/{handler:regex(^(details|consents|card|endsession|endothers|signout|export|passkey|passkeyname|passkeyremove)$)?}"
        ] = (Members, "/profile"),
        ["page /profile/email"] = (Members, "/profile/email"),
        ["page /profile/leave"] = (Members, "/profile/leave"),
        ["page /card"] = (Members, "/card"),
        ["page /card/print"] = (Members, "/card/print"),
        ["page /card/voucher/{code}"] = (Members, "/card/voucher/V1"),
        ["page /card/claim/{seal}"] = (Anyone, "/card/claim/x"),
        ["GET /card/key"] = (Members, "/card/key"),
        ["GET /card/now"] = (Members, "/card/now"),
        ["GET /card/card.svg"] = (Members, "/card/card.svg"),
        ["GET /card/card.png"] = (Members, "/card/card.png"),
        ["page /till/sign-in"] = (Anyone, "/till/sign-in"),
        ["POST /till/sign-out"] = (Anyone, "/till/sign-out"),
        ["page /till/cashier"] = (Tills + ", till without a cashier", "/till/cashier"),
        ["page /till"] = (Tills, "/till"),
        ["page /till/receipt/{receipt}"] = (Tills, "/till/receipt/r1"),
        ["GET /till/api/state"] = (Tills, "/till/api/state"),
        ["POST /till/api/find"] = (Tills, "/till/api/find"),
        ["POST /till/api/members"] = (Tills, "/till/api/members"),
        ["POST /till/api/preview"] = (Tills, "/till/api/preview"),
        ["POST /till/api/sales"] = (Tills, "/till/api/sales"),
        ["POST /till/api/claims"] = (Tills, "/till/api/claims"),
        ["GET /till/api/receipts"] = (Tills, "/till/api/receipts?receipt=r1"),
        ["POST /till/api/returns"] = (Tills, "/till/api/returns"),
        ["page /desk/sign-in/{handler:regex(^(passkey)$)?}"] = (Anyone, "/desk/sign-in"),
        ["page /desk/sign-in/code"] = (Anyone, "/desk/sign-in/code"),
        ["page /desk/set-up"] = (Anyone, "/desk/set-up"),
        ["page /desk/invitation/{handler:regex(^(password|confirm)$)?}"] = (Anyone, "/desk/invitation"),
        ["page /desk/{handler:regex(^(csv)$)?}"] = (Office, "/desk"),
        ["page /desk/members/{handler:regex(^(list)$)?}"] = (Office, "/desk/members"),
        ["page /desk/members/new"] = (Office, "/desk/members/new"),
        ["page /desk/members/{id:regex(^[0-9a-z]{{12}}$)}/{handler:regex(^(adjust|card|endsessions)$)?}"] = (
            Office,
            "/desk/members/000000000000"
        ),
        ["page /desk/members/{id:regex(^[0-9a-z]{{12}}$)}/merge/{handler:regex(^(confirm|undo)$)?}"] = (
            Admin,
            "/desk/members/000000000000/merge"
        ),
        ["page /desk/members/{id:regex(^[0-9a-z]{{12}}$)}/erase"] = (Admin, "/desk/members/000000000000/erase"),
        ["page /desk/programme/{handler:regex(^(edit|discard)$)?}"] = (Office, "/desk/programme"),
        [
            "page /desk/programme/draft/{part:regex(^(general|earning|rules|expiry|tiers|stamps|rewards|categories|paying|referral|late|raw)$)}/{handler:regex(^(keep)$)?}"
        ] = (Office, "/desk/programme/draft/rules"),
        ["page /desk/programme/draft/try"] = (Office, "/desk/programme/draft/try"),
        ["page /desk/programme/draft/publish/{handler:regex(^(follow)$)?}"] = (Office, "/desk/programme/draft/publish"),
        ["page /desk/stores/{handler:regex(^(store|till|remove|paired)$)?}"] = (Admin, "/desk/stores"),
        ["page /desk/stores/keys/{handler:regex(^(create|revoke)$)?}"] = (Admin, "/desk/stores/keys"),
        ["page /desk/audit/{handler:regex(^(csv)$)?}"] = (Admin, "/desk/audit"),
        ["page /desk/watch/{handler:regex(^(hold|release)$)?}"] = (Admin, "/desk/watch"),
        ["page /desk/settings/mail/{handler:regex(^(test|remove)$)?}"] = (Admin, "/desk/settings/mail"),
        ["page /desk/staff"] = (Admin, "/desk/staff"),
        ["page /desk/staff/{id:regex(^[0-9a-z]{{10}}$)}/{handler:regex(^(role|disable|enable|invite|pin|endsessions)$)?}"] = (
            Admin,
            "/desk/staff/0000000000/role"
        ),
        ["page /desk/account/{handler:regex(^(password|recovery|pin|endsession|endothers|signout|passkey|passkeyname|passkeyremove)$)?}"] =
            (Staff, "/desk/account"),
    };

    private static readonly string[] PageMethods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"];

    [Fact]
    public async Task Every_page_and_route_has_a_row_and_lets_in_whom_its_row_names()
    {
        await using var club = await Arranged.Club();
        var anna = await club.Member("anna@example.org", "Xanna", 111);
        await club.Member("berta@example.org", "Xberta", 222);
        RoutesOf(club).Order().ShouldBe(Rows.Keys.Order());

        var callers = new Dictionary<string, HttpClient>
        {
            ["anonymous"] = Caller(club),
            ["member A"] = await Member(club, "anna@example.org"),
            ["member B"] = await Member(club, "berta@example.org"),
            // Keys open the API, not the pages.
            ["marketing"] = Caller(club, (await club.Admin.Post("/v1/keys", new { role = "marketing" })).Json["key"]!.GetValue<string>()),
            ["admin"] = Caller(club, ClubApplication.AdminKey),
        };
        using var admin = await Desk.Admin(club);
        using var marketing = await admin.Colleague("Marketing", "mark@example.org");
        using var cashier = await admin.Colleague("Cashier", "carla@example.org");
        // In a club with cashiers a till's key alone opens nothing but the page that asks who is there.
        var pin = System
            .Text.RegularExpressions.Regex.Match((await cashier.Browser.Send("/desk/account/pin")).Html, "([0-9]{6})</strong>")
            .Groups[1]
            .Value;
        var who = await DeskAccess.IdOf(admin, "carla");
        (callers["till 1"], callers["till 2"], callers["till without a cashier"]) = (
            await Till(club, "s1", who, pin),
            await Till(club, "s2", who, pin),
            await Till(club, "s1")
        );
        foreach (var (role, one) in new[] { ("cashier", cashier), ("marketing", marketing), ("admin", admin) })
        {
            callers[$"{role} of the desk"] = Caller(club, cookies: one.Browser.Cookies.GetCookieHeader(new(club.Address, "/desk")));
        }

        (await club.Admin.Buy(anna, "r1", "2026-03-10T10:00:00Z", 5m)).Status.ShouldBe(201);
        // Signing out ends the session of the caller, so it comes last.
        foreach (var (route, (allowed, address)) in Rows.OrderBy(row => row.Key.EndsWith("sign-out", StringComparison.Ordinal)))
        {
            foreach (var method in route.Split(' ')[0] is "page" ? PageMethods : [route.Split(' ')[0]])
            {
                foreach (var (name, client) in callers)
                {
                    using var request = new HttpRequestMessage(new(method), address)
                    {
                        Content = method is "POST" ? new FormUrlEncodedContent([]) : null,
                    };
                    using var answer = await client.SendAsync(request);
                    var said = $"{name}: {method} {address} of {route}: {(int)answer.StatusCode} {answer.Headers.Location}";
                    ((int)answer.StatusCode).ShouldBeLessThan(500, said);
                    var body = await answer.Content.ReadAsStringAsync();
                    foreach (var (owner, secret) in new[] { ("member A", "Xanna"), ("member B", "Xberta") })
                    {
                        if (name != owner && !allowed.Contains(name, StringComparison.Ordinal))
                        {
                            body.ShouldNotContain(secret, customMessage: said);
                        }
                    }
                    // A method that a page does not take is refused to everybody.
                    if (allowed == Anyone || answer.StatusCode is HttpStatusCode.MethodNotAllowed)
                    {
                        continue;
                    }

                    var turnedAway =
                        answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                        || answer.Headers.Location?.ToString() is { } to
                            && (
                                to.StartsWith("/sign-in", StringComparison.Ordinal)
                                || to == "/till/sign-in"
                                || to.StartsWith("/desk/sign-in?", StringComparison.Ordinal)
                                || (address == "/desk" && to == "/desk/account")
                            );
                    turnedAway.ShouldBe(!allowed.Split(", ").Contains(name), said);
                }
            }
        }

        foreach (var client in callers.Values)
        {
            client.Dispose();
        }
    }

    private static string[] RoutesOf(ClubApplication club) =>
        [
            .. club
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Select(route =>
                    (
                        Path: "/" + route.RoutePattern.RawText!.Trim('/'),
                        Methods: route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods,
                        Page: route.Metadata.GetMetadata<PageActionDescriptor>()
                    )
                )
                .Where(route =>
                    route.Page is not null
                    || route.Methods is not null
                        && LoyaltyClub.Portal.ClubPortal.Rooms.Any(room =>
                            route.Path == room || route.Path.StartsWith(room + "/", StringComparison.Ordinal)
                        )
                )
                .SelectMany(route =>
                    route.Page is not null ? ["page " + route.Path] : route.Methods!.Select(method => $"{method} {route.Path}")
                )
                .Distinct(),
        ];

    private static HttpClient Caller(ClubApplication club, string? key = null, string? cookies = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = club.Address,
        };
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        if (cookies is not null)
        {
            client.DefaultRequestHeaders.Add("Cookie", cookies);
        }

        return client;
    }

    private static async Task<HttpClient> Member(ClubApplication club, string email)
    {
        using var browser = new Browser(club);
        await browser.SignIn(club, email);
        return Caller(club, cookies: browser.CookieHeader);
    }

    private static async Task<HttpClient> Till(ClubApplication club, string store, string? cashier = null, string? pin = null)
    {
        var key = (string)(await club.Admin.Post("/v1/keys", new { role = "till", store })).Json["key"]!;
        using var browser = new Browser(club);
        (await browser.Send("/till/sign-in", ("key", key))).Address.ShouldBe("/till/cashier");
        if (cashier is not null)
        {
            (await browser.Send("/till/cashier", ("who", cashier), ("pin", pin))).Address.ShouldBe("/till");
        }

        return Caller(club, cookies: browser.Cookies.GetCookieHeader(new(club.Address, "/till")));
    }
}
