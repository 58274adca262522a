using LoyaltyClub.Tests.Portal;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>The desk's list of members follows what is typed and chosen, and the cursor stays where it is.</summary>
[Collection(nameof(Chromium))]
public class MembersAsOneTypes(Chromium chromium)
{
    [BrowserTheory, InlineData("en"), InlineData("es")]
    public async Task The_list_narrows_while_somebody_types_and_enter_opens_who_is_meant(string language)
    {
        await using var shop = await Shop.Open(now: null);
        using var olga = await Desk.Admin(shop.Club, language);
        await using var desk = await chromium.Visit(shop.Club.Address, language);
        await desk.SitDown(olga);
        var page = desk.Page;
        await page.GotoAsync("/desk/members");
        var (ana, nora) = (page.Locator($"#members a[href$='{shop.AnaId}']"), page.Locator($"#members a[href$='{shop.NoraId}']"));
        await Assertions.Expect(ana).ToBeVisibleAsync();
        await Assertions.Expect(nora).ToBeVisibleAsync();

        await page.Locator("#find").PressSequentiallyAsync("VÍD");
        await Assertions.Expect(ana).ToHaveCountAsync(0);
        await Assertions.Expect(nora).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#find")).ToBeFocusedAsync();
        await page.FillAsync("#find", "nobody at all");
        await Assertions.Expect(page.Locator("#members .empty")).ToBeVisibleAsync();
        await page.FillAsync("#find", "");
        await Assertions.Expect(ana).ToBeVisibleAsync();
        await page.SelectOptionAsync("[name=bought]", "never");
        await Assertions.Expect(ana).ToHaveCountAsync(0);
        await page.SelectOptionAsync("[name=bought]", "");
        await Assertions.Expect(ana).ToBeVisibleAsync();
        page.Url.ShouldEndWith("/desk/members", customMessage: "what is typed stands in no address");

        await page.FillAsync("#find", Shop.Ana);
        await page.PressAsync("#find", "Enter");
        await page.Reaches("**/desk/members/" + shop.AnaId);
        desk.Faults.ShouldBeEmpty();
    }
}
