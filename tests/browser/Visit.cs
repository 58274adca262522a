using System.Collections.Concurrent;
using System.Net;
using LoyaltyClub.Tests.Portal;
using Microsoft.Playwright;
using ClubBrowser = LoyaltyClub.Tests.Portal.Browser;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>
/// One person's browser. It writes down what a page must never do: open a dialog, break the content policy, throw, ask another site.
/// </summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> faults = [];
    private ICDPSession? wire;

    private Visit(IBrowserContext context) => Context = context;

    public IBrowserContext Context { get; }
    public IPage Page { get; private set; } = null!;

    /// <summary>What pages did that none may, since the last look.</summary>
    public string[] Faults
    {
        get
        {
            var seen = faults.ToArray();
            faults.Clear();
            return seen;
        }
    }

    internal static async Task<Visit> Begin(IBrowserContext context)
    {
        var visit = new Visit(context);
        await context.ExposeFunctionAsync("reportPolicy", (string what) => visit.faults.Enqueue("policy: " + what));
        await context.AddInitScriptAsync(
            "addEventListener('securitypolicyviolation', event => reportPolicy(`${event.effectiveDirective} ${event.blockedURI} ${event.sample} on ${location.pathname}`))"
        );
        context.Page += (_, page) =>
        {
            page.Dialog += (_, dialog) =>
            {
                visit.faults.Enqueue($"dialog: {dialog.Message} on {page.Url}");
                _ = dialog.DismissAsync();
            };
            page.PageError += (_, error) => visit.faults.Enqueue($"error: {error} on {page.Url}");
            page.Request += (_, request) =>
            {
                if (new Uri(request.Url) is { Scheme: "http" or "https", Host: not ("127.0.0.1" or "localhost" or Chromium.PlainName) })
                {
                    visit.faults.Enqueue("another site: " + request.Url);
                }
            };
        };
        visit.Page = await context.NewPageAsync();
        return visit;
    }

    /// <summary>Signs a member in by a code from the club's mail folder, without pages.</summary>
    public async Task SignIn(ClubApplication club, string email, string? from = null)
    {
        using var browser = new ClubBrowser(club, from: from);
        await browser.SignIn(club, email);
        await Take(browser.Cookies.GetAllCookies().Where(cookie => cookie.Name == "lc_session"));
    }

    /// <summary>Opens a till of a store, without pages; where the club has cashiers, one of them by their PIN.</summary>
    public async Task OpenTill(ClubApplication club, string store = "s1", (string Id, string Pin)? cashier = null, string? from = null)
    {
        using var browser = new ClubBrowser(club, from: from);
        var key = (string)(await club.Admin.Post("/v1/keys", new { role = "till", store })).Json["key"]!;
        var opened = await browser.Send("/till/sign-in", ("key", key));
        if (cashier is var (id, pin))
        {
            opened = await browser.Send("/till/cashier", ("who", id), ("pin", pin));
        }

        opened.Address.ShouldBe("/till");
        await Take(browser.Cookies.GetAllCookies());
    }

    /// <summary>Sits down at the desk where somebody of the staff is signed in already.</summary>
    public Task SitDown(Desk desk) => Take(desk.Browser.Cookies.GetAllCookies().Where(cookie => cookie.Name == "lc_staff"));

    /// <summary>Fills in fields of a form by their names, sends it and waits for the page that answers.</summary>
    /// <param name="address">Where the form goes to: its action, or the page's own address where it has none.</param>
    public async Task Submit(string address, params (string Name, string Text)[] typed)
    {
        var form = Page.Locator($"main form[method=post]:is([action='{address}'], [action^='{address}?'])");
        if (await form.CountAsync() == 0)
        {
            form = Page.Locator("main form[method=post]:not([action])");
        }

        foreach (var (name, text) in typed)
        {
            await form.First.Locator($"[name='{name}']").FillAsync(text);
        }

        await form.First.EvaluateAsync("form => { document.documentElement.dataset.sent = ''; form.requestSubmit(); }");
        await Page.WaitForSelectorAsync("html:not([data-sent])", new() { State = WaitForSelectorState.Attached });
        await Page.WaitForLoadStateAsync(LoadState.Load);
    }

    private Task Take(IEnumerable<System.Net.Cookie> cookies) =>
        Context.AddCookiesAsync(
            cookies.Select(cookie => new Microsoft.Playwright.Cookie
            {
                Name = cookie.Name,
                Value = cookie.Value,
                Domain = "127.0.0.1",
                Path = cookie.Path,
                HttpOnly = cookie.HttpOnly,
            })
        );

    public Task Speak(string language) =>
        Context.AddCookiesAsync([
            new()
            {
                Name = "lc_language",
                Value = language,
                Domain = "127.0.0.1",
                Path = "/",
            },
        ]);

    /// <summary>
    /// Types like a hand scanner, wherever the cursor is: a key every 5 ms by the keys' own clock, however busy this machine is, then
    /// Enter.
    /// </summary>
    public async Task Scan(string code)
    {
        wire ??= await Context.NewCDPSessionAsync(Page);
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0 - 0.005 * (code.Length + 1);
        foreach (var key in code.Select(letter => letter.ToString()).Append("Enter"))
        {
            await wire.SendAsync(
                "Input.dispatchKeyEvent",
                key == "Enter"
                    ? new()
                    {
                        ["type"] = "keyDown",
                        ["key"] = key,
                        ["code"] = key,
                        ["text"] = "\r",
                        ["windowsVirtualKeyCode"] = 13,
                        ["timestamp"] = at,
                    }
                    : new()
                    {
                        ["type"] = "keyDown",
                        ["key"] = key,
                        ["text"] = key,
                        ["timestamp"] = at,
                    }
            );
            await wire.SendAsync(
                "Input.dispatchKeyEvent",
                new()
                {
                    ["type"] = "keyUp",
                    ["key"] = key,
                    ["timestamp"] = at,
                }
            );
            at += 0.005;
        }
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}

internal static class TillPage
{
    /// <summary>Opens the till's page and waits until it takes what is typed.</summary>
    public static async Task GoToTill(this IPage page)
    {
        await page.GotoAsync("/till");
        await page.WaitForSelectorAsync("html[data-ready]");
    }
}

internal static class Addresses
{
    /// <summary>Waits until the page is at an address and loaded; not for the event of that, which now and then is not told.</summary>
    public static async Task Reaches(this IPage page, string address)
    {
        await page.WaitForURLAsync(address, new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForFunctionAsync("() => document.readyState === 'complete'");
    }
}
