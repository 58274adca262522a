using System.Text.Json.Nodes;
using LoyaltyClub.Tests.Api;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>A club with something of everything, and long names: Ana has it all, Nora has just joined.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public const string Now = "2026-03-12T12:00:00Z", Ana = "ana@example.org", Nora = "nora@example.org";

    private Shop(ClubApplication club) => Club = club;

    public ClubApplication Club { get; }
    public string AnaId { get; private set; } = "";
    public string NoraId { get; private set; } = "";

    /// <summary>Ana's voucher, her printed card, a receipt of hers in s1, and a claim nobody has taken.</summary>
    public string Voucher { get; private set; } = "";
    public string Printed { get; private set; } = "";
    public const string Receipt = "T-ABCDE-12345";
    public string Claim { get; private set; } = "";

    /// <param name="now">The sandbox's time; null for the machine's.</param>
    public static async Task<Shop> Open(string? now = Now)
    {
        var club = await ClubApplication.Start(StoreKind.Sqlite, now);
        var admin = club.Admin;
        await club.Programme(JsonNode.Parse("""
            {
              "name": "Panadería La Ribera", "currency": "EUR", "timeZone": "Europe/Madrid",
              "earning": {"points": 1, "per": 1.00, "rules": [{"code": "big-basket", "when": {"minimumSpend": 40.00}, "add": 25}]},
              "expiry": {"kind": "afterActivation", "months": 12, "roundUp": "month"},
              "tiers": {"by": "points", "levels": [{"code": "basic", "name": "Básico", "from": 0}, {"code": "silver", "name": "Amigos de la casa", "from": 150}, {"code": "gold", "name": "Oro", "from": 700}]},
              "payWithPoints": {"value": 0.01, "minimum": 100, "multipleOf": 100, "maximumShare": 0.5},
              "stampCards": [{"code": "coffee", "name": "El décimo café es gratis", "by": "visit", "size": 10, "reward": "coffee"},
                             {"code": "bread", "name": "Barras de pan de masa madre", "by": "item", "category": ["bakery"], "size": 6, "reward": "breakfast"},
                             {"code": "spend", "name": "Cesta del mes", "by": "spend", "size": 200, "reward": "coffee"}],
              "rewards": [{"code": "coffee", "name": "Un café", "cost": 60, "validDays": 30},
                          {"code": "breakfast", "name": "Desayuno completo para dos personas con zumo de naranja recién exprimido", "cost": 450, "validDays": 30},
                          {"code": "bag", "name": "Bolsa de tela", "cost": 100, "validDays": 90, "stock": 3},
                          {"code": "basket", "name": "Cesta de Navidad", "cost": 9000, "validDays": 60},
                          {"code": "dinner", "name": "Cena con el maestro panadero", "cost": 50, "validDays": 90, "tiers": ["gold"]},
                          {"code": "mug", "name": "Taza", "cost": 20, "validDays": 90, "stock": 0}]
            }
            """)!);
        var shop = new Shop(club);
        var joined = now is null ? DateTimeOffset.UtcNow.AddDays(-60).ToString("O") : "2026-01-01T00:00:00Z";
        shop.AnaId = await shop.Join(Ana, "Ana María", "Fernández-Villaverde", joined, 1_240);
        shop.NoraId = await shop.Join(Nora, "Nora", "Vidal", joined, null);
        await shop.Arrange(now is null ? DateTimeOffset.UtcNow : DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        return shop;
    }

    public async Task<string> Join(string email, string firstName, string lastName, string joinedAt, long? points)
    {
        var reply = await Club.Admin.Post("/v1/members", new { operationId = "join " + email, firstName, lastName, email, joinedAt, openingBalance = points is null ? null : new { points } });
        reply.Status.ShouldBe(201, reply.Body);
        return reply.Text("id")!;
    }

    /// <summary>The text of a member's card as it is now: <c>static</c> or <c>rotating</c>.</summary>
    public async Task<string> Card(string member, string kind) => (await Club.Admin.Get($"/v1/members/{member}/card")).Text(kind)!;

    public async Task<long> Points(string member) => (await Club.Admin.Balance(member))["active"]!.GetValue<long>();

    private async Task Arrange(DateTimeOffset now)
    {
        var admin = Club.Admin;
        Task Must(Task<Reply> asked) => asked.ContinueWith(done => done.Result.Status.ShouldBeInRange(200, 299, done.Result.Body), TaskScheduler.Default);
        string At(int daysAgo) => now.AddDays(-daysAgo).ToString("O");
        object Line(int line, string name, string category, decimal quantity, decimal amount) => new { line, sku = name, name, category, quantity, amount };
        await Must(admin.Post("/v1/purchases", new { store = "Plaza Mayor", receipt = "2026/00017", at = At(9), member = AnaId, lines = new[] { Line(1, "Tarta de almendra y frambuesa", "bakery", 1, 38.5m), Line(2, "Café con leche", "coffee", 2, 4.2m) } }));
        await Must(admin.Post("/v1/purchases", new { store = "s1", receipt = Receipt, at = At(3), member = AnaId, lines = new[] { Line(1, "Barra de pan de masa madre", "bakery", 3, 5.4m), Line(2, "Jamón de bellota cortado a cuchillo", "deli", 0.25m, 61.75m) } }));
        await Must(admin.Post("/v1/returns", new { store = "s1", receipt = Receipt, returnReceipt = "R-1", at = At(2), lines = new[] { new { line = 1, quantity = 1 } } }));
        await Must(admin.Post($"/v1/members/{AnaId}/adjustments", new { operationId = "a1", points = 40, reason = "Disculpas por la espera en la caja del sábado" }));
        var bought = await admin.Post($"/v1/members/{AnaId}/redemptions", new { operationId = "v1", reward = "breakfast", capture = true });
        Voucher = bought.Text("voucher.code") ?? throw new InvalidOperationException(bought.Body);
        await Must(admin.Post($"/v1/members/{AnaId}/redemptions", new { operationId = "v2", reward = "coffee", capture = false, ttlSeconds = 900 }));
        Printed = await Card(AnaId, "static");

        using var till = new HttpClient { BaseAddress = Club.Address };
        till.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var key = (await admin.Post("/v1/keys", new { role = "till", store = "s1" })).Text("key")!;
        await till.PostAsync("/till/sign-in", new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = key }));
        var claim = await till.Post("/till/api/claims", new { receipt = "T-CLAIM-00001", at = At(0), lines = new[] { new { name = "Pan", category = "bakery", quantity = 1, amount = 12.5 } } });
        Claim = new Uri(claim.Text("url") ?? throw new InvalidOperationException(claim.Body)).PathAndQuery;
    }

    public ValueTask DisposeAsync() => Club.DisposeAsync();
}
