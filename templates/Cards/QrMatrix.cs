using System.Globalization;
using System.Text;
using QRCoder;

namespace LoyaltyClub.Templates.Cards;

/// <summary>Modules of a QR code, without its quiet zone. Upper-case letters and digits give the smallest code.</summary>
internal sealed class QrMatrix
{
    /// <summary>Light modules required on each side.</summary>
    public const int Quiet = 4;

    private readonly QRCodeData data;

    public QrMatrix(string text)
    {
        data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        Size = data.ModuleMatrix.Count - 2 * Quiet;
    }

    public int Size { get; }

    public bool Dark(int x, int y) => data.ModuleMatrix[y + Quiet][x + Quiet];

    /// <summary>PNG with the quiet zone.</summary>
    /// <param name="square">Dots per module.</param>
    public byte[] Png(int square)
    {
        using var picture = new PngByteQRCode(data);
        return picture.GetGraphic(square);
    }

    /// <summary>The dark modules as one SVG path, 1 unit per module.</summary>
    public string Path()
    {
        var path = new StringBuilder();
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var from = x;
                while (x < Size && Dark(x, y))
                {
                    x++;
                }

                if (x > from)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{from} {y}h{x - from}v1h-{x - from}z");
                }
            }
        }

        return path.ToString();
    }
}
