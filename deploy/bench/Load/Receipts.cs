using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace LoyaltyClub.Bench.Load;

/// <summary>
/// Makes receipts of two lines as JSON of always the same length, by writing over a template, and knows what each earns
/// under <see cref="Club.Programme"/>.
/// </summary>
internal sealed class Receipts
{
    /// <summary>Printed with the results; the same figures come again.</summary>
    public const int Seed = 20_260_301;

    private static readonly byte[] Template = Encoding.ASCII.GetBytes(
        """{"store":"s01","till":"t1","receipt":"R##########","at":"YYYY-MM-DDTHH:MM:SSZ","member":"MMMMMMMMMMMM","lines":[{"line":1,"sku":"4006381333931","category":"coffee","quantity":1,"amount":AA.AA},{"line":2,"sku":"4001724819806","category":"bakery","quantity":2,"amount":BB.BB}]}""");
    private static readonly int NumberAt = Place("##########"), AtAt = Place("YYYY"), MemberAt = Place("MMMMMMMMMMMM"), CoffeeAt = Place("AA.AA"), BakeryAt = Place("BB.BB");

    private readonly byte[][] members;
    private readonly Random random = new(Seed);
    private long next;

    public Receipts(IReadOnlyList<string> members, long first = 1) => (this.members, next) = ([.. members.Select(Encoding.ASCII.GetBytes)], first);

    public static int Length => Template.Length;

    /// <summary>What a body of <see cref="Length"/> bytes will be told apart by.</summary>
    /// <param name="Member">Whose, as an index.</param>
    /// <param name="Earned">Points.</param>
    public readonly record struct Expected(long Number, int Member, int Earned);

    /// <summary>Another receipt, of a random member if none is given, bought now.</summary>
    public Expected Write(Span<byte> into, int? member = null)
    {
        Template.CopyTo(into);
        var whose = member ?? random.Next(members.Length);
        int coffee = random.Next(1_000, 10_000), bakery = random.Next(1_000, 10_000);
        Utf8Formatter.TryFormat(next, into.Slice(NumberAt, 10), out _, new('D', 10));
        DateTimeOffset.UtcNow.TryFormat(into.Slice(AtAt, 19), out _, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        members[whose].CopyTo(into[MemberAt..]);
        Money(coffee, into[CoffeeAt..]);
        Money(bakery, into[BakeryAt..]);
        // 1 point per full 1.00, and once more for the bakery's.
        return new(next++, whose, (coffee + bakery) / 100 + bakery / 100);
    }

    /// <summary>What is wrong with the answer to a receipt, or null.</summary>
    public static string? Fault(Expected expected, int status, ReadOnlySpan<byte> body)
    {
        if (status != 201) return $"receipt {expected.Number}: status {status}: {Encoding.UTF8.GetString(body)}";
        var earned = body.IndexOf("\"earned\":"u8);
        if (earned < 0 || !Utf8Parser.TryParse(body[(earned + 9)..], out int points, out _) || points != expected.Earned)
            return $"receipt {expected.Number}: earned should be {expected.Earned}: {Encoding.UTF8.GetString(body)}";
        var name = body.IndexOf("s01/R"u8);
        if (name < 0 || !Utf8Parser.TryParse(body[(name + 5)..], out long number, out _) || number != expected.Number)
            return $"receipt {expected.Number}: the answer is to another: {Encoding.UTF8.GetString(body)}";
        return null;
    }

    private static void Money(int cents, Span<byte> into)
    {
        Utf8Formatter.TryFormat(cents / 100, into[..2], out _, new('D', 2));
        Utf8Formatter.TryFormat(cents % 100, into.Slice(3, 2), out _, new('D', 2));
    }

    private static int Place(string mark) => Encoding.ASCII.GetString(Template).IndexOf(mark, StringComparison.Ordinal);
}
