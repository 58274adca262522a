using System.Text.Json.Nodes;
using LoyaltyClub.Tests.Portal;

namespace LoyaltyClub.Tests.Api;

/// <summary>Names and texts in each language of the club: pages, mails, tills and the API say the reader's, never the code.</summary>
public class NamesByLanguage
{
    private const string Now = "2026-03-12T12:00:00Z";

    /// <summary>Whatever has a name, with a mark of its language that nothing else on a page has.</summary>
    private static JsonObject Programme(params string[] languages)
    {
        var programme = JsonNode
            .Parse(
                """
                {
                  "name": NAME, "currency": "EUR", "timeZone": "Europe/Madrid",
                  "earning": {"rules": [{"code": "q-basket", "name": NAME, "when": {"minimumSpend": 10}, "add": 25}, {"code": "q-bread", "name": NAME, "when": {"category": ["BAKERY"]}, "multiply": 3}]},
                  "tiers": {"levels": [{"code": "basic", "name": NAME, "from": 0}, {"code": "q-star", "name": NAME, "from": 20}, {"code": "q-sun", "name": NAME, "from": 5000}]},
                  "stampCards": [{"code": "q-card", "name": NAME, "by": "visit", "size": 1, "reward": "q-coffee"}],
                  "rewards": [{"code": "q-coffee", "name": NAME, "cost": 60}, {"code": "q-dinner", "name": NAME, "cost": 50, "tiers": ["q-sun"]}, {"code": "q-cake", "name": NAME, "cost": 4000}],
                  "categories": [{"code": "bakery", "name": NAME}]
                }
                """.Replace("NAME", """{"en": "Said-in-English", "es": "Dicho-en-castellano"}""", StringComparison.Ordinal)
            )!
            .AsObject();
        if (languages.Length > 0)
        {
            programme["languages"] = new JsonArray([.. languages.Select(language => JsonValue.Create(language))]);
        }

        return programme;
    }

    private static async Task<ClubApplication> Club(params string[] languages)
    {
        var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var put = await club.Admin.Put("/v1/programme", new { programme = Programme(languages) });
        put.Status.ShouldBe(200, put.Body);
        return club;
    }

    /// <summary>A purchase that fires both rules, fills the stamp card and raises the tier.</summary>
    private static async Task<string> Buyer(ClubApplication club, string email, string? language)
    {
        var id = await club.Member(email, points: 200, language: language);
        var bought = await club.Admin.Post(
            "/v1/purchases",
            new
            {
                store = "s1",
                receipt = "r " + email,
                at = "2026-03-12T10:00:00Z",
                member = id,
                lines = new[]
                {
                    new
                    {
                        line = 1,
                        sku = "x",
                        category = "bakery",
                        quantity = 1,
                        amount = 20,
                    },
                },
            }
        );
        bought.Status.ShouldBe(201, bought.Body);
        bought.Json["vouchersIssued"]!.AsArray().ShouldHaveSingleItem();
        var reserved = await club.Admin.Post(
            $"/v1/members/{id}/redemptions",
            new
            {
                operationId = "reserve " + email,
                reward = "q-coffee",
                capture = false,
            }
        );
        reserved.Status.ShouldBe(201, reserved.Body);
        return id;
    }

    [Theory]
    [InlineData("en", "Said-in-English", "Dicho-en-castellano")]
    [InlineData("es", "Dicho-en-castellano", "Said-in-English")]
    public async Task Pages_say_every_name_in_the_readers_language(string language, string theirs, string others)
    {
        await using var club = await Club();
        var id = await Buyer(club, "ana@example.org", language);
        using var browser = new Browser(club, language);
        await browser.SignIn(club, "ana@example.org");
        var voucher = (string)(await club.Admin.Get($"/v1/members/{id}")).Json["vouchers"]![0]!["code"]!;
        foreach (var address in new[] { "/", "/statement", "/rewards", "/offers", "/card", "/profile", "/card/print", $"/card/voucher/{voucher}" })
        {
            var page = await browser.Open(address);
            page.Status.ShouldBe(200);
            Says(page, address);
        }

        using var desk = await Desk.Admin(club, language);
        foreach (var address in new[] { "/desk", $"/desk/members/{id}", $"/desk/members/{id}/merge" })
        {
            Says(await desk.Browser.Open(address), address);
        }

        void Says(Page page, string address)
        {
            page.Html.ShouldContain(theirs, customMessage: address);
            page.Html.ShouldNotContain(others, customMessage: address);
            foreach (var code in new[] { "q-", "Q basket", "Q bread", "Q star", "Q sun", "Q card", "Q coffee", "Q dinner", "Q cake" })
            {
                page.Text.ShouldNotContain(code, customMessage: address);
            }
        }
    }

