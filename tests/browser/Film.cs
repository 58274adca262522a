using System.Text;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

internal static class Film
{
    /// <summary>A film of a code that a page shows, as a camera would take it.</summary>
    /// <param name="code">Selector of its SVG.</param>
    public static async Task<byte[]> Of(IPage page, string code)
    {
        const int width = 640,
            height = 480;
        var grey = Convert.FromBase64String(
            await page.EvaluateAsync<string>(
                """
                async code => {
                  const svg = document.querySelector(code).cloneNode(true), image = new Image();
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
                """,
                code
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
