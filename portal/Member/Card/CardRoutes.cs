using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Member;

/// <summary>Endpoints of the card page: the device key, pictures to save, and the manifest of the installable app.</summary>
internal static class CardRoutes
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void MapCard(this IEndpointRouteBuilder app)
    {
        app.MapGet("/card/key", (Delegate)Key);
        app.MapGet(
            "/card/now",
            (HttpContext http, ICards cards) => Mine(http, async member => Results.Json(await cards.Codes(member.CardCode!), Json))
        );
        app.MapGet(
            "/card/card.svg",
            (HttpContext http, ICardPictures pictures, Words words) =>
                Mine(
                    http,
                    member =>
                        Task.FromResult(
                            Results.File(
                                System.Text.Encoding.UTF8.GetBytes(pictures.Svg(words.Club, CardOf.Name(member), member.CardCode!)),
                                "image/svg+xml",
                                "card.svg"
                            )
                        )
                )
        );
        app.MapGet(
            "/card/card.png",
            (HttpContext http, ICardPictures pictures) =>
                Mine(http, member => Task.FromResult(Results.File(pictures.QrPng(member.CardCode!), "image/png", "card.png")))
        );
        // A fixed address, so that a new service worker replaces the old one.
        app.MapGet(
            "/sw.js",
            (HttpContext http, Files files) =>
            {
                http.Response.Headers.CacheControl = "no-cache";
                return files.Send(http, "sw.js");
            }
        );
        app.MapGet(
            "/manifest.webmanifest",
            (Words words, Files files) =>
                Results.Json(
                    new
                    {
                        name = words.Club,
                        short_name = words.Club.Length > 24 ? words.Club[..24] : words.Club,
                        lang = words.Language,
                        id = "/card",
                        start_url = "/card",
                        scope = "/",
                        display = "standalone",
                        background_color = "#faf8f4",
                        theme_color = "#0b6a4d",
                        icons = new object[]
                        {
                            new
                            {
                                src = files["icon-192.png"],
                                sizes = "192x192",
                                type = "image/png",
                            },
                            new
                            {
                                src = files["icon-512.png"],
                                sizes = "512x512",
                                type = "image/png",
                            },
                            new
                            {
                                src = files["icon-maskable-512.png"],
                                sizes = "512x512",
                                type = "image/png",
                                purpose = "maskable",
                            },
                        },
                    },
                    Json,
                    "application/manifest+json"
                )
        );
    }

    /// <summary>
    /// For the member's own device: the key that makes this card's rotating codes without network, and the balance to show meanwhile.
    /// </summary>
    private static Task<IResult> Key(HttpContext http, ICards cards, TimeProvider machine, IClubFacts club, ICurrencies currencies) =>
        Mine(
            http,
            async member =>
                Results.Json(
                    new
                    {
                        card = member.CardCode,
                        key = Convert.ToBase64String(await cards.DeviceKey(member.CardCode!)),
                        now = machine.GetUtcNow().ToUnixTimeMilliseconds(),
                        points = member.Balance.Active,
                        worth = club.Worth(member.Balance.Active),
                        currency = club.Currency,
                        decimals = currencies.Decimals(club.Currency),
                    },
                    Json
                )
        );

    private static async Task<IResult> Mine(HttpContext http, Func<MemberView, Task<IResult>> work) =>
        await CardOf.Visitor(http) is { } member ? await work(member) : Results.StatusCode(StatusCodes.Status401Unauthorized);
}

/// <summary>The card of the signed-in member.</summary>
internal static class CardOf
{
    public static async Task<MemberView?> Visitor(HttpContext http) =>
        http.RequestServices.GetRequiredService<Visitor>().Member is { } id
        && (await http.RequestServices.GetRequiredService<IGrainFactory>().Ask(id, grain => grain.Get())).Value
            is { CardCode: not null } member
            ? member
            : null;

    public static string Name(MemberView member) => $"{member.FirstName} {member.LastName}".Trim();

    /// <summary>The sign-in page, with the way back.</summary>
    public static string SignIn(HttpContext http) => "/sign-in?back=" + Uri.EscapeDataString(http.Request.Path);
}
