using System.Text;
using LoyaltyClub.Tests.Portal;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>The whole way, two people and two devices: a phone that joins and shows its card, a till whose camera sees it.</summary>
[Collection(nameof(Chromium))]
public class FromJoiningToPoints(Chromium chromium)
{
    [BrowserFact]
    public async Task Somebody_joins_shows_the_card_to_a_camera_buys_and_sees_the_points_without_reloading()
    {
        await using var shop = await Shop.Open(now: null);
        await using var phone = await chromium.Visit(shop.Club.Address, "es", phone: true);
        var mail = new MailFolder(shop.Club);

        await phone.Page.GotoAsync("/");
        await phone
            .Page.GetByRole(AriaRole.Button, new() { Name = "Hazte socio" })
            .Or(phone.Page.Locator("a[href='/join']"))
            .First.ClickAsync();
        await phone.Page.FillAsync("#firstName", "Íñigo");
        await phone.Page.FillAsync("#lastName", "Peña");
        await phone.Page.FillAsync("#email", "inigo@example.org");
        await phone.Page.ClickAsync("main form button");
        await phone.Page.WaitForURLAsync("**/sign-in/code");
        // Without a mail server the page says where the mail is.
        await Assertions.Expect(phone.Page.Locator("main")).ToContainTextAsync(shop.Club.MailFolder);
        await phone.Page.FillAsync("#code", (await mail.Next("inigo@example.org")).Code);
        await phone.Page.ClickAsync("main form button");
        await Assertions.Expect(phone.Page.Locator("h1")).ToHaveTextAsync("Hola, Íñigo");
        await Assertions.Expect(phone.Page.Locator(".wallet-balance strong")).ToHaveTextAsync("0");
        await phone.Page.EvaluateAsync("window.neverReloaded = true");

        var card = await phone.Context.NewPageAsync();
        await card.GotoAsync("/card");
        await card.WaitForSelectorAsync("#qr[data-code]");
        await File.WriteAllBytesAsync(chromium.Film, await Filmed(card));

        await using var till = await chromium.Visit(shop.Club.Address, "es");
        await till.OpenTill(shop.Club);
        await till.Page.GotoAsync("/till");
        await till.Page.WaitForSelectorAsync("html[data-ready]");
        await till.Page.ClickAsync("#camera-open");
        await Assertions.Expect(till.Page.Locator("#member-name")).ToHaveTextAsync("Íñigo");
        await Look.Picture(till.Page, "till-camera-es-desk");
        (await Look.Accessible(till.Page)).ShouldBeEmpty();
        await till.Page.FillAsync("#line-amount", "23,50");
        await till.Page.ClickAsync("#line button");
        await Assertions.Expect(till.Page.Locator("#preview")).ToContainTextAsync("23");
        await till.Page.ClickAsync("#confirm");
        await Assertions.Expect(till.Page.Locator("#done-title")).ToContainTextAsync("23,50");

        // Nobody touches the phone; the page is in front again.
        await card.CloseAsync();
        await Assertions.Expect(phone.Page.Locator(".wallet-balance strong")).ToHaveTextAsync("23");
        await Assertions.Expect(phone.Page.Locator("#said")).ToContainTextAsync("23 puntos");
        (await phone.Page.EvaluateAsync<bool>("window.neverReloaded === true")).ShouldBeTrue();
        phone.Faults.ShouldBeEmpty();
        till.Faults.ShouldBeEmpty();
    }

    /// <summary>A film of the code that the page shows, as a camera would take it.</summary>
    private static async Task<byte[]> Filmed(IPage page)
    {
        const int width = 640,
            height = 480;
        var grey = Convert.FromBase64String(
            await page.EvaluateAsync<string>(
                """
                async () => {
                  const svg = document.querySelector('#qr svg').cloneNode(true), image = new Image();
                  svg.setAttribute('width', 400);
                  svg.setAttribute('height', 400);
                  image.src = 'data:image/svg+xml,' + encodeURIComponent(new XMLSerializer().serializeToString(svg));
                  await image.decode();
                  const pen = new OffscreenCanvas(640, 480).getContext('2d');
                  pen.fillStyle = '#fff';
                  pen.fillRect(0, 0, 640, 480);
                  pen.drawImage(image, 120, 40, 400, 400);
                  const { data } = pen.getImageData(0, 0, 640, 480);
                  let text = '';
                  for (let i = 0; i < data.length; i += 4) text += String.fromCharCode(data[i]);
                  return btoa(text);
                }
                """
            )
        );
        grey.Length.ShouldBe(width * height);
        using var film = new MemoryStream();
        film.Write(Encoding.ASCII.GetBytes($"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n"));
        var colourless = Enumerable.Repeat((byte)128, width * height / 2).ToArray();
        for (var frame = 0; frame < 5; frame++)
        {
            film.Write("FRAME\n"u8);
            film.Write(grey);
            film.Write(colourless);
        }
        return film.ToArray();
    }
}
