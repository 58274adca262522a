using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Tests.Portal;

/// <summary>What a member sees of the programme's rules. It is Thursday, 12 March 2026, 13:00 in Madrid.</summary>
public class OfferPages
{
    private const string Six = """
        {"code": "big-basket", "when": {"minimumSpend": 40.00}, "add": 25, "perMember": {"times": 1, "days": 30}},
        {"code": "welcome", "when": {"firstPurchase": true}, "add": 50},
        {"code": "bakery-thursday", "when": {"category": ["bakery"], "days": ["thu"], "from": "10:00", "to": "14:00"}, "multiply": 2},
        {"code": "evening", "when": {"from": "18:00"}, "multiply": 1.5},
        {"code": "wine", "when": {"brand": ["Viña Lenta"], "days": ["sat"], "stores": ["la-ribera"]}, "points": 5, "per": 10.00},
        {"code": "month", "when": {"birthdayMonth": true}, "multiply": 3}
        """;

    private static async Task<ClubApplication> Club(string rules, string more = "")
    {
        var club = await ClubApplication.Start(StoreKind.Sqlite, Arranged.Now);
        (
            await club.Admin.Put(
                "/v1/programme",
                new
                {
                    programme = JsonNode.Parse(
                        $$"""{"name": "La Ribera", "timeZone": "Europe/Madrid", "earning": {"rules": [{{rules}}]}{{more}}}"""
                    ),
                }
            )
        ).Status.ShouldBe(200);
        return club;
    }

    private static string Live(Page page) =>
        Regex.Match(page.Html, "id=\"live\"[^>]*hx-get=\"([^\"]*)\"").Groups[1].Value.Replace("&amp;", "&");

    [Fact]
    public async Task Home_shows_the_three_that_come_first_and_the_page_all()
    {
        await using var club = await Club(Six);
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        var home = await browser.SignIn(club, "ana@example.org");
        home.Text.ShouldContain(
            "Offers for you All offers Now, until 14:00 Double points on Bakery Every Thursday · 10:00 to 14:00 "
                + "Any time 25 extra points When you spend €40.00 or more · once in 30 days Any time 50 extra points with your first purchase"
        );
        home.Text.ShouldNotContain("1.5 ×");

        (await browser.Open("/offers")).Text.ShouldMatch(
            "Offers for you They count by themselves .* On now Now, until 14:00 Double points on Bakery .* On your statement: Bakery thursday Any time 25 extra .* "
                + "Later today Today from 18:00 1.5 × points From 18:00 On your statement: Evening Coming up Saturday 5 extra points for each €10.00 on Viña Lenta Every Saturday · at La ribera On your statement: Wine"
        );
    }

    [Fact]
    public async Task They_are_told_in_Spanish_too()
    {
        await using var club = await Club(Six);
        await club.Member("ana@example.org", language: "es");
        using var browser = new Browser(club, "es");
        (await browser.SignIn(club, "ana@example.org")).Text.ShouldContain(
            "Ofertas para ti Todas las ofertas Ahora, hasta las 14:00 Puntos dobles en Bakery Cada jueves · de 10:00 a 14:00 Cuando quieras 25 puntos extra Al gastar 40,00 € o más · una vez cada 30 días"
        );
        (await browser.Open("/offers")).Text.ShouldMatch(
            "Ahora Ahora, hasta las 14:00 .* Hoy, más tarde Hoy desde las 18:00 Puntos × 1,5 Desde las 18:00 .* Próximamente Sábado 5 puntos extra por cada 10,00 € en Viña Lenta Cada sábado · en La ribera En tus movimientos: Wine"
        );
    }

    [Fact]
    public async Task What_is_given_is_no_offer_any_more_until_its_time_comes_again()
    {
        await using var club = await Club(Six);
        var id = await club.Member("ana@example.org");
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        (await club.Admin.Buy(id, "T-1", Arranged.Now, 45m)).Status.ShouldBe(201);

        (await browser.Open("/")).Text.ShouldContain(
            "Double points on Bakery Every Thursday · 10:00 to 14:00 Today from 18:00 1.5 × points From 18:00 Saturday"
        );
        (await browser.Open("/offers")).Text.ShouldContain(
            "From 11 April 2026 25 extra points When you spend €40.00 or more · once in 30 days"
        );
        (await browser.Open("/offers")).Text.ShouldNotContain("first purchase");
    }

