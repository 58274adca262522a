using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>Reads a programme document and lists every fault in it.</summary>
public static class ProgrammeReader
{
    private static readonly string[] Ways = ["multiply", "add", "points"];
    private static readonly string[] Weekday = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <returns>The programme, and no faults; or faults, and a programme that must not be used.</returns>
    public static (Programme Programme, ImmutableArray<Fault> Faults) Read(JsonElement document)
    {
        var faults = new List<Fault>();
        var fields = new Fields(document, "", faults);
        var basis = Programme.Default;
        var currency = Currency(fields, basis.Currency);
        var decimals = Money.Decimals(currency);
        var rewards = Rewards(fields);
        var tiers = ReadTiers(fields.Object("tiers"), decimals);
        var programme = basis with
        {
            Name = fields.Text("name") ?? basis.Name,
            Currency = currency,
            TimeZone = Zone(fields, basis.TimeZone),
            Earning = ReadEarning(fields.Object("earning"), decimals),
            Expiry = ReadExpiry(fields.Object("expiry")),
            NegativeBalance = fields.OneOf("negativeBalance", basis.NegativeBalance),
            Tiers = tiers,
            StampCards = StampCards(fields, rewards, decimals),
            Rewards = rewards,
            PayWithPoints = ReadPayWithPoints(fields.Object("payWithPoints")),
            Referral = ReadReferral(fields.Object("referral"), decimals),
            LatePurchaseDays = fields.Given("latePurchaseDays")
                ? (int?)fields.Whole("latePurchaseDays", 0, 36_500)
                : basis.LatePurchaseDays,
        };
        fields.End();
        foreach (var (reward, index) in rewards.Select((reward, index) => (reward, index)))
        {
            foreach (var tier in reward.Tiers.Where(tier => tiers.Levels.All(level => level.Code != tier)))
            {
                faults.Add(new($"rewards[{index}].tiers", FaultKind.UnknownTier, [tier]));
            }
        }

        return (programme, [.. faults]);
    }

    private static string Currency(Fields fields, string otherwise)
    {
        if (fields.Text("currency") is not { } code)
        {
            return otherwise;
        }

        if (Money.IsCurrency(code))
        {
            return code;
        }

        fields.Fault("currency", FaultKind.NoCurrency, code);
        return otherwise;
    }

