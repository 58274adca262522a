using System.IO.Compression;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Tests.Portal;

public class HomePage
{
    [Fact]
    public async Task Home_says_what_there_is_what_it_is_worth_and_what_comes()
    {
        await using var club = await Arranged.Club(pendingDays: 3);
        var id = await club.Member("ana@example.org", points: 1240, language: "es");
        (await club.Admin.Buy(id, "T-1", "2026-03-11T10:00:00Z", 30m)).Status.ShouldBe(201);
        (
            await club.Admin.Post(
                $"/v1/members/{id}/redemptions",
                new
                {
                    operationId = "r",
                    reward = "coffee",
                    capture = true,
                }
            )
        ).Status.ShouldBe(201);
        using var browser = new Browser(club, "es");
        var text = (await browser.SignIn(club, "ana@example.org")).Text;

        text.ShouldContain("1180 puntos"); // Spanish groups from five digits on
        text.ShouldContain("Valen 11,80 €");
        text.ShouldContain("30 puntos en camino");
        text.ShouldContain("Podrás usarlos desde el 14 de marzo de 2026.");
        text.ShouldContain("Lo próximo en caducar: 1210 puntos"); // with those on their way, which end on the same day
        text.ShouldContain("Nivel Basic");
        text.ShouldContain("Te faltan 670 puntos para Oro");
        text.ShouldContain("1 de 5");
        text.ShouldContain("Al completarla: Un café");
        text.ShouldContain("Tus vales Un café");
        text.ShouldContain("Por tu compra en S1, tique T-1.");
        (await browser.Open("/")).Html.ShouldMatch("href=\"/card/voucher/V[A-Z0-9]+\"");
    }

    [Fact]
    public async Task The_page_hears_of_a_purchase_by_itself_and_of_nothing_while_there_is_nothing()
    {
        await using var club = await Arranged.Club();
        var id = await club.Member("ana@example.org");
        using var browser = new Browser(club);
        var home = await browser.SignIn(club, "ana@example.org");
        var live = Regex.Match(home.Html, "hx-get=\"([^\"]*)\"").Groups[1].Value.Replace("&amp;", "&");
        live.ShouldStartWith("/?handler=live&seen=");

        var quiet = await browser.Open(live, ("HX-Request", "true"));
        (quiet.Status, quiet.Html).ShouldBe((204, ""));
        await club.Admin.Buy(id, "T-1", "2026-03-12T11:00:00Z", 23m);
        var news = await browser.Open(live, ("HX-Request", "true"));
        news.Status.ShouldBe(200);
        news.Html.ShouldNotContain("<html");
        news.Text.ShouldContain("You have 123 points now.");
        var next = Regex.Match(news.Html, "hx-get=\"([^\"]*)\"").Groups[1].Value.Replace("&amp;", "&");
        (await browser.Open(next, ("HX-Request", "true"))).Status.ShouldBe(204);

        await browser.Send("/profile/signout");
        (await browser.Open(next, ("HX-Request", "true"))).Message.Headers.GetValues("HX-Redirect").ShouldBe(["/"]);
    }

    [Fact]
    public async Task Home_is_small_and_quick()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        var html = (await browser.SignIn(club, "ana@example.org")).Html;

        var files = Regex
            .Matches(html, "(?:src|href)=\"(/assets/[^\"]+|/manifest[^\"]*)\"")
            .Select(match => match.Groups[1].Value)
            .ToArray();
        (files.Length + 1).ShouldBeLessThanOrEqualTo(6);
        using var plain = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None })
        {
            BaseAddress = club.Address,
        };
        plain.DefaultRequestHeaders.Add("Accept-Encoding", "br");
        var bytes = html.Length;
        foreach (var file in files.Where(file => file.StartsWith("/assets/", StringComparison.Ordinal)))
        {
            bytes += (await plain.GetByteArrayAsync(file)).Length;
        }

        bytes.ShouldBeLessThan(60 * 1024);

        (await browser.Quickest("/")).TotalMilliseconds.ShouldBeLessThan(50);
    }
}
