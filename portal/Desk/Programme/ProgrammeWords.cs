using System.Globalization;
using System.Text.Json.Nodes;
using LoyaltyClub.Portal.Member;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Says what a programme does, in the reader's language, from the document with every field said.</summary>
internal sealed partial class ProgrammeWords(Words words, ProgrammeParts parts, JsonObject full)
{
    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly string currency = (string)full["currency"]!;

    public static ProgrammeWords Of(Words words, ProgrammeParts parts, string full) => new(words, parts, JsonNode.Parse(full)!.AsObject());

    public string Currency => currency;

    public string TimeZone => (string)full["timeZone"]!;

    public IEnumerable<ProgrammeFact> Facts()
    {
        var (earning, tiers) = (full["earning"]!, full["tiers"]!);
        yield return Fact("general", "name", Full(full["name"]));
        yield return Fact("general", "languages", string.Join(", ", full["languages"]!.AsArray().Select(one => Languages.NameOf((string)one!))));
        yield return Fact("general", "currency", currency);
        yield return Fact("general", "timeZone", (string)full["timeZone"]!);
        yield return Fact("general", "country", words.Country((string?)full["country"]));
        yield return Fact("earning", "points", words["programme.fact.points.text", Number(earning["points"]), Money(earning["per"])]);
        yield return Fact("earning", "rounding", Choice("earning.rounding", earning["rounding"]));
        yield return Fact("earning", "base", Choice("earning.base", earning["base"]));
        yield return Fact(
            "earning",
            "paid",
            words[(bool)earning["onPaidWithPoints"]! ? "programme.fact.paid.counts" : "programme.fact.paid.not"]
        );
        yield return Fact(
            "earning",
            "pendingDays",
            Whole(earning["pendingDays"]) is > 0 and var days ? words.Count("programme.days", days) : words["programme.atOnce"]
        );
        yield return Fact(
            "earning",
            "capPerDay",
            earning["capPerDay"] is { } cap ? words.Count("common.points", Whole(cap)) : words["programme.none"]
        );
        yield return Fact(
            "earning",
            "excluded",
            Texts(earning["excludedCategories"]) is { Length: > 0 } excluded ? excluded : words["programme.none"]
        );
        foreach (var rule in Items(earning["rules"]))
        {
            yield return new(
                "rules",
                "rule " + rule["code"],
                words["programme.fact.rule", rule["name"] is null ? Words.Spoken((string)rule["code"]!) : Full(rule["name"])],
                Rule(rule)
            );
        }

        yield return Fact("expiry", "expiry", Expiry(full["expiry"]!));
        yield return Fact("tiers", "tiers", words["programme.fact.tiers.text", Choice("tiers.by", tiers["by"]), Window(tiers["window"]!)]);
        yield return Fact("tiers", "downgrade", Downgrade(tiers["downgrade"]!));
        foreach (var level in Items(tiers["levels"]))
        {
            yield return new("tiers", "level " + level["code"], words["programme.fact.level", Full(level["name"])], Level(level));
        }

        foreach (var card in Items(full["stampCards"]))
        {
            yield return new("stamps", "card " + card["code"], words["programme.fact.card", Full(card["name"])], Card(card));
        }

        foreach (var reward in Items(full["rewards"]))
        {
            yield return new(
                "rewards",
                "reward " + reward["code"],
                words["programme.fact.reward", Full(reward["name"])],
                Reward(reward)
            );
        }

        yield return Fact("rewards", "spendingByCard", UpTo("spending.printedCard", full["spending"]!["printedCard"]));
        yield return Fact("rewards", "spendingByPhone", UpTo("spending.phone", full["spending"]!["phone"]));
        foreach (var category in Items(full["categories"]))
        {
            yield return new(
                "categories",
                "category " + category["code"],
                words["programme.fact.category", (string)category["code"]!],
                Full(category["name"])
            );
        }

        yield return Fact(
            "paying",
            "paying",
            full["payWithPoints"] is { } pay
                ? words[
                    "programme.fact.paying.text",
                    Money(pay["value"]),
                    Number(pay["minimum"]),
                    Number(pay["multipleOf"]),
                    Percent(pay["maximumShare"])
                ]
                : words["programme.notOffered"]
        );
        if (full["payWithPoints"] is { } paying)
        {
            yield return Fact(
                "paying",
                "unpayable",
                Texts(paying["excludedCategories"]) is { Length: > 0 } unpayable ? unpayable : words["programme.fact.unpayable.usual"]
            );
        }

        yield return Fact(
            "referral",
            "referral",
            full["referral"] is { } referral
                ? words[
                    "programme.fact.referral.text",
                    Number(referral["referrer"]),
                    Number(referral["referee"]),
                    Money(referral["minimumSpend"]),
                    words.Count("programme.days", Whole(referral["holdDays"]))
                ]
                : words["programme.notOffered"]
        );
        yield return Fact(
            "late",
            "late",
            full["latePurchaseDays"] is { } late ? words.Count("programme.days", Whole(late)) : words["programme.noLimit"]
        );
        yield return Fact(
            "late",
            "joining",
            words[
                "programme.fact.joining.text",
                Number(full["beforeJoining"]!["hours"]),
                words.Count("programme.days", Whole(full["beforeJoining"]!["claimDays"]))
            ]
        );
        yield return Fact(
            "late",
            "returns",
            words[(bool)full["returns"]!["anyStore"]! ? "programme.fact.returns.any" : "programme.fact.returns.same"]
        );
        yield return Fact("late", "negative", Choice("negativeBalance", full["negativeBalance"]));
    }

