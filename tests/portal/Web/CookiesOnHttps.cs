using System.Text.RegularExpressions;
using LoyaltyClub.Tests.Api;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Behind HTTPS no page sets a cookie that a neighbour's host could have planted, or that a script can read.</summary>
public class CookiesOnHttps
{
    [Fact]
    public async Task Every_cookie_is_secure_and_of_this_host_alone()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var olga = await Desk.Admin(club);
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = club.Address,
        };
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var mail = new MailFolder(club);
        var cookies = new List<string>();
        await Send("/language", "", ("language", "es"));
        var ticket = await Send("/sign-in", "", ("email", "ana@example.org"));
        await Send("/sign-in/code", ticket, ("code", (await mail.Next("ana@example.org")).Code));
        var step = await Send("/desk/sign-in", "", ("email", olga.Email), ("password", olga.Password));
        await Send("/desk/sign-in/code", step, ("code", olga.NextCode()));
        var added = await club.Admin.Post(
            "/v1/tills",
            new
            {
                operationId = "t",
                store = "s1",
                name = "One",
            }
        );
        await Send("/till/sign-in", "", ("code", added.Text("pairingCode")!));
        cookies.AddRange((await client.GetAsync("/sign-in")).Headers.GetValues("Set-Cookie"));

        var set = cookies.Where(cookie => !cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal)).ToArray();
        set.Select(cookie => cookie.Split('=')[0])
            .Distinct()
            .Order()
            .ShouldBe([
                "__Host-lc_known",
                "__Host-lc_language",
                "__Host-lc_passkey",
                "__Host-lc_session",
                "__Host-lc_staff",
                "__Host-lc_staff_ticket",
                "__Host-lc_ticket",
                "__Host-lc_till",
            ]);
        cookies.ShouldAllBe(cookie => Regex.IsMatch(cookie, "; path=/; secure; samesite=lax; httponly$"));

        async Task<string> Send(string address, string sent, params (string Name, string Value)[] fields)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
            };
            request.Headers.TryAddWithoutValidation("Cookie", sent);
            using var answer = await client.SendAsync(request);
            ((int)answer.StatusCode).ShouldBe(302, address);
            var got = answer.Headers.GetValues("Set-Cookie").ToArray();
            cookies.AddRange(got);
            return string.Join("; ", got.Select(cookie => cookie.Split(';')[0]));
        }
    }
}
