using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using LoyaltyClub.Tests.Api;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>Texts that want to be markup, in every place that keeps one: no dialog, no report of the content policy, no element that a page does not have.</summary>
[Collection(nameof(Chromium))]
public class HostileTexts(Chromium chromium, ITestOutputHelper output)
{
    /// <summary>20 ways to run something, from 5 places to break out of; 40 characters at most, as a store's name has.</summary>
    private static readonly string[] Payloads =
    [
        .. from way in new[]
           {
               "<script id=x>alert(1)</script>", "<img id=x src onerror=alert(1)>", "<svg id=x onload=alert(1)>", "<body id=x onload=alert(1)>", "<iframe id=x src=javascript:0>", "<a id=x href=javascript:0>x</a>",
               "<input id=x autofocus onfocus=f>", "<details id=x open ontoggle=f>", "<video id=x src onerror=alert(1)", "<math><mi id=x xlink:href=j:0>", "<style id=x>*{color:red}</style>", "<base id=x href=//evil.example>",
               "<meta id=x http-equiv=refresh>", "<form id=x action=//e><button>", "<object id=x data=javascript:0>", " id=x onfocus=alert(1) autofocus", "<template id=x><script>f()//", "&lt;script id=x&gt;alert(1)//", "{{constructor}}${alert(1)}", "<!--<b id=x>--!><u id=x hidden>",
           }
           from escape in new[] { "", "\">", "'>", "</title>", "\"" }
           select escape + way,
    ];

    private const string Foreign =
        "#x, iframe, object, embed, base, style, math, template, img, marquee, meta[http-equiv], script:not([src^='/assets/']), a[href^='javascript:' i], form[action^='//'], "
        + "[onerror], [onload], [onclick], [onfocus], [onmouseover], [ontoggle]";

    [BrowserFact]
    public async Task In_what_the_ledger_and_the_programme_keep_are_words_and_nothing_else()
    {
        Payloads.Distinct().Count().ShouldBe(100);
        Payloads.ShouldAllBe(text => text.Length <= 40);
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Shop.Now);
        var numbered = Payloads.Select((text, i) => (text, i)).ToArray();
        await club.Programme(new
        {
            name = Payloads[0], currency = "EUR", timeZone = "Europe/Madrid",
            tiers = new { by = "points", levels = numbered.Take(50).Select(one => new { code = $"t{one.i}", name = one.text, from = one.i * 1_000_000 }) },
            stampCards = numbered.Select(one => new { code = $"s{one.i}", name = one.text, by = "visit", size = 300, reward = "r0" }),
            rewards = numbered.Select(one => (object)new { code = $"r{one.i}", name = one.text, cost = 1, validDays = 90 }).Concat(numbered.Take(50).Skip(1).Select(one => new { code = $"q{one.i}", name = "x", cost = 1, validDays = 90, tiers = new[] { $"t{one.i}" } })),
        });
        var admin = club.Admin;
        var member = (await admin.Post("/v1/members", new { operationId = "m", firstName = "Ana", email = Shop.Ana, joinedAt = "2026-01-01T00:00:00Z", openingBalance = new { points = 100_000 } })).Text("id")!;
        var vouchers = new List<string>();
        foreach (var (text, i) in numbered)
        {
            (await admin.Post("/v1/purchases", new { store = text, receipt = text, at = Shop.Now, member, lines = new[] { new { line = 1, sku = text, name = text, category = text, brand = text, quantity = 1, amount = 2 } } })).Status.ShouldBe(201);
            (await admin.Post($"/v1/members/{member}/adjustments", new { operationId = $"a{i}", points = 1, reason = text })).Status.ShouldBe(201);
            vouchers.Add((await admin.Post($"/v1/members/{member}/redemptions", new { operationId = $"v{i}", reward = $"r{i}", capture = true })).Text("voucher.code")!);
        }
        (await admin.Post("/v1/purchases", new { store = "s1", receipt = "T-AAAAA-AAAAA", at = Shop.Now, member, lines = numbered.Select(one => new { line = one.i + 1, sku = one.text, name = one.text, category = one.text, quantity = 1, amount = 2 }) })).Status.ShouldBe(201);

        await using var visit = await chromium.Visit(club.Address);
        await visit.SignIn(club, Shop.Ana);
        await visit.OpenTill(club);
        var page = visit.Page;
        await Open("/", Payloads);
        await Open("/rewards", Payloads);
        await page.GotoAsync("/statement");
        while (await page.Locator("[hx-get*='/statement/more']").CountAsync() > 0)
        {
            var lines = await page.Locator(".lines li").CountAsync();
            await page.Locator("[hx-get*='/statement/more']").First.ClickAsync();
            await Assertions.Expect(page.Locator($".lines li:nth-child({lines + 1})").First).ToBeAttachedAsync();
        }
        await Clean(Payloads);
        await Walk(visit,
        [
            .. numbered.Select(one => ("/card/voucher/" + vouchers[one.i], new[] { one.text })),
            .. Payloads.Select(text => ($"/statement?kind={Uri.EscapeDataString(text)}&period={Uri.EscapeDataString(text)}", Array.Empty<string>())),
            .. Payloads.Select(text => ("/till/receipt/" + Uri.EscapeDataString(text), Array.Empty<string>())),
        ]);

