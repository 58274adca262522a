using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoyaltyClub.Contracts;
using LoyaltyClub.Tests.Api;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.InBrowser.Hostile;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>
/// Texts that want to be markup, in every place that keeps one, on every page: no dialog, no report of the content policy, no element
/// that a page does not have. What comes in lists (lines, rewards, staff, faults) is there a hundred times at once, and its pages are
/// opened.
/// What a page has one of (the club, who is signed in, the store) goes round, as many texts as fit at a time: in each round all pages of
/// all
/// rooms are fetched and read by the browser's own parser, which finds an element whether or not it would have run, and those that draw by
/// script are opened; every page is opened at least once.
/// </summary>
[Collection(BesideCollection.Name)]
public class HostileTexts(Chromium chromium, ITestOutputHelper output)
{
    [BrowserFact]
    public async Task In_lists_of_what_the_ledger_the_programme_and_the_staff_keep_are_words_and_nothing_else()
    {
        Payloads.Distinct().Count().ShouldBeGreaterThanOrEqualTo(100);
        Payloads.ShouldAllBe(text => text.Length <= 40);
        await using var shop = await Shop.Open(bare: true);
        var (club, admin) = (shop.Club, shop.Club.Admin);
        var numbered = Payloads.Select((text, i) => (text, i)).ToArray();
        var programme = JsonSerializer.SerializeToNode(
            new
            {
                name = Payloads[0],
                currency = "EUR",
                timeZone = "Europe/Madrid",
                earning = new
                {
                    rules = numbered.Select(one => new
                    {
                        code = $"u{one.i}",
                        add = 1,
                        when = new
                        {
                            category = new[] { one.text },
                            brand = new[] { one.text },
                            sku = new[] { one.text },
                            stores = new[] { one.text },
                        },
                    }),
                    excludedCategories = Payloads.Select(text => "no " + text),
                },
                tiers = new
                {
                    by = "points",
                    levels = numbered
                        .Take(50)
                        .Select(one => new
                        {
                            code = $"t{one.i}",
                            name = one.text,
                            from = one.i * 1_000_000,
                        }),
                },
                stampCards = numbered.Select(one => new
                {
                    code = $"s{one.i}",
                    name = one.text,
                    by = "visit",
                    size = 300,
                    reward = "r0",
                }),
                rewards = numbered
                    .Select(one =>
                        (object)
                            new
                            {
                                code = $"r{one.i}",
                                name = one.text,
                                cost = 1,
                                validDays = 90,
                            }
                    )
                    .Concat(
                        numbered
                            .Take(50)
                            .Skip(1)
                            .Select(one => new
                            {
                                code = $"q{one.i}",
                                name = "x",
                                cost = 1,
                                validDays = 90,
                                tiers = new[] { $"t{one.i}" },
                            })
                    ),
            }
        )!;
        await club.Programme(programme);
        var member = (
            await admin.Post(
                "/v1/members",
                new
                {
                    operationId = "m",
                    firstName = "Ana",
                    email = Shop.Ana,
                    joinedAt = "2026-01-01T00:00:00Z",
                    openingBalance = new { points = 100_000 },
                }
            )
        ).Text("id")!;
        var other = (
            await admin.Post(
                "/v1/members",
                new
                {
                    operationId = "o",
                    firstName = "Bea",
                    email = "bea@example.org",
                }
            )
        ).Text("id")!;
        var vouchers = new List<string>();
        foreach (var (text, i) in numbered)
        {
            (
                await admin.Post(
                    "/v1/purchases",
                    new
                    {
                        store = text,
                        receipt = text,
                        at = Shop.Now,
                        member,
                        lines = new[]
                        {
                            new
                            {
                                line = 1,
                                sku = text,
                                name = text,
                                category = text,
                                brand = text,
                                quantity = 1,
                                amount = 2,
                            },
                        },
                    }
                )
            ).Status.ShouldBe(201);
            (
                await admin.Post(
                    $"/v1/members/{member}/adjustments",
                    new
                    {
                        operationId = $"a{i}",
                        points = 1,
                        reason = text,
                    }
                )
            ).Status.ShouldBe(201);
            vouchers.Add(
                (
                    await admin.Post(
                        $"/v1/members/{member}/redemptions",
                        new
                        {
                            operationId = $"v{i}",
                            reward = $"r{i}",
                            capture = true,
                        }
                    )
                ).Text("voucher.code")!
            );
            (await admin.Patch($"/v1/members/{other}", new { externalId = text })).Status.ShouldBe(200);
            (await admin.Post("/v1/keys", new { role = "marketing", name = text })).Status.ShouldBe(201);
        }
        (
            await admin.Post(
                "/v1/purchases",
                new
                {
                    store = "s1",
                    receipt = "T-AAAAA-AAAAA",
                    at = Shop.Now,
                    member,
                    lines = numbered.Select(one => new
                    {
                        line = one.i + 1,
                        sku = one.text,
                        name = one.text,
                        category = one.text,
                        quantity = 1,
                        amount = 2,
                    }),
                }
            )
        ).Status.ShouldBe(201);

        await using var visit = await chromium.Visit(club.Address);
        await visit.SignIn(club, Shop.Ana);
        await visit.OpenTill(club);
        var page = visit.Page;
        await Open("/", Payloads);
        await Open("/rewards", Payloads);
        await Open("/offers", Payloads);
        await page.GotoAsync("/statement");
        while (await page.Locator("[hx-get*='/statement/more']").CountAsync() > 0)
        {
            var lines = await page.Locator(".lines li").CountAsync();
            await page.Locator("[hx-get*='/statement/more']").First.ClickAsync();
            await Assertions.Expect(page.Locator($".lines li:nth-child({lines + 1})").First).ToBeAttachedAsync();
        }
        await Clean(visit, page, Payloads);
        await Walk(
            visit,
            [
                .. numbered.Select(one => ("/card/voucher/" + vouchers[one.i], new[] { one.text })),
                .. Payloads.Select(text =>
                    ($"/statement?kind={Uri.EscapeDataString(text)}&period={Uri.EscapeDataString(text)}", Array.Empty<string>())
                ),
                .. Payloads.Select(text => ("/till/receipt/" + Uri.EscapeDataString(text), Array.Empty<string>())),
            ]
        );

        await page.GoToTill();
        await visit.Scan((await admin.Get($"/v1/members/{member}/card")).Text("static")!);
        await Assertions.Expect(page.Locator("#member-name")).ToHaveTextAsync("Ana");
        await Clean(visit, page, Payloads);
        // What a cashier types is no safer.
        foreach (var text in Payloads)
        {
            await page.FillAsync("#line-name", text);
            await page.FillAsync("#line-category", text);
            await page.FillAsync("#line-amount", "1");
            await page.PressAsync("#line-amount", "Enter");
        }
        await page.WaitForSelectorAsync("#preview:not(:empty)");
        await Clean(visit, page, Payloads);
        await page.Keyboard.PressAsync("F9");
        await page.WaitForSelectorAsync("#done:not([hidden])");
        await Open((await page.GetAttributeAsync("#print", "href"))!, Payloads);
        await page.GoToTill();
        await page.Keyboard.PressAsync("F7");
        await page.FillAsync("#back-receipt", "T-AAAAA-AAAAA");
        await page.PressAsync("#back-receipt", "Enter");
        await page.WaitForSelectorAsync("#back-form:not([hidden])");
        await Clean(visit, page, Payloads);

        // The desk. A draft that changes every text, and one in which every text is wrong.
        await shop.Employ();
        var staff = shop.Grains.GetGrain<IStaffGrain>(ClubKey.Value);
        foreach (var (text, i) in numbered)
        {
            (
                await staff.Add(
                    new(text, $"s{i}@example.org", i % 2 == 0 ? StaffRole.Cashier : StaffRole.Admin, "en"),
                    AuditLine.ByStaff(shop.OlgaId)
                )
            ).Fault.ShouldBeNull();
        }

        await visit.SitDown(shop.Olga);
        var draft = shop.Grains.ProgrammeDraft(shop.OlgaId);
        await draft.Begin(
            programme
                .ToJsonString()
                .Replace("\"name\":\"", "\"name\":\"ex ", StringComparison.Ordinal)
                .Replace("\"size\":300", "\"size\":299", StringComparison.Ordinal),
            1
        );
        await Follow($"/desk/members/{member}", "[href*='?after=']", Payloads);
        await Follow("/desk/audit", "[href*='after=']:not([href*=csv])", Payloads);
        await Open("/desk/programme", Payloads);
        await Open("/desk/staff", Payloads);
        await Open("/till/cashier", [.. Payloads.Where((_, i) => i % 2 == 0)]);
        foreach (var part in new[] { "rules", "earning", "tiers", "stamps", "rewards", "raw", "try" })
        {
            await Open("/desk/programme/draft/" + part, []);
        }

        await Open("/desk/programme/draft/publish", Payloads);

        await draft.Begin(
            new JsonObject
            {
                ["timeZone"] = Payloads[2],
                ["currency"] = Payloads[1],
                ["earning"] = new JsonObject
                {
                    ["rules"] = new JsonArray([
                        .. numbered.Select(one => new JsonObject
                        {
                            ["code"] = one.text,
                            ["when"] = new JsonObject { ["days"] = new JsonArray(one.text), ["from"] = one.text },
                        }),
                    ]),
                },
                ["stampCards"] = new JsonArray([
                    .. numbered.Select(one => new JsonObject
                    {
                        ["code"] = $"s{one.i}",
                        ["name"] = one.text,
                        ["by"] = one.text,
                        ["size"] = 1,
                        ["reward"] = one.text,
                    }),
                ]),
                ["rewards"] = new JsonArray([
                    .. numbered.Select(one => new JsonObject
                    {
                        ["code"] = $"r{one.i}",
                        ["name"] = one.text,
                        ["cost"] = one.text,
                        ["tiers"] = new JsonArray(one.text),
                        [one.text] = one.text,
                    }),
                ]),
            }.ToJsonString(),
            1
        );
        foreach (var part in new[] { "general", "rules", "stamps", "rewards", "raw", "try", "publish" })
        {
            await Open("/desk/programme/draft/" + part, part is "rules" or "stamps" or "publish" ? Payloads : []);
        }

        async Task Open(string address, string[] texts)
        {
            await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            await Clean(visit, page, texts);
        }

        // From page to page; all of them together say the texts.
        async Task Follow(string address, string next, string[] texts)
        {
            var said = "";
            for (var more = address; more is not null;)
            {
                await Open(more, []);
                said += Spaceless(await page.EvaluateAsync<string>("document.body.textContent"));
                more = await page.Locator(next).CountAsync() > 0 ? await page.Locator(next).Last.GetAttributeAsync("href") : null;
            }
            foreach (var text in texts)
            {
                said.ShouldContain(Spaceless(text), Case.Sensitive, address);
            }
        }
    }

