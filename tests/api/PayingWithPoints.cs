namespace LoyaltyClub.Tests.Api;

public class PayingWithPoints
{
    /// <summary>Lines, points paid at 0.01, and of each return its lines, the money and the points to give back.</summary>
    [Theory]
    // In money alone: what the goods cost, and of the last the rest.
    [InlineData("2:10.00", 0, "1:1 5.00 0 | 1:1 5.00 0")]
    [InlineData("3:10.00", 0, "1:1 3.33 0 | 1:1 3.34 0 | 1:1 3.33 0")]
    // Points in proportion to the money, whole points down; the money is the rest.
    [InlineData("1:11.85 1:5.80", 580, "1:1 7.96 389 | 2:1 3.89 191")]
    [InlineData("1:5.00", 500, "1:1 0.00 500")]
    [InlineData("1:10.00", 100, "- 9.00 100 | - 0.00 0")]
    [InlineData("2:10.00", 100, "1:1 4.50 50 | - 4.50 50")]
    // A discount lowers what is given back, whatever comes back first.
    [InlineData("1:90.00 1:10.00 1:-20.00", 0, "1:1 80.00 0 | 2:1 0.00 0")]
    [InlineData("2:100.00 1:-10.00", 0, "1:1 50.00 0 | 1:1 40.00 0")]
    public async Task A_return_says_how_much_money_and_how_many_points_to_give_back(string lines, long points, string returns)
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        await club.Programme(
            new
            {
                payWithPoints = new
                {
                    value = 0.01,
                    minimum = 1,
                    multipleOf = 1,
                    maximumShare = 1,
                },
            }
        );
        var id = await club.Admin.EnrolWith("e", 1_000);
        (
            await club.Admin.Post(
                "/v1/purchases",
                new
                {
                    store = "s1",
                    receipt = "r1",
                    at = Now,
                    member = id,
                    lines = Split(lines)
                        .Select(
                            (line, index) =>
                                new
                                {
                                    line = index + 1,
                                    sku = "x",
                                    quantity = line.First,
                                    amount = line.Second,
                                }
                        ),
                    payWithPoints = points == 0 ? null : new { points },
                }
            )
        ).Status.ShouldBe(201);

