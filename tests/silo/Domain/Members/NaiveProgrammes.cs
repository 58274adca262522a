using System.Text.Json;
using LoyaltyClub.Domain.Programmes;
using static LoyaltyClub.Tests.Domain.Members.NaiveModel;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Random programmes in the model's words, and as documents.</summary>
internal static class NaiveProgrammes
{
    /// <summary>
    /// Three versions. The stamp cards are the same in all of them: a shorter card would be full at the next close, and only then.
    /// </summary>
    /// <param name="plain">Rules look at no other purchase: no fraction that waits, tier factor, cap, limit, first purchase, expiry by inactivity, age of a
    /// purchase.</param>
    public static Rules[] Versions(Random random, DateTimeOffset now, bool plain)
    {
        Card[] all =
        [
            new("coffee", "item", random.Next(1, 5), true, random.Next(1, 60), "coffee"),
            new("spend", "spend", random.Next(10, 60), random.OneIn(2), 30, null),
            new("visit", "visit", random.Next(1, 4), random.OneIn(2), 30, null),
        ];
        Card[] cards = [.. all.Where(_ => random.OneIn(2))];
        DateTimeOffset[] from = [DateTimeOffset.MinValue, now.AddDays(random.Next(-100, 300)), now.AddDays(random.Next(-100, 500))];
        return [.. from.Order().Select(begins => One(random, begins, cards, plain))];
    }

    private static Rules One(Random random, DateTimeOffset from, Card[] cards, bool plain)
    {
        Rule[] simple =
        [
            new("bakery", Multiply: random.Of(2m, 1.5m, 0.5m), Category: "bakery"),
            new("big", Add: 25, MinimumSpend: 30),
            new("night", Multiply: 1.5m, From: 22, To: 2),
            new("day", Multiply: 2, From: 8, To: 18),
            new("less", Multiply: 0, Category: "bakery", MinimumSpend: 20),
            new("half", Multiply: 0.5m, MinimumSpend: 40),
            new("more", Points: 1, Per: 2.50m, Category: "coffee"),
        ];
        Rule[] looking =
        [
            new("once", Add: 40, Times: random.Next(1, 3), Days: random.Next(1, 30)),
            new("first", Multiply: 3, First: true),
            new("twice", Multiply: 0.5m, MinimumSpend: 40, Times: 2, Days: 4),
            new("coffees", Points: 1, Per: 2.50m, Category: "coffee", Times: 1, Days: 3),
        ];
        decimal Factor(params decimal[] factors) => plain ? 1 : random.Of(factors);
        return new(
            from,
            new(
                random.Of(1m, 1m, 2m, 0.5m),
                random.Of(1m, 1m, 2.50m),
                plain ? random.Of("floor", "nearest", "ceiling") : random.Of("floor", "nearest", "ceiling", "carry", "carry"),
                random.OneIn(2) ? "gift-card" : null,
                random.OneIn(2) ? 0 : random.Next(30),
                [.. simple.Concat(plain ? [] : looking).Where(_ => random.OneIn(3))],
                !plain && random.OneIn(3) ? random.Next(100) : null,
                Net: random.OneIn(3),
                OnPaid: !random.OneIn(3)
            ),
            new(
                plain ? random.Of("none", "afterActivation", "calendar") : random.Of("none", "afterActivation", "calendar", "inactivity"),
                random.Next(1, 5),
                random.Of(2, 12, 6),
                random.Of(28, 29, 30)
            ),
            new(
                random.Of("points", "spend", "visits"),
                random.Of("rolling", "calendarYear", "anniversary", "lifetime"),
                random.Next(1, 6),
                random.Of("oneDown", "eligible", "never"),
                random.OneIn(2) ? 0 : random.Next(40),
                random.OneIn(4)
                    ? [new("basic", 0, 1)]
                    :
                    [
                        new("basic", 0, 1),
                        new("silver", random.Next(2, 8), Factor(1.25m)),
                        new("gold", random.Next(20, 60), Factor(1.5m, 2m)),
                        new("ruby", 90, Factor(3)),
                    ]
            ),
            cards,
            random.OneIn(3) ? null : new(random.Of(0.01m, 0.5m), random.Of(1, 10), random.Of(1, 5, 10), random.Of(0.5m, 1m)),
            plain || random.OneIn(2) ? null : 60,
            random.OneIn(2)
        );
    }

