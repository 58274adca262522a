using LoyaltyClub.Tests.Api;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>A cashier who has no mouse, and a phone that has no keyboard.</summary>
[Collection(nameof(Chromium))]
public class ByKeyboard(Chromium chromium)
{
    [BrowserFact]
    public async Task A_day_at_the_till_needs_no_mouse()
    {
        await using var shop = await Shop.Open(now: null);
        await using var till = await chromium.Visit(shop.Club.Address, "es");
        var (page, keys) = (till.Page, till.Page.Keyboard);
        var before = await shop.Points(shop.AnaId);
        var added = await shop.Club.Admin.Post("/v1/tills", new { operationId = "by-keyboard", store = "s1", name = "Mostrador" });
        await page.GotoAsync("/till");
        await page.WaitForSelectorAsync("#pairing:focus");
        await keys.TypeAsync(added.Text("pairingCode")!);
        await keys.PressAsync("Enter");
        await page.WaitForSelectorAsync("html[data-ready]");

        // By phone or e-mail a member collects.
        await keys.TypeAsync(Shop.Ana, new() { Delay = 50 });
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#member-name")).ToHaveTextAsync("Ana María");
        await Type("617,25", "Tab", "2", "Tab", "Tarta", "Tab", "Pastelería", "Enter");
        await Assertions.Expect(page.Locator("#lines tbody tr")).ToContainTextAsync("Tarta");
        await Assertions.Expect(page.Locator("#totals")).ToContainTextAsync("1234,50");
        await Type("0,75", "Enter");
        await Assertions.Expect(page.Locator("#preview")).ToHaveTextAsync("Esta compra da 1260 puntos.");
        await keys.PressAsync("F9");
        await Assertions.Expect(page.Locator("#done-title")).ToContainTextAsync("Cobrar 1235,25");
        (await shop.Points(shop.AnaId)).ShouldBe(before + 1260);
        var receipt = (await page.InnerTextAsync("#done-text .quiet")).Split(' ')[^1];
        await keys.PressAsync("Enter");
        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("code");

        // With the card on the phone a member pays.
        await till.Scan(await shop.Card(shop.AnaId, "rotating"));
        await Assertions.Expect(page.Locator("#member-kind")).ToHaveTextAsync("Tarjeta mostrada en el móvil");
        await Type("20", "Enter");
        await Assertions.Expect(page.Locator("#pay")).ToBeVisibleAsync();
        await Type("F8", "500");
        await Assertions.Expect(page.Locator("#totals")).ToContainTextAsync("15,00");
        await keys.PressAsync("F9");
        await Assertions.Expect(page.Locator("#done-title")).ToContainTextAsync("Cobrar 15,00");
        await keys.PressAsync("Enter");

        // What comes back.
        await keys.PressAsync("F7");
        await keys.TypeAsync(receipt);
        await keys.PressAsync("Enter");
        await page.WaitForSelectorAsync("#back-form:not([hidden])");
        await Type("1", "Tab", "1", "F9");
        await Assertions.Expect(page.Locator("#done-title")).ToContainTextAsync("Devolver 618,00");
        await keys.PressAsync("Enter");

        // Without a card, and a way out of anything.
        await keys.PressAsync("F4");
        await Type("9,90", "Enter", "F9");
        await page.WaitForSelectorAsync("#claim:not([hidden]) svg");
        await keys.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#idle")).ToBeVisibleAsync();
        till.Faults.ShouldBeEmpty();

        async Task Type(params string[] pressed)
        {
            foreach (var one in pressed)
            {
                await (one is "Tab" or "Enter" or ['F', _] ? keys.PressAsync(one) : keys.TypeAsync(one, new() { Delay = 45 }));
            }
        }
    }

    [BrowserFact]
    public async Task Every_control_of_the_members_pages_is_reached_by_the_tab_key_and_shows_it()
    {
        await using var shop = await Shop.Open();
        await using var visit = await chromium.Visit(shop.Club.Address);
        await visit.SignIn(shop.Club, Shop.Ana);
        foreach (var address in new[] { "/", "/card", "/rewards", "/offers", "/statement", "/profile" })
        {
            await visit.Page.GotoAsync(address);
            var controls = await visit.Page.EvaluateAsync<int>(
                "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')].filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled).length"
            );
            controls.ShouldBeGreaterThan(6);
            // A date has a stop for each of its parts.
            for (
                var i = 0;
                i < controls + 4 && await visit.Page.EvaluateAsync<int>("document.querySelectorAll('[data-reached]').length") < controls;
                i++
            )
            {
                await visit.Page.Keyboard.PressAsync("Tab");
                (
                    await visit.Page.EvaluateAsync<string>(
                        """
                        () => {
                          const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
                          one.dataset.reached = '1';
                          return box.width < 1 || box.right < 0 || box.bottom < 0 || box.top > innerHeight ? 'out of sight' : style.outlineStyle === 'none' && style.boxShadow === 'none' ? `${one.outerHTML.slice(0, 90)} shows no focus` : '';
                        }
                        """
                    )
                ).ShouldBe("", $"{address}, {i}");
            }
            (await visit.Page.EvaluateAsync<int>("document.querySelectorAll('[data-reached]').length")).ShouldBe(controls, address);
        }
    }

    [BrowserFact]
    public async Task A_sale_on_a_phone_needs_a_thumb_only()
    {
        await using var shop = await Shop.Open(now: null);
        await using var till = await chromium.Visit(shop.Club.Address, "es", phone: true);
        await till.OpenTill(shop.Club);
        var page = till.Page;
        var before = await shop.Points(shop.AnaId);
        await page.GoToTill();
        await page.FillAsync("#code", shop.Printed);
        await page.TapAsync("#find [type=submit]");
        await Assertions.Expect(page.Locator("#member-name")).ToHaveTextAsync("Ana María");
        foreach (var key in "12,50")
        {
            await page.Locator("#keypad button", new() { HasTextString = key.ToString() }).TapAsync();
        }

        await page.TapAsync("#line > button");
        await Assertions.Expect(page.Locator("#totals")).ToContainTextAsync("12,50");
        await page.TapAsync("#confirm");
        await Assertions.Expect(page.Locator("#done-title")).ToContainTextAsync("12,50");
        (await shop.Points(shop.AnaId)).ShouldBe(before + 12);
        await page.TapAsync("#next");
        await Assertions.Expect(page.Locator("#idle")).ToBeVisibleAsync();
        till.Faults.ShouldBeEmpty();
    }
}
