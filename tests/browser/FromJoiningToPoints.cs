using LoyaltyClub.Tests.Portal;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>The whole way, two people and two devices: a phone that joins and shows its card, a till whose camera sees it.</summary>
[Collection(nameof(Chromium))]
public class FromJoiningToPoints(Chromium chromium)
{
    [BrowserFact]
    public async Task Somebody_joins_shows_the_card_to_a_camera_buys_and_sees_the_points_without_reloading()
    {
        await using var shop = await Shop.Open(now: null);
        await using var phone = await chromium.Visit(shop.Club.Address, "es", phone: true);
        await phone.Page.GotoAsync("/");
        await phone
            .Page.GetByRole(AriaRole.Button, new() { Name = "Hazte socio" })
            .Or(phone.Page.Locator("a[href='/join']"))
            .First.ClickAsync();
        await phone.Page.FillAsync("#firstName", "Íñigo");
        await phone.Page.FillAsync("#lastName", "Peña");
        await phone.Page.FillAsync("#email", "inigo@example.org");
        await phone.Page.ClickAsync("main form button");
        // The club has not set up mail: the card is there at once.
        await phone.Page.Reaches("**/card");
        await phone.Page.GotoAsync("/");
        await Assertions.Expect(phone.Page.Locator("h1")).ToHaveTextAsync("Hola, Íñigo");
        await Assertions.Expect(phone.Page.Locator(".wallet-balance strong")).ToHaveTextAsync("0");
        await phone.Page.EvaluateAsync("window.neverReloaded = true");

        var card = await phone.Context.NewPageAsync();
        await card.GotoAsync("/card");
        await card.WaitForSelectorAsync("#qr[data-code]");
        await File.WriteAllBytesAsync(chromium.Film, await Film.Of(card, "#qr svg"));

        await using var till = await chromium.Visit(shop.Club.Address, "es");
        await till.OpenTill(shop.Club);
        await till.Page.GoToTill();
        await till.Page.ClickAsync("#camera-open");
        await Assertions.Expect(till.Page.Locator("#member-name")).ToHaveTextAsync("Íñigo");
        await Look.Picture(till.Page, "till-camera-es-desk");
        (await Look.Accessible(till.Page)).ShouldBeEmpty();
        await till.Page.FillAsync("#line-amount", "23,50");
        await till.Page.ClickAsync("#line button");
        await Assertions.Expect(till.Page.Locator("#preview")).ToContainTextAsync("23");
        await till.Page.ClickAsync("#confirm");
        await Assertions.Expect(till.Page.Locator("#done-title")).ToContainTextAsync("23,50");

        // Nobody touches the phone; the page is in front again.
        await card.CloseAsync();
        await Assertions.Expect(phone.Page.Locator(".wallet-balance strong")).ToHaveTextAsync("23");
        await Assertions.Expect(phone.Page.Locator("#said")).ToContainTextAsync("23 puntos");
        (await phone.Page.EvaluateAsync<bool>("window.neverReloaded === true")).ShouldBeTrue();
        phone.Faults.ShouldBeEmpty();
        till.Faults.ShouldBeEmpty();
    }
}