    public static ProgrammeHistory Book(Rules[] versions, string zone) =>
        versions.Aggregate(
            ProgrammeHistory.Empty,
            (book, version) =>
            {
                using var document = JsonDocument.Parse(Json(version, zone));
                var (programme, faults) = ProgrammeReader.Read(document.RootElement);
                faults.ShouldBeEmpty(Json(version, zone));
                return book.With(version.From, programme);
            }
        );

    public static string Story(Rules[] versions, string zone) =>
        string.Join('\n', versions.Select(version => $"{version.From:O} {Json(version, zone)}"));

    public static string Json(Rules rules, string zone) =>
        JsonSerializer.Serialize(
            new Dictionary<string, object?>
            {
                ["timeZone"] = zone,
                ["latePurchaseDays"] = rules.LateDays,
                ["negativeBalance"] = rules.Allow ? "allow" : "clamp",
                ["earning"] = new
                {
                    points = rules.Earning.Points,
                    per = rules.Earning.Per,
                    rounding = rules.Earning.Rounding,
                    @base = rules.Earning.Net ? "net" : "gross",
                    onPaidWithPoints = rules.Earning.OnPaid,
                    excludedCategories = rules.Earning.Excluded is { } excluded ? [excluded] : Array.Empty<string>(),
                    pendingDays = rules.Earning.PendingDays,
                    capPerDay = rules.Earning.CapPerDay,
                    rules = rules.Earning.Rules.Select(Json),
                },
                ["expiry"] = new
                {
                    kind = rules.Expiry.Kind,
                    months = rules.Expiry.Months,
                    on = $"{rules.Expiry.Month:00}-{(rules.Expiry.Month == 2 ? Math.Min(rules.Expiry.Day, 29) : rules.Expiry.Day):00}",
                },
                ["tiers"] = new
                {
                    by = rules.Tiers.By,
                    window = new { kind = rules.Tiers.Window, months = rules.Tiers.Months },
                    downgrade = new { to = rules.Tiers.Falls, graceDays = rules.Tiers.GraceDays },
                    levels = rules.Tiers.Levels.Select(level => new
                    {
                        code = level.Code,
                        from = level.From,
                        multiply = level.Multiply,
                    }),
                },
                ["stampCards"] = rules.Cards.Select(card => new
                {
                    code = card.Code,
                    by = card.By,
                    size = card.Size,
                    repeats = card.Repeats,
                    reward = card.Code,
                    category = card.Category is null ? [] : new[] { card.Category },
                }),
                ["rewards"] = rules.Cards.Select(card => new { code = card.Code, validDays = card.ValidDays }),
                ["payWithPoints"] = rules.PayWith is { } pay
                    ? new
                    {
                        value = pay.Value,
                        minimum = pay.Minimum,
                        multipleOf = pay.MultipleOf,
                        maximumShare = pay.MaximumShare,
                    }
                    : null,
            }
        );

    private static Dictionary<string, object> Json(Rule rule)
    {
        var when = new Dictionary<string, object> { ["minimumSpend"] = rule.MinimumSpend, ["firstPurchase"] = rule.First };
        if (rule.Category is { } category)
        {
            when["category"] = new[] { category };
        }

        if (rule is not { From: 0, To: 24 })
        {
            (when["from"], when["to"]) = ($"{rule.From:00}:00", $"{rule.To:00}:00");
        }

        var json = new Dictionary<string, object> { ["code"] = rule.Code, ["when"] = when };
        if (rule.Multiply is { } multiply)
        {
            json["multiply"] = multiply;
        }

        if (rule.Add is { } add)
        {
            json["add"] = add;
        }

        if (rule.Points is { } points)
        {
            json["points"] = points;
        }

        if (rule.Per is { } per)
        {
            json["per"] = per;
        }

        if (rule.Times > 0)
        {
            json["perMember"] = new { times = rule.Times, days = rule.Days };
        }

        return json;
    }
}
