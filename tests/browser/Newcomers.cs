using LoyaltyClub.Contracts;
using LoyaltyClub.Tests.Templates;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>How people become members on their phone: by the receipt in their hand, and by a code once the club has set up mail.</summary>
[Collection(nameof(Chromium))]
public class Newcomers(Chromium chromium)
{
    private static async Task Join(IPage page, string email)
    {
        await page.FillAsync("#firstName", "Íñigo");
        await page.FillAsync("#lastName", "Peña");
        await page.FillAsync("#email", email);
        await page.ClickAsync("main form button");
    }

    private static async Task Fine(IPage page, string picture)
    {
        await Look.Picture(page, picture);
        (await Look.Accessible(page)).ShouldBeEmpty(picture);
        (await Look.Fits(page)).ShouldBeEmpty(picture);
    }

    [BrowserTheory]
    [InlineData("en", "12 points from today's visit wait for you", "12 points were added to your card.")]
    [InlineData("es", "12 puntos de tu visita de hoy te esperan", "Se han sumado 12 puntos a tu tarjeta.")]
    public async Task A_receipt_brings_its_buyer_into_the_club_with_its_points(string language, string waiting, string added)
    {
        await using var shop = await Shop.Open();
        await using var phone = await chromium.Visit(shop.Club.Address, language, phone: true);
        var page = phone.Page;
        await page.GotoAsync(shop.Claim);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(waiting);
        await Fine(page, $"claim-waiting-{language}-phone");
        await page.ClickAsync("main a[role=button]");
        await Join(page, "inigo@example.org");

        await page.Reaches("**" + shop.Claim);
        await Assertions.Expect(page.Locator(".message.good")).ToHaveTextAsync(added);
        await Fine(page, $"claim-joined-{language}-phone");
        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator(".wallet-balance strong")).ToHaveTextAsync("12");

        await using var other = await chromium.Visit(shop.Club.Address, language, phone: true);
        await other.Page.GotoAsync(shop.Claim);
        await Assertions.Expect(other.Page.Locator(".message.bad:not([hidden])")).ToBeVisibleAsync();
        await Fine(other.Page, $"claim-taken-{language}-phone");
        phone.Faults.ShouldBeEmpty();
        other.Faults.ShouldBeEmpty();
    }

    [BrowserTheory]
    [InlineData("en", "The server has taken the mail", "Hello, Íñigo")]
    [InlineData("es", "El servidor ha aceptado el correo", "Hola, Íñigo")]
    public async Task The_owner_sets_up_mail_on_a_phone_and_from_then_on_a_code_confirms_the_address(
        string language,
        string taken,
        string hello
    )
    {
        await using var server = new MailServer();
        await using var shop = await Shop.Open();
        await shop.Employ();
        await using var owner = await chromium.Visit(shop.Club.Address, language, phone: true);
        await owner.SitDown(shop.Olga);
        var page = owner.Page;
        await page.GotoAsync("/desk/settings/mail");
        await Fine(page, $"desk-mail-none-{language}-phone");
        await page.FillAsync("#host", "a b");
        await page.ClickAsync("form[action='/desk/settings/mail'] button");
        await Fine(page, $"desk-mail-faults-{language}-phone");
        await page.FillAsync("#host", "127.0.0.1");
        await page.FillAsync("#port", $"{server.Port}");
        await page.SelectOptionAsync("#encryption", nameof(MailEncryption.None));
        await page.FillAsync("#from", "club@example.org");
        await page.ClickAsync("form[action='/desk/settings/mail'] button");
        await page.Reaches("**?done=saved");
        await page.ClickAsync("form[action='/desk/settings/mail/test'] button");
        await Assertions.Expect(page.Locator(".message.good")).ToContainTextAsync(taken);
        await Fine(page, $"desk-mail-tried-{language}-phone");
        await server.Next("olga@example.org");

        await using var phone = await chromium.Visit(shop.Club.Address, language, phone: true);
        await phone.Page.GotoAsync("/join");
        await Join(phone.Page, "inigo@example.org");
        await phone.Page.Reaches("**/sign-in/code*");
        await Fine(phone.Page, $"code-by-mail-{language}-phone");
        await phone.Page.FillAsync("#code", (await server.Next("inigo@example.org")).Code);
        await phone.Page.ClickAsync("main form button");
        await Assertions.Expect(phone.Page.Locator("h1")).ToHaveTextAsync(hello);
        owner.Faults.ShouldBeEmpty();
        phone.Faults.ShouldBeEmpty();
    }
}
