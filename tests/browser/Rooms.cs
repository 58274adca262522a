using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>Something to look at: an address, and what is done there first.</summary>
/// <param name="Name">What the pictures are called.</param>
internal sealed record View(string Name, string Address, Func<Visit, Shop, Task>? Then = null);

/// <summary>
/// Pages for one kind of person. A new room is a row in <see cref="All"/>; every test that looks at every page takes it from there.
/// </summary>
/// <param name="SignIn">Arranges the room in a shop, once, and signs in whose room it is.</param>
/// <param name="Bare">In a club that has just been started: no programme, no members.</param>
internal sealed record Room(string Name, Func<Visit, Shop, Task> SignIn, Func<Shop, View[]> Views, bool Bare = false)
{
    public static readonly Room[] All =
    [
        new(
            "nobody",
            (_, _) => Task.CompletedTask,
            shop =>
                [
                    new("welcome", "/"),
                    new("join", "/join"),
                    new("join-faults", "/join", (visit, _) => visit.Submit("/join")),
                    new("privacy", "/join/privacy"),
                    new("claim-waiting", shop.Claim),
                    new("sign-in", "/sign-in"),
                    new("sign-in-passkey", "/sign-in", PasskeysShown),
                    new("code", "/sign-in", (visit, _) => AskForCode(visit)),
                    new(
                        "code-wrong",
                        "/sign-in",
                        async (visit, _) =>
                        {
                            await AskForCode(visit);
                            await visit.Submit("/sign-in/code", ("code", "123456"));
                        }
                    ),
                    new("nothing-here", "/statement/nothing/here"),
                    new("till-sign-in", "/till/sign-in"),
                    new("till-sign-in-wrong", "/till/sign-in", (visit, _) => visit.Submit("/till/sign-in", ("code", "AAAA-AAAA"))),
                    new("till-sign-in-wrong-key", "/till/sign-in", async (visit, _) =>
                    {
                        await visit.Page.ClickAsync("summary");
                        await visit.Page.FillAsync("#key", "nonsense");
                        await visit.Page.PressAsync("#key", "Enter");
                        await visit.Page.WaitForSelectorAsync("#wrong");
                    }),
                    new("desk-set-up", shop.SetUp),
                    new("desk-set-up-faults", shop.SetUp, (visit, _) => visit.Submit("/desk/set-up", ("email", "olga"))),
                ]
        ),
        new(
            "newcomer",
            (visit, shop) => visit.SignIn(shop.Club, Shop.Nora, "192.0.2.1"),
            shop =>
                [new("home-empty", "/", PasskeysShown), new("statement-empty", "/statement"), new("rewards-none-affordable", "/rewards")]
        ),
        new(
            "member",
            async (visit, shop) =>
            {
                await visit.SignIn(shop.Club, Shop.Ana, "192.0.2.2");
                var passkeys = shop.Club.Services.GetRequiredService<IGrainFactory>().GetGrain<IPasskeyGrain>(shop.AnaId);
                foreach (
                    var (number, name) in new (byte, string)[] { (1, "Samsung Internet, Android"), (2, "Móvil de la tienda de Triana") }
                )
                {
                    (await passkeys.Add(new([number], [1], 0, [], true, true, name), new([number], DateTimeOffset.MaxValue))).ShouldBe(
                        PasskeyAdded.Added
                    );
                }
                await passkeys.Use([1], 0, true, new([3], DateTimeOffset.MaxValue));
            },
            shop =>
                [
                    new("home", "/"),
                    new("card", "/card", async (visit, _) => await visit.Page.WaitForSelectorAsync("#qr[data-code]")),
                    new("card-print", "/card/print"),
                    new("voucher", "/card/voucher/" + shop.Voucher),
                    new("voucher-none", "/card/voucher/V0000000000000"),
                    new("claim", shop.Claim),
                    new("claim-none", "/card/claim/nonsense"),
                    new("rewards", "/rewards"),
                    new("rewards-sorry", "/rewards?sorry=out_of_stock"),
                    new("offers", "/offers"),
                    new("statement", "/statement"),
                    new("statement-none", "/statement?kind=expired&period=lastYear"),
                    new("profile", "/profile"),
                    new(
                        "profile-passkeys",
                        "/profile",
                        async (visit, shop) =>
                        {
                            await PasskeysShown(visit, shop);
                            await visit.Page.ClickAsync("#passkeys li:last-child summary");
                        }
                    ),
                    new("email", "/profile/email"),
                    new("leave", "/profile/leave"),
                ]
        ),
        new(
            "till",
            (visit, shop) => visit.OpenTill(shop.Club),
            shop =>
                [
                    new("till", "/till", Ready),
                    new(
                        "till-unknown",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Find(visit, "nadie@example.org");
                            await visit.Page.WaitForSelectorAsync("#message:not([hidden])");
                        }
                    ),
                    new(
                        "till-printed-card",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Find(visit, shop.Printed);
                            await Basket(visit.Page);
                        }
                    ),
                    new(
                        "till-pays-with-points",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Find(visit, await shop.Card(shop.AnaId, "rotating"));
                            await Basket(visit.Page);
                            await visit.Page.ClickAsync("#points-most");
                            await visit.Page.WaitForSelectorAsync("#totals div:nth-child(3)");
                        }
                    ),
                    new(
                        "till-rewards",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Find(visit, await shop.Card(shop.AnaId, "rotating"));
                            await visit.Page.ClickAsync("#set-aside button");
                            await visit.Page.ClickAsync("#reach button");
                            await Basket(visit.Page);
                        }
                    ),
                    new(
                        "till-drop",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Find(visit, shop.Printed);
                            await Basket(visit.Page);
                            await visit.Page.Keyboard.PressAsync("Escape");
                        }
                    ),
                    new(
                        "till-join",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Ready(visit, shop);
                            await visit.Page.Keyboard.PressAsync("F6");
                        }
                    ),
                    new(
                        "till-joined",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Ready(visit, shop);
                            await visit.Page.Keyboard.PressAsync("F6");
                            await visit.Page.FillAsync("#join-text", $"{Guid.NewGuid():N}"[..12] + "@example.org");
                            await visit.Page.Keyboard.PressAsync("Enter");
                            await visit.Page.WaitForSelectorAsync("#member-joined:not(:empty)");
                        }
                    ),
                    new(
                        "till-done",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Find(visit, shop.Printed);
                            await Basket(visit.Page);
                            await visit.Page.Keyboard.PressAsync("F9");
                            await visit.Page.WaitForSelectorAsync("#done:not([hidden])");
                        }
                    ),
                    new(
                        "till-claim",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Ready(visit, shop);
                            await visit.Page.Keyboard.PressAsync("F4");
                            await Basket(visit.Page, previewed: false);
                            await visit.Page.Keyboard.PressAsync("F9");
                            await visit.Page.WaitForSelectorAsync("#claim:not([hidden]) svg");
                        }
                    ),
                    new(
                        "till-return",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Ready(visit, shop);
                            await visit.Page.Keyboard.PressAsync("F7");
                            await visit.Page.FillAsync("#back-receipt", Shop.Receipt);
                            await visit.Page.Keyboard.PressAsync("Enter");
                            await visit.Page.WaitForSelectorAsync("#back-form:not([hidden])");
                        }
                    ),
                    new(
                        "till-without-network",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Ready(visit, shop);
                            await visit.Page.RouteAsync("**/till/api/**", route => route.AbortAsync());
                            await Find(visit, shop.Printed);
                            await visit.Page.WaitForSelectorAsync("#sale:not([hidden])");
                            await Basket(visit.Page, previewed: false);
                        }
                    ),
                    new(
                        "till-waiting",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Ready(visit, shop);
                            await visit.Page.RouteAsync("**/till/api/**", route => route.AbortAsync());
                            await Find(visit, shop.Printed);
                            await visit.Page.WaitForSelectorAsync("#sale:not([hidden])");
                            await Basket(visit.Page, previewed: false);
                            await visit.Page.Keyboard.PressAsync("F9");
                            await visit.Page.WaitForSelectorAsync("#waiting:not([hidden])");
                            await visit.Page.ClickAsync("#waiting");
                        }
                    ),
                    new("receipt", "/till/receipt/" + Shop.Receipt),
                    new("receipt-none", "/till/receipt/nothing"),
                ]
        ),
        new(
            "till-on-hold",
            async (visit, shop) =>
            {
                await visit.OpenTill(shop.Club);
                var held = await shop.Grains.Member(shop.AnaId).HoldSpending("cardOften-20260312-1", "hold", "Too often", shop.AnaId);
                held.Refusal.ShouldBeNull();
            },
            shop =>
                [
                    new(
                        "till-on-hold",
                        "/till",
                        async (visit, shop) =>
                        {
                            await Find(visit, await shop.Card(shop.AnaId, "rotating"));
                            await Basket(visit.Page);
                            (await visit.Page.Locator("#member .rewards button:enabled, #pay:not([hidden])").CountAsync()).ShouldBe(0);
                        }
                    ),
                ]
        ),
        new(
            "till-of-cashiers",
            async (visit, shop) =>
            {
                await shop.Employ();
                await visit.OpenTill(shop.Club, cashier: (shop.CarlaId, shop.Pin));
            },
            shop =>
                [
                    new("till-cashier", "/till/cashier"),
                    new(
                        "till-cashier-wrong",
                        "/till/cashier",
                        async (visit, _) =>
                        {
                            await visit.Page.ClickAsync(".cashiers label");
                            await visit.Submit("/till/cashier", ("pin", shop.Pin == "000000" ? "000001" : "000000"));
                        }
                    ),
                    new("till-with-cashier", "/till", Ready),
                ]
        ),
        new(
            "first-member",
            async (visit, shop) =>
            {
                await shop.Join(Shop.Nora, "Nora", "Vidal", "2026-03-01T00:00:00Z", null);
                await visit.SignIn(shop.Club, Shop.Nora, "192.0.2.3");
            },
            shop => [new("home-of-a-bare-club", "/"), new("rewards-none", "/rewards"), new("offers-none", "/offers")],
            Bare: true
        ),
        .. DeskRooms.All,
    ];

    /// <summary>As on a page with a name: here the address is of numbers, and has no passkeys.</summary>
    private static async Task PasskeysShown(Visit visit, Shop shop) =>
        await visit.Page.EvaluateAsync("document.querySelectorAll('[data-passkeys]').forEach(one => one.hidden = false)");

    /// <summary>For an address that nobody has: the page is the same, and each address has five an hour.</summary>
    private static async Task AskForCode(Visit visit)
    {
        await visit.Submit("/sign-in", ("email", $"{Guid.NewGuid():N}"[..12] + "@example.org"));
        await visit.Page.WaitForSelectorAsync("#code");
    }

    private static async Task Ready(Visit visit, Shop shop) => await visit.Page.WaitForSelectorAsync("html[data-ready]");

    private static async Task Find(Visit visit, string text)
    {
        await visit.Page.WaitForSelectorAsync("html[data-ready]");
        await visit.Page.FillAsync("#code", text);
        await visit.Page.PressAsync("#code", "Enter");
    }

    /// <summary>Two lines, and what the club says of them.</summary>
    private static async Task Basket(IPage page, bool previewed = true)
    {
        foreach (var (amount, name) in new[] { ("38,50", "Tarta de almendra y frambuesa"), ("4.20", "") })
        {
            await page.FillAsync("#line-amount", amount);
            await page.FillAsync("#line-name", name);
            await page.PressAsync("#line-amount", "Enter");
        }
        if (previewed)
        {
            await page.WaitForSelectorAsync("#preview:not(:empty)");
        }
    }
}
