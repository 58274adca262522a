using System.Globalization;
using System.Text;
using QRCoder;

namespace LoyaltyClub.Templates.Cards;

/// <summary>A QR code as squares, without its quiet zone. Upper-case letters and digits make a small one.</summary>
internal sealed class QrMatrix
{
    /// <summary>Light squares that must lie around it.</summary>
    public const int Quiet = 4;

    private readonly QRCodeData data;

    public QrMatrix(string text)
    {
        data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        Size = data.ModuleMatrix.Count - 2 * Quiet;
    }

    public int Size { get; }

    public bool Dark(int x, int y) => data.ModuleMatrix[y + Quiet][x + Quiet];

    /// <summary>As a PNG with its quiet zone.</summary>
    /// <param name="square">Dots to a square.</param>
    public byte[] Png(int square)
    {
        using var picture = new PngByteQRCode(data);
        return picture.GetGraphic(square);
    }

    /// <summary>The dark squares as one path, a square being 1 wide.</summary>
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
