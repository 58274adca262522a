using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>What no browser sends: broken, endless and foreign forms, to every page that takes one and by whoever may send it.</summary>
public partial class BrokenForms
{
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>Bodies by what is wrong with them; these are no form at all.</summary>
    private static readonly Dictionary<string, Func<HttpContent>> NoForms = new()
    {
        ["null character"] = () => Text("language=es&back=%00&email=%00&password=%00&find=a%00b", Form),
        ["null character in a name"] = () => Text("a%00=b", Form),
        ["too many fields"] = () => Text(string.Join('&', Enumerable.Range(0, 20_001).Select(i => $"a{i}=")), Form),
        ["endless name"] = () => Text(new string('a', 3_000) + "=b", Form),
        ["multipart without a boundary"] = () => Text("x", "multipart/form-data"),
        ["multipart broken off"] = () =>
            Text("--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nolga@exa", "multipart/form-data; boundary=b"),
        ["another encoding"] = () => Text("+AGE-=b&language=+AGUAcw-", Form + "; charset=utf-7"),
        ["more than a megabyte"] = () => Text("a=" + new string('b', 4_000_001), Form),
    };

    /// <summary>These are read, and are nonsense.</summary>
    private static readonly Dictionary<string, Func<HttpContent>> Nonsense = new()
    {
        ["nothing"] = () => new ByteArrayContent([]),
        ["JSON"] = () => Text("""{"email":"olga@example.org","password":"x","back":"/desk"}""", "application/json"),
        ["no kind"] = () => new ByteArrayContent("a=b"u8.ToArray()),
        ["half of a character"] = () =>
            new ByteArrayContent([.. "email=a&find=%ED%A0%80&reason="u8, 0xED, 0xA0, 0x80, .. "&name=%FF&document=%ED%A0%80&points=%ED"u8])
            {
                Headers = { ContentType = new(Form) },
            },
        ["the same twice"] = () =>
            Text(
                "language=es&language=en&back=/a&back=/b&email=a&email=b&password=1&password=2&wish=a&wish=b&points=1&points=1&code=1&code=1",
                Form
            ),
        ["controls"] = () =>
            Text(
                "back=/%0d%0aSet-Cookie:x&find=%01%02&reason=%1b&name=%07&email=a%0d%0a@b.c&who=%0a&pin=%0a&key=%0d&session=%0a&from=%0a&document=%01&part=%01&do=%01&after=%01&version=%01&day=%01&time=%01&operation=%01",
                Form
            ),
        ["a file"] = () =>
            new MultipartFormDataContent { { new ByteArrayContent([0, 1, 2]), "email", "x.png" }, { new StringContent("x"), "password" } },
    };

    [Fact]
    public async Task No_page_and_no_handler_breaks_over_what_is_no_form()
    {
        await using var club = await Arranged.Club();
        var ana = await club.Member("ana@example.org");
        using var olga = await Desk.Admin(club);
        using var member = new Browser(club);
        await member.SignIn(club, "ana@example.org");
        await olga.Browser.Send("/desk/programme/edit");
        var till = await Till(club);
        var addresses = club
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .SelectMany(route => Addresses(route.RoutePattern.RawText!.Trim('/'), ana))
            .Distinct()
            // What throws away or signs out is tried last.
            .OrderBy(address =>
                address.EndsWith("discard", StringComparison.Ordinal) || address.EndsWith("signout", StringComparison.Ordinal)
            )
            .ToArray();
        addresses.Length.ShouldBeGreaterThan(60);
        addresses.ShouldContain($"/desk/members/{ana}/adjust");
        foreach (var address in addresses.Except(["/error"]).Append("/language"))
        {
            foreach (var (what, body) in NoForms.Concat(Nonsense))
            {
                using var client = Caller(
                    club,
                    address.StartsWith("/till", StringComparison.Ordinal) ? till
                        : address.StartsWith("/desk", StringComparison.Ordinal)
                            ? olga.Browser.Cookies.GetCookieHeader(new(club.Address, "/desk"))
                        : member.CookieHeader
                );
                using var content = body();
                var status = (int)(await client.PostAsync(address, content)).StatusCode;
                status.ShouldBeLessThan(500, $"{what} to {address}");
                if (NoForms.ContainsKey(what))
                {
                    status.ShouldBe(what == "more than a megabyte" ? 413 : 400, $"{what} to {address}");
                }
            }
        }
    }

