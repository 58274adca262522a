namespace LoyaltyClub.Domain.Programmes;

internal sealed class EarningFields()
    : ObjectFields<Earning>(
        new(),
        Written.All,
        [
            Number(
                "points",
                new(0, 1_000_000, 4),
                "Points for each full `per` of the spend that may earn.",
                earning => earning.Points,
                (earning, points) => earning with { Points = points }
            ) with
            {
                Unit = "points",
            },
            Number(
                "per",
                NumberRange.Price(1_000_000),
                "The spend that `points` are for.",
                earning => earning.Per,
                (earning, per) => earning with { Per = per }
            ) with
            {
                Unit = "money",
            },
            Choice(
                "rounding",
                "What becomes of fractions of a point, once, at the end of the receipt. With `carry` a part of `per` gives its part of the "
                    + "points, and what does not reach the next point waits in the member for the next receipt.",
                earning => earning.Rounding,
                (earning, rounding) => earning with { Rounding = rounding }
            ),
            Choice(
                "base",
                "What counts as spend: the amounts as they were paid, or without the `tax` of their lines.",
                earning => earning.Base,
                (earning, of) => earning with { Base = of }
            ),
            Flag(
                "onPaidWithPoints",
                "Whether what points pay of a receipt counts as spend.",
                earning => earning.OnPaidWithPoints,
                (earning, counts) => earning with { OnPaidWithPoints = counts }
            ),
            Texts(
                "excludedCategories",
                "Lines of these categories never earn; compared without regard to case.",
                earning => earning.ExcludedCategories,
                (earning, categories) => earning with { ExcludedCategories = categories }
            ) with
            {
                Place = 1,
            },
            Whole(
                "pendingDays",
                0,
                366,
                "Points become active at the start of this many days after the purchase; 0 is at once.",
                earning => earning.PendingDays,
                (earning, days) => earning with { PendingDays = (int)days }
            ) with
            {
                Unit = "days",
            },
            List(
                "rules",
                "Ways to earn more. Points are (base + what rules for some goods and additions give) × factors, rounded once.",
                new RuleFields(),
                rule => rule.Code,
                earning => earning.Rules,
                (earning, rules) => earning with { Rules = rules }
            ) with
            {
                Ordered = true,
            },
            Whole(
                "capPerDay",
                0,
                1_000_000_000,
                "The most points that a member can earn with purchases of one day; no cap if absent.",
                earning => earning.CapPerDay,
                (earning, points) => earning with { CapPerDay = points }
            ) with
            {
                Unit = "points",
            },
        ]
    );

internal sealed class RuleFields()
    : ObjectFields<EarningRule>(
        new("", new()),
        Written.Said,
        [
            Code("code", "As statements and breakdowns name the rule.", rule => rule.Code, (rule, code) => rule with { Code = code }),
            Text("name", "What people call it; its code if absent.", rule => rule.Name, (rule, name) => rule with { Name = name }) with
            {
                Place = -1,
            },
            Object(
                "when",
                "When the rule applies. What is not said does not matter; all that is said must hold.",
                ProgrammeFields.Conditions,
                rule => rule.When,
                (rule, when) => rule with { When = when }
            ),
            Number(
                "multiply",
                new(0, 100, 4),
                "The points of the lines that the rule names this many times; for a rule that names none, a factor on the receipt. "
                    + "A rule has exactly one of multiply, add and points.",
                rule => rule.Multiply,
                (rule, factor) => rule with { Multiply = factor }
            ) with
            {
                Unit = "times",
                Group = "gives",
            },
            Whole("add", 0, 1_000_000_000, "Points once a receipt.", rule => rule.Add, (rule, points) => rule with { Add = points }) with
            {
                Unit = "points",
                Group = "gives",
            },
            Number(
                "points",
                new(0, 1_000_000, 4),
                "Points for each full `per` of the spend that the rule looks at, on top of the base.",
                rule => rule.Points,
                (rule, points) => rule with { Points = points }
            ) with
            {
                Unit = "points",
                Group = "gives",
            },
            Number(
                "per",
                NumberRange.Price(1_000_000),
                "The spend that `points` are for, and only with them; the programme's own `per` if absent.",
                rule => rule.Per,
                (rule, per) => rule with { Per = per }
            ) with
            {
                Unit = "money",
                Group = "gives",
            },
            Optional(
                "perMember",
                "How often the rule gives something to one member; no limit if absent.",
                new LimitFields(),
                rule => rule.PerMember,
                (rule, limit) => rule with { PerMember = limit }
            ),
        ],
        Check
    )
{
    private static readonly string[] Ways = ["multiply", "add", "points"];

    private static void Check(ObjectReader reader, EarningRule rule)
    {
        var ways = Ways.Count(reader.Has);
        if (ways != 1)
        {
            reader.Fault("multiply", FaultKind.NotOneWay, ways);
        }

        if (reader.Has("per") && !reader.Has("points"))
        {
            reader.Fault("per", FaultKind.PerAlone);
        }

        if (rule.Code is "base" or "capPerDay" or "referral")
        {
            reader.Fault("code", FaultKind.ReservedCode, rule.Code);
        }
    }
}

