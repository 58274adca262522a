using System.Net;
using System.Text.RegularExpressions;
using LoyaltyClub.Portal.Till;
using LoyaltyClub.Portal.Web;
using LoyaltyClub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>A device that the desk has made a till, and the page "Stores and tills".</summary>
public class PairedTills
{
    private static string CodeIn(Page page) => Regex.Match(page.Html, "class=\"code numbers\">([0-9A-Z]{4}-[0-9A-Z]{4})<").Groups[1].Value;

    /// <summary>The code of a till that the desk has added to a store named La Ribera, whose code is <c>la-ribera</c>.</summary>
    private static async Task<string> Add(Desk olga, string name = "Counter 1")
    {
        await olga.Browser.Send("/desk/stores/store", ("name", "La Ribera"), ("code", "la-ribera"));
        var page = await olga.Browser.Send("/desk/stores/till", ("store", "la-ribera"), ("till", name));
        page.Status.ShouldBe(200, page.Text);
        return CodeIn(page);
    }

    private static async Task<Browser> Paired(ClubApplication club, Desk olga)
    {
        var till = new Browser(club);
        (await till.Send("/till/sign-in", ("code", await Add(olga)))).Address.ShouldBe("/till");
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
    public async Task The_desk_adds_a_till_a_device_takes_its_code_and_stays_a_till_until_it_is_removed()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        using var olga = await Desk.Admin(club, machine: machine);
        (await olga.Browser.Open("/desk")).Html.ShouldContain("href=\"/desk/stores\"");
        (await olga.Browser.Open("/desk/stores")).Text.ShouldContain("Add your first store");
        (await olga.Browser.Send("/desk/stores/store", ("name", ""))).Status.ShouldBe(422);
        (await olga.Browser.Send("/desk/stores/till", ("store", "none"), ("till", "Counter 1"))).Status.ShouldBe(422);
        (await olga.Browser.Send("/desk/stores/store", ("name", "Panadería Ñandú"), ("address", "Calle Mayor 1"))).Text.ShouldContain(
            "Calle Mayor 1"
        );
        var added = await olga.Browser.Send("/desk/stores/till", ("store", "panaderia-nandu"), ("till", "Counter 1"));
        var code = CodeIn(added);
        var id = Regex.Match(added.Html, "paired\\?till=(k[0-9a-f]{12})").Groups[1].Value;
        (await olga.Browser.Open("/desk/stores/paired?till=" + id)).Status.ShouldBe(204);
        (await olga.Browser.Open("/desk/stores")).Html.ShouldNotContain(code);

        using var till = new Browser(club);
        (await till.Open("/till")).Address.ShouldBe("/till/sign-in");
        var wrong = await till.Send("/till/sign-in", ("code", "AAAA-AAAA"));
        (wrong.Status, wrong.Text.Contains("That code isn't valid")).ShouldBe((422, true));
        // What a hand scanner types.
        var opened = await till.Send("/till/sign-in", ("code", $"{club.Address}till/sign-in?pair=1#{code}"));
        opened.Address.ShouldBe("/till");
        opened.Text.ShouldContain("Panadería Ñandú");
        opened.Html.ShouldNotContain("/till/sign-out");
        (await olga.Browser.Open("/desk/stores/paired?till=" + id)).Text.ShouldContain("Counter 1 is paired");

        // Nothing closes it: no day that ends, no sign-out.
        machine.By = TimeSpan.FromDays(900);
        (await till.Send("/till/sign-out")).Address.ShouldBe("/till");
        using (var client = Client(club, till))
        {
            var state = await client.Get("/till/api/state");
            state.Status.ShouldBe(200);
            state.Message.Headers.GetValues("Set-Cookie").Single().ShouldContain("max-age=34560000"); // 400 days
        }

        await olga.SignIn();
        await olga.Code();
        (await olga.Browser.Send("/desk/stores/remove", ("till", id))).Address.ShouldBe("/desk/stores?done=removed");
        (await olga.Browser.Send("/desk/stores/remove", ("till", id))).Status.ShouldBe(404);
        (await till.Open("/till")).Address.ShouldBe("/till/sign-in");
        (await olga.Browser.Open("/desk/audit")).Text.ShouldContain("Till paired");
    }

