using LoyaltyClub.Tests.Api;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>A customer joins in the middle of a sale, by one field.</summary>
[Collection(nameof(Chromium))]
public class JoinAtTheTill(Chromium chromium)
{
    [BrowserFact]
    public async Task One_field_makes_a_member_whose_sale_counts_and_the_cashier_can_say_what_it_earned()
    {
        await using var shop = await Shop.Open(now: null);
        await using var till = await chromium.Visit(shop.Club.Address);
        await till.OpenTill(shop.Club);
        var page = till.Page;
        await page.GoToTill();

        // The basket is there before the customer is asked.
        await page.Keyboard.PressAsync("F4");
        await page.FillAsync("#line-amount", "9.50");
        await page.PressAsync("#line-amount", "Enter");
        await page.Keyboard.PressAsync("F6");
        await page.FillAsync("#join-text", "600");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#message")).ToContainTextAsync("neither a phone number nor an e-mail");
        await page.ClickAsync("#message button");
        await page.FillAsync("#join-text", "+34 600 999 888");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#member-joined")).ToHaveTextAsync("Welcome! The points of this sale count.");
        await Assertions.Expect(page.Locator("#member-name")).ToHaveTextAsync("Member");
        await Assertions.Expect(page.Locator("#lines tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#preview")).ToHaveTextAsync("This purchase gives 9 points.");
        await Assertions.Expect(page.Locator("#nearly")).ToHaveTextAsync("Big basket: €30.50 more");
        await page.Keyboard.PressAsync("F9");
        await Assertions.Expect(page.Locator("#done-title")).ToHaveTextAsync("Collect €9.50");
        await Assertions.Expect(page.Locator("#done-text")).ToContainTextAsync("+9 points · El décimo café es gratis 1 of 10");
        await page.Keyboard.PressAsync("Enter");

        // Looked up and not found is the other way to it; who is found is a member already.
        await page.FillAsync("#code", "eva@example.org");
        await page.PressAsync("#code", "Enter");
        await page.ClickAsync("#message button:has-text('New member: eva@example.org')");
        // Hidden, it still has the words of the customer before.
        await Assertions.Expect(page.Locator("#member-joined")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#member-joined")).ToHaveTextAsync("Welcome! The points of this sale count.");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("F6");
        await page.FillAsync("#join-text", Shop.Ana);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#member-joined")).ToHaveTextAsync("Already a member.");
        await Assertions.Expect(page.Locator("#member-name")).ToHaveTextAsync("Ana María");
        await Assertions.Expect(page.Locator("#reach button")).ToHaveCountAsync(0);
        till.Faults.ShouldBeEmpty();
    }

    [BrowserTheory, InlineData(true), InlineData(false)]
    public async Task By_touch_on_a_phone_and_on_a_tablet_in_Spanish(bool phone)
    {
        await using var shop = await Shop.Open(now: null);
        await using var till = await chromium.Visit(shop.Club.Address, "es", phone);
        await till.OpenTill(shop.Club);
        var page = till.Page;
        if (!phone)
        {
            await page.SetViewportSizeAsync(820, 1180);
        }

        var where = phone ? "phone" : "tablet";
        await page.GoToTill();
        await page.ClickAsync("#join-open");
        await page.FillAsync("#join-text", "600 999 888");
        await Look.Picture(page, $"join-at-the-till-es-{where}");
        (await Look.Fits(page)).ShouldBeEmpty();
        await page.ClickAsync("#join button:not([type])");
        await Assertions.Expect(page.Locator("#member-joined")).ToHaveTextAsync("¡Nuevo socio! Los puntos de esta venta cuentan.");
        await page.FillAsync("#line-amount", "9,50");
        await page.ClickAsync("#line > button");
        await Assertions.Expect(page.Locator("#preview")).ToHaveTextAsync("Esta compra da 9 puntos.");
        await Assertions.Expect(page.Locator("#nearly")).ToHaveTextAsync("Big basket: 30,50 € más");
        await Look.Picture(page, $"joined-at-the-till-es-{where}");
        (await Look.Fits(page)).ShouldBeEmpty();
        await page.ClickAsync("#confirm");
        await Assertions.Expect(page.Locator("#done-title")).ToContainTextAsync("Cobrar 9,50");
        await Assertions.Expect(page.Locator("#done-text")).ToContainTextAsync("+9 puntos");
        await Look.Picture(page, $"joined-and-sold-es-{where}");
        (await Look.Accessible(page)).ShouldBeEmpty();
        (await shop.Club.Admin.Get("/v1/members?phone=%2B34600999888")).Json["balance"]!["active"]!.GetValue<long>().ShouldBe(9);
        till.Faults.ShouldBeEmpty();
    }
}
