using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Encodings;

/// <summary>
/// The primitives of entries and snapshots: variable-length integers (LEB128: 7 bits a byte, lowest first; signed values zig-zag), texts
/// prefixed by their length, decimals as an integer and a scale.
/// </summary>
internal sealed class BytesOut
{
    /// <summary>One buffer per thread, reused because every purchase encodes an entry.</summary>
    [ThreadStatic]
    private static BytesOut? spare;

    private byte[] bytes = new byte[512];
    private int length;

    private BytesOut() { }

    /// <param name="write">Static, like every delegate passed here: a closure would be allocated on every purchase.</param>
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

    /// <summary>A number from 0; a negative number takes the full ten bytes.</summary>
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

    /// <summary>0 for null, otherwise the number of bytes plus one, then the bytes.</summary>
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

    /// <summary>A number from 0 with up to 7 decimals; the lowest three bits are the scale.</summary>
    public void Decimal(decimal value)
    {
        var (whole, scale) = Parts(value);
        Unsigned(checked((whole << 3) | (long)scale));
    }

    /// <summary>A signed number with up to 7 decimals.</summary>
    public void SignedDecimal(decimal value)
    {
        var (whole, scale) = Parts(value);
        Unsigned(
            Folded(whole) is >= 0 and <= long.MaxValue >> 3 and var folded
                ? (folded << 3) | (long)scale
                : throw new OverflowException($"{value} has too many digits.")
        );
    }

    /// <summary>Milliseconds since 2000, or seconds for whole seconds, which tills send. The lowest bit distinguishes the two.</summary>
    public void Instant(DateTimeOffset instant)
    {
        var since = instant.ToUnixTimeMilliseconds() - Since2000;
        Signed(since % 1000 == 0 ? since / 1000 << 1 : (since << 1) | 1);
    }

    /// <summary>The offset in days from another day, usually one or two bytes.</summary>
    public void Day(DateOnly day, DateOnly from) => Signed(day.DayNumber - from.DayNumber);

    /// <summary>0 for null, otherwise the zig-zag day offset plus one.</summary>
    public void DayOrNull(DateOnly? day, DateOnly from) =>
        Unsigned(day is { } there && (long)there.DayNumber - from.DayNumber is var after ? Folded(after) + 1 : 0);

    /// <summary>0 for null, otherwise 1 and the value.</summary>
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

    /// <summary>The written bytes, prefixed by their number.</summary>
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

    /// <summary>12.340 gives 1234 and 2.</summary>
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

    /// <summary>The space for the next bytes.</summary>
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

/// <summary>Reads the bytes of <see cref="BytesOut"/>.</summary>
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

    /// <summary>The next bytes as a view, without a copy.</summary>
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

    /// <summary>A text that is likely to recur: returns the cached string instead of a new one.</summary>
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

    /// <summary>A given number of items; the number is stored elsewhere.</summary>
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

    /// <summary>The number of items that follow. Bounded by the bytes left, so that a damaged number allocates nothing.</summary>
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