    /// <summary>Everything that is another than before; two programmes without one are the same.</summary>
    public static IReadOnlyList<ProgrammeChange> Changes(Words words, ProgrammeWords before, ProgrammeWords after)
    {
        var (old, now) = (before.Facts().ToArray(), after.Facts().ToArray());
        var (oldByKey, nowByKey) = (old.ToDictionary(fact => fact.Key), now.ToDictionary(fact => fact.Key));
        var changes = new List<ProgrammeChange>();
        foreach (var fact in now)
        {
            if (!oldByKey.TryGetValue(fact.Key, out var was))
            {
                changes.Add(new(fact.Title, null, fact.Text));
            }
            else if (was.Text != fact.Text || was.Title != fact.Title)
            {
                changes.Add(
                    was.Title == fact.Title ? new(fact.Title, was.Text, fact.Text) : new(was.Title, was.Text, $"{fact.Title}: {fact.Text}")
                );
            }
        }

        changes.AddRange(
            old.Where(fact => !nowByKey.ContainsKey(fact.Key)).Select(fact => new ProgrammeChange(fact.Title, fact.Text, null))
        );
        foreach (var (list, title) in new[] { ("rule ", "rules"), ("card ", "stamps"), ("reward ", "rewards") })
        {
            var (first, second) = (Order(old, list), Order(now, list));
            if (!first.Where(nowByKey.ContainsKey).SequenceEqual(second.Where(oldByKey.ContainsKey)))
            {
                changes.Add(
                    new(words["programme.fact.order", words["programme.part." + title]], Listed(first, list), Listed(second, list))
                );
            }
        }
        return changes;

        static string[] Order(ProgrammeFact[] facts, string list) =>
            [.. facts.Select(fact => fact.Key).Where(key => key.StartsWith(list, StringComparison.Ordinal))];

        static string Listed(string[] keys, string list) => string.Join(", ", keys.Select(key => key[list.Length..]));
    }

