using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Api;

/// <summary>A year of a real chain's shopping through the batch endpoint, against plain loops over the file.</summary>
[Collection(nameof(Alone))]
public class RealYear(ITestOutputHelper output)
{
    private const string File = "complete-journey/transactions.csv.gz";
    private static readonly string? Data = Repository.SharedData("complete-journey", "transactions.csv.gz");

    internal sealed record Row(string Household, string Store, string Basket, string Product, string Quantity, decimal Value, string At);

    [TheoryWhereSharedData(File), MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_real_year_gives_what_plain_loops_give_and_sent_again_shuffled_changes_nothing(StoreKind kind)
    {
        var rows = Rows();
        // A basket earns one point for each full dollar of its lines. A value such as 4.4e-16 was once a zero.
        var expected = new Dictionary<string, long>();
        foreach (var basket in rows.GroupBy(row => row.Basket))
        {
            var cents = 0L;
            foreach (var row in basket)
            {
                if (row.Quantity != "0")
                {
                    cents += (long)Math.Round(row.Value * 100);
                }
            }

            var household = basket.First().Household;
            expected[household] = expected.GetValueOrDefault(household) + cents / 100;
        }
        rows.Select(row => row.Basket).Distinct().Count().ShouldBe(47_243);
        expected.Count.ShouldBe(2_377);

        await using var club = await ClubApplication.Start(kind, "2018-01-02T00:00:00Z");
        await club.Admin.Put("/v1/programme", new { programme = new { currency = "USD", timeZone = "America/New_York" } });
        var members = new Dictionary<string, string>();
        await Parallel.ForEachAsync(
            expected.Keys,
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (household, _) =>
            {
                var id = (string)
                    (
                        await club.Admin.Post(
                            "/v1/members",
                            new
                            {
                                operationId = household,
                                firstName = household,
                                externalId = household,
                                joinedAt = "2016-12-31T00:00:00Z",
                            }
                        )
                    ).Json["id"]!;
                lock (members)
                {
                    members[household] = id;
                }
            }
        );
        var lines = rows.GroupBy(row => row.Basket).Select(basket => Line(members[basket.First().Household], [.. basket])).ToArray();

        var watch = Stopwatch.StartNew();
        var first = await Batches.Send(club.Admin, string.Join('\n', lines));
        var (seconds, peak) = (watch.Elapsed.TotalSeconds, Environment.WorkingSet >> 20);
        first.ShouldAllBe(result => (int)result["status"]! == 201);
        await BalancesAre(expected);

        var seed = Environment.TickCount;
        output.WriteLine(
            $"{kind}: {lines.Length} baskets in {seconds:0.0} s, {lines.Length / seconds:0} a second, tests and service together {peak} MB; shuffled with seed {seed}"
        );
        new Random(seed).Shuffle(lines);
        watch.Restart();
        var again = await Batches.Send(club.Admin, string.Join('\n', lines));
        output.WriteLine($"{kind}: the same again in {watch.Elapsed.TotalSeconds:0.0} s");
        again.ShouldAllBe(result => (int)result["status"]! == 200);
        await BalancesAre(expected);

        async Task BalancesAre(Dictionary<string, long> balances)
        {
            long total = 0;
            await Parallel.ForEachAsync(
                balances,
                new ParallelOptions { MaxDegreeOfParallelism = 64 },
                async (balance, _) =>
                {
                    var active = (long)(await club.Admin.Balance(members[balance.Key]))["active"]!;
                    active.ShouldBe(balance.Value, balance.Key);
                    Interlocked.Add(ref total, active);
                }
            );
            total.ShouldBe(balances.Values.Sum());
        }
    }

    [TheoryWhereSharedData(File), MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Delivered_in_any_order_the_balances_are_the_same(StoreKind kind)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var rows = Rows().Take(8_000).ToArray();
        var programme = new
        {
            programme = new
            {
                currency = "USD",
                earning = new
                {
                    pendingDays = 3,
                    rules = new object[]
                    {
                        new
                        {
                            code = "tuesdays",
                            when = new { days = new[] { "tue" } },
                            multiply = 2,
                        },
                        new
                        {
                            code = "big",
                            when = new { minimumSpend = 50 },
                            add = 25,
                        },
                    },
                },
                expiry = new { kind = "afterActivation", months = 3 },
            },
        };
        var seen = new List<string>();
        for (var order = 0; order < 2; order++)
        {
            await using var club = await ClubApplication.Start(kind, "2017-03-20T00:00:00Z");
            await club.Admin.Put("/v1/programme", programme);
            var households = rows.Select(row => row.Household).Distinct().Order().ToArray();
            var ids = new Dictionary<string, string>();
            foreach (var household in households)
            {
                ids[household] = await club.Admin.Enrol(household, "2016-12-31T00:00:00Z");
            }

            var lines = rows.GroupBy(row => row.Basket).Select(basket => Line(ids[basket.First().Household], [.. basket])).ToArray();
            if (order == 1)
            {
                new Random(seed).Shuffle(lines);
            }

            (await Batches.Send(club.Admin, string.Join('\n', lines))).ShouldAllBe(result => (int)result["status"]! == 201);
            await club.Admin.Post("/v1/clock", new { now = "2017-05-15T12:00:00Z" });
            var balances = new StringBuilder();
            foreach (var household in households)
            {
                balances.AppendLine((await club.Admin.Balance(ids[household])).ToJsonString());
            }

            seen.Add(balances.ToString());
        }
        seen[1].ShouldBe(seen[0]);
    }

    private static string Line(string member, Row[] basket)
    {
        var lines = new JsonArray();
        foreach (var (row, number) in basket.Select((row, index) => (row, index + 1)))
        {
            lines.Add(
                new JsonObject
                {
                    ["line"] = number,
                    ["sku"] = row.Product,
                    ["quantity"] = decimal.Parse(row.Quantity, CultureInfo.InvariantCulture),
                    ["amount"] = Math.Round(row.Value, 2),
                }
            );
        }

        return new JsonObject
        {
            ["store"] = basket[0].Store,
            ["receipt"] = basket[0].Basket,
            ["at"] = basket[0].At.Replace(' ', 'T') + "-05:00",
            ["member"] = member,
            ["lines"] = lines,
        }.ToJsonString();
    }

    internal static List<Row> Rows()
    {
        using var reader = new StreamReader(new GZipStream(System.IO.File.OpenRead(Data!), CompressionMode.Decompress));
        reader.ReadLine().ShouldStartWith("household_id,store_id,basket_id,product_id,quantity,sales_value");
        var rows = new List<Row>();
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            rows.Add(
                new(
                    fields[0],
                    fields[1],
                    fields[2],
                    fields[3],
                    fields[4],
                    decimal.Parse(fields[5], NumberStyles.Float, CultureInfo.InvariantCulture),
                    fields[10]
                )
            );
        }
        return rows;
    }
}

/// <summary>A test on the real data beside the project, skipped with one line where that is absent.</summary>
internal sealed class TheoryWhereSharedDataAttribute : TheoryAttribute
{
    public TheoryWhereSharedDataAttribute(string file)
    {
        if (Repository.SharedData(file.Split('/')) is null)
        {
            Skip = $"shared/data/{file} beside the repository is absent.";
        }
    }
}
