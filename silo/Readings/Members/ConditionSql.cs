using System.Globalization;
using LoyaltyClub.Domain.Segments;

namespace LoyaltyClub.Readings;

/// <summary>A condition as SQL about a row <c>r</c> of <c>member_rows</c>, the same for SQLite and PostgreSQL.</summary>
/// <param name="today">The club's day.</param>
internal sealed class ConditionSql(DateOnly today)
{
    private readonly List<(string, object?)> values = [];

    /// <summary>The values of the parameters in what <see cref="Of"/> has answered.</summary>
    public IReadOnlyList<(string Name, object? Value)> Values => values;

    public string Of(Condition condition) =>
        condition switch
        {
            Condition.All all => $"({string.Join(" and ", all.Of.Select(Of))})",
            Condition.Any any => $"({string.Join(" or ", any.Of.Select(Of))})",
            Condition.Not not => $"not {Of(not.Of)}",
            Condition.Test test => $"({Of(test)})",
            _ => throw new InvalidOperationException($"No SQL for {condition.GetType().Name}."),
        };

    private string Of(Condition.Test test) =>
        test.Field switch
        {
            SegmentField.Tier => Text("r.tier", test),
            SegmentField.Language => Text("coalesce(r.language, '')", test),
            SegmentField.Balance => Number("r.active", test.Operator, test.Number!.Value),
            SegmentField.JoinedDaysAgo => Number($"{today.DayNumber} - r.joined", test.Operator, test.Number!.Value),
            SegmentField.LastPurchaseDaysAgo =>
                $"r.last_day > 0 and {Number($"{today.DayNumber} - r.last_day", test.Operator, test.Number!.Value)}",
            SegmentField.Visits => Sum(test, "receipts", "r.visits", test.Number!.Value),
            SegmentField.Spend => Sum(test, "spend", "r.spend", test.Number!.Value * MemberRow.Thousand),
            SegmentField.AverageBasket => Basket(test),
            SegmentField.Recency => Fifth("last_day", test),
            SegmentField.Frequency => Fifth("visits", test),
            SegmentField.Monetary => Fifth("spend", test),
            SegmentField.BirthdayMonth => $"r.birthday > 0 and {Number("r.birthday / 100", test.Operator, test.Number!.Value)}",
            SegmentField.Store => Store(test),
            SegmentField.Consent => (test.Texts[0] == "email" ? "r.by_email" : "r.by_sms")
                + (test.Operator == Operator.Is ? " = 1" : " = 0"),
            var field => throw new InvalidOperationException($"No SQL for {field}."),
        };

    private string Text(string column, Condition.Test test) =>
        $"{column} {(test.Operator == Operator.Not ? "not in" : "in")} ({string.Join(", ", test.Texts.Select(text => Value(text)))})";

    private string Number(string column, Operator op, decimal number) => $"{column} {Symbol(op)} {Value(number)}";

    /// <summary>A sum of what was bought. Who bought nothing has the sum 0.</summary>
    private string Sum(Condition.Test test, string column, string whole, decimal number)
    {
        if (test is { Days: null, Category: null })
        {
            return Number(whole, test.Operator, number);
        }

        // Those who bought are looked for; a sum that nothing reaches too is asked the other way round.
        var matchesNothing = test.Operator switch
        {
            Operator.Is => number == 0,
            Operator.Not => number != 0,
            Operator.AtLeast => number <= 0,
            _ => number > 0,
        };
        return matchesNothing
            ? $"r.member not in ({Bought(test, $"not (sum({column}) {Symbol(test.Operator)} {Value(number)})")})"
            : $"r.member in ({Bought(test, $"sum({column}) {Symbol(test.Operator)} {Value(number)}")})";
    }

    private string Basket(Condition.Test test)
    {
        var number = Value(test.Number!.Value * MemberRow.Thousand);
        return test is { Days: null, Category: null }
            ? $"r.visits > 0 and r.spend {Symbol(test.Operator)} {number} * r.visits"
            : $"r.member in ({Bought(test, $"sum(receipts) > 0 and sum(spend) {Symbol(test.Operator)} {number} * sum(receipts)")})";
    }

    private string Store(Condition.Test test) =>
        (test.Operator == Operator.Not ? "r.member not in (" : "r.member in (")
        + $"select owner from member_days where {Within(test)} and receipts > 0 and store in ({string.Join(", ", test.Texts.Select(text => Value(text)))}))";

    private string Bought(Condition.Test test, string having) =>
        $"select owner from member_days where {Within(test)} group by owner having {having}";

    private string Within(Condition.Test test) =>
        $"category = {Value(test.Category ?? "")}"
        + (test.Days is { } days ? $" and day > {(today.DayNumber - days).ToString(CultureInfo.InvariantCulture)}" : "");

    /// <summary>The share of members below, from 0 to 1, decides the fifth; equals share their place.</summary>
    private static string Fifth(string column, Condition.Test test)
    {
        var fifth = (int)test.Number!.Value;
        var (from, to) = ((fifth - 1) / 5.0, fifth / 5.0);
        var matches = test.Operator switch
        {
            Operator.Is => $"{At(from)} and {Below(to)}",
            Operator.Not => $"not ({At(from)} and {Below(to)})",
            Operator.AtLeast => At(from),
            _ => $"not {At(from)}",
        };
        return $"r.member in (select member from (select member, percent_rank() over (order by {column}) as place from member_rows "
            + $"where status = 0 and visits > 0) ranked where {matches})";

        static string At(double from) => string.Create(CultureInfo.InvariantCulture, $"(place >= {from})");
        static string Below(double to) => to >= 1 ? "(1 = 1)" : string.Create(CultureInfo.InvariantCulture, $"(place < {to})");
    }

    private static string Symbol(Operator op) =>
        op switch
        {
            Operator.Is => "=",
            Operator.Not => "<>",
            Operator.AtLeast => ">=",
            Operator.Below => "<",
            _ => throw new InvalidOperationException($"{op} is not for numbers."),
        };

    /// <summary>Numbers whole where they can be: SQLite keeps no decimals, and compares a text with no number.</summary>
    private string Value(object value)
    {
        var name = "c" + values.Count.ToString(CultureInfo.InvariantCulture);
        values.Add(
            (
                name,
                value is decimal number
                    ? decimal.IsInteger(number)
                        ? (long)number
                        : (double)number
                    : value
            )
        );
        return "@" + name;
    }
}
