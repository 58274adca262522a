using LoyaltyClub.Bench.Load;

namespace LoyaltyClub.Bench;

/// <summary>A club's programme and what is bought there.</summary>
/// <param name="Predicted">True if the points of a receipt follow from the receipt alone.</param>
internal sealed record ClubKind(string Programme, Assortment Assortment, bool Predicted)
{
    private const string Bakery = """{"code": "bakery", "when": {"category": ["bakery"]}, "multiply": 2}""";

    /// <summary>A rule on lines, one factor, lots that expire, two tiers of the same factor.</summary>
    public static readonly ClubKind Plain = new(
        $$$"""
        {"name": "Bench", "currency": "EUR", "timeZone": "Europe/Madrid",
         "earning": {"points": 1, "per": 1.00, "rounding": "floor", "rules": [{{{Bakery}}}]},
         "expiry": {"kind": "afterActivation", "months": 12},
         "tiers": {"by": "points", "levels": [{"code": "basic", "name": "Basic", "from": 0, "multiply": 1.0}, {"code": "silver", "name": "Silver", "from": 500, "multiply": 1.0}]}}
        """,
        Assortment.Two,
        Predicted: true
    );

    /// <summary>One rule and no other feature: the least work.</summary>
    public static readonly ClubKind OneRule = new(
        $$$"""
        {"name": "Bench, one rule", "currency": "EUR", "timeZone": "Europe/Madrid",
         "earning": {"points": 1, "per": 1.00, "rounding": "floor", "rules": [{{{Bakery}}}]}}
        """,
        Assortment.Sixty,
        Predicted: true
    );

    /// <summary>Every feature of a programme, and 50 rules, of which few apply to a receipt.</summary>
    public static readonly ClubKind Full = new(Resource("full.json"), Assortment.Sixty, Predicted: false);

    /// <summary>A file that is embedded in this program.</summary>
    public static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ClubKind).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
