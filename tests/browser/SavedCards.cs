using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>The card as a PNG: the whole of it from the member's own device, its code alone from the club; both read back.</summary>
[Collection(nameof(Chromium))]
public class SavedCards(Chromium chromium, ITestOutputHelper output)
{
    /// <summary>Opens a till whose page has <c>look(png)</c>: a picture's size, what its code says, and the ink of parts of it.</summary>
    private async Task<Visit> Reader(Shop shop)
    {
        var till = await chromium.Visit(shop.Club.Address);
        await till.OpenTill(shop.Club);
        await till.Page.GoToTill();
        await till.Page.EvaluateAsync(
            """
            async () => {
              const settings = JSON.parse(document.getElementById('till').dataset.settings);
              await new Promise((resolve, reject) => document.head.append(Object.assign(document.createElement('script'), { src: settings.detector, onload: resolve, onerror: reject })));
              const { BarcodeDetector, prepareZXingModule } = window.BarcodeDetectionAPI;
              await prepareZXingModule({ overrides: { locateFile: () => settings.wasm }, fireImmediately: true });
              const eyes = new BarcodeDetector({ formats: ['qr_code'] });
              window.look = async base64 => {
                const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))], { type: 'image/png' }));
                const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
                pen.drawImage(bitmap, 0, 0);
                const light = (left, top, width, height) => {
                  const { data } = pen.getImageData(left, top, width, height);
                  let count = 0;
                  for (let at = 0; at < data.length; at += 4) if (data[at] > 200 && data[at + 1] > 200 && data[at + 2] > 200) count++;
                  return count;
                };
                const name = light(56, 385, 440, 60), beside = light(514, 100, 12, 440);
                return [String(bitmap.width), String(bitmap.height), (await eyes.detect(pen.canvas))[0]?.rawValue ?? null, String(name), String(beside)];
              };
            }
            """
        );
        return till;
    }

    [BrowserFact]
    public async Task The_members_device_draws_the_whole_card_in_any_alphabet()
    {
        await using var shop = await Shop.Open(now: null);
        await using var till = await Reader(shop);
        // DejaVu, which the machines that test have, lacks the Chinese: its boxes are ink as well.
        var names = new[] { "Екатерина", "Γιώργος", "محمد", "欧阳娜娜", "José", string.Concat(Enumerable.Repeat("Wilhelmina ", 9)) };
        foreach (var (name, i) in names.Select((name, i) => (name, i)))
        {
            var email = $"saved{i}@example.org";
            var member = await shop.Club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = email,
                    firstName = name.Trim(),
                    email,
                }
            );
            member.Status.ShouldBe(201, member.Body);
            await using var phone = await chromium.Visit(shop.Club.Address);
            await phone.SignIn(shop.Club, email, $"192.0.2.{50 + i}");
            await phone.Page.GotoAsync("/card/print");
            var saved = await phone.Page.RunAndWaitForDownloadAsync(() => phone.Page.ClickAsync("#png"));
            saved.SuggestedFilename.ShouldBe("card.png");
            var png = await File.ReadAllBytesAsync(await saved.PathAsync());
            phone.Faults.ShouldBeEmpty();

            var seen = await Look(till, png);
            seen[..3].ShouldBe(["1012", "638", "C" + member.Text("cardCode")], name);
            int.Parse(seen[3]!, CultureInfo.InvariantCulture).ShouldBeGreaterThan(100, $"ink of {name}");
            seen[4].ShouldBe("0", $"{name} beside the code");
            await File.WriteAllBytesAsync(Path.Combine(Chromium.Screenshots, $"card-saved-{i}.png"), png);
        }

        till.Faults.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task The_codes_of_a_hundred_cards_are_read_from_their_PNGs()
    {
        const int seed = 20_261_128;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var shop = await Shop.Open(now: null);
        await using var till = await Reader(shop);
        var pictures = shop.Club.Services.GetRequiredService<ICardPictures>();
        for (var i = 0; i < 100; i++)
        {
            var card = string.Concat(Enumerable.Range(0, 13).Select(_ => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[random.Next(32)]));
            (await Look(till, pictures.QrPng(card)))[..3].ShouldBe(["580", "580", "C" + card]);
        }
    }

    private static Task<string?[]> Look(Visit till, byte[] png) =>
        till.Page.EvaluateAsync<string?[]>("png => look(png)", Convert.ToBase64String(png));
}