    [Fact]
    public async Task Where_the_language_is_chosen_what_is_no_form_is_a_bad_request_and_a_strange_address_leads_home()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        using var client = Caller(club);
        foreach (var (what, body) in NoForms)
        {
            using var content = body();
            var answer = await client.PostAsync("/language", content);
            ((int)answer.StatusCode).ShouldBe(what == "more than a megabyte" ? 413 : 400, what);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("<main", customMessage: what);
        }
        foreach (var (what, body) in Nonsense)
        {
            using var content = body();
            var answer = await client.PostAsync("/language", content);
            ((int)answer.StatusCode, answer.Headers.Location?.ToString()).ShouldBe((302, "/"), what);
        }
        foreach (
            var (back, to) in new[]
            {
                ("/desk/audit?by=a%20b", "/desk/audit?by=a%20b"),
                ("/card/voucher/%C3%B1", "/card/voucher/%C3%B1"),
                ("", "/"),
                ("card", "/"),
                ("//evil.example", "/"),
                ("/\\evil.example", "/"),
                ("https://evil.example/desk", "/"),
                ("/card/voucher/ñ", "/"),
                ("/desk\r\nSet-Cookie: a=b", "/"),
                ("/v1/members", "/"),
                ("?", "/"),
            }
        )
        {
            using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["language"] = "es", ["back"] = back });
            var answer = await client.PostAsync("/language", content);
            ((int)answer.StatusCode, answer.Headers.Location?.OriginalString).ShouldBe((302, to), back);
            answer.Headers.GetValues("Set-Cookie").Single().ShouldStartWith("lc_language=es");
        }
    }

    /// <summary>A route's addresses, one a handler.</summary>
    private static IEnumerable<string> Addresses(string template, string member)
    {
        var path =
            "/"
            + IdPlace()
                .Replace(
                    template.Replace("{id:regex(^[0-9a-z]{{12}}$)}", member).Replace("{id:regex(^[0-9a-z]{{10}}$)}", "0000000000"),
                    "x"
                );
        var part = Part().Match(path);
        foreach (var one in part.Success ? part.Groups[1].Value.Split('|') : [""])
        {
            var filled = part.Success ? path.Replace(part.Value, one) : path;
            var handler = Handler().Match(filled);
            yield return handler.Success
                ? filled.Replace("/" + handler.Value, "").Replace(handler.Value, "") is { Length: > 0 } bare
                    ? bare
                    : "/"
                : filled;
            if (handler.Success)
            {
                foreach (var name in handler.Groups[1].Value.Split('|'))
                {
                    yield return filled.Replace(handler.Value, name);
                }
            }
        }
    }

    private static HttpClient Caller(ClubApplication club, string? cookies = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = club.Address,
        };
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        client.DefaultRequestHeaders.ExpectContinue = true; // a body that is too large is refused before it is sent
        if (cookies is not null)
        {
            client.DefaultRequestHeaders.Add("Cookie", cookies);
        }

        return client;
    }

    private static async Task<string> Till(ClubApplication club)
    {
        using var browser = new Browser(club);
        await browser.Send(
            "/till/sign-in",
            ("key", (string)(await club.Admin.Post("/v1/keys", new { role = "till", store = "s1" })).Json["key"]!)
        );
        return browser.Cookies.GetCookieHeader(new(club.Address, "/till"));
    }

    private static ByteArrayContent Text(string text, string kind) =>
        new(Encoding.ASCII.GetBytes(text)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(kind) } };

    [GeneratedRegex(@"\{(code|seal|receipt)\}")]
    private static partial Regex IdPlace();

    [GeneratedRegex(@"\{part:regex\(\^\(([a-z|]+)\)\$\)\}")]
    private static partial Regex Part();

    [GeneratedRegex(@"\{handler:regex\(\^\(([a-z|]+)\)\$\)\?\}")]
    private static partial Regex Handler();
}