    /// <summary>What a rule gives, when and to whom.</summary>
    public string Rule(JsonNode rule)
    {
        var when = rule["when"];
        List<string> conditions = [.. parts.Conditions.Select(field => Condition(field, when)).OfType<string>()];
        if (conditions.Count == 0)
        {
            conditions.Add(words["programme.when.always"]);
        }

        var gives =
            rule["multiply"] is { } factor ? "× " + Number(factor)
            : rule["add"] is { } add ? words["programme.gives.add", Number(add)]
            : rule["per"] is { } per ? words["programme.gives.points", Number(rule["points"]), Money(per)]
            : words["programme.gives.pointsOfBase", Number(rule["points"])];
        var limit = rule["perMember"] is { } most
            ? " · " + words["programme.gives.limit", Number(most["times"]), words.Count("programme.days", Whole(most["days"]))]
            : "";
        return $"{string.Join(" · ", conditions)}: {gives}{limit}";
    }

    /// <summary>What a rule says of one of its conditions; null for nothing.</summary>
    private string? Condition(ProgrammeField field, JsonNode? when)
    {
        var name = field.Path[ProgrammeField.When.Length..];
        return (name, when?[name]) switch
        {
            // The two sides of a window are said together.
            ("from", var from) => (from ?? when?["to"]) is null ? null : $"{(string?)from ?? "0:00"}–{(string?)when?["to"] ?? "24:00"}",
            ("to", _) or (_, null) => null,
            ("days", var days) => string.Join(", ", days.AsArray().Select(day => Day(words, (string)day!))),
            (_, var value) => words["programme.when." + name, Value(field, value)],
        };
    }

    private string Value(ProgrammeField field, JsonNode value) =>
        field.Kind switch
        {
            Kind.Texts => Texts(value)!,
            Kind.Number => field.Unit == "money" ? Money(value) : Number(value),
            _ => "",
        };

    public string Level(JsonNode level)
    {
        var from = (string)full["tiers"]!["by"]! switch
        {
            "spend" => Money(level["from"]),
            "visits" => words["programme.visits", Number(level["from"])],
            _ => words["programme.pointsOf", Number(level["from"])],
        };
        return words["programme.fact.level.text", from, Number(level["multiply"])];
    }

    public string Card(JsonNode card)
    {
        var size = (string)card["by"]! == "spend" ? Money(card["size"]) : words["programme.card." + card["by"], Number(card["size"])];
        var of = string.Join(", ", new[] { Texts(card["category"]), Texts(card["sku"]) }.OfType<string>());
        // Categories and skus apart, so that the same words in the other list are another card.
        if (card["sku"] is not null)
        {
            of = $"{Texts(card["category"])}{(card["category"] is null ? "" : " + ")}{words["programme.when.sku", Texts(card["sku"])]}";
        }

        return words[
            "programme.fact.card.text",
            size + (of.Length > 0 ? $" ({of})" : ""),
            RewardName((string)card["reward"]!),
            words[(bool)card["repeats"]! ? "programme.card.again" : "programme.card.once"]
        ];
    }

    public string Reward(JsonNode reward)
    {
        List<string> parts =
        [
            reward["cost"] is { } cost ? words.Count("common.points", Whole(cost)) : words["programme.reward.noCost"],
            words["programme.reward.valid", words.Count("programme.days", Whole(reward["validDays"]))],
        ];
        if (reward["stock"] is { } stock)
        {
            parts.Add(words["programme.reward.stock", Number(stock)]);
        }

        if (reward["tiers"] is JsonArray { Count: > 0 } tiers)
        {
            parts.Add(words["programme.reward.tiers", string.Join(", ", tiers.Select(tier => TierName((string)tier!)))]);
        }

        return string.Join(" · ", parts);
    }

    public IEnumerable<(string Code, string Name)> Tiers() =>
        Items(full["tiers"]!["levels"]).Select(level => ((string)level["code"]!, Said(level["name"])));

    /// <summary>An item of a list in a sentence.</summary>
    public string? Item(string list, int index)
    {
        var items = list switch
        {
            "earning.rules" => full["earning"]!["rules"],
            "tiers.levels" => full["tiers"]!["levels"],
            _ => full[list],
        };
        if (items is not JsonArray all || index >= all.Count || all[index] is not { } item)
        {
            return null;
        }

        return list switch
        {
            "earning.rules" => Rule(item),
            "tiers.levels" => Level(item),
            "stampCards" => Card(item),
            "categories" => Full(item["name"]),
            _ => Reward(item),
        };
    }