    private static TimeZoneInfo Zone(Fields fields, TimeZoneInfo otherwise)
    {
        if (fields.Text("timeZone") is not { } name)
        {
            return otherwise;
        }

        if (name is "UTC" or "Etc/UTC")
        {
            return TimeZoneInfo.Utc;
        }

        if (name.Contains('/') && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        fields.Fault("timeZone", FaultKind.NoTimeZone, name);
        return otherwise;
    }

    private static Earning ReadEarning(Fields? fields, int decimals)
    {
        var basis = new Earning();
        if (fields is null)
        {
            return basis;
        }

        var earning = new Earning
        {
            Points = fields.Number("points", 0, 1_000_000, 4) ?? basis.Points,
            Per = fields.Number("per", Smallest(decimals), 1_000_000, decimals) ?? basis.Per,
            Rounding = fields.OneOf("rounding", basis.Rounding),
            ExcludedCategories = fields.Texts("excludedCategories"),
            PendingDays = (int?)fields.Whole("pendingDays", 0, 366) ?? 0,
            Rules =
            [
                .. Unique(fields, "rules", fields.Objects("rules").Select(rule => (rule, ReadRule(rule, decimals))), rule => rule.Code),
            ],
            CapPerDay = fields.Whole("capPerDay", 0, 1_000_000_000),
        };
        fields.End();
        return earning;
    }

    private static EarningRule ReadRule(Fields fields, int decimals)
    {
        var code = fields.Code("code");
        var ways = Ways.Count(fields.Has);
        if (ways != 1)
        {
            fields.Fault("multiply", FaultKind.NotOneWay, ways);
        }

        if (fields.Has("per") && !fields.Has("points"))
        {
            fields.Fault("per", FaultKind.PerAlone);
        }

        if (code is "base" or "capPerDay" or "referral")
        {
            fields.Fault("code", FaultKind.ReservedCode, code);
        }

        var rule = new EarningRule(code, ReadConditions(fields.Object("when"), decimals))
        {
            Multiply = fields.Number("multiply", 0, 100, 4),
            Add = fields.Whole("add", 0, 1_000_000_000),
            Points = fields.Number("points", 0, 1_000_000, 4),
            Per = fields.Number("per", Smallest(decimals), 1_000_000, decimals),
            PerMember = ReadLimit(fields.Object("perMember")),
        };
        fields.End();
        return rule;
    }

    private static Limit? ReadLimit(Fields? fields)
    {
        if (fields is null)
        {
            return null;
        }

        var limit = new Limit((int?)fields.Whole("times", 1, 10_000) ?? 1, (int?)fields.Whole("days", 1, 3_660) ?? 1);
        fields.End();
        return limit;
    }

    private static Conditions ReadConditions(Fields? fields, int decimals)
    {
        if (fields is null)
        {
            return new();
        }

        var conditions = new Conditions
        {
            Categories = fields.Texts("category"),
            Brands = fields.Texts("brand"),
            Skus = fields.Texts("sku"),
            Stores = fields.Texts("stores"),
            Days = Weekdays(fields),
            From = fields.Time("from", isEnd: false),
            To = fields.Time("to", isEnd: true),
            MinimumSpend = fields.Number("minimumSpend", 0, 1_000_000, decimals) ?? 0,
            MinimumQuantity = fields.Number("minimumQuantity", 0, 1_000_000, 3) ?? 0,
            FirstPurchase = fields.Flag("firstPurchase", false),
            Birthday = fields.Flag("birthday", false),
            BirthdayMonth = fields.Flag("birthdayMonth", false),
        };
        if (conditions.From is { } from && from == conditions.To && from != TimeOnly.MinValue)
        {
            fields.Fault("to", FaultKind.EmptyWindow);
        }

        fields.End();
        return conditions;
    }

    private static FrozenSet<DayOfWeek> Weekdays(Fields fields)
    {
        var days = new List<DayOfWeek>();
        foreach (var text in fields.Texts("days"))
        {
            if (Array.IndexOf(Weekday, text) is >= 0 and var index)
            {
                days.Add((DayOfWeek)index);
            }
            else
            {
                fields.Fault("days", FaultKind.NoWeekday, string.Join(", ", Weekday), text);
            }
        }

        return days.ToFrozenSet();
    }

    private static Expiry ReadExpiry(Fields? fields)
    {
        var basis = new Expiry();
        if (fields is null)
        {
            return basis;
        }

        var expiry = new Expiry
        {
            Kind = fields.OneOf("kind", basis.Kind),
            Months = (int?)fields.Whole("months", 1, 600) ?? basis.Months,
            RoundUp = fields.OneOf("roundUp", basis.RoundUp),
            On = MonthAndDay(fields, basis.On),
        };
        fields.End();
        return expiry;
    }

    private static (int Month, int Day) MonthAndDay(Fields fields, (int, int) otherwise)
    {
        if (fields.Text("on") is not { } text)
        {
            return otherwise;
        }
        // A leap year, so that 02-29 is a day.
        if (DateOnly.TryParseExact("2000-" + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return (day.Month, day.Day);
        }

        fields.Fault("on", FaultKind.NoMonthAndDay, text);
        return otherwise;
    }

    private static Tiers ReadTiers(Fields? fields, int decimals)
    {
        var basis = new Tiers();
        if (fields is null)
        {
            return basis;
        }

        var window = fields.Object("window");
        var downgrade = fields.Object("downgrade");
        var levels = Unique(
                fields,
                "levels",
                fields.Objects("levels", 50).Select(level => (level, ReadLevel(level, decimals))),
                level => level.Code
            )
            .ToImmutableArray();
        var tiers = new Tiers
        {
            By = fields.OneOf("by", basis.By),
            Window = window is null
                ? basis.Window
                : new(window.OneOf("kind", basis.Window.Kind), (int?)window.Whole("months", 1, 120) ?? basis.Window.Months),
            Downgrade = downgrade is null
                ? basis.Downgrade
                : new(downgrade.OneOf("to", basis.Downgrade.To), (int?)downgrade.Whole("graceDays", 0, 3_660) ?? basis.Downgrade.GraceDays),
            Levels = levels.IsEmpty ? basis.Levels : levels,
        };
        for (var i = 0; i < levels.Length; i++)
        {
            if (i == 0 && levels[0].From != 0)
            {
                fields.Fault("levels[0].from", FaultKind.LowestLevel, levels[0].From);
            }
            else if (i > 0 && levels[i].From <= levels[i - 1].From)
            {
                fields.Fault($"levels[{i}].from", FaultKind.LevelOrder, levels[i - 1].From, levels[i].From);
            }
        }

        window?.End();
        downgrade?.End();
        fields.End();
        return tiers;
    }

    private static TierLevel ReadLevel(Fields fields, int decimals)
    {
        var code = fields.Code("code");
        var level = new TierLevel(
            code,
            fields.Text("name") ?? code,
            fields.Number("from", 0, 1_000_000_000, decimals) ?? 0,
            fields.Number("multiply", 0, 100, 4) ?? 1
        );
        fields.End();
        return level;
    }

    private static ImmutableArray<Reward> Rewards(Fields fields) =>
        [.. Unique(fields, "rewards", fields.Objects("rewards").Select(reward => (reward, ReadReward(reward))), reward => reward.Code)];

    private static Reward ReadReward(Fields fields)
    {
        var code = fields.Code("code");
        var reward = new Reward(
            code,
            fields.Text("name") ?? code,
            fields.Whole("cost", 1, 1_000_000_000),
            (int?)fields.Whole("validDays", 1, 3_660) ?? Reward.UsualDays,
            (int?)fields.Whole("stock", 0, 1_000_000_000),
            fields.Texts("tiers")
        );
        fields.End();
        return reward;
    }

    private static ImmutableArray<StampCard> StampCards(Fields fields, ImmutableArray<Reward> rewards, int decimals) =>
        [
            .. Unique(
                fields,
                "stampCards",
                fields.Objects("stampCards").Select(card => (card, ReadStampCard(card, rewards, decimals))),
                card => card.Code
            ),
        ];

    private static StampCard ReadStampCard(Fields fields, ImmutableArray<Reward> rewards, int decimals)
    {
        var code = fields.Code("code");
        var by = fields.OneOf("by", StampBy.Visit);
        if (!fields.Has("size"))
        {
            fields.Fault("size", FaultKind.Missing);
        }

        var size = fields.Number("size", by == StampBy.Spend ? Smallest(decimals) : 1, 1_000_000, by == StampBy.Spend ? decimals : 0) ?? 1;
        var reward = fields.Code("reward");
        if (reward.Length > 0 && rewards.All(known => known.Code != reward))
        {
            fields.Fault("reward", FaultKind.UnknownReward, reward);
        }

        var card = new StampCard(
            code,
            fields.Text("name") ?? code,
            by,
            fields.Texts("category"),
            fields.Texts("sku"),
            size,
            fields.Flag("repeats", true),
            reward
        );
        fields.End();
        return card;
    }

    private static PayWithPoints? ReadPayWithPoints(Fields? fields)
    {
        if (fields is null)
        {
            return null;
        }

        if (!fields.Has("value"))
        {
            fields.Fault("value", FaultKind.Missing);
        }

        var pay = new PayWithPoints(
            fields.Number("value", 0.000001m, 1_000_000, 6) ?? 1,
            fields.Whole("minimum", 1, 1_000_000_000) ?? 1,
            fields.Whole("multipleOf", 1, 1_000_000_000) ?? 1,
            fields.Number("maximumShare", 0.0001m, 1, 4) ?? 1
        );
        fields.End();
        return pay;
    }

    private static Referral? ReadReferral(Fields? fields, int decimals)
    {
        if (fields is null)
        {
            return null;
        }

        var referral = new Referral(
            fields.Whole("referrer", 0, 1_000_000_000) ?? 0,
            fields.Whole("referee", 0, 1_000_000_000) ?? 0,
            fields.Number("minimumSpend", 0, 1_000_000, decimals) ?? 0,
            (int?)fields.Whole("holdDays", 0, 366) ?? 0
        );
        fields.End();
        return referral;
    }

    private static IEnumerable<T> Unique<T>(Fields fields, string list, IEnumerable<(Fields Fields, T Item)> items, Func<T, string> code)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (item, index) in items.Select((pair, index) => (pair.Item, index)).ToArray())
        {
            if (code(item).Length > 0 && !seen.Add(code(item)))
            {
                fields.Fault($"{list}[{index}].code", FaultKind.CodeTwice, code(item));
            }

            yield return item;
        }
    }

    private static decimal Smallest(int decimals) => new(1, 0, 0, false, (byte)decimals);
}
