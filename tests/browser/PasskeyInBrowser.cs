using System.Text.Json;
using LoyaltyClub.Tests.Portal;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>
/// A passkey in a real browser, with an authenticator that Chromium plays. Passkeys belong to a name, so under <c>localhost</c>.
/// </summary>
[Collection(nameof(Chromium))]
public class PasskeyInBrowser(Chromium chromium)
{
    [BrowserFact]
    public async Task Made_on_the_profile_it_signs_in_without_a_code()
    {
        await using var shop = await Shop.Open();
        await using var visit = await chromium.Visit(Named(shop), "es", phone: true);
        var (page, mail, device) = (visit.Page, new MailFolder(shop.Club), await Authenticator.In(visit));

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

        await device.Touched(true);
        await page.ClickAsync(".passkey button");
        await page.Reaches("**/profile?done=passkey");
        await Assertions.Expect(page.Locator("#passkeys li")).ToHaveCountAsync(1);
        await Look.Picture(page, "profile-with-passkey-es-phone");
        (await Look.Accessible(page)).ShouldBeEmpty();
        (await Look.Fits(page)).ShouldBeEmpty();
        // The device has one already, and says so without leaving the page.
        await page.ClickAsync(".passkey button");
        await Assertions
            .Expect(page.Locator(".passkey [role=alert]"))
            .ToHaveTextAsync("Tu dispositivo ya tiene una llave de acceso para esta cuenta.");
        await device.Touched(false);

        await page.ClickAsync("form[action='/profile/signout'] button");
        await page.GotoAsync("/sign-in?back=%2Fprofile");
        (await Look.Accessible(page)).ShouldBeEmpty();
        (await Look.Fits(page)).ShouldBeEmpty();
        await device.Touched(true);
        await page.ClickAsync(".passkey button");
        await page.Reaches("**/profile");
        await Assertions.Expect(page.Locator("#passkeys li small")).ToContainTextAsync("último uso");

        // Removed here, it is gone from the device too; without one there the browser gives up and the page says so.
        await page.ClickAsync("form[action='/profile/passkeyremove'] button");
        await page.Reaches("**/profile?done=passkeyremove");
        await page.ClickAsync("form[action='/profile/signout'] button");
        await page.GotoAsync("/sign-in");
        await page.ClickAsync(".passkey button");
        await Assertions.Expect(page.Locator("[role=alert]:not([hidden])")).ToHaveCountAsync(1);
        visit.Faults.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Made_at_the_desk_it_signs_staff_in_until_it_is_removed()
    {
        await using var shop = await Shop.Open();
        await shop.Employ();
        await using var visit = await chromium.Visit(Named(shop), "es");
        var (page, device) = (visit.Page, await Authenticator.In(visit));
        // Only the button asks: a list in the field would be answered at once, by nobody, as long as the device is touched.
        await visit.Context.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)");

        await page.GotoAsync("/desk/sign-in");
        await page.ClickAsync("button[lang=es]");
        await page.FillAsync("#email", shop.Marcos.Email);
        await page.FillAsync("#password", Desk.RightPassword);
        await page.ClickAsync("form[action='/desk/sign-in'] button");
        await page.FillAsync("#code", shop.Marcos.NextCode());
        await page.ClickAsync("form[action='/desk/sign-in/code'] button");
        await page.Reaches("**/desk");
        await page.GotoAsync("/desk/account");
        await device.Touched(true);
        await page.ClickAsync(".passkey button");
        await page.Reaches("**/desk/account?done=passkey");
        await Assertions.Expect(page.Locator("#passkeys li")).ToHaveCountAsync(1);
        await Look.Picture(page, "desk-account-with-passkey-es-desktop");
        (await Look.Accessible(page)).ShouldBeEmpty();
        (await Look.Fits(page)).ShouldBeEmpty();
        await device.Touched(false);

        await page.ClickAsync("form[action='/desk/account/signout'] button");
        await page.GotoAsync("/desk/sign-in?back=%2Fdesk%2Faccount");
        await Look.Picture(page, "desk-sign-in-with-passkey-es-desktop");
        (await Look.Accessible(page)).ShouldBeEmpty();
        (await Look.Fits(page)).ShouldBeEmpty();
        await device.Touched(true);
        await page.ClickAsync(".passkey button");
        await page.Reaches("**/desk/account");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Marcos Echevarría Goicoechea");
        await Assertions.Expect(page.Locator("#passkeys li small")).ToContainTextAsync("último uso");

        // A device that does not hear of it and goes on with the passkey is refused.
        var old = await device.Passkey();
        await page.ClickAsync("form[action='/desk/account/passkeyremove'] button");
        await page.Reaches("**/desk/account?done=passkeyremove");
        await Assertions.Expect(page.Locator("#passkeys li")).ToHaveCountAsync(0);
        await device.Touched(false);
        await page.ClickAsync("form[action='/desk/account/signout'] button");
        await page.GotoAsync("/desk/sign-in");
        await device.HasAgain(old);
        await device.Touched(true);
        await page.ClickAsync(".passkey button");
        await Assertions
            .Expect(page.Locator("p[role=alert]:not([hidden])"))
            .ToHaveTextAsync("Aquí no conocemos esta llave de acceso, o ya no vale. Entra con contraseña y aplicación.");
        await Look.Picture(page, "desk-sign-in-removed-passkey-es-desktop");
        (await page.GotoAsync("/desk/account"))!.Url.ShouldContain("/desk/sign-in");
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

    private static Uri Named(Shop shop) => new UriBuilder(shop.Club.Address) { Host = "localhost" }.Uri;

    /// <summary>The device's own authenticator, which knows who holds it and waits to be touched.</summary>
    private sealed class Authenticator(ICDPSession wire, string id)
    {
        public static async Task<Authenticator> In(Visit visit)
        {
            var wire = await visit.Context.NewCDPSessionAsync(visit.Page);
            await wire.SendAsync("WebAuthn.enable");
            var made = await wire.SendAsync(
                "WebAuthn.addVirtualAuthenticator",
                new()
                {
                    ["options"] = new
                    {
                        protocol = "ctap2",
                        transport = "internal",
                        hasResidentKey = true,
                        hasUserVerification = true,
                        isUserVerified = true,
                        automaticPresenceSimulation = false,
                    },
                }
            );
            return new(wire, made!.Value.GetProperty("authenticatorId").GetString()!);
        }

        public async Task Touched(bool touched) =>
            await wire.SendAsync("WebAuthn.setAutomaticPresenceSimulation", new() { ["authenticatorId"] = id, ["enabled"] = touched });

        /// <summary>The one that it has.</summary>
        public async Task<JsonElement> Passkey() =>
            (await wire.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = id }))!
                .Value.GetProperty("credentials")
                .EnumerateArray()
                .Single();

        public async Task HasAgain(JsonElement passkey)
        {
            await wire.SendAsync("WebAuthn.clearCredentials", new() { ["authenticatorId"] = id });
            await wire.SendAsync("WebAuthn.addCredential", new() { ["authenticatorId"] = id, ["credential"] = passkey });
        }
    }
}
