using System.Buffers.Binary;
using System.IO.Compression;

namespace LoyaltyClub.Templates.Cards;

/// <summary>A picture of 24 bits a dot that can be saved as PNG: what a card needs, and nothing that needs a system's library.</summary>
internal sealed class Picture(int width, int height)
{
    private static readonly Letters Letters = Letters.Load();
    private static readonly uint[] Crc = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    private readonly byte[] dots = new byte[width * height * 3];

    /// <summary>Fills it from corner to corner; outside the rounded corners it is white, as paper.</summary>
    public void Gradient((byte R, byte G, byte B) from, (byte R, byte G, byte B) to, int radius)
    {
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var share = (x * 1000 / width + y * 1000 / height) / 2;
                Set(
                    x,
                    y,
                    Inside(x, y, 0, 0, width, height, radius)
                        ? (Mix(from.R, to.R), Mix(from.G, to.G), Mix(from.B, to.B))
                        : ((byte)255, (byte)255, (byte)255)
                );

                byte Mix(byte one, byte other) => (byte)(one + (other - one) * share / 1000);
            }
        }
    }

    public void Rectangle(int left, int top, int wide, int high, int radius, (byte R, byte G, byte B) colour)
    {
        for (var y = top; y < top + high; y++)
        {
            for (var x = left; x < left + wide; x++)
            {
                if (Inside(x, y, left, top, wide, high, radius))
                {
                    Set(x, y, colour);
                }
            }
        }
    }

    /// <summary>White text on one line; what does not fit is cut off with an ellipsis.</summary>
    public void Text(string text, int left, int top, int room)
    {
        var letters = text.EnumerateRunes().Select(rune => Letters.Of(rune.Value)).ToList();
        if (letters.Sum(letter => letter.Width) > room)
        {
            var dots = Letters.Of('…');
            while (letters.Count > 0 && letters.Sum(letter => letter.Width) + dots.Width > room)
            {
                letters.RemoveAt(letters.Count - 1);
            }

            letters.Add(dots);
        }
        foreach (var letter in letters)
        {
            for (var y = 0; y < Letters.Height; y++)
            {
                for (var x = 0; x < letter.Width; x++)
                {
                    if (letter.Ink(x, y) is > 0 and var ink)
                    {
                        for (var (at, end) = (((top + y) * width + left + x) * 3, ((top + y) * width + left + x) * 3 + 3); at < end; at++)
                        {
                            this.dots[at] = (byte)(this.dots[at] + (255 - this.dots[at]) * ink / 15);
                        }
                    }
                }
            }

            left += letter.Width;
        }
    }

    /// <summary>As PNG (W3C, third edition): header, one compressed block without filters, end; 300 dots an inch.</summary>
    public byte[] Png()
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "pHYs"u8, [0, 0, 0x2E, 0x23, 0, 0, 0x2E, 0x23, 1]);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(dots, y * width * 3, width * 3);
            }
        }

        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(name);
        file.Write(content);
        var crc = uint.MaxValue;
        foreach (var value in (byte[])[.. name, .. content])
        {
            crc = Crc[(crc ^ value) & 255] ^ crc >> 8;
        }

        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }

    private static uint CrcOf(int value)
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 1 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
        }

        return crc;
    }

    private void Set(int x, int y, (byte R, byte G, byte B) colour)
    {
        var at = (y * width + x) * 3;
        (dots[at], dots[at + 1], dots[at + 2]) = colour;
    }

    private static bool Inside(int x, int y, int left, int top, int wide, int high, int radius)
    {
        var across = Math.Max(Math.Max(left + radius - x, x - (left + wide - 1 - radius)), 0);
        var down = Math.Max(Math.Max(top + radius - y, y - (top + high - 1 - radius)), 0);
        return across * across + down * down <= radius * radius;
    }
}

/// <summary>Letters of the Latin alphabets as pictures of 16 greys, made once of DejaVu Sans Bold (free licence, see README).</summary>
internal sealed class Letters
{
    private readonly Dictionary<int, Letter> all = [];

    public int Height { get; private init; }

    /// <summary>A letter's picture, or a dot for one that we have not.</summary>
    public Letter Of(int rune) => all.TryGetValue(rune, out var letter) ? letter : all['·'];

    public static Letters Load()
    {
        using var stream = new ZLibStream(typeof(Letters).Assembly.GetManifestResourceStream("letters.bin")!, CompressionMode.Decompress);
        var height = stream.ReadByte();
        var letters = new Letters { Height = height };
        Span<byte> head = stackalloc byte[3];
        while (stream.ReadAtLeast(head, 3, throwOnEndOfStream: false) == 3)
        {
            var greys = new byte[(head[2] * height + 1) / 2];
            stream.ReadExactly(greys);
            letters.all[head[0] | head[1] << 8] = new(head[2], greys);
        }
        return letters;
    }
}

/// <param name="Greys">Row by row, two to a byte.</param>
internal sealed record Letter(int Width, byte[] Greys)
{
    /// <summary>0 to 15.</summary>
    public int Ink(int x, int y) => (y * Width + x) is var at && at % 2 == 0 ? Greys[at / 2] >> 4 : Greys[at / 2] & 15;
}
