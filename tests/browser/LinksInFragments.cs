using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>A link's code is in the address's fragment, which no server sees: the page's script posts it.</summary>
[Collection(nameof(Chromium))]
public class LinksInFragments(Chromium chromium)
{
    [BrowserFact]
    public async Task The_page_posts_the_code_and_the_address_bar_forgets_it()
    {
        await using var shop = await Shop.Open(now: null, bare: true);
        await using var visit = await chromium.Visit(shop.Club.Address, "en");
        await visit.Page.GotoAsync(shop.SetUp.Replace("?code=", "#", StringComparison.Ordinal));
        await visit.Page.FillAsync("[name=name]", "Olga");
        await visit.Page.FillAsync("[name=email]", "olga@example.org");
        await visit.Page.PressAsync("[name=email]", "Enter");
        await Assertions.Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Welcome, Olga");
        visit.Page.Url.ShouldNotContain("#");
        visit.Page.Url.ShouldNotContain("code");
        visit.Faults.ShouldBeEmpty();
    }
}
