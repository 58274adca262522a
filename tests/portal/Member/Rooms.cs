using System.Net;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Who sees which page. No page of the member's room has a member in its address, so another's page does not exist.</summary>
public class Rooms
{
    private enum Seen
    {
        ByAll,
        ByMembers,
        ByNobody,
    }

    /// <summary>Every page of the member's room; a new one without a row fails.</summary>
    private static readonly Dictionary<string, (Seen Who, string[] Addresses)> Pages = new()
    {
        [""] = (Seen.ByAll, ["/", "/?handler=live"]),
        ["sign-in/{handler:regex(^(passkey)$)?}"] = (Seen.ByAll, ["/sign-in", "/sign-in/passkey"]),
        ["sign-in/code"] = (Seen.ByAll, ["/sign-in/code"]),
        ["join"] = (Seen.ByAll, ["/join"]),
        ["join/privacy"] = (Seen.ByAll, ["/join/privacy"]),
        ["error"] = (Seen.ByNobody, ["/error"]),
        ["statement/{handler:regex(^(more|csv)$)?}"] = (Seen.ByMembers, ["/statement", "/statement/more", "/statement/csv"]),
        ["rewards/{handler:regex(^(live|reserve|release)$)?}"] = (
            Seen.ByMembers,
            ["/rewards", "/rewards/live", "/rewards/reserve", "/rewards/release"]
        ),
        ["offers/{handler:regex(^(live)$)?}"] = (Seen.ByMembers, ["/offers", "/offers/live"]),
        ["profile/{handler:regex(^(details|consents|card|endsession|endothers|signout|export|passkey|passkeyname|passkeyremove)$)?}"] = (
            Seen.ByMembers,
            [
                "/profile",
                "/profile/export",
                "/profile/details",
                "/profile/consents",
                "/profile/card",
                "/profile/endsession",
                "/profile/endothers",
                "/profile/signout",
                "/profile/passkey",
                "/profile/passkeyname",
                "/profile/passkeyremove",
            ]
        ),
        ["profile/email"] = (Seen.ByMembers, ["/profile/email"]),
        ["profile/leave"] = (Seen.ByMembers, ["/profile/leave"]),
    };

