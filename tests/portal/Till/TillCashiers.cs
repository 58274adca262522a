using LoyaltyClub.Grains;

namespace LoyaltyClub.Tests.Portal;

/// <summary>A till that is unlocked by its key, and the cashiers who stand at it one after the other.</summary>
public class TillCashiers
{
    private static async Task<Browser> Unlocked(ClubApplication club)
    {
        var till = new Browser(club);
        await till.Send(
            "/till/sign-in",
            ("key", (string)(await club.Admin.Post("/v1/keys", new { role = "till", store = "s1" })).Json["key"]!)
        );
        return till;
    }

    private static HttpClient Client(ClubApplication club, Browser till)
    {
        var client = club.ClientWith(null);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        client.DefaultRequestHeaders.Add("Cookie", till.Cookies.GetCookieHeader(new(club.Address, "/till")));
        return client;
    }

    [Fact]
    public async Task A_cashier_says_who_they_are_by_PIN_and_the_sale_keeps_who_sold_it()
    {
        await using var club = await Arranged.Club();
        using var till = await Unlocked(club);
        (await till.Open("/till")).Address.ShouldBe("/till"); // a club without cashiers
        (await till.Open("/till/cashier")).Address.ShouldBe("/till");

        using var olga = await Desk.Admin(club);
        var pin = Desk.PinIn(await olga.Browser.Send("/desk/staff", ("name", "Carla"), ("role", "Cashier")));
        var other = Desk.PinIn(await olga.Browser.Send("/desk/staff", ("name", "Dani"), ("role", "Cashier")));
        var carla = await DeskAccess.IdOf(olga, "Carla");
        var page = await till.Open("/till");
        page.Address.ShouldBe("/till/cashier");
        page.Text.ShouldContain("Carla");
        page.Text.ShouldNotContain("Olga");
        using (var locked = Client(club, till))
        {
            (await locked.Get("/till/api/state")).Status.ShouldBe(401);
        }

        foreach (
            var (who, typed) in new[]
            {
                (carla, other == pin ? "" : other),
                (carla, ""),
                (carla, "12345"),
                (await DeskAccess.IdOf(olga, "Olga"), pin),
                ("", pin),
                ("0000000000", pin),
            }
        )
        {
            (await till.Send("/till/cashier", ("who", who), ("pin", typed))).Status.ShouldBe(422);
        }

        (await till.Send("/till/cashier", ("who", carla), ("pin", pin))).Address.ShouldBe("/till");
        (await till.Open("/till")).Text.ShouldContain("Carla");

        var ana = await club.Member("ana@example.org");
        using var client = Client(club, till);
        var sale = new
        {
            receipt = "c1",
            at = Arranged.Now,
            member = ana,
            cashier = carla,
            lines = new[]
            {
                new
                {
                    name = "Bread",
                    category = "bakery",
                    quantity = 1,
                    amount = 7.5,
                },
            },
        };
        (await client.Post("/till/api/sales", sale)).Status.ShouldBe(200);
        (await client.Post("/till/api/sales", sale with { receipt = "c2", cashier = "nonsense" })).Status.ShouldBe(422);
        ((string)(await club.Admin.Get("/v1/purchases/s1/c1")).Json["till"]!).ShouldBe("cashier " + carla);

        await olga.Browser.Send($"/desk/staff/{carla}/disable");
        (await client.Get("/till/api/state")).Status.ShouldBe(401);
        (await till.Open("/till")).Address.ShouldBe("/till/cashier");
    }

    [Fact]
    public async Task With_the_last_cashier_disabled_no_till_opens_by_its_key()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var till = await Unlocked(club);
        var pin = Desk.PinIn(await olga.Browser.Send("/desk/staff", ("name", "Carla"), ("role", "Cashier")));
        await olga.Browser.Send("/desk/staff", ("name", "Dani"), ("role", "Cashier"));
        var (carla, dani) = (await DeskAccess.IdOf(olga, "Carla"), await DeskAccess.IdOf(olga, "Dani"));
        (await till.Send("/till/cashier", ("who", carla), ("pin", pin))).Address.ShouldBe("/till");

        await olga.Browser.Send($"/desk/staff/{carla}/disable");
        await olga.Browser.Send($"/desk/staff/{dani}/disable");

