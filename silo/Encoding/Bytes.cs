using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Encodings;

/// <summary>
/// The few primitives of which entries and snapshots are made: whole numbers of variable length (7 bits a byte, the
/// smallest first, signs folded in), texts with their length in front, and decimals as a whole number and a scale.
/// </summary>
internal sealed class BytesOut
{
    /// <summary>One a thread, used again: an entry is made on every purchase.</summary>
    [ThreadStatic]
    private static BytesOut? spare;

    private byte[] bytes = new byte[512];
    private int length;

    private BytesOut() { }

    /// <param name="write">Static, as all that is handed over here: what a lambda captures takes memory on every purchase.</param>
    public static byte[] Make<T>(T what, Action<BytesOut, T> write)
    {
        var made = spare ?? new();
        spare = null; // should a writer make bytes within bytes
        made.length = 0;
        write(made, what);
        spare = made;
        return made.bytes.AsSpan(0, made.length).ToArray();
    }

    public void Write(byte value) => Room(1)[0] = value;

    public void Write(bool value) => Write(value ? (byte)1 : (byte)0);

    public void Write(ReadOnlySpan<byte> values) => values.CopyTo(Room(values.Length));

    /// <summary>A number from 0; one below takes the full ten bytes.</summary>
    public void Unsigned(long value)
    {
        var left = (ulong)value;
        for (; left >= 0x80; left >>= 7)
        {
            Write((byte)(left | 0x80));
        }

        Write((byte)left);
    }

    public void Signed(long value) => Unsigned(Folded(value));

    /// <summary>Null is 0, a text is its number of bytes plus one, and the bytes.</summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Unsigned(0);
            return;
        }
        var count = Encoding.UTF8.GetByteCount(text);
        Unsigned(count + 1);
        Encoding.UTF8.GetBytes(text, Room(count));
    }

    /// <summary>A number from 0 with up to 7 decimals; the scale in the lowest three bits.</summary>
    public void Decimal(decimal value)
    {
        var (whole, scale) = Parts(value);
        Unsigned(checked((whole << 3) | (long)scale));
    }

    /// <summary>A number of either sign with up to 7 decimals.</summary>
    public void SignedDecimal(decimal value)
    {
        var (whole, scale) = Parts(value);
        Unsigned(
            Folded(whole) is >= 0 and <= long.MaxValue >> 3 and var folded
                ? (folded << 3) | (long)scale
                : throw new OverflowException($"{value} has too many digits.")
        );
    }

    /// <summary>To the millisecond, since 2000; whole seconds, which tills send, as seconds. The lowest bit says which.</summary>
    public void Instant(DateTimeOffset instant)
    {
        var since = instant.ToUnixTimeMilliseconds() - Since2000;
        Signed(since % 1000 == 0 ? since / 1000 << 1 : (since << 1) | 1);
    }

    /// <summary>As days after another, which makes it one or two bytes.</summary>
    public void Day(DateOnly day, DateOnly from) => Signed(day.DayNumber - from.DayNumber);

    /// <summary>Null is 0, a day is as days after another, and one.</summary>
    public void DayOrNull(DateOnly? day, DateOnly from) =>
        Unsigned(day is { } there && (long)there.DayNumber - from.DayNumber is var after ? Folded(after) + 1 : 0);

    /// <summary>0, or 1 and the value.</summary>
    public void Optional<T>(T? value, Action<BytesOut, T> write)
        where T : class
    {
        Write(value is not null);
        if (value is not null)
        {
            write(this, value);
        }
    }

    public void Optional<T, TWith>(T? value, Action<BytesOut, T, TWith> write, TWith with)
        where T : class
    {
        Write(value is not null);
        if (value is not null)
        {
            write(this, value, with);
        }
    }

    public void List<T>(ImmutableArray<T> items, Action<BytesOut, T> write)
    {
        Unsigned(items.Length);
        foreach (var item in items)
        {
            write(this, item);
        }
    }

    public void List<T, TWith>(ImmutableArray<T> items, Action<BytesOut, T, TWith> write, TWith with)
    {
        Unsigned(items.Length);
        foreach (var item in items)
        {
            write(this, item, with);
        }
    }

    /// <summary>What is written, with its number of bytes in front.</summary>
    public void Sized<T>(T what, Action<BytesOut, T> write)
    {
        var start = length;
        write(this, what);
        var count = length - start;
        var digits = (BitOperations.Log2((uint)count | 1) / 7) + 1;
        Room(digits);
        bytes.AsSpan(start, count).CopyTo(bytes.AsSpan(start + digits));
        length = start;
        Unsigned(count);
        length += count;
    }

    private static long Folded(long value) => (value << 1) ^ (value >> 63);

    internal const long Since2000 = 946_684_800_000;

    /// <summary>12.340 is 1234 and 2.</summary>
    private static (long Whole, int Scale) Parts(decimal value)
    {
        var plain = Money.Plain(value);
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(plain, bits);
        if (bits[2] != 0 || bits[1] < 0 || plain.Scale > 7)
        {
            throw new OverflowException($"{value} has too many digits.");
        }

        var whole = ((long)bits[1] << 32) | (uint)bits[0];
        return (bits[3] < 0 ? -whole : whole, plain.Scale);
    }

    /// <summary>Where the next bytes go.</summary>
    private Span<byte> Room(int count)
    {
        if (length + count > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(2 * bytes.Length, length + count));
        }

        length += count;
        return bytes.AsSpan(length - count, count);
    }
}

