using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>
/// Each page in both languages, on a phone, a tablet and a desk, in the light and in the dark. Pictures of all of them are left behind.
/// </summary>
[Collection(BesideCollection.Name)]
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

        // A page is opened once a language, in the window of a mouse and in that of a finger, and each is made larger or smaller. The two
        // looks at accessibility are each other's opposite in language, width and light, and stand for the rest.
        await Task.WhenAll(
            At("en", touch: false, ("desk", Look.Desktop, false, true), ("phone", Look.Phone, false, false)),
            At(
                "es",
                touch: true,
                ("phone", Look.Phone, false, false),
                ("phone-dark", Look.Phone, true, true),
                ("tablet", Look.Tablet, false, false)
            )
        );
        output.WriteLine($"{pages} pictures in {Chromium.Screenshots}");
        faults.Distinct().ShouldBeEmpty();

        async Task At(string language, bool touch, params (string Name, ViewportSize Size, bool Dark, bool Accessible)[] windows)
        {
            await using var visit = await chromium.Visit(shop.Club.Address, language, phone: touch);
            await visit.Context.AddCookiesAsync(session);
            foreach (var view in room.Views(shop))
            {
                await visit.Page.GotoAsync(view.Address);
                if (view.Then is { } then)
                {
                    await then(visit, shop);
                }

                (await visit.Page.EvaluateAsync<string>("document.documentElement.lang")).ShouldBe(language, view.Name);
                foreach (var window in windows)
                {
                    var where = $"{view.Name}-{language}-{window.Name}";
                    await visit.Page.EmulateMediaAsync(new() { ColorScheme = window.Dark ? ColorScheme.Dark : ColorScheme.Light });
                    await visit.Page.SetViewportSizeAsync(window.Size.Width, window.Size.Height);
                    await Look.Picture(visit.Page, where);
                    var found = window.Accessible ? await Look.Accessible(visit.Page) : [];
                    foreach (var fault in (await Look.Fits(visit.Page)).Concat(found).Concat(visit.Faults))
                    {
                        faults.Enqueue($"{where}: {fault}");
                    }

                    Interlocked.Increment(ref pages);
                }

                await visit.Page.UnrouteAllAsync();
                await visit.Page.SetViewportSizeAsync(windows[0].Size.Width, windows[0].Size.Height);
            }
        }
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
