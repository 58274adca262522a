using LoyaltyClub.Tests.Portal;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>A passkey in a real browser, with an authenticator that Chromium plays. Passkeys belong to a name, so under <c>localhost</c>.</summary>
[Collection(nameof(Chromium))]
public class PasskeyInBrowser(Chromium chromium)
{
    [BrowserFact]
    public async Task Made_on_the_profile_it_signs_in_without_a_code()
    {
        await using var shop = await Shop.Open();
        await using var visit = await chromium.Visit(new UriBuilder(shop.Club.Address) { Host = "localhost" }.Uri, "es", phone: true);
        var (page, mail) = (visit.Page, new MailFolder(shop.Club));
        var wire = await visit.Context.NewCDPSessionAsync(page);
        await wire.SendAsync("WebAuthn.enable");
        var authenticator = (await wire.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = false },
        }))!.Value.GetProperty("authenticatorId").GetString()!;
        Task Touched(bool touched) => wire.SendAsync("WebAuthn.setAutomaticPresenceSimulation", new() { ["authenticatorId"] = authenticator, ["enabled"] = touched });

        await page.GotoAsync("/sign-in");
        await page.TapAsync("button[lang=es]"); // to stay with it: Ana is written to in English
        await Assertions.Expect(page.Locator(".passkey button")).ToHaveTextAsync("Entrar con una llave de acceso");
        await Look.Picture(page, "sign-in-with-passkey-es-phone");
        await page.FillAsync("#email", Shop.Ana);
        await page.ClickAsync("form[action='/sign-in'] button");
        await page.FillAsync("#code", (await mail.Next(Shop.Ana)).Code);
        await page.ClickAsync("main form button");
        await Look.Picture(page, "home-offers-passkey-es-phone");
        await page.ClickAsync("a[href='/profile#passkeys']");

        await Touched(true);
        await page.ClickAsync(".passkey button");
        await page.WaitForURLAsync("**/profile?done=passkey");
        await Assertions.Expect(page.Locator("#passkeys li")).ToHaveCountAsync(1);
        await Look.Picture(page, "profile-with-passkey-es-phone");
        (await Look.Accessible(page)).ShouldBeEmpty();
        (await Look.Fits(page)).ShouldBeEmpty();
        // The device has one already, and says so without leaving the page.
        await page.ClickAsync(".passkey button");
        await Assertions.Expect(page.Locator(".passkey [role=alert]")).ToHaveTextAsync("Tu dispositivo ya tiene una llave de acceso para esta cuenta.");
        await Touched(false);

        await page.ClickAsync("form[action='/profile/signout'] button");
        await page.GotoAsync("/sign-in?back=%2Fprofile");
        (await Look.Accessible(page)).ShouldBeEmpty();
        (await Look.Fits(page)).ShouldBeEmpty();
        await Touched(true);
        await page.ClickAsync(".passkey button");
        await page.WaitForURLAsync("**/profile");
        await Assertions.Expect(page.Locator("#passkeys li small")).ToContainTextAsync("último uso");

        // Removed here, it is gone from the device too; without one there the browser gives up and the page says so.
        await page.ClickAsync("form[action='/profile/passkeyremove'] button");
        await page.WaitForURLAsync("**/profile?done=passkeyremove");
        await page.ClickAsync("form[action='/profile/signout'] button");
        await page.GotoAsync("/sign-in");
        await page.ClickAsync(".passkey button");
        await Assertions.Expect(page.Locator("[role=alert]:not([hidden])")).ToHaveCountAsync(1);
        visit.Faults.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Where_there_can_be_none_nothing_speaks_of_it()
    {
        await using var shop = await Shop.Open();
        await using var visit = await chromium.Visit(shop.Club.Address);
        foreach (var address in new[] { "/sign-in", "/desk/sign-in" })
        {
            await visit.Page.GotoAsync(address);
            await Assertions.Expect(visit.Page.Locator("#email")).ToBeVisibleAsync();
            await Assertions.Expect(visit.Page.Locator(".passkey")).ToBeHiddenAsync();
        }
        visit.Faults.ShouldBeEmpty();
    }
}
