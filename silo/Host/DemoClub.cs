using LoyaltyClub.Contracts;

namespace LoyaltyClub.Host;

/// <summary>
/// A fictitious small grocer's with a coffee bar, and its customers. The same day gives the same club: the sequence of pseudo-random
/// numbers has a fixed seed.
/// </summary>
internal static class DemoClub
{
    public const string FirstMember = "demo-01",
        FirstEmail = "member01@example.org";
    private const int Seed = 20_260_301,
        LongestAgo = 200,
        MostPurchases = 25;

    public const string Programme = """
        {
          "name": "Club La Ribera", "currency": "EUR", "timeZone": "Europe/Madrid",
          "earning": {
            "points": 1, "per": 1.00, "rounding": "floor", "excludedCategories": ["gift-card"],
            "rules": [
              {"code": "bakery-tuesday", "name": {"en": "Bakery Tuesday", "es": "Martes de panadería"}, "when": {"category": ["bakery"], "days": ["tue"]}, "multiply": 2},
              {"code": "big-basket", "name": {"en": "Big basket", "es": "Gran compra"}, "when": {"minimumSpend": 40.00}, "add": 25, "perMember": {"times": 1, "days": 30}}
            ]
          },
          "expiry": {"kind": "afterActivation", "months": 12, "roundUp": "month"},
          "tiers": {
            "by": "points", "window": {"kind": "rolling", "months": 12}, "downgrade": {"to": "oneDown", "graceDays": 30},
            "levels": [
              {"code": "basic", "name": {"en": "Basic", "es": "Básico"}, "from": 0, "multiply": 1.0},
              {"code": "silver", "name": {"en": "Silver", "es": "Plata"}, "from": 150, "multiply": 1.25},
              {"code": "gold", "name": {"en": "Gold", "es": "Oro"}, "from": 400, "multiply": 1.5}
            ]
          },
          "rewards": [
            {"code": "free-coffee", "name": {"en": "A coffee on us", "es": "Café de regalo"}, "cost": 60, "validDays": 30},
            {"code": "breakfast", "name": {"en": "Breakfast for two", "es": "Desayuno para dos"}, "cost": 250, "validDays": 60},
            {"code": "tasting", "name": {"en": "Wine tasting", "es": "Cata de vinos"}, "cost": 300, "validDays": 90, "stock": 12, "tiers": ["silver", "gold"]}
          ],
          "stampCards": [{"code": "coffee", "name": {"en": "10th coffee free", "es": "El 10.º café, gratis"}, "by": "item", "category": ["coffee"], "size": 10, "reward": "free-coffee"}],
          "categories": [
            {"code": "bakery", "name": {"en": "Bakery", "es": "Panadería"}},
            {"code": "coffee", "name": {"en": "Coffee", "es": "Café"}},
            {"code": "gift-card", "name": {"en": "Gift card", "es": "Tarjeta regalo"}}
          ],
          "payWithPoints": {"value": 0.02, "minimum": 50, "multipleOf": 10, "maximumShare": 0.5},
          "referral": {"referrer": 100, "referee": 50, "minimumSpend": 20.00, "holdDays": 14}
        }
        """;

    public static readonly StoreView[] Stores =
    [
        new("la-ribera", "La Ribera", "Calle Mayor 12, Logroño", OpeningHours: "Mo-Fr 08:30-14:00,17:00-20:30; Sa 09:00-14:30"),
        new("la-ribera-norte", "La Ribera Norte", "Avenida de la Paz 40, Logroño", OpeningHours: "Mo-Sa 09:00-21:00"),
    ];

