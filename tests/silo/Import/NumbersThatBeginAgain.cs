namespace LoyaltyClub.Tests.Import;

/// <summary>Files of tills that count from 1 each day.</summary>
public class NumbersThatBeginAgain
{
    private const string Receipts = """
        store,receipt,at,externalId,sku,quantity,amount
        s1,1,2026-01-05T10:00:00Z,m1,a,1,5
        s1,2,2026-01-05T10:05:00Z,m1,a,1,6
        s1,1,2026-01-05T10:00:20Z,m1,b,1,5
        s1,1,2026-01-06T10:00:00Z,m1,a,1,7
        s1,1,2026-01-07T10:00:00Z,m1,a,1,8
        """;

    [Theory, InlineData(10_000), InlineData(3)]
    public async Task Rows_of_a_number_are_one_receipt_within_a_day(int receiptWindow)
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);
        await bench.Members(1);
        await bench.Club(async club =>
            (await club.Admin.Put("/v1/stores/s1", new { name = "s1", receiptNumbers = "daily" })).Status.ShouldBe(200)
        );
        var mapping = $$"""{"receiptNumbers": "daily", "receiptWindow": {{receiptWindow}}}""";
        var imported = await bench.Purchases(bench.File("purchases.csv", Receipts), mapping);
        (imported.Code, imported.Tally.New).ShouldBe((0, 4), string.Join('\n', imported.Refused));
        (await bench.Balance("m1")).ShouldBe(31);
        var again = await bench.Purchases(bench.File("purchases.csv", Receipts), mapping);
        (again.Code, again.Tally.AlreadyThere).ShouldBe((0, 4));
    }

    [Fact]
    public async Task Without_the_stores_setting_the_refusal_names_it()
    {
        await using var bench = await ImportBench.Start(StoreKind.Sqlite);
        await bench.Members(1);
        var imported = await bench.Purchases(bench.File("purchases.csv", Receipts), """{"receiptNumbers": "daily"}""");
        imported.Code.ShouldBe(3);
        imported.Refused.Count(line => line.Contains("operation_conflict") && line.Contains("receiptNumbers")).ShouldBe(2);
    }
}
