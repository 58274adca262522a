using System.Collections.Immutable;
using System.Text;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains.Members;

/// <summary>
/// The few primitives of which entries and snapshots are made: whole numbers of variable length (7 bits a byte, the
/// smallest first, signs folded in), texts with their length in front, and decimals as a whole number and a scale.
/// </summary>
internal sealed class BytesOut : BinaryWriter
{
    /// <summary>One a thread, used again: an entry is made on every purchase.</summary>
    [ThreadStatic]
    private static BytesOut? spare;

    private readonly MemoryStream stream;

    private BytesOut(MemoryStream stream) : base(stream, Encoding.UTF8) => this.stream = stream;

    public static byte[] Make(Action<BytesOut> write)
    {
        var bytes = spare ?? new(new MemoryStream(512));
        spare = null; // should a writer make bytes within bytes
        bytes.stream.SetLength(0);
        write(bytes);
        spare = bytes;
        return bytes.stream.ToArray();
    }

    public void Unsigned(long value) => Write7BitEncodedInt64(value);

    public void Signed(long value) => Write7BitEncodedInt64(Folded(value));

    /// <summary>Null is 0, a text is its number of bytes plus one, and the bytes.</summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Unsigned(0);
            return;
        }
        Unsigned(Encoding.UTF8.GetByteCount(text) + 1);
        Write(text.AsSpan());
    }

    /// <summary>A number from 0 with up to 7 decimals; the scale in the lowest three bits.</summary>
    public void Decimal(decimal value)
    {
        var scale = Money.DecimalsOf(value);
        var whole = decimal.ToInt64(value * Power(scale));
        Unsigned(checked((whole << 3) | (long)scale));
    }

    /// <summary>A number of either sign with up to 7 decimals.</summary>
    public void SignedDecimal(decimal value)
    {
        var scale = Money.DecimalsOf(value);
        var whole = decimal.ToInt64(value * Power(scale));
        Unsigned(Folded(whole) is >= 0 and <= long.MaxValue >> 3 and var folded
            ? (folded << 3) | (long)scale : throw new OverflowException($"{value} has too many digits."));
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
    public void Optional<T>(T? value, Action<BytesOut, T> write) where T : class
    {
        Write(value is not null);
        if (value is not null)
            write(this, value);
    }

    public void List<T>(ImmutableArray<T> items, Action<BytesOut, T> write)
    {
        Unsigned(items.Length);
        foreach (var item in items)
            write(this, item);
    }

    private static long Folded(long value) => (value << 1) ^ (value >> 63);

    internal const long Since2000 = 946_684_800_000;
    private static readonly decimal[] Powers = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    internal static decimal Power(int scale) => Powers[scale];
}

/// <summary>Reads what <see cref="BytesOut"/> wrote.</summary>
internal sealed class BytesIn(byte[] bytes) : BinaryReader(new MemoryStream(bytes, false), Encoding.UTF8)
{
    public long Unsigned() => Read7BitEncodedInt64();

    public long Signed() => Unfolded(Read7BitEncodedInt64());

    public string? Text() => Unsigned() is > 0 and var length ? Encoding.UTF8.GetString(ReadBytes((int)length - 1)) : null;

    public decimal Decimal() => Unsigned() is var value ? (value >> 3) / BytesOut.Power((int)(value & 7)) : 0;

    public decimal SignedDecimal() => Unsigned() is var value ? Unfolded(value >> 3) / BytesOut.Power((int)(value & 7)) : 0;

    public DateTimeOffset Instant()
    {
        var since = Signed();
        return DateTimeOffset.FromUnixTimeMilliseconds(BytesOut.Since2000 + ((since & 1) == 0 ? (since >> 1) * 1000 : since >> 1));
    }

    public DateOnly Day(DateOnly from) => DateOnly.FromDayNumber(from.DayNumber + (int)Signed());

    public DateOnly? DayOrNull(DateOnly from) => Unsigned() is > 0 and var after ? DateOnly.FromDayNumber(from.DayNumber + (int)Unfolded(after - 1)) : null;

    public T? Optional<T>(Func<BytesIn, T> read) where T : class => ReadBoolean() ? read(this) : null;

    public ImmutableArray<T> List<T>(Func<BytesIn, T> read)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        for (var count = Unsigned(); count > 0; count--)
            items.Add(read(this));
        return items.ToImmutable();
    }

    private static long Unfolded(long folded) => (long)((ulong)folded >> 1) ^ -(folded & 1);
}