/// <summary>Reads what <see cref="BytesOut"/> wrote.</summary>
/// <exception cref="InvalidDataException">The bytes end too early.</exception>
internal sealed class BytesIn(ArraySegment<byte> part)
{
    private readonly byte[] bytes = part.Array!;
    private readonly int end = part.Offset + part.Count;
    private int at = part.Offset;

    public byte ReadByte() => at < end ? bytes[at++] : throw Short();

    public bool ReadBoolean() => ReadByte() != 0;

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)(end - at))
        {
            throw Short();
        }

        at += count;
        return bytes.AsSpan(at - count, count);
    }

    /// <summary>The next bytes where they lie, not copied.</summary>
    public ArraySegment<byte> Part(int count)
    {
        ReadBytes(count);
        return new(bytes, at - count, count);
    }

    public long Unsigned() => at < end && bytes[at] < 0x80 ? bytes[at++] : LongUnsigned();

    private long LongUnsigned()
    {
        var value = 0L;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (next & 0x7FL) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
        throw new InvalidDataException("A number of more than 64 bits.");
    }

    public long Signed() => Unfolded(Unsigned());

    public string? Text() => Unsigned() is > 0 and var length ? Encoding.UTF8.GetString(ReadBytes((int)length - 1)) : null;

    /// <summary>A text that is likely to come again: the same string as the last time.</summary>
    public string? KnownText() =>
        Unsigned() is > 0 and var length && ReadBytes((int)length - 1) is var text
            ? KnownTexts.Find(text) ?? KnownTexts.Add(text, Encoding.UTF8.GetString(text))
            : null;

    public void SkipText()
    {
        if (Unsigned() is > 0 and var length)
        {
            ReadBytes((int)length - 1);
        }
    }

    public decimal Decimal() => Unsigned() is var value ? Of(value >> 3, (int)(value & 7)) : 0;

    public decimal SignedDecimal() => Unsigned() is var value ? Of(Unfolded(value >> 3), (int)(value & 7)) : 0;

    public DateTimeOffset Instant()
    {
        var since = Signed();
        return DateTimeOffset.FromUnixTimeMilliseconds(BytesOut.Since2000 + ((since & 1) == 0 ? (since >> 1) * 1000 : since >> 1));
    }

    public DateOnly Day(DateOnly from) => DateOnly.FromDayNumber(from.DayNumber + (int)Signed());

    public DateOnly? DayOrNull(DateOnly from) =>
        Unsigned() is > 0 and var after ? DateOnly.FromDayNumber(from.DayNumber + (int)Unfolded(after - 1)) : null;

    public T? Optional<T>(Func<BytesIn, T> read)
        where T : class => ReadBoolean() ? read(this) : null;

    public T? Optional<T, TWith>(Func<BytesIn, TWith, T> read, TWith with)
        where T : class => ReadBoolean() ? read(this, with) : null;

    public ImmutableArray<T> List<T>(Func<BytesIn, T> read) => Items(Unsigned(), static (bytes, read) => read(bytes), read);

    public ImmutableArray<T> List<T, TWith>(Func<BytesIn, TWith, T> read, TWith with) => Items(Unsigned(), read, with);

    /// <summary>So many items, where the number stands elsewhere.</summary>
    public ImmutableArray<T> Items<T, TWith>(long count, Func<BytesIn, TWith, T> read, TWith with)
    {
        if (Count(count) == 0)
        {
            return [];
        }

        var items = new T[count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(this, with);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(items);
    }

    /// <summary>How many items follow. Each takes a byte at least, so a number that is none takes no memory.</summary>
    public int Count() => Count(Unsigned());

    private int Count(long count) => count >= 0 && count <= end - at ? (int)count : throw Short();

    private static decimal Of(long whole, int scale)
    {
        var size = Math.Abs(whole);
        return new((int)size, (int)(size >> 32), 0, whole < 0, (byte)scale);
    }

    private static InvalidDataException Short() => new("The bytes end too early.");

    private static long Unfolded(long folded) => (long)((ulong)folded >> 1) ^ -(folded & 1);
}