internal sealed class LimitFields()
    : ObjectFields<Limit>(
        new(1, 1),
        Written.Said,
        [
            Whole(
                "times",
                1,
                10_000,
                "At most this often in any `days` days.",
                limit => limit.Times,
                (limit, times) => limit with { Times = (int)times }
            ) with
            {
                Unit = "times",
                Group = "limit",
            },
            Whole(
                "days",
                1,
                3_660,
                "The day of the purchase is one of them.",
                limit => limit.Days,
                (limit, days) => limit with { Days = (int)days }
            ) with
            {
                Unit = "days",
                Group = "limit",
            },
        ]
    );

/// <summary>The conditions of a rule. A new condition is a row here; see "A new condition of a rule" in the README of the domain.</summary>
internal sealed class ConditionFields()
    : ObjectFields<Conditions>(
        new(),
        Written.Changed,
        [
            Texts(
                "category",
                "Only lines of these categories; compared without regard to case, as brands and skus are.",
                when => when.Categories,
                (when, categories) => when with { Categories = categories }
            ) with
            {
                Group = "lines",
            },
            Texts("brand", "Only lines of these brands.", when => when.Brands, (when, brands) => when with { Brands = brands }) with
            {
                Group = "lines",
            },
            Texts("sku", "Only lines of these articles.", when => when.Skus, (when, skus) => when with { Skus = skus }) with
            {
                Group = "lines",
            },
            Texts("stores", "Only in these stores.", when => when.Stores, (when, stores) => when with { Stores = stores }) with
            {
                Group = "time",
                Place = 1,
            },
            Weekdays(
                "days",
                "Only on these days of the week, in the programme's time zone. A window past midnight belongs to the day on which it begins.",
                when => when.Days,
                (when, days) => when with { Days = days }
            ) with
            {
                Group = "time",
            },
            Time(
                "from",
                false,
                "Start of the window, inclusive; midnight if absent.",
                when => when.From,
                (when, time) => when with { From = time }
            ) with
            {
                Group = "time",
            },
            Time(
                "to",
                true,
                "End of the window, exclusive; midnight if absent. Before or at `from`: the next day.",
                when => when.To,
                (when, time) => when with { To = time }
            ) with
            {
                Group = "time",
            },
            Number(
                "minimumSpend",
                NumberRange.Money(1_000_000),
                "Least spend on the lines that the rule looks at.",
                when => when.MinimumSpend,
                (when, spend) => when with { MinimumSpend = spend }
            ) with
            {
                Unit = "money",
                Group = "lines",
            },
            Number(
                "minimumQuantity",
                new(0, 1_000_000, 3),
                "Least quantity on the lines that the rule looks at.",
                when => when.MinimumQuantity,
                (when, quantity) => when with { MinimumQuantity = quantity }
            ) with
            {
                Group = "lines",
            },
            Flag(
                "firstPurchase",
                "Only for the first purchase that arrives from a member.",
                when => when.FirstPurchase,
                (when, only) => when with { FirstPurchase = only }
            ) with
            {
                Group = "who",
            },
            Flag(
                "birthday",
                "Only on the member's birthday; 29 February counts on 28 February in other years.",
                when => when.Birthday,
                (when, only) => when with { Birthday = only }
            ) with
            {
                Group = "who",
            },
            Flag(
                "birthdayMonth",
                "Only in the month of the member's birthday.",
                when => when.BirthdayMonth,
                (when, only) => when with { BirthdayMonth = only }
            ) with
            {
                Group = "who",
            },
        ],
        Check
    )
{
    private static void Check(ObjectReader reader, Conditions when)
    {
        if (when.From is { } from && from == when.To && from != TimeOnly.MinValue)
        {
            reader.Fault("to", FaultKind.EmptyWindow);
        }
    }
}
