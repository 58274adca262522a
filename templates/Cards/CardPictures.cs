using System.Globalization;
using System.Text.Encodings.Web;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Templates.Cards;

/// <summary>The membership card, as large as a bank's card at 300 dots an inch, and codes alone.</summary>
public sealed class CardPictures : ICardPictures
{
    private const int Width = 1012,
        Height = 638,
        Panel = 430,
        Margin = 56;
    private const int PanelX = Width - Margin - Panel,
        PanelY = (Height - Panel) / 2;

    public string Svg(string club, string member, string code)
    {
        var qr = new QrMatrix("C" + code);
        var scale = (double)Panel / (qr.Size + 2 * QrMatrix.Quiet);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Encoded(
                $"{club}: {member}"
            )}" font-family="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" fill="#fff">
            <defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#0d7a58"/><stop offset="1" stop-color="#073f2e"/></linearGradient></defs>
            <rect width="{Width}" height="{Height}" rx="40" fill="url(#g)"/>
            {Line(club, 150, 56, 700)}
            {Line(member, 430, 42, 500)}
            <text x="{Margin}" y="500" font-size="30" opacity=".9" letter-spacing="1">{Encoded(Grouped(code))}</text>
            <rect x="{PanelX}" y="{PanelY}" width="{Panel}" height="{Panel}" rx="24"/>
            <path transform="translate({PanelX + QrMatrix.Quiet * scale:0.###} {PanelY
                + QrMatrix.Quiet * scale:0.###}) scale({scale:0.####})" fill="#000" shape-rendering="crispEdges" d="{qr.Path()}"/>
            </svg>
            """
        );
    }

    public byte[] Png(string club, string member, string code)
    {
        var picture = new Picture(Width, Height);
        picture.Gradient((13, 122, 88), (7, 63, 46), 40);
        picture.Rectangle(PanelX, PanelY, Panel, Panel, 24, (255, 255, 255));
        var qr = new QrMatrix("C" + code);
        var square = Panel / (qr.Size + 2 * QrMatrix.Quiet);
        var inset = (Panel - square * qr.Size) / 2;
        for (var y = 0; y < qr.Size; y++)
        {
            for (var x = 0; x < qr.Size; x++)
            {
                if (qr.Dark(x, y))
                {
                    picture.Rectangle(PanelX + inset + x * square, PanelY + inset + y * square, square, square, 0, (0, 0, 0));
                }
            }
        }

        var room = PanelX - Margin - 24;
        picture.Text(club, Margin, 110, room);
        picture.Text(member, Margin, 390, room);
        picture.Text(Grouped(code), Margin, 460, room);
        return picture.Png();
    }

    public string QrSvg(string text)
    {
        var qr = new QrMatrix(text);
        var size = qr.Size + 2 * QrMatrix.Quiet;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="-{QrMatrix.Quiet} -{QrMatrix.Quiet} {size} {size}" class="qr" aria-hidden="true"><rect x="-{QrMatrix.Quiet}" y="-{QrMatrix.Quiet}" width="{size}" height="{size}" fill="#fff"/><path fill="#000" shape-rendering="crispEdges" d="{qr.Path()}"/></svg>"""
        );
    }

    /// <summary>In fours, as on a bank's card.</summary>
    private static string Grouped(string code) => string.Join(' ', code.Chunk(4).Select(four => new string(four)));

    /// <summary>A line that is as large as its room allows.</summary>
    private static string Line(string text, int y, int size, int weight)
    {
        var fits = Math.Max(18, Math.Min(size, (int)((PanelX - Margin - 24) / (0.58 * Math.Max(1, text.Length)))));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<text x="{Margin}" y="{y}" font-size="{fits}" font-weight="{weight}">{Encoded(text)}</text>"""
        );
    }

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
