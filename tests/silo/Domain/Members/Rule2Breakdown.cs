using System.Globalization;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 2: over random programmes and receipts, the breakdown adds up and the formula holds.</summary>
public class Rule2Breakdown(ITestOutputHelper output)
{
    private static readonly string[] Categories = ["bakery", "drinks", "fish"];

    [Fact]
    public void The_breakdown_adds_up_over_random_programmes_and_receipts() =>
        ForAll.Cases(
            5_000,
            output,
            random =>
            {
                var club = Of(RandomProgramme(random, anything: true), birthday: Day("1990-03-02"));
                for (var receipt = 0; receipt < 3; receipt++)
                {
                    var bought = club.Buy(RandomLines(random));
                    bought.Points.ShouldBeGreaterThanOrEqualTo(0);
                    bought.Breakdown.Sum(share => share.Points).ShouldBe(bought.Points);
                    bought.Breakdown.ShouldAllBe(share => share.Points != 0);
                    bought.Breakdown.Select(share => share.Rule).ShouldBeUnique();
                }
            }
        );

    /// <summary>The formula of the promise, written down once more in plain loops over the document itself.</summary>
    [Fact]
    public void The_points_are_base_and_lines_and_additions_times_factors_rounded_once() =>
        ForAll.Cases(
            5_000,
            output,
            random =>
            {
                var json = RandomProgramme(random, anything: false);
                var lines = RandomLines(random);
                using var document = System.Text.Json.JsonDocument.Parse(json.Replace('\'', '"'));
                var earning = document.RootElement.GetProperty("earning");
                decimal points = earning.GetProperty("points").GetDecimal(),
                    per = earning.GetProperty("per").GetDecimal();

                decimal Pers(string? category, decimal size)
                {
                    var spend = 0m;
                    foreach (var line in lines)
                    {
                        if (line.Category != "fish" && line.Quantity > 0 && (category is null || line.Category == category))
                        {
                            spend += line.Amount;
                        }
                    }

                    return (spend - spend % size) / size;
                }

                decimal sum = Pers(null, per) * points,
                    factor = 1;
                var anything = lines.Any(line => line.Category != "fish" && line.Quantity > 0 && line.Amount > 0);
                foreach (var rule in earning.GetProperty("rules").EnumerateArray())
                {
                    var category = rule.TryGetProperty("when", out var when) ? when.GetProperty("category")[0].GetString() : null;
                    if (
                        !anything
                        || (
                            category is not null
                            && !lines.Any(line => line.Category == category && category != "fish" && line.Quantity > 0 && line.Amount > 0)
                        )
                    )
                    {
                        continue;
                    }

                    if (rule.TryGetProperty("add", out var add))
                    {
                        sum += add.GetDecimal();
                    }
                    else if (rule.TryGetProperty("points", out var own))
                    {
                        sum += Pers(category, rule.TryGetProperty("per", out var ownPer) ? ownPer.GetDecimal() : per) * own.GetDecimal();
                    }
                    else if (category is not null)
                    {
                        sum += Pers(category, per) * points * (rule.GetProperty("multiply").GetDecimal() - 1);
                    }
                    else
                    {
                        factor *= rule.GetProperty("multiply").GetDecimal();
                    }
                }
                var exact = Math.Max(0, sum * factor);
                var rounded = earning.GetProperty("rounding").GetString() switch
                {
                    "floor" => decimal.Truncate(exact),
                    "ceiling" => decimal.Truncate(exact) + (exact % 1 > 0 ? 1 : 0),
                    _ => decimal.Truncate(exact) + (exact % 1 >= 0.5m ? 1 : 0),
                };
                Of(json).Buy(lines).Points.ShouldBe((long)rounded, json);
            }
        );

    private static string RandomProgramme(Random random, bool anything)
    {
        var rules = string.Join(',', Enumerable.Range(0, random.Next(6)).Select(i => Rule(random, i, anything)));
        var tiers = anything
            ? $",'tiers':{{'levels':[{{'code':'basic','from':0,'multiply':{Number(random.Next(1, 30), 10)}}},{{'code':'gold','from':20,'multiply':1.25}}]}}"
            : "";
        var cap = anything && random.OneIn(3) ? $",'capPerDay':{random.Next(200)}" : "";
        return $"{{'earning':{{'points':{Number(random.Next(1, 50), 10)},'per':{Number(random.Next(1, 300), 100)},'rounding':'{random.Of("floor", "nearest", "ceiling")}',"
            + $"'excludedCategories':['fish'],'rules':[{rules}]{cap}}}{tiers}}}";
    }

    private static string Rule(Random random, int index, bool anything)
    {
        var category = random.OneIn(2) ? $",'when':{{'category':['{random.Of(Categories)}']}}" : "";
        if (anything && random.OneIn(3))
        {
            category =
                $",'when':{{{random.Of("'minimumSpend':10.00", "'days':['mon']", "'firstPurchase':true", "'birthday':true", "'brand':['acme'],'minimumQuantity':2")}}}";
        }

        var way = random.Next(3) switch
        {
            0 => $"'add':{random.Next(50)}",
            1 => $"'points':{Number(random.Next(30), 10)}" + (random.OneIn(2) ? $",'per':{Number(random.Next(1, 500), 100)}" : ""),
            _ => $"'multiply':{Number(random.Next(40), 10)}",
        };
        var limit = anything && random.OneIn(3) ? ",'perMember':{'times':2,'days':3}" : "";
        return $"{{'code':'r{index}'{category},{way}{limit}}}";
    }

    private static ReceiptLine[] RandomLines(Random random) =>
        [
            .. Enumerable
                .Range(0, random.Next(1, 6))
                .Select(_ =>
                    Line(
                        Number(random.Next(3_000), 100),
                        random.Of(null, "bakery", "drinks", "fish"),
                        random.Of(null, "acme"),
                        quantity: random.OneIn(8) ? "0" : "1"
                    )
                ),
        ];

    private static string Number(int value, int by) => ((decimal)value / by).ToString(CultureInfo.InvariantCulture);
}
