using System.Globalization;
using System.IO.Compression;
using LoyaltyClub.Tests.Api;

namespace LoyaltyClub.Tests.Import;

/// <summary>A grocer's real year, by the mappings that the documentation shows.</summary>
public class RealYearTests
{
    private const string File = "complete-journey/transactions.csv.gz";
    private static readonly string? Year = Repository.SharedData(File.Split('/'));

    [TheoryWhereSharedData(File), MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_real_year_gives_every_household_what_plain_loops_over_the_file_give(StoreKind kind)
    {
        await using var bench = await ImportBench.Start(kind);
        var (households, baskets) = PlainLoops();

        var members = await bench.Members(Year!, Mapping("members"));
        var purchases = await bench.Purchases(Year!, Mapping("transactions"));

        members.Code.ShouldBe(0, members.Errors);
        purchases.Code.ShouldBe(0, purchases.Errors);
        (members.Tally.New, members.Tally.Duplicates).ShouldBe((households.Count, 75_000 - households.Count));
        (purchases.Tally.Rows, purchases.Tally.New, purchases.Tally.Roundings).ShouldBe((75_000, baskets, 1));
        purchases.Tally.Points.ShouldBe(households.Values.Sum());
        (await bench.Balances(households.Keys)).ShouldBe(households, ignoreOrder: true);
    }

    /// <summary>Points by household: one for each full unit of what a basket's lines of something for something cost, in cents.</summary>
    private static (Dictionary<string, long> Households, int Baskets) PlainLoops()
    {
        var cents = new Dictionary<(string Store, string Basket), (string Household, long Cents)>();
        using var reader = new StreamReader(new GZipStream(System.IO.File.OpenRead(Year!), CompressionMode.Decompress));
        reader.ReadLine().ShouldStartWith("household_id,store_id,basket_id,product_id,quantity,sales_value,");
        while (reader.ReadLine()?.Split(',') is { } cells)
        {
            var value = (long)Math.Round(100 * double.Parse(cells[5], CultureInfo.InvariantCulture));
            var before = cents.GetValueOrDefault((cells[1], cells[2])).Cents;
            cents[(cells[1], cells[2])] = (cells[0], before + (int.Parse(cells[4], CultureInfo.InvariantCulture) > 0 ? value : 0));
        }
        return (
            cents
                .Values.GroupBy(basket => basket.Household)
                .ToDictionary(group => group.Key, group => group.Sum(basket => basket.Cents / 100)),
            cents.Count
        );
    }

    private static string Mapping(string what) => Path.Combine(Repository.Root, "deploy", "import", $"complete-journey.{what}.json");
}
