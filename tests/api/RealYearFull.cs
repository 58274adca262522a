using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Api;

/// <summary>
/// The real year with a programme that has everything: tiers, a stamp card, an excluded category, a weekday rule, expiry; against one plain
/// pass over each household's baskets.
/// </summary>
[Collection(nameof(Alone))]
public class RealYearFull(ITestOutputHelper output)
{
    private const string Products = "complete-journey/products.csv.gz",
        End = "2018-01-02T00:00:00Z";
    private const string Fuel = "COUPON/MISC ITEMS",
        Yogurt = "YOGURT";
    private static readonly (string Code, int From, decimal Multiply)[] Levels =
    [
        ("basic", 0, 1m),
        ("silver", 30, 1.25m),
        ("gold", 90, 1.5m),
    ];
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private static readonly DateOnly Today = new(2018, 1, 1);

    private static readonly object Programme = new
    {
        currency = "USD",
        timeZone = "America/New_York",
        earning = new
        {
            excludedCategories = new[] { Fuel },
            rules = new[]
            {
                new
                {
                    code = "tuesdays",
                    when = new { days = new[] { "tue" } },
                    multiply = 2,
                },
            },
        },
        expiry = new { kind = "afterActivation", months = 4 },
        tiers = new
        {
            window = new { kind = "rolling", months = 3 },
            downgrade = new { to = "oneDown", graceDays = 10 },
            levels = Levels.Select(level => new
            {
                code = level.Code,
                from = level.From,
                multiply = level.Multiply,
            }),
        },
        stampCards = new[]
        {
            new
            {
                code = "yogurt",
                by = "item",
                category = new[] { Yogurt },
                size = 10,
                reward = "free",
            },
        },
        rewards = new[] { new { code = "free", validDays = 60 } },
    };

    private sealed record Basket(string Household, string Store, string Id, DateTimeOffset At, RealYear.Row[] Rows);

