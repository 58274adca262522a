using System.Net;
using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Web;
using LoyaltyClub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
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
        (await till.Post("/till/api/sales", Sale("T-2", find: "ana@example.org"))).Text("sale.member").ShouldBe(member);
        (await till.Post("/till/api/sales", Sale("T-3", find: await Card(club, member, "rotating")))).Text("sale.member").ShouldBe(member);
    }

    [Fact]
    public async Task What_was_typed_without_network_waits_encrypted_and_the_club_reads_it()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        var page = System.Net.WebUtility.HtmlDecode(await till.GetStringAsync("/till"));
        var key = System.Text.RegularExpressions.Regex.Match(page, "\"seal\":\"([^\"]+)\"").Groups[1].Value.Replace("\\u002B", "+");
        var box = Boxes.Of(Convert.FromBase64String(key), "ana@example.org");
        (await till.Post("/till/api/sales", Sealed("T-1", Convert.ToBase64String(box)))).Text("sale.member").ShouldBe(member);
        box[^1] ^= 1;
        foreach (var foreign in new[] { Convert.ToBase64String(box), "no box", new string('A', 4_000) })
        {
            (await till.Post("/till/api/sales", Sealed("T-2", foreign))).Code.ShouldBe("unknown_member");
        }

        static System.Text.Json.Nodes.JsonObject Sealed(string receipt, string box)
        {
            var sale = System.Text.Json.JsonSerializer.SerializeToNode(Sale(receipt))!.AsObject();
            sale["sealed"] = box;
            return sale;
        }
    }

    [Fact]
    public async Task Points_are_spent_by_the_card_that_changes_only_and_once()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        var seen = (await Find(till, await Card(club, member, "rotating"))).Text("member.card");

        (await till.Post("/till/api/sales", Sale("T-1", member, points: 100))).Text("code").ShouldBe("card_required");
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

    /// <summary>A reward that the member has set aside on the phone, as the page does it.</summary>
    private static async Task<string> SetAside(ClubApplication club, string member, string operationId = "phone") =>
        (
            await club
                .Services.GetRequiredService<IGrainFactory>()
                .Member(member)
                .Redeem(new(operationId, "coffee", null, false, 900, RedemptionStore.Any))
        )
            .Value!
            .Id;

    private static object Rewards(
        string receipt,
        string member,
        string? card = null,
        string[]? handOver = null,
        string[]? take = null,
        string[]? vouchers = null,
        bool goods = false,
        long? points = null
    ) =>
        new
        {
            receipt,
            at = Now,
            member = card is null ? member : null,
            card,
            handOver,
            take,
            vouchers,
            points,
            lines = goods
                ? new[]
                {
                    new
                    {
                        name = "Bread",
                        quantity = 2m,
                        amount = 7.5m,
                    },
                }
                : [],
        };

    [Fact]
    public async Task What_is_set_aside_and_what_is_in_reach_is_there_after_one_scan()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        var id = await SetAside(club, member);

        var printed = await Find(till, await Card(club, member, "static"));
        (printed.Text("member.reservations.0.id"), printed.Text("member.reservations.0.reward")).ShouldBe((id, "coffee"));
        (printed.Text("reach.0.name"), printed.Number("reach.0.cost"), (bool)printed.Json["maySpend"]!, printed.Number("most")).ShouldBe(
            ("Coffee", 10, false, 0)
        );
        var phone = await Find(till, await Card(club, member, "rotating"));
        ((bool)phone.Json["maySpend"]!, phone.Json["most"]).ShouldBe((true, null));

        // Of another store nothing that is bound to this one.
        await club.Admin.Post(
            $"/v1/members/{member}/redemptions",
            new
            {
                operationId = "s2",
                reward = "coffee",
                capture = false,
                store = "s2",
            }
        );
        (await Find(till, "ana@example.org")).Json["member"]!["reservations"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_set_aside_on_the_phone_is_handed_over_alone_and_once_however_often_it_is_sent()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        var id = await SetAside(club, member);
        var alone = Rewards("T-1", member, handOver: [id]);

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => till.Post("/till/api/sales", alone)));
        replies.ShouldAllBe(reply => reply.Status == 200 && reply.Json["sale"] == null && reply.Number("balance.active") == 990);
        var vouchers = (await club.Admin.Member(member))["vouchers"]!.AsArray();
        vouchers.Select(voucher => (string?)voucher!["status"]).ShouldBe(["used"]);
        (await club.Admin.Points(member)).ShouldBe("990 0 0 0");
        // Under another number there is nothing left to hand over.
        (await till.Post("/till/api/sales", Rewards("T-2", member, handOver: [id]))).Text("code").ShouldBe("redemption_ended");
        // A receipt of goods it is not.
        (await till.Get("/till/api/receipts?receipt=T-1")).Text("code").ShouldBe("unknown_purchase");
    }

    [Fact]
    public async Task Rewards_are_taken_and_handed_over_with_a_sale_that_also_pays_with_points_by_one_scan()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        var id = await SetAside(club, member);
        var card = (await Find(till, await Card(club, member, "rotating"))).Text("member.card");
        var sale = Rewards("T-1", member, card, handOver: [id], take: ["coffee", "coffee"], goods: true, points: 100);

        var first = await till.Post("/till/api/sales", sale);
        (first.Number("sale.payable"), first.Number("sale.points.earned")).ShouldBe((6.5m, 7m), first.Body);
        var again = await till.Post("/till/api/sales", sale);
        (again.Number("sale.payable"), (bool)again.Json["again"]!).ShouldBe((6.5m, true), again.Body);
        (await club.Admin.Points(member)).ShouldBe("877 0 0 0"); // 1000 - 10 - 20 - 100 + 7

        var paper = System.Net.WebUtility.HtmlDecode(await (await till.GetAsync("/till/receipt/T-1")).Content.ReadAsStringAsync());
        System
            .Text.RegularExpressions.Regex.Count(paper, "<td>Coffee</td><td class=\"number\">1</td><td class=\"number\">Free</td>")
            .ShouldBe(3);
        paper.ShouldContain("2 × €3.75");
        paper.ShouldContain("€6.50");
        // A return of everything gives the rewards back as vouchers, and with them nothing twice.
        await club.Admin.Return("T-1", "R-1");
        (await club.Admin.Member(member))["vouchers"]!
            .AsArray()
            .Select(voucher => (string?)voucher!["status"])
            .ShouldBe(["issued", "issued", "issued"]);
    }

    [Fact]
    public async Task A_reward_is_taken_with_the_members_presence_or_as_far_as_spending_allows()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        var printed = await Card(club, member, "static");
        (await till.Post("/till/api/sales", Rewards("T-1", member, take: ["coffee"]))).Text("code").ShouldBe("card_required");
        (await till.Post("/till/api/sales", Rewards("T-1", member, printed, take: ["coffee"]))).Text("code").ShouldBe("card_cannot_spend");
        (await till.Post("/till/api/sales", Rewards("T-1", member, await Card(club, member, "rotating"), take: ["tea"])))
            .Text("code")
            .ShouldBe("unknown_reward");
        (await club.Admin.Points(member)).ShouldBe("1000 0 0 0");

        await club.Programme(
            new
            {
                rewards = new[]
                {
                    new
                    {
                        code = "coffee",
                        name = "Coffee",
                        cost = 10,
                    },
                },
                spending = new { printedCard = new { upToPoints = 10 }, phone = new { upToPoints = 9 } },
            }
        );
        var found = await Find(till, printed);
        ((bool)found.Json["maySpend"]!, found.Number("most")).ShouldBe((true, 10));
        (await till.Post("/till/api/sales", Rewards("T-1", member, take: ["coffee"]))).Text("code").ShouldBe("card_required");
        (await till.Post("/till/api/sales", Rewards("T-1", member, printed, take: ["coffee"]))).Status.ShouldBe(200);
        (await club.Admin.Points(member)).ShouldBe("990 0 0 0");
    }

    [Fact]
    public async Task A_sale_that_is_refused_takes_nothing_of_what_was_to_be_handed_over()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        var id = await SetAside(club, member);
        var card = (await Find(till, await Card(club, member, "rotating"))).Text("member.card");
        (await till.Post("/till/api/sales", Rewards("T-1", member, card, [id], ["coffee"], goods: true, points: 751)))
            .Text("code")
            .ShouldBe("pay_above_share");
        (await till.Post("/till/api/sales", Rewards("T-1", member, card, [id], ["coffee"], ["V0000000000000"], goods: true)))
            .Text("code")
            .ShouldBe("unknown_voucher");
        (await club.Admin.Points(member)).ShouldBe("990 0 10 0");
        (await club.Admin.Member(member))["vouchers"]!.AsArray().ShouldBeEmpty();
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
        string[] numbers =
        [
            "a-17",
            "A-17",
            "2026/17",
            " spaced ",
            "100%",
            "..",
            "T-abcde-00001",
            "T-ABCDE-00002",
            "Ñandú#1?&",
            "a+b",
            "a%2Fb",
        ];
        foreach (var number in numbers)
        {
            (await club.Admin.Buy(member, number, Now, 5m)).Status.ShouldBe(201, number);
        }

        foreach (var number in numbers)
        {
            (await Look(number)).Text("receipt").ShouldBe(number);
        }

        // The paper of each: the number is one segment of the address, a slash in it included.
        foreach (var number in numbers.Where(number => number != ".."))
        {
            var paper = await till.GetAsync("/till/receipt/" + Uri.EscapeDataString(number));
            paper.StatusCode.ShouldBe(HttpStatusCode.OK, number);
            System.Net.WebUtility.HtmlDecode(await paper.Content.ReadAsStringAsync()).ShouldContain("Receipt " + number);
            foreach (
                var address in new[]
                {
                    "/v1/purchases/s1/" + Uri.EscapeDataString(number),
                    "/v1/purchases?store=s1&receipt=" + Uri.EscapeDataString(number),
                }
            )
            {
                (await club.Admin.Get(address)).Text("receipt").ShouldBe(number, address);
            }
        }

        (await Look("T'ABCDE'00002")).Text("receipt").ShouldBe("T-ABCDE-00002"); // by a scanner for US keyboards on a Spanish one
        (await Look("tßabcdeß00002")).Text("receipt").ShouldBe("T-ABCDE-00002"); // and on a German one
        (await Look("TABCDE00002")).Text("receipt").ShouldBe("T-ABCDE-00002");
        (await Look(" 2026/17 ")).Text("receipt").ShouldBe("2026/17");
        (await Look("t-abcde-00002 ")).Text("receipt").ShouldBe("T-ABCDE-00002");
        foreach (var number in new[] { "a-18", "2026/17x", "ñandú#1?&", "t-abcde-00001", "spaced", "", "\0", new string('x', 101) })
        {
            (await Look(number)).Text("code").ShouldBe("unknown_purchase", number);
        }

        Task<Reply> Look(string number) => till.Get("/till/api/receipts?receipt=" + Uri.EscapeDataString(number));
    }

    private static Task<Reply> Join(HttpClient till, string text, string operationId) =>
        till.Post("/till/api/members", new { text, operationId });

    [Theory]
    [InlineData("eva@example.org", "email", "eva@example.org")]
    [InlineData("+34 600 999 888", "phone", "+34600999888")]
    public async Task Somebody_joins_at_the_till_by_one_detail_and_the_points_of_their_sale_count(string text, string field, string kept)
    {
        var (club, till, _) = await Open("es");
        await using var __ = club;
        var joined = await Join(till, text, "J-1");
        (joined.Status, joined.Text("joined"), joined.Text("member.kind"), joined.Json["member"]!["firstName"]).ShouldBe(
            (200, "new", "member", null)
        );
        var id = joined.Text("member.memberId")!;
        // A second tap is the same joining; anything else is somebody else's.
        (await Join(till, text, "J-1")).Text("member.memberId").ShouldBe(id);

        // The basket was begun some minutes before.
        (
            await till.Post(
                "/till/api/sales",
                new
                {
                    receipt = "T-1",
                    at = "2026-03-01T09:50:00Z",
                    member = id,
                    lines = new[]
                    {
                        new
                        {
                            name = "Pan",
                            quantity = 1,
                            amount = 12.5,
                        },
                    },
                }
            )
        ).Number("sale.points.earned").ShouldBe(12);
        var member = await club.Admin.Member(id);
        (member.Text(field), member.Text("language"), member["consents"]!.ToJsonString()).ShouldBe(
            (kept, "es", """{"email":false,"sms":false}""")
        );
    }

    [Fact]
    public async Task Who_gave_an_address_gets_one_link_to_complete_the_rest_and_nobody_else_does()
    {
        var (club, till, _) = await Open("es");
        await using var __ = club;
        var mails = new MailFolder(club);
        await Join(till, "eva@example.org", "J-1");
        var mail = await mails.Next("eva@example.org");
        mail.Subject.ShouldBe("Te damos la bienvenida a Café Ñandú");
        mail.Text.ShouldContain("/sign-in?back=%2Fprofile");
        await Join(till, "eva@example.org", "J-1");
        await Join(till, "eva@example.org", "J-2");
        await Join(till, "ana@example.org", "J-3");
        await Join(till, "luz@example.org", "J-4");
        (await mails.Next("luz@example.org")).To.ShouldContain("luz@example.org");
        System.IO.Directory.GetFiles(club.MailFolder, "*.eml").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Who_is_a_member_already_is_shown_as_if_looked_up_by_phone()
    {
        var (club, till, member) = await Open();
        await using var _ = club;
        foreach (var text in new[] { "ANA@example.org", "+34 600-111-222" })
        {
            var already = await Join(till, text, "J " + text);
            (
                already.Text("joined"),
                already.Text("member.memberId"),
                already.Text("member.kind"),
                (bool)already.Json["maySpend"]!
            ).ShouldBe(("already", member, "member", false));
            already.Body.ShouldNotContain("Núñez");
        }

        foreach (var text in new[] { "ana", "600", "ana@", "", new string('1', 255), "C0000000000000", "<b>@example.org" })
        {
            (await Join(till, text, "J-9")).Text("code").ShouldBe("not_a_contact", text);
        }
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
            new
            {
                receipt = "r",
                at = Now,
                member,
                take = new string?[] { null },
                lines = Array.Empty<object>(),
            },
            new
            {
                receipt = "r",
                at = Now,
                member,
                take = Enumerable.Repeat("coffee", 21),
                lines = new[] { line },
            },
            new
            {
                receipt = "r",
                at = Now,
                member,
                handOver = new[] { "nonsense" },
                lines = Array.Empty<object>(),
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
        foreach (var path in new[] { "find", "preview", "sales", "returns", "members" })
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
        var folder = Path.Combine(Repository.Root, "portal", "Web", "vendor");
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
