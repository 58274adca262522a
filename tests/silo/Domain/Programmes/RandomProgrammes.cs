using System.Text.Json.Nodes;

namespace LoyaltyClub.Tests.Domain.Programmes;

/// <summary>Random documents without a fault, which say any of the fields that the reader knows.</summary>
internal static class RandomProgrammes
{
    private static readonly string[] Odd = ["bread", "Brot & Käse", "a, b", " spaced ", "<b>", "línea", "\"q\"", "1,5", "true", "日本"];

    public static JsonObject Document(Random random)
    {
        var currency = random.Of("EUR", "JPY", "KWD");
        var decimals = currency switch
        {
            "JPY" => 0,
            "KWD" => 3,
            _ => 2,
        };
        string[] tiers = random.OneIn(3) ? [] : [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => $"tier-{i}")];
        string[] rewards = random.OneIn(3) ? [] : [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => $"reward-{i}")];
        return Some(
            random,
            ("name", random.OneIn(2) ? Text(random, ["Club", "Club <La Ribera> & Co", "Ñandú"]) : random.Of("Club", "Ñandú")),
            (
                "languages",
                random.OneIn(2) ? new JsonArray("es", "en")
                : random.OneIn(2) ? new JsonArray("en", "es")
                : null
            ),
            ("currency!", currency),
            ("timeZone", random.Of("UTC", "Europe/Madrid", "America/New_York")),
            ("country", random.Of("ES", "FR", "US")),
            (
                "earning",
                Some(
                    random,
                    ("points", Decimal(random, 4)),
                    ("per", Decimal(random, decimals, 1)),
                    ("rounding", random.Of("floor", "nearest", "ceiling", "carry")),
                    ("base", random.Of("gross", "net")),
                    ("onPaidWithPoints", random.OneIn(2)),
                    ("excludedCategories", Texts(random)),
                    ("pendingDays", random.Next(367)),
                    ("rules", List(random, 6, i => Rule(random, i, decimals))),
                    ("capPerDay", random.OneIn(3) ? null : random.Next(10_000))
                )
            ),
            (
                "expiry",
                Some(
                    random,
                    ("kind", random.Of("none", "afterActivation", "calendar", "inactivity")),
                    ("months", random.Next(1, 601)),
                    ("roundUp", random.Of("none", "month", "quarter", "year")),
                    ("on", random.Of("12-31", "02-29", "06-30"))
                )
            ),
            ("negativeBalance", random.Of("clamp", "allow")),
            (
                "tiers!",
                Some(
                    random,
                    ("by", random.Of("points", "spend", "visits")),
                    (
                        "window",
                        Some(
                            random,
                            ("kind", random.Of("rolling", "calendarYear", "anniversary", "lifetime")),
                            ("months", random.Next(1, 121))
                        )
                    ),
                    ("downgrade", Some(random, ("to", random.Of("oneDown", "eligible", "never")), ("graceDays", random.Next(400)))),
                    (
                        "levels!",
                        new JsonArray([
                            .. tiers.Select(
                                (code, i) =>
                                    Some(
                                        random,
                                        ("code!", code),
                                        ("name", Text(random, Odd)),
                                        ("from!", i * 100),
                                        ("multiply", Factor(random))
                                    )
                            ),
                        ])
                    )
                )
            ),
            (
                "stampCards",
                rewards.Length == 0
                    ? new JsonArray()
                    : List(
                        random,
                        4,
                        i =>
                            random.Of("visit", "item", "spend") is var by
                                ? Some(
                                    random,
                                    ("code!", $"card-{i}"),
                                    ("name", Text(random, Odd)),
                                    ("by!", by),
                                    ("category", Texts(random)),
                                    ("sku", Texts(random)),
                                    ("size!", by == "spend" ? Decimal(random, decimals, 1) : random.Next(1, 20)),
                                    ("repeats", random.OneIn(2)),
                                    ("reward!", random.Of(rewards))
                                )
                                : null!
                    )
            ),
            (
                "rewards!",
                new JsonArray([
                    .. rewards.Select(code =>
                        Some(
                            random,
                            ("code!", code),
                            ("name", Text(random, Odd)),
                            ("cost", random.Next(1, 5_000)),
                            ("validDays", random.Next(1, 300)),
                            ("stock", random.OneIn(2) ? null : random.Next(50)),
                            (
                                "tiers",
                                tiers.Length == 0 || random.OneIn(2)
                                    ? new JsonArray()
                                    : new JsonArray([.. tiers.Take(random.Next(1, 3)).Select(tier => JsonValue.Create(tier))])
                            )
                        )
                    ),
                ])
            ),
            ("categories", List(random, 3, i => Some(random, ("code!", random.Of(Odd).Trim() + i), ("name", Text(random, Odd))))),
            (
                "payWithPoints",
                random.OneIn(3)
                    ? null
                    : Some(
                        random,
                        ("value!", random.Of(0.01m, 0.000001m, 2m)),
                        ("minimum", random.Next(1, 500)),
                        ("multipleOf", random.Next(1, 100)),
                        ("maximumShare", random.Of(0.5m, 1m, 0.3333m)),
                        ("excludedCategories", Texts(random))
                    )
            ),
            (
                "referral",
                random.OneIn(3)
                    ? null
                    : Some(
                        random,
                        ("referrer", random.Next(1_000)),
                        ("referee", random.Next(1_000)),
                        ("minimumSpend", Decimal(random, decimals)),
                        ("holdDays", random.Next(367))
                    )
            ),
            ("latePurchaseDays", random.OneIn(3) ? null : random.Next(36_500)),
            ("beforeJoining", Some(random, ("hours", random.Next(8_761)), ("claimDays", random.Next(3_661)))),
            ("returns", Some(random, ("anyStore", random.OneIn(2))))
        );
    }

    private static JsonObject Rule(Random random, int i, int decimals)
    {
        var rule = Some(
            random,
            ("code!", $"rule-{i}"),
            ("name", Text(random, Odd)),
            ("perMember", random.OneIn(2) ? null : Some(random, ("times", random.Next(1, 10)), ("days", random.Next(1, 400)))),
            (
                "when",
                random.OneIn(4)
                    ? null
                    : Some(
                        random,
                        ("category", Texts(random)),
                        ("brand", Texts(random)),
                        ("sku", Texts(random)),
                        ("stores", Texts(random)),
                        (
                            "days",
                            new JsonArray([
                                .. new[] { "mon", "tue", "wed", "thu", "fri", "sat", "sun" }
                                    .Where(_ => random.OneIn(3))
                                    .Select(day => JsonValue.Create(day)),
                            ])
                        ),
                        ("from", random.Of("00:00", "08:30", "22:00")),
                        ("to", random.Of("24:00", "18:00", "02:00")),
                        ("minimumSpend", Decimal(random, decimals)),
                        ("minimumQuantity", Decimal(random, 3)),
                        ("firstPurchase", random.OneIn(2)),
                        ("birthday", random.OneIn(2)),
                        ("birthdayMonth", random.OneIn(2))
                    )
            )
        );
        switch (random.Next(3))
        {
            case 0:
                rule["multiply"] = Factor(random);
                break;
            case 1:
                rule["add"] = random.Next(1_000);
                break;
            default:
                rule["points"] = Decimal(random, 4);
                if (random.OneIn(2))
                {
                    rule["per"] = Decimal(random, decimals, 1);
                }

                break;
        }
        return rule;
    }

    /// <summary>A text for all languages, or one for each.</summary>
    private static JsonNode Text(Random random, string[] of) =>
        random.OneIn(2) ? JsonValue.Create(random.Of(of)) : new JsonObject { ["en"] = random.Of(of), ["es"] = random.Of(of) };

    /// <summary>Some of the fields; those with <c>!</c> always, those that are null as null or not at all.</summary>
    private static JsonObject Some(Random random, params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var some = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (name.EndsWith('!') || !random.OneIn(3))
            {
                some[name.TrimEnd('!')] = value;
            }
        }

        return some;
    }

    private static JsonValue Decimal(Random random, int decimals, int least = 0) =>
        JsonValue.Create(new decimal(random.Next(least, 99_999), 0, 0, false, (byte)random.Next(decimals + 1)));

    private static JsonValue Factor(Random random) => JsonValue.Create(random.Next(1_000_000) / 10_000m);

    private static JsonArray Texts(Random random) => new([.. Odd.Where(_ => random.OneIn(5)).Select(text => JsonValue.Create(text))]);

    private static JsonArray List(Random random, int most, Func<int, JsonNode> item) =>
        new([.. Enumerable.Range(0, random.Next(most)).Select(item)]);
}
