using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Templates.Cards;

/// <summary>
/// Pictures of the membership card (bank card size at 300 dpi) and of codes. The card is an SVG, because the viewer's device has the fonts
/// for every name; this process has none.
/// </summary>
public sealed class CardPictures : ICardPictures
{
    private const int Width = 1012,
        Height = 638,
        Panel = 430,
        Margin = 56;
    private const int PanelX = Width - Margin - Panel,
        PanelY = (Height - Panel) / 2;

    /// <summary>Dots per module of a stand-alone code: 580 dots a side, about two inches in print.</summary>
    private const int Square = 20;

    public string Svg(string club, string member, string code)
    {
        var qr = new QrMatrix("C" + code);
        // Whole dots, so that modules are sharp at the card's own size.
        var square = Panel / (qr.Size + 2 * QrMatrix.Quiet);
        var inset = (Panel - square * qr.Size) / 2;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{Height}" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Encoded(
                $"{club}: {member}"
            )}" font-family="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" fill="#fff">
            <defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#0d7a58"/><stop offset="1" stop-color="#073f2e"/></linearGradient></defs>
            <rect width="{Width}" height="{Height}" rx="40" fill="url(#g)"/>
            <svg width="{PanelX - 12}" height="{Height}">
            {Line(club, 150, 56, 700)}
            {Line(member, 430, 42, 500)}
            <text x="{Margin}" y="500" font-size="30" opacity=".9" letter-spacing="1">{Encoded(Grouped(code))}</text>
            </svg>
            <rect x="{PanelX}" y="{PanelY}" width="{Panel}" height="{Panel}" rx="24"/>
            <path transform="translate({PanelX + inset} {PanelY + inset}) scale({square})" fill="#000" shape-rendering="crispEdges" d="{qr.Path()}"/>
            </svg>
            """
        );
    }

    public byte[] QrPng(string code) => new QrMatrix("C" + code).Png(Square);

    public string QrSvg(string text)
    {
        var qr = new QrMatrix(text);
        var size = qr.Size + 2 * QrMatrix.Quiet;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="-{QrMatrix.Quiet} -{QrMatrix.Quiet} {size} {size}" class="qr" aria-hidden="true"><rect x="-{QrMatrix.Quiet}" y="-{QrMatrix.Quiet}" width="{size}" height="{size}" fill="#fff"/><path fill="#000" shape-rendering="crispEdges" d="{qr.Path()}"/></svg>"""
        );
    }

    /// <summary>In groups of four, as on a bank card.</summary>
    private static string Grouped(string code) => string.Join(' ', code.Chunk(4).Select(four => new string(four)));

    /// <summary>A line of text at the largest size that fits; cut with an ellipsis below the smallest size.</summary>
    private static string Line(string text, int y, int size, int weight)
    {
        const int smallest = 18;
        const double room = PanelX - Margin - 24;
        var characters = StringInfo.GetTextElementEnumerator(text.Normalize());
        var (shown, width) = (new StringBuilder(), 0.0);
        while (characters.MoveNext())
        {
            var character = characters.GetTextElement();
            if ((width + Ems(character)) * smallest > room)
            {
                shown.Append('…');
                break;
            }

            shown.Append(character);
            width += Ems(character);
        }

        var fits = (int)Math.Clamp(room / Math.Max(width, 1), smallest, size);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<text x="{Margin}" y="{y}" font-size="{fits}" font-weight="{weight}" unicode-bidi="plaintext">{Encoded(shown.ToString())}</text>"""
        );
    }

    /// <summary>
    /// Estimated width of a character in a bold font, in em. The device chooses the font; wider text is clipped before the code.
    /// </summary>
    private static double Ems(string character) =>
        character.EnumerateRunes().First() is var rune && rune.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xD7A3 or >= 0xF900
            ? 1.0
        : Rune.IsUpper(rune) ? 0.75
        : 0.6;

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
