using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>Codes that we draw, read by the reader of the till's camera, which is not ours.</summary>
[Collection(nameof(Chromium))]
public class QrCodes(Chromium chromium, ITestOutputHelper output)
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [BrowserFact]
    public async Task A_thousand_codes_are_drawn_and_read_back()
    {
        const int seed = 20_261_122,
            codes = 1_000;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var shop = await Shop.Open();
        await using var till = await chromium.Visit(shop.Club.Address);
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
              // The path of a drawn code, a square being 1 wide, on paper of any size.
              window.read = async ([viewBox, path, width]) => {
                const [left, top, size] = viewBox.split(' ').map(Number), pen = new OffscreenCanvas(width, width).getContext('2d');
                pen.fillStyle = '#fff';
                pen.fillRect(0, 0, width, width);
                pen.scale(width / size, width / size);
                pen.translate(-left, -top);
                pen.fillStyle = '#000';
                pen.fill(new Path2D(path));
                return (await eyes.detect(pen.canvas))[0]?.rawValue ?? null;
              };
            }
            """
        );
        var pictures = shop.Club.Services.GetRequiredService<ICardPictures>();
        var drawn = new List<(string Text, object[] Picture)>();
        for (var i = 0; i < codes; i++)
        {
            var card = string.Concat(Enumerable.Range(0, 12).Select(_ => Letters[random.Next(32)])) + "0";
            var text = i % 4 == 0 ? "C" + card : CodeOf(card, RandomNumberGenerator.GetBytes(32), random.Next());
            var svg = System.Xml.Linq.XElement.Parse(pictures.QrSvg(text));
            drawn.Add(
                (
                    text,
                    [
                        svg.Attribute("viewBox")!.Value,
                        svg.Elements().Single(element => element.Name.LocalName == "path").Attribute("d")!.Value,
                        random.Next(180, 480),
                    ]
                )
            );
        }
        foreach (var some in drawn.Chunk(100))
        {
            (
                await till.Page.EvaluateAsync<string?[]>(
                    "async pictures => { const texts = []; for (const picture of pictures) texts.push(await read(picture)); return texts; }",
                    some.Select(one => one.Picture)
                )
            ).ShouldBe(some.Select(one => one.Text));
        }

        till.Faults.ShouldBeEmpty();
    }

    /// <summary>A card's code in a step, as its device makes it.</summary>
    internal static string CodeOf(string card, byte[] key, long step)
    {
        var text = "R" + card + Base32(step, 7);
        return text
            + Base32(
                new BigInteger(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(text)).AsSpan(0, 10), isUnsigned: true, isBigEndian: true),
                16
            );
    }

    private static string Base32(BigInteger number, int length) =>
        string.Concat(Enumerable.Range(0, length).Reverse().Select(place => Letters[(int)(number >> (5 * place) & 31)]));
}
