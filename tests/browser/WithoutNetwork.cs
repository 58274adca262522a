using LoyaltyClub.Contracts;
using LoyaltyClub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>The network goes, in the middle of something, and comes back.</summary>
[Collection(nameof(Chromium))]
public class WithoutNetwork(Chromium chromium)
{
    private async Task<(Shop Shop, Visit Till)> Open(string language = "en")
    {
        var shop = await Shop.Open(now: null);
        var till = await chromium.Visit(shop.Club.Address, language);
        await till.OpenTill(shop.Club);
        await Ready(till.Page);
        // What the page is made of is kept now.
        await Until(
            till.Page,
            "caches.open('till').then(cache => cache.keys()).then(keys => keys.length > 5 && keys.some(key => new URL(key.url).pathname === '/till'))"
        );
        return (shop, till);
    }

    [BrowserFact]
    public async Task A_sale_is_kept_over_a_reload_and_sent_once_however_many_pages_would()
    {
        var (shop, till) = await Open();
        await using var _ = shop;
        await using var __ = till;
        var page = till.Page;
        var before = await shop.Points(shop.AnaId);
        await till.Context.SetOfflineAsync(true);
        await till.Scan(shop.Printed);
        await Assertions.Expect(page.Locator("#member-name")).ToHaveTextAsync("Card kept");
        await Add(page, "10");
        await page.Keyboard.PressAsync("F9");
        await Assertions.Expect(page.Locator("#done-title")).ToHaveTextAsync("Collect €10.00");
        await Assertions.Expect(page.Locator("#done-text")).ToContainTextAsync("The sale waits on this till");
        var receipt = (await page.InnerTextAsync("#done-text .quiet")).Split(' ')[^1];

        await page.ReloadAsync();
        await page.WaitForSelectorAsync("html[data-ready]");
        await Assertions.Expect(page.Locator("#network")).ToHaveTextAsync("No network");
        await Assertions.Expect(page.Locator("#waiting")).ToHaveTextAsync("1 sale waiting");
        // A second customer, found by e-mail, and a second page of the same till.
        await page.FillAsync("#code", Shop.Nora);
        await page.PressAsync("#code", "Enter");
        await Add(page, "7");
        await page.Keyboard.PressAsync("F9");
        await Assertions.Expect(page.Locator("#waiting")).ToHaveTextAsync("2 sales waiting");
        // What was typed is on the device for the club's eyes alone.
        var kept = await page.EvaluateAsync<string>(
            """
            () => new Promise(resolve => {
              const opening = indexedDB.open('till', 1);
              opening.onsuccess = () => {
                const reading = opening.result.transaction('sales').objectStore('sales').getAll();
                reading.onsuccess = () => resolve(JSON.stringify(reading.result));
              };
            })
            """
        );
        kept.ShouldContain("\"sealed\"");
        kept.ShouldNotContain(Shop.Nora);
        kept.ShouldNotContain(shop.Printed);
        var second = await till.Context.NewPageAsync();
        await second.GotoAsync("/till");
        await Assertions.Expect(second.Locator("#waiting")).ToHaveTextAsync("2 sales waiting");
        (await shop.Points(shop.AnaId)).ShouldBe(before);

        await till.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator("#network")).ToHaveTextAsync("Online");
        await Assertions.Expect(page.Locator("#waiting")).ToBeHiddenAsync();
        await page.ReloadAsync();
        await page.WaitForSelectorAsync("html[data-ready]");
        await Assertions.Expect(page.Locator("#waiting")).ToBeHiddenAsync();
        (await shop.Points(shop.AnaId)).ShouldBe(before + 10);
        (await shop.Points(shop.NoraId)).ShouldBe(7);
        (await Receipts(shop, shop.AnaId)).Count(one => one == receipt).ShouldBe(1);
        till.Faults.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_sale_whose_answer_was_lost_is_asked_again_and_counts_once()
    {
        var (shop, till) = await Open();
        await using var _ = shop;
        await using var __ = till;
        var page = till.Page;
        var before = await shop.Points(shop.AnaId);
        var sent = 0;
        // The second request waits until the test has seen the sale wait.
        var seen = new TaskCompletionSource();
        await page.RouteAsync(
            "**/till/api/sales",
            async route =>
            {
                if (Interlocked.Increment(ref sent) > 1)
                {
                    await seen.Task;
                    await route.ContinueAsync();
                    return;
                }
                await route.FetchAsync();
                await route.AbortAsync();
            }
        );
        await till.Scan(shop.Printed);
        await Assertions.Expect(page.Locator("#member-name")).ToHaveTextAsync("Ana María");
        await Add(page, "10");
        await page.Keyboard.PressAsync("F9");
        await Assertions.Expect(page.Locator("#waiting")).ToHaveTextAsync("1 sale waiting");
        (await shop.Points(shop.AnaId)).ShouldBe(before + 10);
        seen.SetResult();
        await Assertions.Expect(page.Locator("#waiting")).ToBeHiddenAsync();
        sent.ShouldBe(2);
        (await shop.Points(shop.AnaId)).ShouldBe(before + 10);
    }