        var number = 0;
        foreach (var one in returns.Split(" | "))
        {
            var parts = one.Split(' ');
            var back = parts[0] == "-" ? null : Split(parts[0]).Select(line => new { line = line.First, quantity = line.Second });
            object request = new
            {
                store = "s1",
                receipt = "r1",
                returnReceipt = $"b{number++}",
                at = Now,
                lines = back,
            };
            var reply = await club.Admin.Post("/v1/returns", request);
            (reply.Number("refund"), reply.Number("restored.points")).ShouldBe(
                (
                    decimal.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture),
                    long.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture)
                ),
                one
            );
            (await club.Admin.Post("/v1/returns", request)).Body.ShouldBe(reply.Body);
        }

        static (decimal First, decimal Second)[] Split(string text) =>
            [
                .. text.Split(' ')
                    .Select(pair =>
                        Array.ConvertAll(pair.Split(':'), part => decimal.Parse(part, System.Globalization.CultureInfo.InvariantCulture))
                    )
                    .Select(pair => (pair[0], pair[1])),
            ];
    }

    private const string Now = TillSteps.Now;

    private static readonly object Programme = new
    {
        payWithPoints = new
        {
            value = 0.01,
            minimum = 100,
            multipleOf = 10,
            maximumShare = 0.5,
        },
        expiry = new { kind = "afterActivation", months = 1 },
    };

    private static Task<Reply> Pay(HttpClient till, string member, string receipt, long points, decimal amount, string at = Now) =>
        till.Post(
            "/v1/purchases",
            new
            {
                store = "s1",
                receipt,
                at,
                member,
                payWithPoints = new { points },
                lines = new[]
                {
                    new
                    {
                        line = 1,
                        sku = "x",
                        quantity = 2,
                        amount,
                    },
                },
            }
        );

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Points_pay_a_part_of_the_receipt_within_the_programmes_bounds(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var id = await club.Admin.EnrolWith("e", 450);

        var few = await Pay(club.Admin, id, "r1", 90, 20m);
        (few.Status, few.Code, few.Number("minimum")).ShouldBe((422, "pay_below_minimum", 100));
        var odd = await Pay(club.Admin, id, "r1", 105, 20m);
        (odd.Status, odd.Code, odd.Number("multipleOf")).ShouldBe((422, "pay_not_multiple", 10));
        var much = await Pay(club.Admin, id, "r1", 310, 6.19m);
        (much.Status, much.Code, much.Number("most")).ShouldBe((422, "pay_above_share", 300));
        var poor = await Pay(club.Admin, id, "r1", 460, 20m);
        (poor.Code, poor.Number("balance"), poor.Number("cost")).ShouldBe(("insufficient_points", 450, 460));

        var paid = await Pay(club.Admin, id, "r1", 310, 6.20m);
        (paid.Status, paid.Number("payable"), paid.Number("points.earned"), paid.Number("balance.active")).ShouldBe((201, 3.10m, 6, 146));
        (await Pay(club.Admin, id, "r1", 310, 6.20m)).Body.ShouldBe(paid.Body);
        (await Pay(club.Admin, id, "r1", 300, 6.20m)).Code.ShouldBe("operation_conflict");
        (await club.Admin.Statement(id)).ShouldBe(["adjusted 450", "redeemed -310", "earned 6"]);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_paid_comes_back_in_proportion_to_its_own_lots_and_ends_when_they_would_have(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, "2026-02-01T10:00:00Z");
        await club.Programme(Programme);
        var id = (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "e",
                    firstName = "A",
                    openingBalance = new { points = 250, expires = "2026-03-20" },
                }
            )
        ).Text("id")!;
        await club.Admin.Post(
            $"/v1/members/{id}/adjustments",
            new
            {
                operationId = "a",
                points = 100,
                reason = "gift",
            }
        ); // to the end of 1 March
        // the gift and 200 of the opening; 9 earned
        (await Pay(club.Admin, id, "r1", 300, 9m, "2026-02-01T10:00:00Z")).Number("balance.active").ShouldBe(59);

        await club.Admin.Clock("2026-02-20T10:00:00Z");
        async Task<Reply> Back(string number, params (int, decimal)[] lines) =>
            await club.Admin.Say(
                HttpMethod.Post,
                "/v1/returns",
                TillSteps.ReturnLine("r1", number, lines).Replace("\"kind\":\"return\",", "").Replace(Now, "2026-02-20T10:00:00Z")
            );
        var half = await Back("b1", (1, 1));
        half.Json["restored"]!.ToJsonString().ShouldBe("""{"points":150,"expiredAtOnce":0}"""); // the last lot taken comes back first
        half.Number("reversed.points").ShouldBe(5);
        half.Json["balance"]!
            .ToJsonString()
            .ShouldBe("""{"active":204,"pending":0,"reserved":0,"debt":0,"nextExpiry":{"on":"2026-03-01","points":4}}""");

        await club.Admin.Clock("2026-03-05T10:00:00Z"); // what was earned on 1 February is gone, and so would the gift be
        var rest = await Back("b2");
        rest.Json["restored"]!.ToJsonString().ShouldBe("""{"points":150,"expiredAtOnce":100}""");
        rest.Json["reversed"]!
            .ToJsonString()
            .ShouldBe("""{"points":0,"fromPending":0,"fromActive":0,"debt":0,"forgiven":4,"forgotten":0}""");
        rest.Json["balance"]!
            .ToJsonString()
            .ShouldBe("""{"active":250,"pending":0,"reserved":0,"debt":0,"nextExpiry":{"on":"2026-03-20","points":250}}""");
        // In the order of time: the second return is of 20 February too, before the points of the receipt ended.
        (await club.Admin.Statement(id)).ShouldBe([
            "adjusted 250",
            "adjusted 100",
            "redeemed -300",
            "earned 9",
            "restored 150",
            "reversed -5",
            "restored 150",
            "expired -100",
            "expired -4",
        ]);
        (await Back("b3")).Number("restored.points").ShouldBe(0);
    }

    [Fact]
    public async Task A_preview_says_what_would_be_left_to_pay_and_takes_nothing()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        await club.Programme(Programme);
        var id = await club.Admin.EnrolWith("e", 450);
        var preview = await club.Admin.Post(
            "/v1/purchases/preview",
            new
            {
                store = "s1",
                receipt = "r1",
                at = Now,
                member = id,
                payWithPoints = new { points = 200 },
                lines = new[]
                {
                    new
                    {
                        line = 1,
                        sku = "x",
                        quantity = 1,
                        amount = 9.99,
                    },
                },
            }
        );
        (preview.Status, preview.Number("payable"), preview.Number("balance.active")).ShouldBe((200, 7.99m, 259));
        (await club.Admin.Points(id)).ShouldBe("450 0 0 0");
    }
}