    [Fact]
    public async Task A_birthday_is_told_to_who_has_one()
    {
        await using var club = await Club(Six);
        var id = await club.Member("ana@example.org");
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        (await browser.Open("/offers")).Text.ShouldNotContain("birthday");
        (await club.Admin.Patch("/v1/members/" + id, new { birthday = "1990-03-31" })).Status.ShouldBe(200);
        (await browser.Open("/")).Text.ShouldContain("This month Triple points in the month of your birthday");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/offers")]
    public async Task An_offer_that_begins_appears_by_itself_and_nothing_comes_while_nothing_does(string address)
    {
        await using var club = await Club(Six);
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        var live = Live(await browser.Open(address));

        (await club.Admin.Post("/v1/clock", new { now = "2026-03-12T12:59:59Z" })).Status.ShouldBe(200);
        (await browser.Open(live, ("HX-Request", "true"))).Status.ShouldBe(204);
        (await club.Admin.Post("/v1/clock", new { now = "2026-03-12T17:00:00Z" })).Status.ShouldBe(200);
        var news = await browser.Open(live, ("HX-Request", "true"));
        news.Status.ShouldBe(200);
        news.Text.ShouldContain("Today 1.5 × points From 18:00");
        news.Text.ShouldNotContain("14:00 Double points on Bakery Every Thursday · 10:00 to 14:00 Any");
        (await browser.Open(Live(news), ("HX-Request", "true"))).Status.ShouldBe(204);
    }

    [Fact]
    public async Task Without_offers_home_says_nothing_and_the_page_that_there_are_none()
    {
        await using var club = await Club("");
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        (await browser.SignIn(club, "ana@example.org")).Text.ShouldNotContain("Offers");
        (await browser.Open("/offers")).Text.ShouldContain("There are no offers for you at the moment.");
    }

    [Fact]
    public async Task What_the_level_gives_is_said_where_it_is_more_than_others_get()
    {
        const string levels =
            """, "tiers": {"levels": [{"code": "basic", "name": "Basic", "from": 0}, {"code": "gold", "name": "Oro", "from": 20, "multiply": 1.5}]}""";
        await using var club = await Club("", levels);
        var id = await club.Member("ana@example.org");
        using var browser = new Browser(club);
        (await browser.SignIn(club, "ana@example.org")).Text.ShouldNotContain("with every purchase");
        (await club.Admin.Buy(id, "T-1", Arranged.Now, 45m)).Status.ShouldBe(201);
        (await browser.Open("/")).Text.ShouldContain("1.5 × points with every purchase There is nothing above it.");
        (await browser.Open("/offers")).Text.ShouldContain("1.5 × points with every purchase Level Oro");
    }

    [Fact]
    public async Task Fifty_rules_are_all_there_and_home_stays_small_and_quick()
    {
        await using var club = await Club(
            string.Join(
                ',',
                Enumerable
                    .Range(0, 50)
                    .Select(i =>
                        $$$"""{"code": "rule-{{{i}}}", "when": {"category": [{{{string.Join(',', Enumerable.Range(0, 20).Select(j => $"\"goods {i}-{j}\""))}}}], "birthday": {{{(i % 5 == 0 ? "true" : "false")}}}}, "add": 5, "perMember": {"times": 3, "days": 300}}"""
                    )
            )
        );
        var id = await club.Member("ana@example.org");
        (await club.Admin.Patch("/v1/members/" + id, new { birthday = "1990-02-28" })).Status.ShouldBe(200);
        using var browser = new Browser(club);
        var home = await browser.SignIn(club, "ana@example.org");
        Regex.Count(home.Html, "class=\"offer\"").ShouldBe(3);
        home.Text.ShouldContain("5 extra points with Goods 1 0, Goods 1 1, Goods 1 10 and 17 more");
        home.Html.Length.ShouldBeLessThan(25_000);
        Regex.Count((await browser.Open("/offers")).Html, "class=\"offer\"").ShouldBe(50);

        (await browser.Quickest("/")).TotalMilliseconds.ShouldBeLessThan(50);
    }
}