    /// <summary>Money with as many decimals as it needs.</summary>
    public string Money(decimal amount) => words.Exact(amount, currency);

    /// <summary>A day of the week, short.</summary>
    public static string Day(Words words, string code) =>
        Array.IndexOf(Weekdays, code) is >= 0 and var day ? words.Culture.DateTimeFormat.AbbreviatedDayNames[day] : code;

    private string Expiry(JsonNode expiry)
    {
        var (kind, months) = ((string)expiry["kind"]!, words.Count("programme.months", Whole(expiry["months"])));
        return kind switch
        {
            "afterActivation" when (string)expiry["roundUp"]! is not "none" and var to => words[
                "programme.expiry.afterActivation.to",
                months,
                words["programme.choice.expiry.roundUp." + to]
            ],
            "calendar" => words[
                "programme.expiry.calendar",
                DateOnly
                    .ParseExact("2000-" + (string)expiry["on"]!, "yyyy-MM-dd", CultureInfo.InvariantCulture)
                    .ToString(words.Language == "es" ? "d 'de' MMMM" : "d MMMM", words.Culture)
            ],
            "none" => words["programme.expiry.none"],
            _ => words["programme.expiry." + kind, months],
        };
    }

    private string Window(JsonNode window) =>
        (string)window["kind"]! == "rolling"
            ? words["programme.window.rolling", words.Count("programme.months", Whole(window["months"]))]
            : words["programme.choice.tiers.window.kind." + window["kind"]];

    private string Downgrade(JsonNode downgrade) =>
        Choice("tiers.downgrade.to", downgrade["to"])
        + (
            (string)downgrade["to"]! != "never" && Whole(downgrade["graceDays"]) is > 0 and var days
                ? " · " + words["programme.fact.grace", words.Count("programme.days", days)]
                : ""
        );

    private ProgrammeFact Fact(string part, string key, string text) => new(part, key, words["programme.fact." + key], text);

    /// <summary>A choice, or a number of points.</summary>
    private string UpTo(string path, JsonNode? value) =>
        value is JsonObject most ? words["programme.fact.upTo", Number(most["upToPoints"])] : Choice(path, value);

    private string Choice(string path, JsonNode? value) => words[$"programme.choice.{path}.{value}"];

    private static IEnumerable<JsonNode> Items(JsonNode? list) => list is JsonArray items ? items.OfType<JsonNode>() : [];

    private static string? Texts(JsonNode? list) =>
        list is JsonArray { Count: > 0 } items ? string.Join(", ", items.Select(item => (string)item!)) : null;

    private string Percent(JsonNode? share) => words.Exact((decimal)share! * 100) + "\u00A0%";

    private string Money(JsonNode? amount) => Money((decimal)amount!);

    private string Number(JsonNode? number) => words.Exact((decimal)number!);

    private static long Whole(JsonNode? number) => (long)(decimal)number!;

    /// <summary>What is wrong, in the reader's language; numbers as they write them.</summary>
    /// <param name="field">Beside which it is said; null for the text, where a share is a share.</param>
    public static string Fault(Words words, FaultView fault, ProgrammeField? field) =>
        words[
            "programme.fault." + (fault is { Kind: "tooManyDecimals", Values: ["0", ..] } ? "noWhole" : fault.Kind),
            [
                .. fault.Values.Select(value =>
                    fault.Kind is "outOfRange" or "levelOrder" or "lowestLevel" or "tooManyDecimals"
                    && decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                        ? (object)
                            words.Number(
                                field?.Kind != Kind.Share ? number
                                : fault.Kind == "tooManyDecimals" ? number - 2
                                : Math.Abs(number) < 1_000_000_000 ? number * 100
                                : number
                            )
                        : value
                ),
            ]
        ];
}
