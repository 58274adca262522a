using System.Text.Json;
using LoyaltyClub.Domain.Members;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Which rules meet which lines is found by an index; here it is held against asking each rule about each line.</summary>
public class RulesAndLines(ITestOutputHelper output)
{
    private sealed record Rule(string[] Category, string[] Brand, string[] Sku)
    {
        public bool Names(ReceiptLine line) => Fits(Category, line.Category) && Fits(Brand, line.Brand) && Fits(Sku, line.Sku);

        private static bool Fits(string[] names, string? name) =>
            names.Length == 0 || (name is not null && names.Any(other => other.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>From a single rule to more than a word of bits has, and from a single line to more than the stack holds.</summary>
    [Fact]
    public void A_rule_looks_at_exactly_the_lines_that_it_names() =>
        ForAll.Sequences(
            1_500,
            output,
            Rules,
            (rules, random) =>
            {
                var club = Ledger.Of(
                    JsonSerializer.Serialize(
                        new
                        {
                            earning = new
                            {
                                points = 0,
                                per = 1,
                                rules = rules.Select(
                                    (rule, place) =>
                                        new
                                        {
                                            code = $"r{place}",
                                            when = new
                                            {
                                                category = rule.Category,
                                                brand = rule.Brand,
                                                sku = rule.Sku,
                                            },
                                            points = 1,
                                        }
                                ),
                            },
                        }
                    )
                );
                var lines = Enumerable
                    .Range(0, random.Next(8) == 0 ? random.Next(150, 300) : random.Next(1, 6))
                    .Select(_ =>
                        Ledger.Line(
                            random.Next(0, 9).ToString(),
                            Some(random, "bread", "Fish", "MEAT", null),
                            Some(random, "acme", "Brisa", null),
                            Some(random, "1a", "2B", "3c")!
                        )
                    )
                    .ToArray();
                var entry = club.Buy(lines);
                entry.Breakdown.ShouldBe(
                    rules
                        .Select((rule, place) => new RulePoints($"r{place}", (long)lines.Where(rule.Names).Sum(line => line.Amount)))
                        .Where(share => share.Points > 0)
                );
            }
        );

    private static Rule[] Rules(Random random) =>
        [
            .. Enumerable
                .Range(0, random.Next(5) == 0 ? random.Next(60, 150) : random.Next(1, 8))
                .Select(_ => new Rule(
                    Names(random, "BREAD", "fish", "meat", "other"),
                    Names(random, "ACME", "brisa", "more"),
                    Names(random, "1A", "2b", "3C", "4")
                )),
        ];

    private static string[] Names(Random random, params string[] names) =>
        random.Next(2) == 0 ? [] : [.. names.Where(_ => random.Next(3) == 0)];

    private static string? Some(Random random, params string?[] names) => names[random.Next(names.Length)];
}