        using var another = await Unlocked(club);
        foreach (var browser in new[] { till, another })
        {
            using var client = Client(club, browser);
            (await client.Get("/till/api/state")).Status.ShouldBe(401);
            var page = await browser.Open("/till");
            page.Address.ShouldBe("/till/cashier");
            page.Text.ShouldContain("no cashier has access");
            (await browser.Send("/till/cashier", ("who", carla), ("pin", pin))).Status.ShouldBe(422);
        }
    }

    [Fact]
    public async Task Ten_wrong_PINs_pause_a_cashier_and_another_PIN_voids_the_old()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var till = await Unlocked(club);
        var pin = Desk.PinIn(await olga.Browser.Send("/desk/staff", ("name", "Carla"), ("role", "Cashier")));
        var carla = await DeskAccess.IdOf(olga, "Carla");
        var wrong = pin == "111111" ? "222222" : "111111";
        for (var tries = 1; tries <= StaffLoginGrain.MostWrong; tries++)
        {
            (await till.Send("/till/cashier", ("who", carla), ("pin", wrong))).Status.ShouldBe(422);
        }

        (await till.Send("/till/cashier", ("who", carla), ("pin", pin))).Status.ShouldBe(422);
        var another = Desk.PinIn(await olga.Browser.Send($"/desk/staff/{carla}/pin"));
        if (another != pin)
        {
            (await till.Send("/till/cashier", ("who", carla), ("pin", pin))).Status.ShouldBe(422);
        }

        (await till.Send("/till/cashier", ("who", carla), ("pin", another))).Address.ShouldBe("/till");
    }

    [Fact]
    public async Task A_new_PIN_ends_the_till_that_the_old_one_opened_and_wrong_ones_lock_no_password()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var till = await Unlocked(club);
        using var other = await Unlocked(club);
        var mail = new MailFolder(club);
        var pin = Desk.PinIn(await olga.Browser.Send("/desk/staff", ("name", "Carla"), ("email", "carla@example.org"), ("role", "Cashier")));
        using var carla = new Desk(club, "carla@example.org");
        await carla.SetUp(Desk.LinkIn(await mail.Next("carla@example.org")));
        var id = await DeskAccess.IdOf(olga, "Carla");
        (await till.Send("/till/cashier", ("who", id), ("pin", pin))).Address.ShouldBe("/till");
        for (var tries = 1; tries <= StaffLoginGrain.MostWrong; tries++)
        {
            (await other.Send("/till/cashier", ("who", id), ("pin", pin == "111111" ? "222222" : "111111"))).Status.ShouldBe(422);
        }

        (await other.Send("/till/cashier", ("who", id), ("pin", pin))).Status.ShouldBe(422);
        using var elsewhere = new Browser(club);
        (await carla.SignIn(browser: elsewhere)).Address.ShouldBe("/desk/sign-in/code");
        using var third = await Unlocked(club);
        (await third.Send("/till/cashier", ("who", id), ("pin", pin))).Address.ShouldBe("/till");

        await olga.Browser.Send($"/desk/staff/{id}/pin");
        (await till.Open("/till")).Address.ShouldBe("/till/cashier");
        (await third.Open("/till")).Address.ShouldBe("/till/cashier");
    }

    [Fact]
    public async Task A_cashiers_cookie_is_good_at_its_own_till_only()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        var pin = Desk.PinIn(await olga.Browser.Send("/desk/staff", ("name", "Carla"), ("role", "Cashier")));
        using var first = await Unlocked(club);
        using var second = await Unlocked(club);
        await first.Send("/till/cashier", ("who", await DeskAccess.IdOf(olga, "Carla")), ("pin", pin));
        second.Cookies.Add(
            new System.Net.Cookie(
                "lc_cashier",
                first.Cookies.GetCookies(new Uri(club.Address, "/till"))["lc_cashier"]!.Value,
                "/till",
                club.Address.Host
            )
        );
        (await second.Open("/till")).Address.ShouldBe("/till/cashier");
        (await first.Open("/till")).Address.ShouldBe("/till");
        using var kept = new Browser(club);
        kept.Cookies.Add(first.Cookies.GetCookies(new Uri(club.Address, "/till")));
        (await kept.Open("/till")).Address.ShouldBe("/till");
        await first.Send("/till/sign-out");
        (await kept.Open("/till")).Address.ShouldBe("/till/sign-in"); // the session has ended, not only its cookie
        first.Cookies.GetCookies(new Uri(club.Address, "/till"))["lc_cashier"].ShouldBeNull();
    }
}