    [TheoryWhereSharedData(Products), MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Balances_tiers_and_stamps_of_a_real_year_are_what_one_plain_pass_gives(StoreKind kind)
    {
        var categories = Categories();
        Basket[] baskets =
        [
            .. RealYear
                .Rows()
                .GroupBy(row => row.Basket)
                .Select(rows => new Basket(
                    rows.First().Household,
                    rows.First().Store,
                    rows.Key,
                    DateTimeOffset.Parse(rows.First().At.Replace(' ', 'T') + "-05:00", CultureInfo.InvariantCulture),
                    [.. rows]
                ))
                .OrderBy(basket => basket.At),
        ];
        baskets.Length.ShouldBe(47_243);

        await using var club = await ClubApplication.Start(kind, End);
        (await club.Admin.Put("/v1/programme", new { programme = Programme })).Status.ShouldBe(200);
        var ids = new Dictionary<string, string>();
        await Parallel.ForEachAsync(
            baskets.Select(basket => basket.Household).Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (household, _) =>
            {
                var id = await club.Admin.Enrol(household, "2016-12-31T00:00:00Z");
                lock (ids)
                {
                    ids[household] = id;
                }
            }
        );
        (
            await Batches.Send(club.Admin, string.Join('\n', baskets.Select(basket => Line(basket, ids[basket.Household], categories))))
        ).ShouldAllBe(result => (int)result["status"]! == 201);

        var expected = baskets
            .GroupBy(basket => basket.Household)
            .ToDictionary(household => household.Key, household => PlainPass(household, categories));
        var seen = await Seen(club, ids);
        seen.ShouldBe(expected, ignoreOrder: true);
        await club.Admin.Post("/v1/close", new { });
        (await Seen(club, ids)).ShouldBe(expected, ignoreOrder: true);

        var texts = expected.Values.ToArray();
        output.WriteLine(
            $"{kind}: {string.Join(", ", Levels.Select(level => $"{texts.Count(text => text.Contains($" {level.Code} "))} {level.Code}"))}; {texts.Count(text => !text.EndsWith(" 0"))} filled a card"
        );
        // The programme must be one that tells its parts apart.
        Levels.ShouldAllBe(level => texts.Any(text => text.Contains($" {level.Code} ")));
        texts.ShouldContain(text => !text.EndsWith(" 0"));
    }

    /// <summary>What a household has: points left and earned in all, tier and the day it began, stamps on the card, cards filled.</summary>
    private static string PlainPass(IEnumerable<Basket> baskets, Dictionary<string, string> categories)
    {
        var points = new List<(DateOnly Day, long Points)>();
        var (level, since, until) = (0, new DateOnly(2016, 12, 30), (DateOnly?)null);
        var yogurts = 0L;
        foreach (var basket in baskets)
        {
            var local = TimeZoneInfo.ConvertTime(basket.At, NewYork);
            var day = DateOnly.FromDateTime(local.DateTime);
            PassTime(day);
            var good = basket
                .Rows.Where(row => row.Quantity != "0" && Math.Round(row.Value, 2) > 0 && categories.GetValueOrDefault(row.Product) != Fuel)
                .ToArray();
            var earned = Math.Floor(
                Math.Floor(good.Sum(row => Math.Round(row.Value, 2)))
                    * (local.DayOfWeek == DayOfWeek.Tuesday ? 2 : 1)
                    * Levels[level].Multiply
            );
            points.Add((day, (long)earned));
            yogurts += good.Where(row => categories.GetValueOrDefault(row.Product) == Yogurt)
                .Sum(row => long.Parse(row.Quantity, CultureInfo.InvariantCulture));
            var reached = Array.FindLastIndex(Levels, candidate => candidate.From <= Window(day));
            if (reached > level)
            {
                (level, since, until) = (reached, day, day.AddMonths(3));
            }
            else if (until < day && reached == level)
            {
                until = day.AddMonths(3);
            }
        }
        PassTime(Today);
        var left = points.Where(lot => lot.Day.AddMonths(4) >= Today).Sum(lot => lot.Points);
        return $"{left} of {points.Sum(lot => lot.Points)} {Levels[level].Code} since {since:O}, {yogurts % 10} {yogurts / 10}";

        void PassTime(DateOnly day)
        {
            while (until < day)
            {
                var last = until.Value;
                if (Window(last) >= Levels[level].From)
                {
                    until = last.AddMonths(3);
                }
                else if (last.AddDays(11) > day)
                {
                    return;
                }
                else
                {
                    (level, since, until) = (level - 1, last.AddDays(11), level == 1 ? null : last.AddDays(10).AddMonths(3));
                }
            }
        }

        long Window(DateOnly day) => points.Where(lot => lot.Day > day.AddMonths(-3) && lot.Day <= day).Sum(lot => lot.Points);
    }

    private static async Task<Dictionary<string, string>> Seen(ClubApplication club, Dictionary<string, string> ids)
    {
        var seen = new Dictionary<string, string>();
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = 64 },
            async (pair, _) =>
            {
                var member = (await club.Admin.Get($"/v1/members/{pair.Value}")).Json;
                var since = TimeZoneInfo.ConvertTime(
                    DateTimeOffset.Parse((string)member["tier"]!["since"]!, CultureInfo.InvariantCulture),
                    NewYork
                );
                var stamps = member["stamps"]![0]!;
                var text =
                    $"{member["balance"]!["active"]} of {member["lifetime"]!["earned"]} {member["tier"]!["code"]} since {DateOnly.FromDateTime(since.DateTime):O}, {stamps["count"]} {stamps["completed"]}";
                lock (seen)
                {
                    seen[pair.Key] = text;
                }
            }
        );
        return seen;
    }

    private static string Line(Basket basket, string member, Dictionary<string, string> categories)
    {
        var lines = new JsonArray();
        foreach (var (row, number) in basket.Rows.Select((row, index) => (row, index + 1)))
        {
            lines.Add(
                new JsonObject
                {
                    ["line"] = number,
                    ["sku"] = row.Product,
                    ["category"] = categories.GetValueOrDefault(row.Product),
                    ["quantity"] = decimal.Parse(row.Quantity, CultureInfo.InvariantCulture),
                    ["amount"] = Math.Round(row.Value, 2),
                }
            );
        }

        return new JsonObject
        {
            ["store"] = basket.Store,
            ["receipt"] = basket.Id,
            ["at"] = basket.At,
            ["member"] = member,
            ["lines"] = lines,
        }.ToJsonString();
    }

    private static Dictionary<string, string> Categories()
    {
        using var reader = new StreamReader(
            new GZipStream(File.OpenRead(Repository.SharedData(Products.Split('/'))!), CompressionMode.Decompress)
        );
        reader.ReadLine().ShouldBe("product_id,manufacturer_id,department,brand,product_category,product_type,package_size");
        var categories = new Dictionary<string, string>();
        while (reader.ReadLine()?.Split(',') is { } cells)
        {
            if (cells[4].Length > 0)
            {
                categories[cells[0]] = cells[4];
            }
        }

        return categories;
    }
}
