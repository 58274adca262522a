namespace LoyaltyClub.Tests.Api;

/// <summary>What a line's tax, payment with points and fractions of a point do, from request to answer, and after a restart.</summary>
public class TaxAndFractions
{
    private const string Now = TillSteps.Now;

    private static object Receipt(string member, string receipt, decimal amount, decimal? tax, long pays = 0) =>
        TillSteps.Receipt(receipt, member, amount: amount, points: pays == 0 ? null : pays, at: Now, tax: tax);

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Net_amounts_earn_fractions_wait_and_what_points_pay_earns_nothing(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(
            new
            {
                earning = new
                {
                    per = 10.00m,
                    rounding = "carry",
                    @base = "net",
                    onPaidWithPoints = false,
                },
                payWithPoints = new { value = 1.00m },
            }
        );
        var id = await club.Admin.Enrol();
        (await club.Admin.Post("/v1/purchases", Receipt(id, "r1", 8.47m, 1.47m))).Number("points.earned").ShouldBe(0);
        var second = await club.Admin.Post("/v1/purchases", Receipt(id, "r2", 30.25m, 5.25m));
        (second.Status, second.Number("points.earned")).ShouldBe((201, 3), second.Body);
        (await club.Admin.Post("/v1/purchases", Receipt(id, "r2", 30.25m, 5.25m))).Again.ShouldBeTrue();
        (await club.Admin.Post("/v1/purchases", Receipt(id, "r2", 30.25m, null))).Code.ShouldBe("operation_conflict");
        (await club.Admin.Get("/v1/purchases/s1/r2"))
            .Json["lines"]!.ToJsonString()
            .ShouldBe("""[{"line":1,"sku":"x","name":null,"category":null,"brand":null,"quantity":1,"amount":30.25,"tax":5.25}]""");

        var line = (
            await Batches.Send(
                club.Admin,
                """{"kind":"return","store":"s1","receipt":"r2","returnReceipt":"b1","at":"2026-03-02T10:00:00Z","lines":[{"line":1,"quantity":1,"tax":5.25}]}"""
            )
        ).Single();
        (line.Text("body.code"), line.Text("body.field")).ShouldBe(("unknown_field", "lines"));

        // 0.2 waits. Two points pay two of 12.10, of which 10.00 is net: 8.35 earns.
        var third = await club.Admin.Post("/v1/purchases", Receipt(id, "r3", 12.10m, 2.10m, pays: 2));
        (third.Number("points.earned"), third.Number("payable")).ShouldBe((1, 10.10m), third.Body);
        (await club.Admin.Return("r1", "b1")).Number("reversed.points").ShouldBe(1);
        (await club.Admin.Points(id)).ShouldBe("1 0 0 0");
        foreach (var receipt in new[] { "r3", "r2" })
        {
            (await club.Admin.Return(receipt, "b2")).Status.ShouldBe(201);
        }

        (await club.Admin.Points(id)).ShouldBe("0 0 0 0");
    }
}