    [Fact]
    public async Task Every_page_is_seen_by_those_who_may_and_shows_their_own()
    {
        await using var club = await Arranged.Club();
        await club.Member("anna@example.org", "Xanna", 111);
        await club.Member("berta@example.org", "Xberta", 222);
        using var anonymous = new Browser(club);
        using var anna = new Browser(club);
        using var berta = new Browser(club);
        await anna.SignIn(club, "anna@example.org");
        await berta.SignIn(club, "berta@example.org");

        var templates = club
            .Services.GetRequiredService<IActionDescriptorCollectionProvider>()
            .ActionDescriptors.Items.OfType<PageActionDescriptor>()
            .Where(page => page.RelativePath.StartsWith("/Member/", StringComparison.Ordinal) || page.RelativePath == "/Web/Error.cshtml")
            .Select(page => page.AttributeRouteInfo!.Template!)
            .Where(template => !template.StartsWith("card", StringComparison.Ordinal))
            .ToArray();
        templates.Length.ShouldBeGreaterThan(8);
        templates.ShouldBe(Pages.Keys, ignoreOrder: true);

        foreach (var (who, addresses) in Pages.Values)
        {
            foreach (var address in addresses)
            {
                var page = await anonymous.Open(address);
                if (who == Seen.ByMembers)
                {
                    page.Address.ShouldStartWith("/sign-in?back=", customMessage: address);
                }

                page.Text.ShouldNotContain("Xanna");
                if (who == Seen.ByMembers)
                {
                    (await anonymous.Send(address)).Address.ShouldStartWith("/sign-in?back=", customMessage: address);
                }

                foreach (var (browser, own, other) in new[] { (anna, "Xanna", "Xberta"), (berta, "Xberta", "Xanna") })
                {
                    var mine = await browser.Open(address);
                    mine.Status.ShouldBe(who == Seen.ByNobody ? 404 : 200, address);
                    mine.Html.ShouldNotContain(other, customMessage: address);
                }
            }
        }

        (await anna.Open("/")).Text.ShouldContain("Hello, Xanna");
        (await berta.Open("/")).Text.ShouldContain("Hello, Xberta");
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Accept", "*/*")]
    public async Task Forms_of_other_sites_are_refused(string header, string value)
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        foreach (
            var address in new[]
            {
                "/sign-in",
                "/join",
                "/rewards/reserve",
                "/profile/details",
                "/profile/leave",
                "/profile/signout",
                "/language",
            }
        )
        {
            using var client = club.ClientWith(null);
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent([]) };
            request.Headers.Add("Cookie", browser.CookieHeader);
            request.Headers.Add(header, value);
            (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, address);
        }
        (await browser.Open("/profile")).Address.ShouldBe("/profile");
    }

    [Fact]
    public async Task What_people_write_is_never_markup()
    {
        const string evil = "\"><script>alert(1)</script>'&{{constructor}}";
        await using var club = await Arranged.Club();
        var id = await club.Member("ana@example.org", evil);
        (
            await club.Admin.Post(
                $"/v1/members/{id}/adjustments",
                new
                {
                    operationId = "a",
                    points = 5,
                    reason = evil,
                }
            )
        ).Status.ShouldBe(201);
        (await club.Admin.Buy(id, evil, "2026-03-10T10:00:00Z", 50m)).Status.ShouldBe(201);
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");

        foreach (
            var address in new[]
            {
                "/",
                "/statement",
                "/rewards",
                "/offers",
                "/profile",
                "/profile/email",
                "/profile/leave",
                "/statement/more",
                $"/join?ref={Uri.EscapeDataString(evil)}",
                $"/statement?kind={Uri.EscapeDataString(evil)}&period={Uri.EscapeDataString(evil)}",
                $"/rewards?sorry={Uri.EscapeDataString(evil)}",
            }
        )
        {
            var page = await browser.Open(address);
            page.Status.ShouldBe(200, address);
            page.Html.ShouldNotContain("<script>alert", customMessage: address);
            page.Html.ShouldNotContain("\"><script", customMessage: address);
        }
        (await browser.Open("/")).Html.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        (await browser.Send("/profile/details", ("firstName", evil), ("lastName", evil), ("phone", evil))).Html.ShouldNotContain(
            "<script>alert"
        );
    }

    [Fact]
    public async Task Every_answer_has_a_strict_policy_and_no_inline_script_or_style()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        foreach (
            var address in new[]
            {
                "/",
                "/statement",
                "/rewards",
                "/offers",
                "/profile",
                "/profile/email",
                "/profile/leave",
                "/join/privacy",
                "/statement/nothing",
            }
        )
        {
            var page = await browser.Open(address);
            var policy = page.Message.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("script-src 'self';");
            policy.ShouldNotContain("unsafe");
            page.Message.Headers.CacheControl!.NoStore.ShouldBeTrue();
            page.Html.ShouldNotContain("style=\"", customMessage: address);
            page.Html.ShouldNotContain("<style", customMessage: address);
            page.Html.ShouldNotContain(" onclick", customMessage: address);
            page.Html.Split("<script").Skip(1).ShouldAllBe(script => script.TrimStart().StartsWith("src=\"/assets/"));
            page.Html.ShouldNotContain("href=\"http", customMessage: address);
        }
    }

    [Fact]
    public async Task Trouble_has_a_page_in_the_readers_language()
    {
        await using var club = await Arranged.Club();
        using var browser = new Browser(club, "es");
        var page = await browser.Open("/statement/nothing/here");
        (page.Status, page.Address).ShouldBe((404, "/statement/nothing/here"));
        page.Text.ShouldContain("Aquí no hay nada");
        (await browser.Open("/statement/nothing", ("HX-Request", "true"))).Html.ShouldBeEmpty();
        (await browser.Send("/join/privacy/x")).Status.ShouldBe(404);
    }
}
