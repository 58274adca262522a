using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>
/// Writes a programme as the document that says every field, those with their default too: for forms, for comparing two
/// versions. <see cref="ProgrammeReader"/> reads the same programme from it.
/// </summary>
public static class ProgrammeWriter
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private static readonly string[] Weekday = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static string Write(Programme programme) =>
        new JsonObject
        {
            ["name"] = programme.Name,
            ["currency"] = programme.Currency,
            ["timeZone"] = programme.TimeZone.Id,
            ["earning"] = Earning(programme.Earning),
            ["expiry"] = new JsonObject
            {
                ["kind"] = Name(programme.Expiry.Kind),
                ["months"] = programme.Expiry.Months,
                ["roundUp"] = Name(programme.Expiry.RoundUp),
                ["on"] = string.Create(CultureInfo.InvariantCulture, $"{programme.Expiry.On.Month:00}-{programme.Expiry.On.Day:00}"),
            },
            ["negativeBalance"] = Name(programme.NegativeBalance),
            ["tiers"] = Tiers(programme.Tiers),
            ["stampCards"] = List(
                programme.StampCards,
                card =>
                    Full(
                        ("code", card.Code),
                        ("name", card.Name),
                        ("by", Name(card.By)),
                        ("category", Texts(card.Categories)),
                        ("sku", Texts(card.Skus)),
                        ("size", Plain(card.Size)),
                        ("repeats", card.Repeats),
                        ("reward", card.Reward)
                    )
            ),
            ["rewards"] = List(
                programme.Rewards,
                reward =>
                    Full(
                        ("code", reward.Code),
                        ("name", reward.Name),
                        ("cost", reward.Cost),
                        ("validDays", reward.ValidDays),
                        ("stock", reward.Stock),
                        ("tiers", Texts(reward.Tiers))
                    )
            ),
            ["payWithPoints"] = programme.PayWithPoints is { } pay
                ? Full(
                    ("value", Plain(pay.Value)),
                    ("minimum", pay.Minimum),
                    ("multipleOf", pay.MultipleOf),
                    ("maximumShare", Plain(pay.MaximumShare))
                )
                : null,
            ["referral"] = programme.Referral is { } referral
                ? Full(
                    ("referrer", referral.Referrer),
                    ("referee", referral.Referee),
                    ("minimumSpend", Plain(referral.MinimumSpend)),
                    ("holdDays", referral.HoldDays)
                )
                : null,
            ["latePurchaseDays"] = programme.LatePurchaseDays,
        }.ToJsonString(Indented);

    private static JsonObject Earning(Earning earning) =>
        new()
        {
            ["points"] = Plain(earning.Points),
            ["per"] = Plain(earning.Per),
            ["rounding"] = Name(earning.Rounding),
            ["excludedCategories"] = Texts(earning.ExcludedCategories),
            ["pendingDays"] = earning.PendingDays,
            ["rules"] = List(
                earning.Rules,
                rule =>
                    Full(
                        ("code", rule.Code),
                        ("when", When(rule.When)),
                        ("multiply", Plain(rule.Multiply)),
                        ("add", rule.Add),
                        ("points", Plain(rule.Points)),
                        ("per", Plain(rule.Per)),
                        ("perMember", rule.PerMember is { } limit ? Full(("times", limit.Times), ("days", limit.Days)) : null)
                    )
            ),
            ["capPerDay"] = earning.CapPerDay,
        };

    private static JsonObject When(Conditions when) =>
        Full(
            ("category", Texts(when.Categories)),
            ("brand", Texts(when.Brands)),
            ("sku", Texts(when.Skus)),
            ("stores", Texts(when.Stores)),
            (
                "days",
                when.Days.Count == 0 ? null : new JsonArray([.. when.Days.Order().Select(day => JsonValue.Create(Weekday[(int)day]))])
            ),
            ("from", Time(when.From)),
            ("to", when.To == TimeOnly.MinValue ? "24:00" : Time(when.To)),
            ("minimumSpend", when.MinimumSpend == 0 ? null : Plain(when.MinimumSpend)),
            ("minimumQuantity", when.MinimumQuantity == 0 ? null : Plain(when.MinimumQuantity)),
            ("firstPurchase", Only(when.FirstPurchase)),
            ("birthday", Only(when.Birthday)),
            ("birthdayMonth", Only(when.BirthdayMonth))
        );

    private static JsonObject Tiers(Tiers tiers) =>
        new()
        {
            ["by"] = Name(tiers.By),
            ["window"] = new JsonObject { ["kind"] = Name(tiers.Window.Kind), ["months"] = tiers.Window.Months },
            ["downgrade"] = new JsonObject { ["to"] = Name(tiers.Downgrade.To), ["graceDays"] = tiers.Downgrade.GraceDays },
            ["levels"] = List(
                tiers.Levels,
                level => Full(("code", level.Code), ("name", level.Name), ("from", Plain(level.From)), ("multiply", Plain(level.Multiply)))
            ),
        };

    /// <summary>An object of what is there; what is not, is left out.</summary>
    private static JsonObject Full(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var full = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
            {
                full[name] = value;
            }
        }

        return full;
    }

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode> item) => new([.. items.Select(item)]);

    private static JsonArray? Texts(FrozenSet<string> texts) =>
        texts.Count == 0 ? null : new([.. texts.Order(StringComparer.OrdinalIgnoreCase).Select(text => JsonValue.Create(text))]);

    private static JsonValue? Plain(decimal? number) => number is { } given ? JsonValue.Create(Money.Plain(given)) : null;

    private static string? Time(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static JsonValue? Only(bool flag) => flag ? JsonValue.Create(true) : null;

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