        await page.GotoAsync("/till");
        await page.WaitForSelectorAsync("html[data-ready]");
        await visit.Scan((await admin.Get($"/v1/members/{member}/card")).Text("static")!);
        await Assertions.Expect(page.Locator("#member-name")).ToHaveTextAsync("Ana");
        await Clean(Payloads);
        // What a cashier types is no safer.
        foreach (var text in Payloads)
        {
            await page.FillAsync("#line-name", text);
            await page.FillAsync("#line-category", text);
            await page.FillAsync("#line-amount", "1");
            await page.PressAsync("#line-amount", "Enter");
        }
        await page.WaitForSelectorAsync("#preview:not(:empty)");
        await Clean(Payloads);
        await page.Keyboard.PressAsync("F9");
        await page.WaitForSelectorAsync("#done:not([hidden])");
        await page.GotoAsync((await page.GetAttributeAsync("#print", "href"))!);
        await Clean(Payloads);
        await page.GotoAsync("/till");
        await page.WaitForSelectorAsync("html[data-ready]");
        await page.Keyboard.PressAsync("F7");
        await page.FillAsync("#back-receipt", "T-AAAAA-AAAAA");
        await page.PressAsync("#back-receipt", "Enter");
        await page.WaitForSelectorAsync("#back-form:not([hidden])");
        await Clean(Payloads);

        async Task Open(string address, string[] texts)
        {
            await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            await Clean(texts);
        }

        async Task Clean(string[] texts) => await HostileTexts.Clean(visit, page, texts);
    }

    [BrowserFact]
    public async Task In_names_addresses_and_stores_are_words_on_every_page()
    {
        await using var shop = await Shop.Open();
        var admin = shop.Club.Admin;
        await using var visit = await chromium.Visit(shop.Club.Address);
        await visit.SignIn(shop.Club, Shop.Nora);
        var addresses = Room.All.SelectMany(room => room.Views(shop)).Where(view => !view.Address.StartsWith("/till", StringComparison.Ordinal)).Select(view => view.Address).Distinct().ToArray();
        var (opened, mails) = (0, 0);
        for (var i = 0; i < Payloads.Length; i++)
        {
            var text = Payloads[i];
            (await admin.Put("/v1/programme", new
            {
                programme = new
                {
                    name = text, currency = "EUR", timeZone = "Europe/Madrid", tiers = new { by = "points", levels = new[] { new { code = "basic", name = text, from = 0 }, new { code = "silver", name = text, from = 150 } } },
                    rewards = new[] { new { code = "breakfast", name = text, cost = 1 } },
                },
            })).Status.ShouldBe(200);
            (await admin.Patch($"/v1/members/{shop.NoraId}", new { firstName = text, lastName = text })).Status.ShouldBe(200);
            // An address may have much before its @, if no space.
            if ((await admin.Patch($"/v1/members/{shop.NoraId}", new { email = text.Replace(' ', '/') + "@example.org" })).Status == 200)
                mails++;
            await visit.OpenTill(shop.Club, text);
            var card = await shop.Card(shop.NoraId, "static");

            // Home, card and till name them all; of the other pages, which have the club's name only, every text sees an eighth.
            var round = i;
            opened += await Walk(visit,
                [.. new[] { "/till", "/", "/card", "/card/print", "/profile" }.Concat(addresses.Where((_, at) => at % 8 == round % 8)).Select(address => (address, new[] { text }))],
                async tab =>
                {
                    await tab.WaitForSelectorAsync("html[data-ready]");
                    await tab.FillAsync("#code", card);
                    await tab.PressAsync("#code", "Enter");
                    await Assertions.Expect(tab.Locator("#member-name")).ToHaveTextAsync(text.Trim());
                });
        }
        mails.ShouldBeGreaterThan(50);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{opened} pages, {mails} of the texts as an e-mail address"));
    }

    [BrowserFact]
    public async Task Planted_as_markup_each_is_found()
    {
        await using var shop = await Shop.Open();
        await using var visit = await chromium.Visit(shop.Club.Address);
        foreach (var text in Payloads.Where(text => Regex.IsMatch(text, "<(?!body)[a-z]+ id=x")).ToArray())
        {
            await visit.Page.GotoAsync("/sign-in", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            await visit.Page.EvaluateAsync("text => document.querySelector('main').insertAdjacentHTML('beforeend', text + ' >')", text);
            (await Injected(visit.Page)).ShouldNotBeEmpty(text);
            if (text.Contains("onerror"))
                visit.Faults.ShouldContain(fault => fault.StartsWith("policy: script-src-attr"), text);
        }
    }

    /// <summary>Opens the pages, three at a time, and looks at each.</summary>
    private static async Task<int> Walk(Visit visit, (string Address, string[] Texts)[] pages, Func<IPage, Task>? atTheTill = null)
    {
        var queue = new ConcurrentQueue<(string Address, string[] Texts)>(pages);
        while (visit.Context.Pages.Count < 3)
            await visit.Context.NewPageAsync();
        await Task.WhenAll(visit.Context.Pages.Take(3).Select(async tab =>
        {
            while (queue.TryDequeue(out var page))
            {
                await tab.GotoAsync(page.Address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                if (page.Address == "/till" && atTheTill is not null)
                    await atTheTill(tab);
                await Clean(visit, tab, page.Texts);
            }
        }));
        return pages.Length;
    }

    /// <summary>The page says the texts and is otherwise as it would be.</summary>
    private static async Task Clean(Visit visit, IPage page, string[] texts)
    {
        (await Injected(page)).ShouldBeEmpty(page.Url);
        if (texts.Length > 0)
        {
            var said = Spaceless(await page.EvaluateAsync<string>("document.title + ' ' + document.body.textContent"));
            foreach (var text in texts)
                said.ShouldContain(Spaceless(text), Case.Sensitive, page.Url);
        }
        visit.Faults.ShouldBeEmpty(page.Url);

        static string Spaceless(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
    }

    private static Task<string[]> Injected(IPage page) =>
        page.EvaluateAsync<string[]>("selector => [...document.querySelectorAll(selector)].map(element => element.outerHTML.slice(0, 200))", Foreign);
}
