using System.Text.Json.Nodes;
using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Desk;
using LoyaltyClub.Tests.Api;
using LoyaltyClub.Tests.Portal;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>A club with something of everything, and long names: Ana has it all, Nora has just joined.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public const string Now = "2026-03-12T12:00:00Z",
        Ana = "ana@example.org",
        Nora = "nora@example.org";

    /// <summary>How the club works; as the draft of the editor's rooms it is changed a little.</summary>
    public const string Programme = """
        {
          "name": "Panadería La Ribera", "currency": "EUR", "timeZone": "Europe/Madrid",
          "earning": {"points": 1, "per": 1.00, "rules": [
            {"code": "big-basket", "when": {"minimumSpend": 40.00}, "add": 25},
            {"code": "pasteles-los-jueves", "when": {"category": ["bollería-y-pastelería", "tartas-por-encargo"], "days": ["thu"], "from": "10:00", "to": "14:00"}, "multiply": 2},
            {"code": "merienda", "name": {"en": "Afternoon snack", "es": "La merienda"}, "when": {"category": ["meriendas"], "from": "18:00", "minimumQuantity": 2}, "multiply": 1.5, "perMember": {"times": 1, "days": 1}},
            {"code": "sabados-de-vino", "when": {"brand": ["Bodegas Viña Lenta de la Ribera del Duero"], "days": ["fri", "sat"], "stores": ["Plaza Mayor", "s1"], "minimumSpend": 20.00}, "points": 5, "per": 10.00, "perMember": {"times": 3, "days": 30}}
          ]},
          "expiry": {"kind": "afterActivation", "months": 12, "roundUp": "month"},
          "tiers": {"by": "points", "levels": [{"code": "basic", "name": "Básico", "from": 0}, {"code": "silver", "name": "Amigos de la casa", "from": 150}, {"code": "gold", "name": "Oro", "from": 700}]},
          "categories": [
            {"code": "bollería-y-pastelería", "name": {"en": "Pastries", "es": "Bollería y pastelería"}}, {"code": "meriendas", "name": {"en": "Afternoon snacks", "es": "Meriendas"}}
          ],
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
        """;

    private const string Inigo = "inigo.santamaria.de.la.fuente@panaderia-la-ribera.example.org";
    private readonly SemaphoreSlim app = new(1);

    private Shop(ClubApplication club, ClockAhead machine) => (Club, Machine) = (club, machine);

    public ClubApplication Club { get; }

    /// <summary>The machine's clock, where the club's own stands still.</summary>
    public ClockAhead Machine { get; }
    public string AnaId { get; private set; } = "";
    public string NoraId { get; private set; } = "";

    /// <summary>Ana's voucher, her printed card, a receipt of hers in s1, and a claim nobody has taken.</summary>
    public string Voucher { get; private set; } = "";
    public string Printed { get; private set; } = "";
    public const string Receipt = "T-ABCDE-12345";
    public string Claim { get; private set; } = "";

    /// <summary>The link that the service prints until there is an admin.</summary>
    public string SetUp { get; private set; } = "";

    /// <summary>Who works here, once they were asked for: an admin, marketing and a cashier; two more are on their way in.</summary>
    public Desk Olga { get; private set; } = null!;
    public Desk Marcos { get; private set; } = null!;
    public Desk Carla { get; private set; } = null!;
    public string OlgaId { get; private set; } = "";
    public string MarcosId { get; private set; } = "";
    public string CarlaId { get; private set; } = "";
    public string InvitedId { get; private set; } = "";

    /// <summary>Carla's at the till.</summary>
    public string Pin { get; private set; } = "";

    /// <summary>Links: of somebody who is invited, and of somebody who has chosen a password already.</summary>
    public string Invited { get; private set; } = "";
    public string Prepared { get; private set; } = "";

    /// <summary>Ana joined twice, and somebody was forgotten.</summary>
    public string TwiceId { get; private set; } = "";
    public string ErasedId { get; private set; } = "";

    /// <param name="now">The sandbox's time; null for the machine's.</param>
    /// <param name="bare">Without programme and members, as after the first start.</param>
    public static async Task<Shop> Open(string? now = Now, bool bare = false)
    {
        var machine = new ClockAhead();
        var club = now is null
            ? await ClubApplication.Start(StoreKind.Sqlite)
            : await ClubApplication.StartBy(machine, StoreKind.Sqlite, now);
        var shop = new Shop(club, machine) { SetUp = Desk.Opened(await FirstAdminLink.Path(club.Services.GetRequiredService<ISeals>())) };
        if (bare)
        {
            return shop;
        }

        await club.Programme(JsonNode.Parse(Programme)!);
        var joined = now is null ? DateTimeOffset.UtcNow.AddDays(-60).ToString("O") : "2026-01-01T00:00:00Z";
        shop.AnaId = await shop.Join(Ana, "Ana María", "Fernández-Villaverde", joined, 1_240);
        shop.NoraId = await shop.Join(Nora, "Nora", "Vidal", joined, null);
        await shop.Arrange(
            now is null ? DateTimeOffset.UtcNow : DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)
        );
        return shop;
    }

    /// <summary>Five receipts of one card at one till on a day: what the watch looks for.</summary>
    public async Task BuyTooOften()
    {
        for (var i = 1; i <= 5; i++)
        {
            var bought = await Club.Admin.Post(
                "/v1/purchases",
                new
                {
                    store = "s1",
                    till = "Caja 2",
                    receipt = $"again {i}",
                    at = $"2026-03-12T10:0{i}:00Z",
                    member = TwiceId,
                    lines = new[]
                    {
                        new
                        {
                            line = 1,
                            sku = "1",
                            quantity = 1,
                            amount = 5,
                        },
                    },
                }
            );
            bought.Status.ShouldBeLessThan(300, bought.Body);
        }
    }

    /// <summary>Takes the staff on, and what they have done by hand.</summary>
    public async Task Employ()
    {
        Olga = await Desk.Admin(Club, machine: Machine);
        var (link, _) = await Invite("Marketing", "Marcos Echevarría Goicoechea", "marcos@example.org");
        await (Marcos = new(Club, "marcos@example.org", machine: Machine)).SetUp(link);
        (link, var hired) = await Invite("Cashier", "Carla", "carla@example.org");
        await (Carla = new(Club, "carla@example.org", machine: Machine)).SetUp(link);
        Pin = Desk.PinIn(hired);
        (Invited, _) = await Invite("Admin", "Íñigo", Inigo);
        (Prepared, _) = await Invite("Marketing", "Pau", "pau@example.org");
        await Olga.Browser.Send(
            Prepared.Replace("invitation?", "invitation/password?", StringComparison.Ordinal),
            ("password", Desk.RightPassword),
            ("again", Desk.RightPassword)
        );
        (OlgaId, MarcosId, CarlaId, InvitedId) = (
            await StaffId(Olga.Email),
            await StaffId(Marcos.Email),
            await StaffId(Carla.Email),
            await StaffId(Inigo)
        );
        if (AnaId.Length == 0)
        {
            return;
        }

        TwiceId = await Join("ana.maria@example.org", "Ana M.", "Fernández", "2026-02-20T00:00:00Z", 35);
        ErasedId = await Join("eva@example.org", "Eva", "Montes", "2026-02-20T00:00:00Z", 12);
        (await Club.Admin.Delete("/v1/members/" + ErasedId)).Status.ShouldBe(200);
        (await Club.Admin.Patch("/v1/members/" + AnaId, new { phone = "+34 600 111 222", externalId = "CRM-000077" })).Status.ShouldBe(200);
        (
            await Olga.Browser.Send(
                $"/desk/members/{AnaId}/adjust",
                ("wish", Guid.NewGuid().ToString("N")),
                ("points", "-15"),
                ("reason", "Corrección de un tique contado dos veces")
            )
        ).Status.ShouldBe(200);
    }

    /// <summary>Somebody gets a link by mail; with the page that the inviting admin sees.</summary>
    public async Task<(string Link, Page Answer)> Invite(string role, string name, string email)
    {
        var mail = new MailFolder(Club);
        var answer = await Olga.Browser.Send("/desk/staff", ("name", name), ("email", email), ("role", role));
        return (Desk.LinkIn(await mail.Next(email)), answer);
    }

    private async Task<string> StaffId(string email) => (await Grains.GetGrain<IStaffGrain>(Contracts.ClubKey.Value).ByEmail(email))!.Id;

    public IGrainFactory Grains => Club.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Lends a code of Olga's app that nobody has used. Each is good once, so the machine's clock goes on for the next.</summary>
    public async Task WithCode(Func<string, Task> use)
    {
        await app.WaitAsync();
        try
        {
            Machine.By += TimeSpan.FromSeconds(30);
            await use(Olga.NextCode());
        }
        finally
        {
            app.Release();
        }
    }

    public async Task<string> Join(string email, string firstName, string lastName, string joinedAt, long? points)
    {
        var reply = await Club.Admin.Post(
            "/v1/members",
            new
            {
                operationId = "join " + email,
                firstName,
                lastName,
                email,
                joinedAt,
                openingBalance = points is null ? null : new { points },
            }
        );
        reply.Status.ShouldBe(201, reply.Body);
        return reply.Text("id")!;
    }

    /// <summary>The text of a member's card as it is now: <c>static</c> or <c>rotating</c>.</summary>
    public async Task<string> Card(string member, string kind) => (await Club.Admin.Get($"/v1/members/{member}/card")).Text(kind)!;

    public async Task<long> Points(string member) => (await Club.Admin.Balance(member))["active"]!.GetValue<long>();

    private async Task Arrange(DateTimeOffset now)
    {
        var admin = Club.Admin;
        Task Must(Task<Reply> asked) =>
            asked.ContinueWith(done => done.Result.Status.ShouldBeInRange(200, 299, done.Result.Body), TaskScheduler.Default);
        string At(int daysAgo) => now.AddDays(-daysAgo).ToString("O");
        object Line(int line, string name, string category, decimal quantity, decimal amount) =>
            new
            {
                line,
                sku = name,
                name,
                category,
                quantity,
                amount,
            };
        await Must(
            admin.Post(
                "/v1/purchases",
                new
                {
                    store = "Plaza Mayor",
                    receipt = "2026/00017",
                    at = At(9),
                    member = AnaId,
                    lines = new[]
                    {
                        Line(1, "Tarta de almendra y frambuesa", "bakery", 1, 38.5m),
                        Line(2, "Café con leche", "coffee", 2, 4.2m),
                    },
                }
            )
        );
        await Must(
            admin.Post(
                "/v1/purchases",
                new
                {
                    store = "s1",
                    receipt = Receipt,
                    at = At(3),
                    member = AnaId,
                    lines = new[]
                    {
                        Line(1, "Barra de pan de masa madre", "bakery", 3, 5.4m),
                        Line(2, "Jamón de bellota cortado a cuchillo", "deli", 0.25m, 61.75m),
                    },
                }
            )
        );
        await Must(
            admin.Post(
                "/v1/returns",
                new
                {
                    store = "s1",
                    receipt = Receipt,
                    returnReceipt = "R-1",
                    at = At(2),
                    lines = new[] { new { line = 1, quantity = 1 } },
                }
            )
        );
        await Must(
            admin.Post(
                $"/v1/members/{AnaId}/adjustments",
                new
                {
                    operationId = "a1",
                    points = 40,
                    reason = "Disculpas por la espera en la caja del sábado",
                }
            )
        );
        var bought = await admin.Post(
            $"/v1/members/{AnaId}/redemptions",
            new
            {
                operationId = "v1",
                reward = "breakfast",
                capture = true,
            }
        );
        Voucher = bought.Text("voucher.code") ?? throw new InvalidOperationException(bought.Body);
        // As on the phone: for whichever store Ana walks into.
        (await Grains.Member(AnaId).Redeem(new("v2", "coffee", null, false, 900, RedemptionStore.Any))).Refusal.ShouldBeNull();
        Printed = await Card(AnaId, "static");

        using var till = new HttpClient { BaseAddress = Club.Address };
        till.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var key = (await admin.Post("/v1/keys", new { role = "till", store = "s1" })).Text("key")!;
        await till.PostAsync("/till/sign-in", new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = key }));
        var claim = await till.Post(
            "/till/api/claims",
            new
            {
                receipt = "T-CLAIM-00001",
                at = At(0),
                lines = new[]
                {
                    new
                    {
                        name = "Pan",
                        category = "bakery",
                        quantity = 1,
                        amount = 12.5,
                    },
                },
            }
        );
        Claim = new Uri(claim.Text("url") ?? throw new InvalidOperationException(claim.Body)).PathAndQuery;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var desk in new[] { Olga, Marcos, Carla }.OfType<Desk>())
        {
            desk.Dispose();
        }

        app.Dispose();
        await Club.DisposeAsync();
    }
}