    private static readonly string[] Spanish =
    [
        "Lucía Navarro",
        "Martín Herrera",
        "Carmen Vidal",
        "Álvaro Serrano",
        "Inés Cabrera",
        "Diego Fuentes",
        "Nuria Campos",
        "Pablo Ibáñez",
        "Elena Soler",
        "Hugo Marín",
        "Rocío Peña",
        "Javier Luna",
        "Marta Rey",
        "Adrián Vega",
        "Sofía Lara",
        "Iker Aguirre",
        "Clara Bosch",
        "Rubén Prieto",
        "Aitana Gil",
        "Tomás Rivas",
        "Pilar Montes",
        "Gonzalo Rueda",
        "Irene Palacios",
        "Óscar Blanco",
        "Noa Santos",
        "Mateo Duarte",
    ];
    private static readonly string[] English =
    [
        "Emily Carter",
        "Jack Whitfield",
        "Grace Holloway",
        "Oliver Brandt",
        "Amelia Stone",
        "Harry Pemberton",
        "Ruby Lawson",
        "George Ashdown",
        "Isla Merritt",
        "Leo Fairbank",
        "Poppy Tanner",
        "Arthur Quinn",
        "Freya Dalton",
        "Noah Birch",
    ];
    private static readonly (string Sku, string Name, string Category, string Brand, decimal Price)[] Shelf =
    [
        ("cof-esp", "Espresso", "coffee", "La Ribera", 1.40m),
        ("cof-lat", "Café con leche", "coffee", "La Ribera", 1.80m),
        ("cof-beans", "Coffee beans 250 g", "coffee", "Monte Alto", 6.95m),
        ("bak-cro", "Croissant", "bakery", "La Ribera", 1.60m),
        ("bak-bread", "Sourdough loaf", "bakery", "Horno Viejo", 3.20m),
        ("bak-tart", "Almond tart", "bakery", "Horno Viejo", 12.50m),
        ("fru-apple", "Apples 1 kg", "fruit", "Huerta Clara", 2.30m),
        ("fru-orange", "Oranges 2 kg", "fruit", "Huerta Clara", 3.10m),
        ("veg-tom", "Tomatoes 1 kg", "vegetables", "Huerta Clara", 2.75m),
        ("dai-milk", "Whole milk 1 l", "dairy", "Valle Verde", 1.15m),
        ("dai-cheese", "Manchego 300 g", "dairy", "Valle Verde", 7.40m),
        ("dai-yog", "Yoghurt, 4 pieces", "dairy", "Valle Verde", 2.20m),
        ("pan-oil", "Olive oil 1 l", "pantry", "Sierra Alba", 9.80m),
        ("pan-rice", "Rice 1 kg", "pantry", "Sierra Alba", 2.05m),
        ("pan-choc", "Dark chocolate", "pantry", "Monte Alto", 2.95m),
        ("dri-water", "Sparkling water", "drinks", "Fuente Fría", 0.95m),
        ("dri-wine", "Rioja, bottle", "drinks", "Viña Lenta", 8.60m),
        ("gift-20", "Gift card 20 €", "gift-card", "La Ribera", 20.00m),
    ];

    /// <summary>The day of the first start: the first member joined <see cref="LongestAgo"/> days before it.</summary>
    public static DateTimeOffset TodayOf(DateTimeOffset firstJoined) => firstJoined.AddDays(LongestAgo);

    /// <param name="today">Midnight UTC; every purchase lies before it.</param>
    public static IEnumerable<(Enrolment Enrolment, PurchaseRequest[] Purchases)> Members(DateTimeOffset today)
    {
        var random = new Random(Seed);
        var names = Spanish.Select(name => (name, Language: "es")).Concat(English.Select(name => (name, Language: "en"))).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            var ((name, language), number) = (names[i], $"{i + 1:00}");
            var joinedDaysAgo = i == 0 ? LongestAgo : random.Next(10, LongestAgo + 1);
            var (first, last) = (name[..name.IndexOf(' ')], name[(name.IndexOf(' ') + 1)..]);
            // Drawn before the consent: the demo's members are the same from release to release.
            var born = new DateOnly(1950 + random.Next(55), random.Next(1, 13), random.Next(1, 29));
            var enrolment = new Enrolment(
                $"demo-member-{number}",
                new(Email: random.Next(4) > 0),
                null,
                today.AddDays(-joinedDaysAgo),
                null
            )
            {
                ExternalId = $"demo-{number}",
                FirstName = first,
                LastName = last,
                Email = $"member{number}@example.org",
                Birthday = born,
                Language = language,
            };
            // Squared, so that most members buy rarely and a few often.
            var times = (int)(Math.Pow(random.NextDouble(), 2) * (MostPurchases + 1));
            var daysAgo = Enumerable.Range(0, times).Select(_ => random.Next(1, joinedDaysAgo)).Order().Reverse().ToArray();
            yield return (
                enrolment,
                [.. daysAgo.Select((ago, visit) => Receipt($"demo-{number}-{visit + 1:00}", today.AddDays(-ago), random))]
            );
        }
    }

    private static PurchaseRequest Receipt(string receipt, DateTimeOffset day, Random random)
    {
        // From eight in the morning to about eight in the evening in Madrid.
        var at = day.AddHours(7).AddMinutes(random.Next(11 * 60)).AddSeconds(random.Next(60));
        var lines = new PurchaseLine[random.Next(1, 7)];
        for (var i = 0; i < lines.Length; i++)
        {
            var (sku, name, category, brand, price) = Shelf[random.Next(Shelf.Length)];
            var quantity = random.Next(4) == 0 ? 2 : 1;
            lines[i] = new(i + 1, sku, name, category, brand, quantity, quantity * price);
        }
        return new(
            Stores[random.Next(3) == 0 ? 1 : 0].Code,
            $"till-{random.Next(1, 4)}",
            receipt,
            at,
            null,
            null,
            lines,
            null,
            null,
            null
        );
    }
}
