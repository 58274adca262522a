namespace LoyaltyClub.Tests.Api;

public class PayingWithPoints
{
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
        (await Pay(club.Admin, id, "r1", 300, 9m, "2026-02-01T10:00:00Z"))
            .Number("balance.active")
            .ShouldBe(59);

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
        (await club.Admin.Statement(id)).ShouldBe([
            "adjusted 250",
            "adjusted 100",
            "redeemed -300",
            "earned 9",
            "restored 150",
            "reversed -5",
            "expired -4",
            "restored 150",
            "expired -100",
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