    [BrowserFact]
    public async Task A_sale_without_a_card_is_counted_once_when_the_network_is_back()
    {
        var (shop, till) = await Open();
        await using var _ = shop;
        await using var __ = till;
        var page = till.Page;
        var before = await Counted();
        await till.Context.SetOfflineAsync(true);
        await page.Keyboard.PressAsync("F4");
        await Add(page, "9");
        await page.Keyboard.PressAsync("F9");
        await Assertions.Expect(page.Locator("#done-text")).ToContainTextAsync("The sale waits on this till");
        await page.ReloadAsync();
        await page.WaitForSelectorAsync("html[data-ready]");
        await Assertions.Expect(page.Locator("#waiting")).ToHaveTextAsync("1 sale waiting");
        (await Counted()).ShouldBe(before);
        await till.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator("#waiting")).ToBeHiddenAsync();
        (await Counted()).ShouldBe((before.Count + 1, before.Money + 9m));

        // With network it waits for nothing, and counts as soon as the code to claim it is there.
        await page.Keyboard.PressAsync("F4");
        await Add(page, "4");
        await page.Keyboard.PressAsync("F9");
        await Assertions.Expect(page.Locator("#claim .qr")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#waiting")).ToBeHiddenAsync();
        (await Counted()).ShouldBe((before.Count + 2, before.Money + 13m));
        till.Faults.ShouldBeEmpty();

        async Task<(long Count, decimal Money)> Counted()
        {
            var today = DateOnly.FromDateTime(DateTime.UtcNow);
            var days = (await shop.Club.Services.GetRequiredService<IBoard>().Read(today.AddDays(-1), today.AddDays(1)))!.Days;
            return (days.Sum(day => day.WithoutCard), days.Sum(day => day.SalesWithoutCard));
        }
    }

