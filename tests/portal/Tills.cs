using System.Net;
using LoyaltyClub.Portal.Web;
using LoyaltyClub.Tests.Api;
using static LoyaltyClub.Tests.Api.TillSteps;

namespace LoyaltyClub.Tests.Portal;

/// <summary>The till's page and what it talks to, through the real host, as a browser would.</summary>
public class Tills
{
    private static readonly object Programme = new
    {
        name = "Café Ñandú",
        rewards = new[]
        {
            new
            {
                code = "coffee",
                name = "Coffee",
                cost = 10,
            },
        },
        payWithPoints = new
        {
            value = 0.01,
            minimum = 1,
            multipleOf = 1,
            maximumShare = 1,
        },
    };

    /// <summary>A browser: it keeps cookies and says that its requests come from our own pages.</summary>
    private static HttpClient Browser(ClubApplication club, string language = "en")
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = club.Address,
        };
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        return client;
    }

    private static async Task<(HttpResponseMessage Answer, string Key)> SignIn(
        ClubApplication club,
        HttpClient browser,
        string store = "s1"
    )
    {
        var key = (await club.Admin.Post("/v1/keys", new { role = "till", store })).Text("key")!;
        return (await SignIn(browser, key), key);
    }

    private static Task<HttpResponseMessage> SignIn(HttpClient browser, string key) =>
        browser.PostAsync("/till/sign-in", new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = key }));

    private static async Task<(ClubApplication Club, HttpClient Till, string Member)> Open(string language = "en")
    {
        var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        await club.Programme(Programme);
        var till = Browser(club, language);
        (await SignIn(club, till)).Answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var member = (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "e1",
                    firstName = "Ana",
                    lastName = "Núñez",
                    email = "ana@example.org",
                    phone = "+34 600 111 222",
                    joinedAt = "2026-01-01T00:00:00Z",
                    openingBalance = new { points = 1_000 },
                }
            )
        ).Text("id")!;
        return (club, till, member);
    }

    private static async Task<string> Card(ClubApplication club, string member, string kind) =>
        (await club.Admin.Get($"/v1/members/{member}/card")).Text(kind)!;

    private static Task<Reply> Find(HttpClient till, string text) => till.Post("/till/api/find", new { text });

    private static object Sale(
        string receipt,
        string? member = null,
        string? card = null,
        string? find = null,
        long? points = null,
        string[]? vouchers = null
    ) =>
        new
        {
            receipt,
            at = Now,
            member,
            card,
            find,
            points,
            vouchers,
            lines = new[]
            {
                new
                {
                    name = "Bread",
                    category = "bakery",
                    quantity = 2m,
                    amount = 7.5m,
                },
            },
        };

    [Fact]
    public async Task A_till_opens_with_a_tills_key_and_its_cookie_holds_no_key()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        using var browser = Browser(club);
        (await browser.GetAsync("/till")).Headers.Location!.ToString().ShouldBe("/till/sign-in");
        foreach (
            var wrong in new[]
            {
                "",
                "nonsense",
                ClubApplication.AdminKey,
                (await club.Admin.Post("/v1/keys", new { role = "marketing" })).Text("key")!,
            }
        )
        {
            ((int)(await SignIn(browser, wrong)).StatusCode).ShouldBe(422);
        }

        var (answer, key) = await SignIn(club, browser);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("path=/till", Case.Insensitive);
        cookie.ShouldNotContain(key);
        var page = await browser.GetAsync("/till");
        ((int)page.StatusCode).ShouldBe(200);
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("'wasm-unsafe-eval'");
        (await browser.GetAsync("/")).Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain("wasm");
        (await page.Content.ReadAsStringAsync()).ShouldNotContain(key);
    }

    [Fact]
    public async Task A_revoked_key_closes_the_till_and_a_made_up_cookie_never_opens_it()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        using var browser = Browser(club);
        await SignIn(club, browser);
        (await browser.Get("/till/api/state")).Status.ShouldBe(200);

        var id = (await club.Admin.Get("/v1/keys")).Text("items.0.id");
        (await club.Admin.Delete($"/v1/keys/{id}")).Status.ShouldBe(200);
        ((await browser.Get("/till/api/state")) is var closed ? (closed.Status, closed.Text("code")) : default).ShouldBe(
            (401, "unauthenticated")
        );

        using var forger = Browser(club);
        forger.DefaultRequestHeaders.Add("Cookie", "lc_till=azEgOTk5OTk5OTk5OQ.AAAA");
        (await forger.Get("/till/api/state")).Status.ShouldBe(401);
        using var stranger = Browser(club);
        stranger.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        stranger.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        (await stranger.Post("/till/api/find", new { text = "x" })).Status.ShouldBe(403);
    }

    [Theory]
    [InlineData("static", "static", false)]
    [InlineData("rotating", "rotating", true)]
    [InlineData("ANA@example.org", "member", false)]
    [InlineData("600 111 222", "member", false)]
    [InlineData("+34 600-111-222", "member", false)]
    public async Task The_one_field_finds_a_member_and_says_whether_they_may_spend(string text, string kind, bool maySpend)
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        if (text == "600 111 222")
        {
            await club.Admin.Patch($"/v1/members/{member}", new { phone = "600111222" });
        }

        var found = await Find(till, text is "static" or "rotating" ? await Card(club, member, text) : text);
        (found.Text("member.memberId"), found.Text("member.kind"), (bool)found.Json["maySpend"]!, found.Number("pays")).ShouldBe(
            (member, kind, maySpend, 10m),
            found.Body
        );
        // Nothing that the queue should not read.
        foreach (var secret in new[] { "Núñez", "ana@example.org", "600 111", "600111" })
        {
            found.Body.ShouldNotContain(secret);
        }
    }

    [Theory]
    [InlineData("en", "R0", "This code is no card of the club.")]
    [InlineData("es", "nobody@example.org", "No se encuentra a nadie")]
    [InlineData("es", "+34 999 999 999", "No se encuentra a nadie")]
    public async Task What_is_wrong_is_said_in_the_cashiers_language(string language, string text, string words)
    {
        var (club, till, _) = await Open(language);
        await using var __ = club;
        var found = await Find(till, text);
        found.Status.ShouldBe(422);
        found.Text("text")!.ShouldStartWith(words);
    }

    [Fact]
    public async Task A_sale_is_recorded_once_however_often_it_is_sent_and_in_the_keys_store()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => till.Post("/till/api/sales", Sale("T-1", member))));
        replies.ShouldAllBe(reply => reply.Status == 200);
        replies.Count(reply => !(bool)reply.Json["again"]!).ShouldBe(1);
        (await club.Admin.Balance(member))["active"]!.GetValue<long>().ShouldBe(1_007);
        (await club.Admin.Get("/v1/purchases/s1/T-1")).Status.ShouldBe(200);

        // As from the time without network: what was typed or scanned then, also a code that is old by now.
        (await till.Post("/till/api/sales", Sale("T-2", find: "ana@example.org")))
            .Text("sale.member")
            .ShouldBe(member);
        (await till.Post("/till/api/sales", Sale("T-3", find: await Card(club, member, "rotating")))).Text("sale.member").ShouldBe(member);
    }

    [Fact]
    public async Task Points_are_spent_by_the_card_that_changes_only_and_once()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        var seen = (await Find(till, await Card(club, member, "rotating"))).Text("member.card");

        (await till.Post("/till/api/sales", Sale("T-1", member, points: 100))).Text("code").ShouldBe("card_cannot_spend");
        (await till.Post("/till/api/sales", Sale("T-1", card: await Card(club, member, "static"), points: 100)))
            .Text("code")
            .ShouldBe("card_cannot_spend");
        (await till.Post("/till/api/preview", Sale("T-1", card: seen, points: 100))).Number("payable").ShouldBe(6.5m);
        (await till.Post("/till/api/sales", Sale("T-1", card: seen, points: 100))).Number("sale.payable").ShouldBe(6.5m);
        (await till.Post("/till/api/sales", Sale("T-1", card: seen, points: 100))).Json["again"]!.GetValue<bool>().ShouldBeTrue();
        (await till.Post("/till/api/sales", Sale("T-2", card: seen, points: 100))).Text("code").ShouldBe("card_used");

        var paper = await (await till.GetAsync("/till/receipt/T-1")).Content.ReadAsStringAsync();
        paper.ShouldContain("Café Ñandú");
        paper.ShouldContain("€6.50");
        paper.ShouldNotContain("Ana");
    }

    [Fact]
    public async Task A_voucher_is_found_and_used_by_its_own_code()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        var code = (
            await club.Admin.Post(
                $"/v1/members/{member}/redemptions",
                new
                {
                    operationId = "v",
                    reward = "coffee",
                    capture = true,
                }
            )
        ).Text("voucher.code")!;
        var found = await Find(till, code);
        (found.Text("member.kind"), found.Text("member.voucher"), found.Text("rewards.coffee")).ShouldBe(("voucher", code, "Coffee"));
        (await till.Post("/till/api/sales", Sale("T-1", member, vouchers: [code]))).Status.ShouldBe(200);
        (await till.Post("/till/api/sales", Sale("T-2", member, vouchers: [code]))).Text("code").ShouldBe("voucher_used");
    }

    [Fact]
    public async Task A_receipt_comes_back_in_its_own_store_line_by_line_and_not_without_a_receipt()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        await till.Post("/till/api/sales", Sale("T-1", member));
        using var other = Browser(club);
        await SignIn(club, other, "s2");

        (await other.Get("/till/api/receipts?receipt=T-1")).Text("code").ShouldBe("unknown_purchase");
        (await other.GetAsync("/till/receipt/T-1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (
            await till.Post(
                "/till/api/returns",
                new
                {
                    receipt = "nothing",
                    returnReceipt = "R-0",
                    at = Now,
                    lines = new[] { new { line = 1, quantity = 1 } },
                }
            )
        ).Text("code").ShouldBe("unknown_purchase");
        (await till.Get("/till/api/receipts?receipt=T-1")).Text("lines.0.name").ShouldBe("Bread");
        object Back(string number, decimal quantity) =>
            new
            {
                receipt = "T-1",
                returnReceipt = number,
                at = Now,
                lines = new[] { new { line = 1, quantity } },
            };
        (await till.Post("/till/api/returns", Back("R-1", 1))).Number("reversed.points").ShouldBe(4);
        (await till.Post("/till/api/returns", Back("R-1", 1))).Number("reversed.points").ShouldBe(4);
        (await till.Post("/till/api/returns", Back("R-2", 2))).Text("code").ShouldBe("return_exceeds_purchase");
        (await club.Admin.Balance(member))["active"]!.GetValue<long>().ShouldBe(1_003);
    }

    [Fact]
    public async Task A_receipt_is_found_by_exactly_the_number_that_it_has_and_our_own_in_any_case()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        string[] numbers = ["a-17", "A-17", "2026/17", " spaced ", "100%", "..", "T-abcde-00001", "T-ABCDE-00002", "Ñandú#1?&"];
        foreach (var number in numbers)
        {
            (await club.Admin.Buy(member, number, Now, 5m)).Status.ShouldBe(201, number);
        }

        foreach (var number in numbers)
        {
            (await Look(number)).Text("receipt").ShouldBe(number);
        }

        (await Look(" 2026/17 ")).Text("receipt").ShouldBe("2026/17");
        (await Look("t-abcde-00002 ")).Text("receipt").ShouldBe("T-ABCDE-00002");
        foreach (var number in new[] { "a-18", "2026/17x", "ñandú#1?&", "t-abcde-00001", "spaced", "", "\0", new string('x', 101) })
        {
            (await Look(number)).Text("code").ShouldBe("unknown_purchase", number);
        }

        Task<Reply> Look(string number) => till.Get("/till/api/receipts?receipt=" + Uri.EscapeDataString(number));
    }

    [Fact]
    public async Task No_input_of_a_made_up_page_is_a_500()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        var line = new
        {
            name = "x",
            quantity = 1m,
            amount = 1m,
        };
        object[] bodies =
        [
            "{",
            "null",
            "[]",
            "{}",
            new { text = (string?)null },
            new { text = new string('x', 300) },
            new { text = "\0" },
            new { receipt = "r" },
            new
            {
                receipt = "r",
                at = Now,
                member,
                lines = Array.Empty<object>(),
            },
            new
            {
                receipt = "r",
                at = Now,
                member,
                lines = new object?[] { null },
            },
            new
            {
                receipt = "r",
                at = Now,
                member,
                lines = new[] { line with { amount = -1 } },
            },
            new
            {
                receipt = "r",
                at = Now,
                member,
                lines = new[] { line with { quantity = 0 } },
            },
            new
            {
                receipt = "r",
                at = Now,
                member,
                lines = new[] { line with { amount = 0.00001m } },
            },
            """{"receipt":"r","at":"2026-03-01T10:00:00Z","find":"x","lines":[{"name":"\ud800x","quantity":1,"amount":1}]}""",
            new
            {
                receipt = "r",
                at = Now,
                member = "../x",
                lines = new[] { line },
            },
            new
            {
                receipt = "r",
                at = "0001-01-01T00:00:00Z",
                member,
                lines = new[] { line },
            },
            new
            {
                receipt = "r",
                at = Now,
                member,
                points = -5,
                lines = new[] { line },
            },
            new
            {
                receipt = "r",
                at = Now,
                lines = new[] { line },
            },
            new
            {
                receipt = "r",
                returnReceipt = "b",
                at = Now,
                lines = new[] { new { line = 1, quantity = 1 }, new { line = 1, quantity = 1 } },
            },
        ];
        foreach (var path in new[] { "find", "preview", "sales", "returns" })
        {
            foreach (var body in bodies)
            {
                (await till.Post("/till/api/" + path, body)).Status.ShouldBe(
                    422,
                    $"{path} {System.Text.Json.JsonSerializer.Serialize(body)}"
                );
            }
        }
    }

    [Fact]
    public void Every_vendored_file_is_the_one_whose_sum_is_written_down()
    {
        var folder = Path.Combine(Repository.Root, "portal", "Assets", "vendor");
        var sums = File.ReadAllLines(Path.Combine(folder, "SHA256SUMS"))
            .Select(line => line.Split("  "))
            .ToDictionary(parts => parts[1], parts => parts[0]);
        sums.Keys.Order()
            .ShouldBe(
                Directory.GetFiles(folder).Select(Path.GetFileName).Where(name => !name!.EndsWith(".txt") && name != "SHA256SUMS").Order()!
            );
        foreach (var (name, sum) in sums)
        {
            Convert
                .ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, name))))
                .ShouldBe(sum, name);
        }
    }

    [Theory]
    [InlineData("till")]
    [InlineData("card")]
    public void Both_languages_have_the_same_words_with_the_same_places(string room)
    {
        var (english, spanish) = (Words("en", room), Words("es", room));
        english.Count.ShouldBeGreaterThan(20);
        spanish.Keys.Order().ShouldBe(english.Keys.Order());
        foreach (var (key, text) in english)
        {
            Places(spanish[key]).ShouldBe(Places(text), key);
        }

        static Dictionary<string, string> Words(string language, string room) =>
            Languages.Texts[language].Where(text => text.Key.StartsWith(room + ".", StringComparison.Ordinal)).ToDictionary();
        static string Places(string text) =>
            string.Concat(System.Text.RegularExpressions.Regex.Matches(text, @"\{\d\}").Select(place => place.Value).Order());
    }
}
