using LoyaltyClub.Tests.Portal;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>The owner's first day: from an empty desk to a till that sells, without a terminal.</summary>
[Collection(nameof(Chromium))]
public class FromTheDeskToATill(Chromium chromium)
{
    [BrowserTheory, InlineData("en", true), InlineData("es", false)]
    public async Task A_store_is_named_a_device_paired_it_sells_and_is_closed_when_the_desk_removes_it(string language, bool phone)
    {
        await using var shop = await Shop.Open(now: null, bare: true);
        using var olga = await Desk.Admin(shop.Club, language);
        await using var desk = await chromium.Visit(shop.Club.Address, language);
        await desk.SitDown(olga);
        await desk.Page.GotoAsync("/desk");
        await desk.Page.ClickAsync("main a[href='/desk/stores']");
        await desk.Submit("/desk/stores/store", ("name", "Panadería La Ribera"), ("address", "Calle Mayor 12, Logroño"));
        await Assertions.Expect(desk.Page.Locator(".store h2")).ToHaveTextAsync("Panadería La Ribera");
        await desk.Submit("/desk/stores/till", ("till", "Mostrador 1"));
        var code = await desk.Page.InnerTextAsync(".pairing .code");
        await Assertions.Expect(desk.Page.Locator("[data-seconds]")).ToContainTextAsync(":");
        await Look.Picture(desk.Page, $"pairing-desk-{language}");

        await using var till = await chromium.Visit(shop.Club.Address, language, phone);
        if (!phone)
        {
            await till.Page.SetViewportSizeAsync(820, 1180);
        }

        await till.Page.GotoAsync("/till");
        await Look.Picture(till.Page, $"pairing-till-{language}");
        if (phone)
        {
            await File.WriteAllBytesAsync(chromium.Film, await Film.Of(desk.Page, ".pairing .qr svg"));
            await till.Page.ClickAsync("#pair-camera");
        }
        else
        {
            await till.Page.FillAsync("#pairing", "AAAA-AAAA");
            await till.Page.PressAsync("#pairing", "Enter");
            await Assertions.Expect(till.Page.Locator("#pair-wrong")).ToBeVisibleAsync();
            // As the device's own camera opens the address of the QR.
            await till.Page.GotoAsync("/till/sign-in?pair=1#" + code.Replace("-", "", StringComparison.Ordinal));
        }

        await till.Page.WaitForSelectorAsync("html[data-ready]");
        till.Page.Url.ShouldEndWith("/till");
        await Assertions.Expect(till.Page.Locator(".store")).ToHaveTextAsync("Panadería La Ribera");
        await Assertions.Expect(desk.Page.Locator(".pairing .message.good")).ToContainTextAsync("Mostrador 1");

        var nora = await shop.Join(Shop.Nora, "Nora", "Vidal", DateTimeOffset.UtcNow.AddDays(-1).ToString("O"), null);
        await till.Page.FillAsync("#code", Shop.Nora);
        await till.Page.PressAsync("#code", "Enter");
        await till.Page.FillAsync("#line-amount", "12");
        await till.Page.PressAsync("#line-amount", "Enter");
        await till.Page.ClickAsync("#confirm");
        await Assertions.Expect(till.Page.Locator("#done-title")).ToContainTextAsync("12");
        (await shop.Points(nora)).ShouldBe(12);
        await Look.Picture(till.Page, $"paired-till-{language}");

        await desk.Page.GotoAsync("/desk/stores");
        await Look.Picture(desk.Page, $"paired-desk-{language}");
        await desk.Page.ClickAsync(".tills summary");
        await desk.Page.ClickAsync(".tills button.danger");
        await desk.Page.Reaches("**/desk/stores?done=removed");
        await till.Page.ClickAsync("#next");
        await till.Page.FillAsync("#code", Shop.Nora);
        await till.Page.PressAsync("#code", "Enter");
        await till.Page.ClickAsync("#message button");
        await till.Page.Reaches("**/till/sign-in");
        (await Look.Accessible(till.Page)).ShouldBeEmpty();
        desk.Faults.ShouldBeEmpty();
        till.Faults.ShouldBeEmpty();
    }
}
