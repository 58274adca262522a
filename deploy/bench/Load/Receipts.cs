using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace LoyaltyClub.Bench.Load;

/// <summary>A product of a line, as JSON of constant length.</summary>
/// <param name="Bakery">True if a rule doubles its points.</param>
internal readonly record struct Product(byte[] Json, bool Bakery)
{
    public static Product Of(string sku, string category, string? brand = null, int length = 0)
    {
        var json = $"\"sku\":\"{sku}\",\"category\":\"{category}\"" + (brand is null ? "" : $",\"brand\":\"{brand}\"");
        return new(Encoding.ASCII.GetBytes(json.PadRight(length)), category == "bakery");
    }
}

/// <summary>The products: a receipt has one line of the first list and one of the second.</summary>
internal sealed record Assortment(Product[] First, Product[] Second)
{
    private static readonly string[] Categories =
    [
        "bakery",
        "coffee",
        "dairy",
        "produce",
        "meat",
        "fish",
        "frozen",
        "drinks",
        "snacks",
        "household",
        "care",
        "gift-card",
    ];
    private static readonly string[] Brands = ["arbol", "brisa", "cumbre", "dehesa", "kilo", "lago", "monte", "nube", "olmo", "prado"];

    /// <summary>A coffee and something from the bakery, always the same.</summary>
    public static readonly Assortment Two = new([Product.Of("4006381333931", "coffee")], [Product.Of("4001724819806", "bakery")]);

    /// <summary>60 products of 12 categories and 10 brands, for both lines.</summary>
    public static readonly Assortment Sixty = Of([
        .. Enumerable.Range(0, 60).Select(i => Product.Of($"84{i:D11}", Categories[i % 12], Brands[i % 10], 72)),
    ]);

    private static Assortment Of(Product[] all) => new(all, all);
}

/// <summary>
/// Makes receipts of two lines as JSON of constant length, by writing over a template, and predicts the points of each if a rule that
/// doubles the bakery's is the only rule.
/// </summary>
internal sealed class Receipts
{
    /// <summary>The seed, printed with the results; it repeats the receipts.</summary>
    public const int Seed = 20_260_301;

    private readonly byte[] template;
    private readonly int numberAt,
        atAt,
        memberAt,
        firstAt,
        firstAmountAt,
        secondAt,
        secondAmountAt;
    private readonly Assortment assortment;
    private readonly bool predict;
    private readonly byte[][] members;
    private readonly Random random = new(Seed);
    private long next;

    /// <param name="predict">False if the points depend on more than the receipt: then the breakdown must add up.</param>
    /// <param name="first">The first receipt's number.</param>
    public Receipts(IReadOnlyList<string> members, Assortment assortment, bool predict, long first = 1)
    {
        (this.members, this.assortment, this.predict, next) = ([.. members.Select(Encoding.ASCII.GetBytes)], assortment, predict, first);
        var item = new string('*', assortment.First[0].Json.Length);
        var text =
            """{"store":"s01","till":"t1","receipt":"R##########","at":"YYYY-MM-DDTHH:MM:SSZ","member":"MMMMMMMMMMMM","lines":[{"line":1,<FIRST>,"quantity":1,"amount":AA.AA},{"line":2,<SECOND>,"quantity":2,"amount":BB.BB}]}"""
                .Replace("<FIRST>", item, StringComparison.Ordinal)
                .Replace("<SECOND>", item, StringComparison.Ordinal);
        template = Encoding.ASCII.GetBytes(text);
        (numberAt, atAt, memberAt, firstAmountAt, secondAmountAt) = (
            Place("##########"),
            Place("YYYY"),
            Place("MMMMMMMMMMMM"),
            Place("AA.AA"),
            Place("BB.BB")
        );
        (firstAt, secondAt) = (Place(item), text.LastIndexOf(item, StringComparison.Ordinal));

        int Place(string mark) => text.IndexOf(mark, StringComparison.Ordinal);
    }

    public int Length => template.Length;

