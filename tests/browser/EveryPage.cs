using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>
/// Each page in both languages, on a phone and on a desk, in the light and in the dark. Pictures of all of them are left behind.
/// </summary>
[Collection(nameof(Chromium))]
public class EveryPage(Chromium chromium, ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Room.All.Select(room => room.Name)];

    [BrowserTheory, MemberData(nameof(Names))]
    public async Task Of_a_room_fits_its_window_reads_whole_and_has_no_fault_of_accessibility_or_policy(string name)
    {
        var room = Room.All.Single(room => room.Name == name);
        await using var shop = await Shop.Open(bare: room.Bare);
        var faults = new ConcurrentQueue<string>();
        var pages = 0;
        await using var first = await chromium.Visit(shop.Club.Address);
        await room.SignIn(first, shop);
        var session = (await first.Context.CookiesAsync())
            .Select(cookie => new Cookie
            {
                Name = cookie.Name,
                Value = cookie.Value,
                Domain = cookie.Domain,
                Path = cookie.Path,
                HttpOnly = cookie.HttpOnly,
            })
            .ToArray();

        await Task.WhenAll(
            new[] { ("en", true, false), ("es", true, false), ("en", false, false), ("es", false, false), ("es", true, true) }.Select(
                async window =>
                {
                    var (language, phone, dark) = window;
                    await using var visit = await chromium.Visit(shop.Club.Address, language, phone, dark);
                    await visit.Context.AddCookiesAsync(session);
                    foreach (var view in room.Views(shop))
                    {
                        await visit.Page.GotoAsync(view.Address);
                        if (view.Then is { } then)
                        {
                            await then(visit, shop);
                        }

                        var where = $"{view.Name}-{language}-{(phone ? "phone" : "desk")}{(dark ? "-dark" : "")}";
                        await Look.Picture(visit.Page, where);
                        (await visit.Page.EvaluateAsync<string>("document.documentElement.lang")).ShouldBe(language, where);
                        // One is the other's opposite in language, width and light, and both together stand for the rest.
                        var found = dark || (language == "en" && !phone) ? await Look.Accessible(visit.Page) : [];
                        foreach (var fault in (await Look.Fits(visit.Page)).Concat(found).Concat(visit.Faults))
                        {
                            faults.Enqueue($"{where}: {fault}");
                        }

                        await visit.Page.UnrouteAllAsync();
                        Interlocked.Increment(ref pages);
                    }
                }
            )
        );
        output.WriteLine($"{pages} pictures in {Chromium.Screenshots}");
        faults.Distinct().ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Speaks_the_browsers_language_until_the_reader_chooses_another()
    {
        await using var shop = await Shop.Open();
        await using var visit = await chromium.Visit(shop.Club.Address, "es", phone: true);
        await visit.SignIn(shop.Club, Shop.Ana);
        var page = visit.Page;
        await page.GotoAsync("/statement?kind=earned&period=all");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Tus puntos");
        await page.TapAsync("button[lang=en]");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Your points");
        page.Url.ShouldEndWith("/statement?kind=earned&period=all");
        await page.GotoAsync("/");
        await Assertions.Expect(page.Locator(".wallet-worth")).ToContainTextAsync("€9.27");
        await page.TapAsync("button[lang=es]");
        await Assertions.Expect(page.Locator(".wallet-worth")).ToHaveTextAsync("Valen 9,27 €");
        await page.GotoAsync("/till/sign-in");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Abrir la caja");
        visit.Faults.ShouldBeEmpty();
    }
}
