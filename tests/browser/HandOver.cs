using LoyaltyClub.Tests.Api;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>A reward from the member's phone over the counter: chosen once, seen after one scan, given in two taps.</summary>
[Collection(nameof(Chromium))]
public class HandOver(Chromium chromium)
{
    [BrowserTheory]
    [InlineData("en", true, "Set aside: show this card at the till.", "Hand over", "Handed over", "Free")]
    [InlineData("es", false, "Reservado: enseña esta tarjeta en caja.", "Entregar", "Entregado", "Gratis")]
    public async Task A_reward_chosen_on_the_phone_is_handed_over_in_two_taps(
        string language,
        bool small,
        string onCard,
        string handOver,
        string done,
        string free
    )
    {
        await using var shop = await Shop.Open(now: null);
        await using var phone = await chromium.Visit(shop.Club.Address, language, phone: true);
        await phone.SignIn(shop.Club, Shop.Ana);
        await phone.Page.GotoAsync("/rewards");
        // One question, then the card itself: there is nothing to read out.
        await phone.Page.Locator(".reward", new() { HasText = "Bolsa de tela" }).Locator("summary").TapAsync();
        await phone.Page.Locator(".reward", new() { HasText = "Bolsa de tela" }).Locator("button").TapAsync();
        await phone.Page.WaitForSelectorAsync("#qr[data-code]");
        await Assertions.Expect(phone.Page.Locator("#set-aside")).ToContainTextAsync(onCard);
        await Assertions.Expect(phone.Page.Locator("#set-aside li")).ToHaveCountAsync(2);
        await Look.Picture(phone.Page, $"hand-over-card-{language}");
        (await Look.Accessible(phone.Page)).ShouldBeEmpty();

        await using var till = await chromium.Visit(shop.Club.Address, language, phone: small);
        await till.OpenTill(shop.Club);
        if (!small)
        {
            await till.Page.SetViewportSizeAsync(820, 1180);
        }

        await till.Page.GoToTill();
        await till.Scan((await phone.Page.GetAttributeAsync("#qr", "data-code"))!);
        var page = till.Page;
        var bag = page.Locator("#set-aside .reward-row", new() { HasText = "Bolsa de tela" });
        await Assertions.Expect(bag.Locator("button")).ToHaveTextAsync(handOver);
        await Look.Picture(page, $"hand-over-panel-{language}");
        (await Look.Fits(page)).ShouldBeEmpty();
        await bag.Locator("button").ClickAsync();
        await Assertions.Expect(page.Locator("#lines .reward-line")).ToContainTextAsync(free);
        await page.ClickAsync("#confirm");
        await Assertions.Expect(page.Locator("#done-title")).ToHaveTextAsync(done);
        await Assertions.Expect(page.Locator("#done-text")).ToContainTextAsync("Bolsa de tela");
        await Look.Picture(page, $"hand-over-done-{language}");
        (await Look.Accessible(page)).ShouldBeEmpty();
        // The phone hears of it.
        await Assertions.Expect(phone.Page.Locator("#set-aside li")).ToHaveCountAsync(1);
        (await shop.Club.Admin.Member(shop.AnaId))["vouchers"]!.AsArray().Single(voucher => (string?)voucher!["reward"] == "bag")![
            "status"
        ]!
            .GetValue<string>()
            .ShouldBe("used");
        till.Faults.ShouldBeEmpty();
        phone.Faults.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_sale_with_a_voucher_and_a_reward_taken_for_points_says_what_to_collect_and_has_both_on_its_paper()
    {
        await using var shop = await Shop.Open(now: null);
        await using var till = await chromium.Visit(shop.Club.Address);
        await till.OpenTill(shop.Club);
        var page = till.Page;
        await page.GoToTill();
        await till.Scan(shop.Printed);
        // Without the member's presence a reward is seen and not taken.
        await Assertions.Expect(page.Locator("#reach")).ToContainTextAsync("Un café");
        await Assertions.Expect(page.Locator("#reach button")).ToHaveCountAsync(0);
        await till.Scan(await shop.Card(shop.AnaId, "rotating"));
        await page.Locator("#reach .reward-row", new() { HasText = "Un café" }).Locator("button").ClickAsync();
        await page.ClickAsync("#vouchers button");
        await page.FillAsync("#line-amount", "1.40");
        await page.FillAsync("#line-quantity", "2");
        await page.PressAsync("#line-quantity", "Enter");
        await Assertions.Expect(page.Locator("#lines tbody tr").Last).ToContainTextAsync("2 × €1.40");
        await Assertions.Expect(page.Locator("#totals")).ToContainTextAsync("€2.80");
        await page.Keyboard.PressAsync("F9");
        await Assertions.Expect(page.Locator("#done-title")).ToHaveTextAsync("Collect €2.80");
        await Assertions.Expect(page.Locator("#done-text .reward-row")).ToHaveCountAsync(2);
        await Look.Picture(page, "sale-with-rewards-done");

        await page.GotoAsync((await page.GetAttributeAsync("#print", "href"))!);
        await Assertions.Expect(page.Locator("tr", new() { HasText = "Un café" })).ToContainTextAsync("Free");
        await Assertions.Expect(page.Locator("tr", new() { HasText = "Desayuno completo" })).ToContainTextAsync("Free");
        await Assertions.Expect(page.Locator("tr", new() { HasText = "Item" })).ToContainTextAsync("2 × €1.40");
        await Look.Picture(page, "sale-with-rewards-paper");
        till.Faults.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task A_sale_with_lines_is_dropped_after_a_question_and_comes_back_whole()
    {
        await using var shop = await Shop.Open(now: null);
        await using var till = await chromium.Visit(shop.Club.Address);
        await till.OpenTill(shop.Club);
        var page = till.Page;
        await page.GoToTill();
        await till.Scan(await shop.Card(shop.AnaId, "rotating"));
        await page.ClickAsync("#vouchers button");
        await page.FillAsync("#line-amount", "12.50");
        await page.PressAsync("#line-amount", "Enter");
        await Assertions.Expect(page.Locator("#lines tbody tr")).ToHaveCountAsync(2);

        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#message")).ToContainTextAsync("Drop this sale of €12.50?");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#message")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#lines tbody tr")).ToHaveCountAsync(2);

        await page.ClickAsync("#cancel");
        await page.ClickAsync("#message button:has-text('Drop it')");
        await Assertions.Expect(page.Locator("#idle")).ToBeVisibleAsync();
        await page.ClickAsync("#message button:has-text('Undo')");
        await Assertions.Expect(page.Locator("#member-name")).ToHaveTextAsync("Ana María");
        await Assertions.Expect(page.Locator("#lines tbody tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("#totals")).ToContainTextAsync("€12.50");
        await page.Keyboard.PressAsync("F9");
        await Assertions.Expect(page.Locator("#done-title")).ToHaveTextAsync("Collect €12.50");
        till.Faults.ShouldBeEmpty();
    }
}