    /// <summary>The expected answer to a body of <see cref="Length"/> bytes.</summary>
    /// <param name="Member">Index of the member.</param>
    /// <param name="Earned">Points; below 0 if they are not predicted.</param>
    /// <param name="Rules">Rules that contributed, from the answer if it is not predicted.</param>
    /// <param name="Voucher">True if the answer issued a voucher.</param>
    public readonly record struct Expected(long Number, int Member, int Earned, int Rules = 0, bool Voucher = false);

    /// <summary>Writes the next receipt, by default of a random member and now.</summary>
    public Expected Write(Span<byte> into, int? member = null, DateTimeOffset? at = null)
    {
        template.CopyTo(into);
        var whose = member ?? random.Next(members.Length);
        var (one, two) = (Pick(assortment.First), Pick(assortment.Second));
        int first = random.Next(1_000, 10_000),
            second = random.Next(1_000, 10_000);
        Utf8Formatter.TryFormat(next, into.Slice(numberAt, 10), out _, new('D', 10));
        (at ?? DateTimeOffset.UtcNow).UtcDateTime.TryFormat(
            into.Slice(atAt, 19),
            out _,
            "yyyy-MM-ddTHH:mm:ss",
            CultureInfo.InvariantCulture
        );
        members[whose].CopyTo(into[memberAt..]);
        one.Json.CopyTo(into[firstAt..]);
        two.Json.CopyTo(into[secondAt..]);
        Money(first, into[firstAmountAt..]);
        Money(second, into[secondAmountAt..]);
        // 1 point per full 1.00, and 1 more for the bakery's.
        return new(next++, whose, predict ? (first + second) / 100 + ((one.Bakery ? first : 0) + (two.Bakery ? second : 0)) / 100 : -1);
    }

    /// <summary>The fault of an answer to a receipt, or null; and the values that were not predicted.</summary>
    public static string? Fault(ref Expected expected, int status, ReadOnlySpan<byte> body)
    {
        if (status != 201)
        {
            return $"receipt {expected.Number}: status {status}: {Encoding.UTF8.GetString(body)}";
        }

        var earned = body.IndexOf("\"earned\":"u8);
        if (earned < 0 || !Utf8Parser.TryParse(body[(earned + 9)..], out int points, out _))
        {
            return $"receipt {expected.Number}: earned is missing: {Encoding.UTF8.GetString(body)}";
        }

        if (expected.Earned < 0)
        {
            var (sum, rules) = Breakdown(body[earned..]);
            expected = expected with { Earned = sum, Rules = rules, Voucher = body.IndexOf("\"vouchersIssued\":[{"u8) > 0 };
        }
        if (points != expected.Earned)
        {
            return $"receipt {expected.Number}: earned should be {expected.Earned}: {Encoding.UTF8.GetString(body)}";
        }

        var name = body.IndexOf("s01/R"u8);
        if (name < 0 || !Utf8Parser.TryParse(body[(name + 5)..], out long number, out _) || number != expected.Number)
        {
            return $"receipt {expected.Number}: the answer is to another: {Encoding.UTF8.GetString(body)}";
        }

        return null;
    }

    /// <summary>The points of the breakdown, and the number of rules besides base and tier that contributed.</summary>
    private static (int Sum, int Rules) Breakdown(ReadOnlySpan<byte> rest)
    {
        var (sum, rules) = (0, 0);
        for (var at = 0; (at = rest.IndexOf("{\"rule\":\""u8)) >= 0;)
        {
            rest = rest[(at + 9)..];
            if (!rest.StartsWith("base\""u8) && !rest.StartsWith("tier:"u8))
            {
                rules++;
            }

            rest = rest[(rest.IndexOf("\"points\":"u8) + 9)..];
            sum += Utf8Parser.TryParse(rest, out int points, out _) ? points : throw new FormatException("A breakdown without points.");
        }
        return (sum, rules);
    }

    private Product Pick(Product[] products) => products.Length == 1 ? products[0] : products[random.Next(products.Length)];

    private static void Money(int cents, Span<byte> into)
    {
        Utf8Formatter.TryFormat(cents / 100, into[..2], out _, new('D', 2));
        Utf8Formatter.TryFormat(cents % 100, into.Slice(3, 2), out _, new('D', 2));
    }
}