    [Fact]
    public async Task A_cashier_leaves_a_paired_till_which_stays_one_and_a_new_code_pairs_it_anew()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var till = await Paired(club, olga);
        var pin = Desk.PinIn(await olga.Browser.Send("/desk/staff", ("name", "Carla"), ("role", "Cashier")));
        (await till.Open("/till")).Address.ShouldBe("/till/cashier");
        (await till.Send("/till/cashier", ("who", await DeskAccess.IdOf(olga, "Carla")), ("pin", pin))).Html.ShouldContain(
            "/till/sign-out"
        );
        (await till.Send("/till/sign-out")).Address.ShouldBe("/till/cashier");

        (await till.Open("/till/sign-in")).Address.ShouldBe("/till/cashier");
        (await till.Open("/till/sign-in?pair=1")).Address.ShouldBe("/till/sign-in?pair=1");
        (await till.Send("/till/sign-in", ("code", await Add(olga, "Counter 2")))).Address.ShouldBe("/till/cashier");
    }

    [Fact]
    public async Task The_desk_lists_when_a_till_was_last_seen_who_stood_there_what_waits_on_it_and_an_older_page()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var till = await Paired(club, olga);
        var pin = Desk.PinIn(await olga.Browser.Send("/desk/staff", ("name", "Carla"), ("role", "Cashier")));
        await till.Send("/till/cashier", ("who", await DeskAccess.IdOf(olga, "Carla")), ("pin", pin));
        (await olga.Browser.Open("/desk/stores")).Text.ShouldNotContain("Carla");
        using var client = Client(club, till);
        client.DefaultRequestHeaders.Add("Till-Waiting", "2");
        client.DefaultRequestHeaders.Add("Till-Version", "0123456789ab");
        (await client.Get("/till/api/state")).Status.ShouldBe(200);
        await StoresAndTills.Until(async () => (await olga.Browser.Open("/desk/stores")).Text.Contains("2 sales waiting"));
        var page = await olga.Browser.Open("/desk/stores");
        page.Text.ShouldContain("· Carla");
        page.Text.ShouldContain("Reload the page on the till");

        using var current = Client(club, till);
        current.DefaultRequestHeaders.Add("Till-Waiting", "0");
        current.DefaultRequestHeaders.Add("Till-Version", TillSession.Version(club.Services.GetRequiredService<Files>()));
        (await current.Get("/till/api/state")).Status.ShouldBe(200);
        await StoresAndTills.Until(async () => !(await olga.Browser.Open("/desk/stores")).Text.Contains("sales waiting"));
        (await olga.Browser.Open("/desk/stores")).Text.ShouldNotContain("Reload the page on the till");
        var listed = (await club.Admin.Get("/v1/tills")).Json["items"]![0]!;
        ((string)listed["cashier"]!, (int)listed["waiting"]!).ShouldBe(("Carla", 0));

        // What a till cannot mean is passed over.
        using var odd = Client(club, till);
        odd.DefaultRequestHeaders.Add("Till-Waiting", "-5");
        odd.DefaultRequestHeaders.Add("Till-Version", new string('x', 41));
        (await odd.Get("/till/api/state")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Receipts_and_statements_name_the_store_and_without_a_name_its_code()
    {
        await using var club = await Arranged.Club();
        var ana = await club.Member("ana@example.org");
        (await club.Admin.Put("/v1/stores/s1", new { name = "Panadería <La Ribera>" })).Status.ShouldBe(200);
        (await club.Admin.Buy(ana, "r1", "2026-03-10T10:00:00Z", 5m)).Status.ShouldBe(201);
        using var member = new Browser(club);
        await member.SignIn(club, "ana@example.org");
        (await member.Open("/statement")).Text.ShouldContain("Panadería <La Ribera>");
        (await member.Open("/statement/csv")).Html.ShouldContain("Panadería <La Ribera>");
        using var till = new Browser(club);
        await till.Send(
            "/till/sign-in",
            ("key", (string)(await club.Admin.Post("/v1/keys", new { role = "till", store = "s1" })).Json["key"]!)
        );
        (await till.Open("/till/receipt/r1")).Text.ShouldContain("Panadería <La Ribera> · 10 Mar 2026");

        await till.Send(
            "/till/sign-in",
            ("key", (string)(await club.Admin.Post("/v1/keys", new { role = "till", store = "s2" })).Json["key"]!)
        );
        (await till.Open("/till")).Html.ShouldContain("<span class=\"store\">s2</span>");
    }

    [Fact]
    public async Task An_admin_makes_an_API_key_which_is_shown_once_and_revokes_it()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        using var olga = await Desk.Admin(club, machine: machine);
        foreach (
            var wrong in new (string, string?)[][]
            {
                [("name", ""), ("role", "admin")],
                [("name", "Shop"), ("role", "king")],
                [("name", "Shop"), ("role", "till")],
                [("name", "Shop"), ("role", "till"), ("store", new('x', 41))],
            }
        )
        {
            (await olga.Browser.Send("/desk/stores/keys/create", wrong)).Status.ShouldBe(422);
        }

        var made = await olga.Browser.Send("/desk/stores/keys/create", ("name", "POS"), ("role", "till"), ("store", "s7"));
        var key = Regex.Match(made.Html, "lc_[0-9a-f]{64}").Value;
        var till = club.ClientWith(key);
        (await till.Get("/v1/rewards")).Status.ShouldBe(200);
        (await till.Get("/v1/keys")).Code.ShouldBe("forbidden");
        await StoresAndTills.Until(async () => (await olga.Browser.Open("/desk/stores/keys")).Text.Contains("Last used"));
        var page = await olga.Browser.Open("/desk/stores/keys");
        page.Text.ShouldContain("Till · s7");
        page.Html.ShouldNotContain(key);

        var id = Regex.Match(page.Html, "name=\"key\" value=\"(k[0-9a-f]{12})\"").Groups[1].Value;
        (await olga.Browser.Send("/desk/stores/keys/revoke", ("key", id))).Address.ShouldBe("/desk/stores/keys?done=revoked");
        (await till.Get("/v1/rewards")).Code.ShouldBe("unauthenticated");
        (await olga.Browser.Send("/desk/stores/keys/revoke", ("key", id))).Status.ShouldBe(404);

        // A borrowed session makes no key.
        machine.By = TimeSpan.FromMinutes(16);
        (await olga.Browser.Send("/desk/stores/keys/create", ("name", "POS"), ("role", "admin"))).Address.ShouldStartWith(
            "/desk/sign-in?again=1"
        );
        (await club.Admin.Get("/v1/keys")).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_numbers_begin_again_the_desk_says_so_and_the_till_finds_a_receipt_by_its_day()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Arranged.Now);
        using var olga = await Desk.Admin(club);
        using var till = await Paired(club, olga);
        using var client = Client(club, till);
        (await till.Open("/till")).Html.ShouldNotContain("back-day");
        (await olga.Browser.Open("/desk/stores")).Text.ShouldContain("Start again every day");
        (await olga.Browser.Send("/desk/stores/store", ("name", "La Ribera"), ("code", "la-ribera"), ("receiptNumbers", "weekly")))
            .Status.ShouldBe(422);
        await olga.Browser.Send("/desk/stores/store", ("name", "La Ribera"), ("code", "la-ribera"), ("receiptNumbers", "daily"));
        (await olga.Browser.Open("/desk/stores")).Html.ShouldContain("value=\"daily\" selected");
        (await till.Open("/till")).Html.ShouldContain("back-day");

        var member = await club.Admin.Enrol("e1", "2026-01-01T00:00:00Z");
        foreach (var (day, amount) in new[] { (10, 10m), (11, 20m) })
        {
            var sold = new
            {
                store = "la-ribera",
                receipt = "17",
                at = $"2026-03-{day}T10:00:00Z",
                member,
                lines = new[]
                {
                    new
                    {
                        line = 1,
                        sku = "a",
                        quantity = 1,
                        amount,
                    },
                },
            };
            (await club.Admin.Post("/v1/purchases", sold)).Status.ShouldBe(201);
        }

        (await client.Get("/till/api/receipts?receipt=17")).Number("points.earned").ShouldBe(20);
        var earlier = await client.Get("/till/api/receipts?receipt=17&day=2026-03-10");
        (earlier.Number("points.earned"), earlier.Text("receipt")).ShouldBe((10, "17"));
        (await client.Get("/till/api/receipts?receipt=17&day=2026-03-09")).Text("code").ShouldBe("unknown_purchase");
        (await till.Open("/till/receipt/17")).Text.ShouldContain("20.00");
        var back = await client.Post(
            "/till/api/returns",
            new
            {
                receipt = "17",
                bought = earlier.Text("at"),
                returnReceipt = "R-1",
                at = "2026-03-12T11:00:00Z",
                lines = new[] { new { line = 1, quantity = 1 } },
            }
        );
        back.Number("reversed.points").ShouldBe(10);
        (await club.Admin.Points(member)).ShouldBe("20 0 0 0");
    }
}