    [BrowserFact]
    public async Task Nothing_can_be_spent_and_the_till_says_so()
    {
        var (shop, till) = await Open();
        await using var _ = shop;
        await using var __ = till;
        var page = till.Page;
        await till.Scan(await shop.Card(shop.AnaId, "rotating"));
        await Add(page, "30");
        await Assertions.Expect(page.Locator("#pay")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#vouchers button")).ToBeEnabledAsync();
        await page.ClickAsync("#vouchers button");
        await Assertions.Expect(page.Locator("#lines .reward-line")).ToHaveCountAsync(1);

        await till.Context.SetOfflineAsync(true);
        await Assertions.Expect(page.Locator("#network")).ToHaveTextAsync("No network");
        await Assertions.Expect(page.Locator("#pay")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#pay-not")).ToContainTextAsync("Without network points and vouchers cannot be used");
        await Assertions.Expect(page.Locator("#vouchers button")).ToBeDisabledAsync();
        await Assertions.Expect(page.Locator("#lines .reward-line")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("F7");
        await Assertions.Expect(page.Locator("#message")).ToContainTextAsync("Returns need the network");
    }

    [BrowserFact]
    public async Task An_answer_that_was_on_its_way_when_the_network_went_does_not_bring_it_back()
    {
        var (shop, till) = await Open();
        await using var _ = shop;
        await using var __ = till;
        var page = till.Page;
        var asked = new TaskCompletionSource<IRoute>();
        await page.RouteAsync("**/till/api/preview", asked.SetResult);
        await till.Scan(await shop.Card(shop.AnaId, "rotating"));
        await Add(page, "30");
        var route = await asked.Task;
        var answer = await route.FetchAsync();

        await till.Context.SetOfflineAsync(true);
        await Assertions.Expect(page.Locator("#network")).ToHaveTextAsync("No network");
        await page.RunAndWaitForRequestFinishedAsync(() => route.FulfillAsync(new() { Response = answer }));
        // The page has read the answer once a read of its own, begun later, has ended.
        await page.EvaluateAsync("() => new Response('{}').json().then(() => new Promise(resolve => setTimeout(resolve)))");
        await Assertions.Expect(page.Locator("#preview")).ToHaveTextAsync("The points will be counted when the network is back.");
        await page.Keyboard.PressAsync("F7");
        await Assertions.Expect(page.Locator("#message")).ToContainTextAsync("Returns need the network");
    }

    [BrowserFact]
    public async Task The_card_shows_a_code_that_is_good_and_the_last_balance_with_its_age()
    {
        await using var shop = await Shop.Open(now: null);
        await using var phone = await chromium.Visit(shop.Club.Address, phone: true);
        await phone.SignIn(shop.Club, Shop.Ana);
        var points = await shop.Points(shop.AnaId);
        await phone.Page.GotoAsync("/card");
        await phone.Page.WaitForSelectorAsync("#qr[data-code]");
        await Until(
            phone.Page,
            "caches.open('card').then(cache => cache.keys()).then(keys => keys.length > 3 && keys.some(key => new URL(key.url).pathname === '/card'))"
        );

        await phone.Context.SetOfflineAsync(true);
        await phone.Page.ReloadAsync();
        await phone.Page.WaitForSelectorAsync("#qr[data-code]");
        await Assertions
            .Expect(phone.Page.Locator("#points"))
            .ToContainTextAsync(points.ToString(System.Globalization.CultureInfo.GetCultureInfo("en-GB")));
        (await shop.Club.Admin.Post("/v1/scans", new { code = await phone.Page.GetAttributeAsync("#qr", "data-code") }))
            .Text("memberId")
            .ShouldBe(shop.AnaId);
        (await Look.Accessible(phone.Page)).ShouldBeEmpty();

        // Three hours later, still in the cellar.
        await phone.Page.Clock.InstallAsync(new() { TimeDate = DateTime.UtcNow.AddHours(3) });
        await phone.Page.ReloadAsync();
        await Assertions.Expect(phone.Page.Locator("#age")).ToHaveTextAsync("Balance as of 3 hours ago");
        await Look.Picture(phone.Page, "card-without-network-en-phone");

        // Who signs out leaves nothing on the device.
        await phone.Context.SetOfflineAsync(false);
        await using var fresh = await chromium.Visit(shop.Club.Address, phone: true);
        await phone.Page.GotoAsync("/profile");
        await phone.Page.ClickAsync("form[action='/profile/signout'] button");
        await phone.Page.Reaches("**/");
        await Until(phone.Page, "caches.has('card').then(kept => !kept)");
        phone.Faults.ShouldBeEmpty();
    }

    private static async Task Ready(IPage page)
    {
        await page.GoToTill();
    }

    private static async Task Add(IPage page, string amount)
    {
        await page.FillAsync("#line-amount", amount);
        await page.PressAsync("#line-amount", "Enter");
        await Assertions.Expect(page.Locator("#confirm")).ToBeEnabledAsync();
    }

    /// <summary>
    /// Waits for a promise of the page to come true; the pages' policy forbids Playwright's own way, which evaluates text.
    /// </summary>
    private static async Task Until(IPage page, string promise)
    {
        for (var tries = 0; tries < 800; tries++)
        {
            if (await page.EvaluateAsync<bool>(promise))
            {
                return;
            }

            await Task.Delay(50);
        }
        throw new TimeoutException(promise);
    }

    private static async Task<string?[]> Receipts(Shop shop, string member) =>
        [
            .. (await shop.Club.Admin.Get($"/v1/members/{member}/statement?limit=500")).Json["items"]!
                .AsArray()
                .Where(line => (string?)line!["kind"] == "earned")
                .Select(line => (string?)line!["receipt"]),
        ];
}
