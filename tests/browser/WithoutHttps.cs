using LoyaltyClub.Tests.Api;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>A till in the shop's own network, at a name without HTTPS.</summary>
[Collection(nameof(Chromium))]
public class WithoutHttps(Chromium chromium)
{
    private static async Task<(Shop Shop, Visit Till)> Open(Chromium chromium, string language = "en", bool phone = false)
    {
        var shop = await Shop.Open(now: null);
        var address = new UriBuilder(shop.Club.Address) { Host = Chromium.PlainName }.Uri;
        var till = await chromium.Visit(address, language, phone);
        var added = await shop.Club.Admin.Post(
            "/v1/tills",
            new
            {
                operationId = "t1",
                store = "s1",
                name = "Counter 1",
            }
        );
        await till.Page.GotoAsync("/till");
        await till.Page.FillAsync("#pairing", added.Text("pairingCode")!);
        await till.Page.PressAsync("#pairing", "Enter");
        await till.Page.WaitForSelectorAsync("html[data-ready]");
        (await till.Page.EvaluateAsync<bool>("isSecureContext || 'locks' in navigator")).ShouldBeFalse();
        return (shop, till);
    }

    private static async Task Sell(IPage page, string amount)
    {
        await page.FillAsync("#code", Shop.Nora);
        await page.PressAsync("#code", "Enter");
        await page.FillAsync("#line-amount", amount);
        await page.PressAsync("#line-amount", "Enter");
        await page.ClickAsync("#confirm");
        await Assertions.Expect(page.Locator("#done")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Sales_without_network_are_shown_kept_and_sent_once_by_whichever_page()
    {
        var (shop, till) = await Open(chromium);
        await using var _ = shop;
        await using var __ = till;
        var page = till.Page;
        var second = await till.Context.NewPageAsync();
        await second.GoToTill();
        await till.Context.SetOfflineAsync(true);
        await Sell(page, "10");
        await Assertions.Expect(page.Locator("#waiting")).ToHaveTextAsync("1 sale waiting");
        await page.ClickAsync("#next");
        await Sell(page, "7");
        await Assertions.Expect(page.Locator("#waiting")).ToHaveTextAsync("2 sales waiting");
        (await shop.Points(shop.NoraId)).ShouldBe(0);

        await till.Context.SetOfflineAsync(false);
        foreach (var one in new[] { page, second })
        {
            await Assertions.Expect(one.Locator("#network")).ToHaveTextAsync("Online");
            await Assertions.Expect(one.Locator("#waiting")).ToBeHiddenAsync();
        }

        (await shop.Points(shop.NoraId)).ShouldBe(17);
        till.Faults.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task What_waits_is_shown_after_a_reload_and_sent_by_hand()
    {
        var (shop, till) = await Open(chromium);
        await using var _ = shop;
        await using var __ = till;
        var page = till.Page;
        // The page loads, and the club does not take the sale.
        await page.RouteAsync("**/till/api/**", route => route.AbortAsync());
        await Sell(page, "10");
        await page.ReloadAsync();
        await page.WaitForSelectorAsync("html[data-ready]");
        await Assertions.Expect(page.Locator("#waiting")).ToHaveTextAsync("1 sale waiting");
        await page.UnrouteAllAsync();
        await page.ClickAsync("#waiting");
        await page.ClickAsync("#queue-send");
        await Assertions.Expect(page.Locator("#waiting")).ToBeHiddenAsync();
        (await shop.Points(shop.NoraId)).ShouldBe(10);
        till.Faults.ShouldBeEmpty();
    }

    [BrowserTheory, InlineData("en", "has no HTTPS", true), InlineData("es", "no tiene HTTPS", false)]
    public async Task Till_and_desk_say_what_the_browser_forbids_there(string language, string said, bool phone)
    {
        var (shop, till) = await Open(chromium, language, phone);
        await using var _ = shop;
        await using var __ = till;
        var page = till.Page;
        await Assertions.Expect(page.Locator("#till [role=note]")).ToContainTextAsync(said);
        await page.ClickAsync("#camera-open");
        await Assertions.Expect(page.Locator("#message")).ToContainTextAsync(said);
        await Look.Picture(page, $"till-without-https-{language}-{(phone ? "phone" : "desk")}");
        (await Look.Fits(page)).ShouldBeEmpty();
        (await Look.Accessible(page)).ShouldBeEmpty();
        await page.GotoAsync("/till/sign-in?pair=1");
        await Assertions.Expect(page.Locator("[role=note]")).ToContainTextAsync(said);
        await Assertions.Expect(page.Locator("#pair-camera")).ToBeHiddenAsync();
        await page.GotoAsync("/desk/sign-in");
        await Assertions.Expect(page.Locator("[role=note]")).ToContainTextAsync(said);
        await Look.Picture(page, $"desk-without-https-{language}-{(phone ? "phone" : "desk")}");

        // On the machine itself nothing is missing.
        await page.GotoAsync(new Uri(shop.Club.Address, "/desk/sign-in").ToString());
        await Assertions.Expect(page.Locator("[role=note]")).ToHaveCountAsync(0);
        till.Faults.ShouldBeEmpty();
    }
}