    [BrowserFact]
    public async Task In_names_addresses_and_stores_are_words_on_every_page()
    {
        Sheets.SelectMany(sheet => sheet).ShouldBe(Payloads, ignoreOrder: true);
        await using var shop = await Shop.Open();
        var (club, admin) = (shop.Club, shop.Club.Admin);
        await shop.Employ();
        await using var visit = await chromium.Visit(club.Address);
        await using var stranger = await chromium.Visit(club.Address);
        await stranger.Page.GotoAsync("/sign-in");
        await visit.SignIn(club, Shop.Ana);
        await visit.Page.GotoAsync("/");
        string[] Addresses(Func<Room, bool> which) =>
            [
                .. Room
                    .All.Where(which)
                    .SelectMany(room => room.Views(shop))
                    .Select(view => view.Address)
                    .Where(address => address != shop.SetUp)
                    .Distinct(),
            ];
        var outside = Addresses(room => room.Name is "nobody" or "desk-door");
        var inside = Addresses(room => room.Name is not ("nobody" or "desk-door"));
        inside.Length.ShouldBeGreaterThan(55);
        var (read, opened, mails) = (0, 0, 0);
        for (var i = 0; i < Sheets.Length; i++)
        {
            var text = string.Join(' ', Sheets[i]);
            var (boss, cashier) = await Employ(shop, visit, text, i);
            await Put(shop, text, i, boss);
            (
                await admin.Patch(
                    $"/v1/members/{shop.AnaId}",
                    new
                    {
                        firstName = text,
                        lastName = text,
                        externalId = text,
                    }
                )
            ).Status.ShouldBe(200);
            foreach (var one in Sheets[i])
            {
                await visit.OpenTill(club, one, cashier, $"192.0.2.{i}");
                // An address may have much before its @, if no space.
                if ((await admin.Patch($"/v1/members/{shop.AnaId}", new { email = one.Replace(' ', '/') + "@example.org" })).Status == 200)
                {
                    mails++;
                }

                var member = (
                    await shop
                        .Grains.GetGrain<IStaffGrain>(ClubKey.Value)
                        .Add(new(one, one + "@example.org", StaffRole.Marketing, "en"), AuditLine.ByStaff(boss))
                )
                    .Staff!
                    .Id;
                var token = RandomNumberGenerator.GetBytes(32);
                await shop.Grains.GetGrain<IStaffLoginGrain>(member).Invite(SHA256.HashData(token), AuditLine.ByStaff(boss));
                read += await Read(stranger, [$"/desk/invitation?code={member}.{Base64Url.EncodeToString(token)}"], one);
                read += await Read(
                    visit,
                    [
                        "/till",
                        "/till/cashier",
                        "/desk/staff/" + member,
                        .. inside.Where(address =>
                            address.StartsWith("/profile", StringComparison.Ordinal)
                            || address.StartsWith("/desk/members/" + shop.AnaId, StringComparison.Ordinal)
                        ),
                    ],
                    one
                );
            }
            read += await Read(visit, inside, text);
            read += await Read(stranger, outside, text);

            var card = await shop.Card(shop.AnaId, "static");
            opened += await Walk(
                visit,
                [
                    .. new[] { "/till", "/", "/card", "/card/print" }
                        .Concat(inside.Where((_, at) => at % Sheets.Length == i))
                        .Distinct()
                        .Select(address => (address, new[] { text })),
                ],
                async tab =>
                {
                    await tab.WaitForSelectorAsync("html[data-ready]");
                    await tab.FillAsync("#code", card);
                    await tab.PressAsync("#code", "Enter");
                    await Assertions.Expect(tab.Locator("#member-name")).ToHaveTextAsync(text.Trim());
                }
            );
            opened += await Walk(
                stranger,
                [.. outside.Where((_, at) => at % Sheets.Length == i).Select(address => (address, new[] { text }))]
            );
        }
        mails.ShouldBeLessThan(Payloads.Length / 2); // an address has no markup
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Payloads.Length} texts in {Sheets.Length} rounds, {outside.Length + inside.Length} pages: {read} read, {opened} opened; {mails} of the texts as an e-mail address"
            )
        );
    }

    [BrowserFact]
    public async Task Typed_into_forms_they_come_back_as_words()
    {
        await using var shop = await Shop.Open();
        await shop.Employ();
        await using var visit = await chromium.Visit(shop.Club.Address);
        await visit.SignIn(shop.Club, Shop.Ana);
        await visit.SitDown(shop.Olga);
        await visit.Page.GotoAsync("/");
        await using var stranger = await chromium.Visit(shop.Club.Address);
        await stranger.Page.GotoAsync("/sign-in");
        await shop.Grains.ProgrammeDraft(shop.OlgaId).Begin(Shop.Programme, 1);
        var member = "/desk/members/" + shop.AnaId;
        var wish = Guid.NewGuid().ToString("N");
        foreach (
            var (who, address, fields, also) in new (Visit, string, string[], string)[]
            {
                (stranger, "/join", ["firstName", "lastName", "email", "phone", "birthday", "ref"], ""),
                (stranger, "/sign-in", ["email"], ""),
                (stranger, "/desk/sign-in", ["email"], "&password=not+this+one"),
                (visit, "/profile/details", ["firstName", "lastName", "phone", "birthday"], ""),
                (visit, "/profile/email", ["email"], ""),
                (visit, "/desk/members", ["find"], ""),
                (visit, member + "/adjust", ["points", "reason"], "&wish=" + wish),
                (visit, member + "/merge", ["find"], ""),
                (visit, "/desk/staff", ["name", "email"], "&role=Marketing"),
                (visit, "/desk/settings/mail", ["host", "port", "user", "from", "fromName"], "&encryption=Tls"),
                (
                    visit,
                    "/desk/programme/draft/try",
                    ["store", "member", "category.0", "brand.0", "sku.0", "quantity.0", "amount.0"],
                    "&line=0&at=2026-03-12T12:00"
                ),
                (
                    visit,
                    "/desk/programme/draft/rules",
                    ["earning.rules.0.code", "earning.rules.0.multiply", "earning.rules.0.when.category", "earning.rules.0.when.from"],
                    "&part=rules&do=save&rows:earning.rules=0"
                ),
                (visit, "/desk/programme/draft/general", ["name.en", "name.es", "currency", "timeZone"], "&part=general&do=save"),
                (visit, "/desk/programme/draft/raw", ["document"], "&do=save"),
            }
        )
        {
            // A client has so many tries; each text comes from another.
            var asked = Payloads.Select(
                (text, i) =>
                    new
                    {
                        address,
                        from = $"192.0.2.{i}",
                        form = string.Join('&', fields.Select(field => $"{field}={Uri.EscapeDataString(text)}")) + also,
                        text,
                    }
            );
            var found = await who.Page.EvaluateAsync<JsonElement>(
                "async ([forms, foreign]) => {"
                    + Reader
                    + """
                      const answers = [];
                      for (const { address, from, form, text } of forms) {
                        const page = await read(address, { method: 'POST', body: form, headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': from } });
                        answers.push({ foreign: page.foreign, back: page.typed.some(value => value.includes(text.trim())) || page.says.includes(text.trim()) });
                      }
                      return answers;
                    }
                    """,
                new object[] { asked, Foreign }
            );
            found
                .EnumerateArray()
                .SelectMany(answer => answer.GetProperty("foreign").EnumerateArray())
                .Select(element => element.GetString())
                .ShouldBeEmpty(address);
            found
                .EnumerateArray()
                .Count(answer => answer.GetProperty("back").GetBoolean())
                .ShouldBeGreaterThan(Payloads.Length * 9 / 10, address);
        }
    }

    [BrowserFact]
    public async Task Planted_as_markup_each_is_found()
    {
        await using var shop = await Shop.Open();
        await using var visit = await chromium.Visit(shop.Club.Address);
        foreach (var text in Payloads.Where(IsMarkup))
        {
            await visit.Page.GotoAsync("/sign-in", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            await visit.Page.EvaluateAsync("text => document.querySelector('main').insertAdjacentHTML('beforeend', text + ' >')", text);
            (await Injected(visit.Page)).ShouldNotBeEmpty(text);
            if (text.Contains("onerror"))
            {
                visit.Faults.ShouldContain(fault => fault.StartsWith("policy: script-src-attr"), text);
            }
        }

        // As does reading, in each place where a page could forget to encode a text, and in a sheet of several.
        foreach (
            var (place, least) in new[]
            {
                ("<p>{0}</p>", 80),
                ("<input value=\"{0}\">", 30),
                ("<a title='{0}'>x</a>", 15),
                ("<title>{0}</title>", 15),
                ("<textarea>{0}</textarea>", 1),
                ("<script src='/assets/a'>{0}</script>", 1),
            }
        )
        {
            var found = 0;
            foreach (var text in Payloads)
            {
                await visit.Page.RouteAsync(
                    "**/planted",
                    route =>
                        route.FulfillAsync(
                            new() { ContentType = "text/html", Body = place.Replace("{0}", text, StringComparison.Ordinal) }
                        ),
                    new() { Times = 1 }
                );
                found += (await ReadOne(visit, "/planted")).GetProperty("foreign").GetArrayLength() > 0 ? 1 : 0;
            }
            found.ShouldBeGreaterThanOrEqualTo(least, place);
        }
        foreach (var sheet in Sheets.Where(sheet => sheet.Any(IsMarkup)))
        {
            await visit.Page.RouteAsync(
                "**/planted",
                route =>
                    route.FulfillAsync(
                        new() { ContentType = "text/html", Body = $"<p title=\"{string.Join(' ', sheet)}\">{string.Join(' ', sheet)}</p>" }
                    ),
                new() { Times = 1 }
            );
            (await ReadOne(visit, "/planted")).GetProperty("foreign").GetArrayLength().ShouldBeGreaterThan(0, string.Join(' ', sheet));
        }
    }

    /// <summary>Of a text's name: an admin who sits at the desk, and a cashier with their PIN.</summary>
    private static async Task<(string Boss, (string Id, string Pin) Cashier)> Employ(Shop shop, Visit visit, string text, int round)
    {
        var staff = shop.Grains.GetGrain<IStaffGrain>(ClubKey.Value);
        var boss = (await staff.Add(new(text, $"boss{round}@example.org", StaffRole.Admin, "en"), AuditLine.ByStaff(shop.OlgaId)))
            .Staff!
            .Id;
        var cashier = (await staff.Add(new(text, null, StaffRole.Cashier, "en"), AuditLine.ByStaff(boss))).Staff!.Id;
        var token = RandomNumberGenerator.GetBytes(32);
        await shop.Grains.Account("staff." + boss).SignIn(SHA256.HashData(token), text, TimeSpan.FromHours(1));
        await visit.Context.AddCookiesAsync([
            new()
            {
                Name = "lc_staff",
                Value = $"{boss}.{Base64Url.EncodeToString(token)}",
                Domain = "127.0.0.1",
                Path = "/desk",
                HttpOnly = true,
            },
        ]);
        return (boss, (cashier, await shop.Grains.GetGrain<IStaffLoginGrain>(cashier).NewPin(AuditLine.ByStaff(boss))));
    }

    /// <summary>A programme that says the text wherever it can, put by the boss of the round, who has another one as a draft.</summary>
    private static async Task Put(Shop shop, string text, int round, string boss)
    {
        string Document(int size) =>
            JsonSerializer.Serialize(
                new
                {
                    name = text,
                    currency = "EUR",
                    timeZone = "Europe/Madrid",
                    earning = new
                    {
                        rules = new[]
                        {
                            new
                            {
                                code = "x",
                                add = 5,
                                when = new
                                {
                                    category = new[] { text },
                                    brand = new[] { text },
                                    sku = new[] { text },
                                    stores = new[] { text },
                                },
                            },
                        },
                        excludedCategories = new[] { "no " + text[..Math.Min(text.Length, 90)] },
                    },
                    tiers = new
                    {
                        by = "points",
                        levels = new[]
                        {
                            new
                            {
                                code = "basic",
                                name = text,
                                from = 0,
                            },
                            new
                            {
                                code = "silver",
                                name = text,
                                from = 150,
                            },
                        },
                    },
                    stampCards = new[]
                    {
                        new
                        {
                            code = "coffee",
                            name = text,
                            by = "visit",
                            size,
                            reward = "breakfast",
                        },
                    },
                    rewards = new[]
                    {
                        new
                        {
                            code = "breakfast",
                            name = text,
                            cost = 1,
                        },
                    },
                }
            );
        var put = await shop
            .Grains.GetGrain<IProgrammeGrain>(ClubKey.Value)
            .Put(new($"round {round}", null, Document(10), ByAdmin: true), AuditLine.ByStaff(boss));
        await shop.Grains.ProgrammeDraft(boss).Begin(Document(11), put.Value.ShouldNotBeNull(put.Refusal?.Detail).Version);
    }
}