    [Theory]
    [InlineData(null, "Said-in-English")]
    [InlineData("en", "Said-in-English")]
    [InlineData("es", "Dicho-en-castellano")]
    [InlineData("es-MX, en;q=0.5", "Dicho-en-castellano")]
    [InlineData("fr, es;q=0.4, en;q=0.2", "Dicho-en-castellano")]
    [InlineData("fr, en;q=0", "Said-in-English")]
    [InlineData("tlh", "Said-in-English")]
    [InlineData("*", "Said-in-English")]
    [InlineData("es;q=banana", "Said-in-English")]
    public async Task The_api_takes_accept_language(string? accepted, string name)
    {
        await using var club = await Club();
        var id = await Buyer(club, "ana@example.org", null);
        using var admin = club.ClientWith(ClubApplication.AdminKey);
        if (accepted is not null)
        {
            admin.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", accepted).ShouldBeTrue();
        }

        var member = (await admin.Get($"/v1/members/{id}")).Json;
        Names(member["tier"]!, member["tier"]!["progress"]!, member["stamps"]![0]!).ShouldBe([name, name, name]);
        var scan = (await admin.Post("/v1/scans", new { code = (string)member["cardCode"]! })).Json;
        Names(scan["tier"]!, scan["stamps"]![0]!).ShouldBe([name, name]);
        Names((await admin.Get("/v1/rewards")).Json["items"]![0]!).ShouldBe([name]);
        Names((await admin.Get($"/v1/members/{id}/export")).Json["member"]!["tier"]!).ShouldBe([name]);
        Names((await admin.Post("/v1/members/look-up", new { email = "ana@example.org" })).Json["tier"]!).ShouldBe([name]);
        (await admin.Get($"/v1/members/{id}/card.svg")).Body.ShouldContain(name);

        static string?[] Names(params JsonNode[] things) => [.. things.Select(thing => (string?)(thing["name"] ?? thing["nextName"]))];
    }

    [Fact]
    public async Task A_text_that_is_missing_in_a_language_is_said_in_the_clubs_first()
    {
        await using var club = await Club("es", "en");
        var programme = Programme("es", "en");
        programme["tiers"]!["levels"]![0]!["name"] = "Para todos";
        programme["rewards"]![0]!["name"] = new JsonObject { ["es"] = "Solo en español" };
        (await club.Admin.Put("/v1/programme", new { programme })).Status.ShouldBe(200);
        using var english = club.ClientWith(ClubApplication.AdminKey);
        english.DefaultRequestHeaders.Add("Accept-Language", "en");
        var member = await club.Member("ana@example.org", points: 0, language: "en");
        ((string?)(await english.Get($"/v1/members/{member}")).Json["tier"]!["name"]).ShouldBe("Para todos");
        var items = (await english.Get("/v1/rewards")).Json["items"]!;
        ((string?)items[0]!["name"], (string?)items[1]!["name"]).ShouldBe(("Solo en español", "Said-in-English"));
        ((string?)(await club.Admin.Get("/v1/rewards")).Json["items"]![1]!["name"]).ShouldBe("Dicho-en-castellano");
    }

    [Fact]
    public async Task A_club_of_one_language_speaks_it_to_its_members_and_lets_its_staff_choose()
    {
        await using var club = await Club("es");
        using var browser = new Browser(club, "en");
        var home = await browser.Open("/");
        home.Html.ShouldContain("<html lang=\"es\"");
        home.Html.ShouldNotContain("action=\"/language\"");
        home.Html.ShouldContain("Dicho-en-castellano");
        (await browser.Open("/desk/sign-in")).Html.ShouldContain("<html lang=\"en\"");
        (await browser.Open("/till/sign-in")).Html.ShouldContain("action=\"/language\"");
        // Who names no language, and who wants one that the club does not have, gets mails in the club's.
        var member = await club.Member("ana@example.org", language: null);
        ((string?)(await club.Admin.Get($"/v1/members/{member}")).Json["language"]).ShouldBe("es");
        var mails = new MailFolder(club);
        await club.Member("eva@example.org", language: "en");
        await browser.Send("/sign-in", ("email", "eva@example.org"));
        var mail = await mails.Next("eva@example.org");
        mail.Html.ShouldContain("Dicho-en-castellano");
        mail.Html.ShouldContain("lang=\"es\"");
    }

    [Fact]
    public async Task A_thing_that_the_programme_has_no_more_keeps_the_name_it_had()
    {
        await using var club = await Club();
        await Buyer(club, "ana@example.org", "es");
        var programme = Programme();
        programme["rewards"] = new JsonArray();
        programme["stampCards"] = new JsonArray();
        programme["earning"]!["rules"] = new JsonArray();
        (await club.Admin.Put("/v1/programme", new { programme })).Status.ShouldBe(200);
        using var browser = new Browser(club, "es");
        await browser.SignIn(club, "ana@example.org");
        var statement = await browser.Open("/statement");
        statement.Text.ShouldContain("Dicho-en-castellano +25");
        statement.Text.ShouldNotContain("Q basket");
        (await browser.Open("/rewards")).Text.ShouldContain("Dicho-en-castellano");
    }
}
