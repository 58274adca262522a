using System.Collections.Immutable;
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
            Condition.All all => All(all.Of),
            Condition.Any any => $"({string.Join(" or ", any.Of.Select(Of))})",
            Condition.Not not => $"not {Of(not.Of)}",
            Condition.Test test => $"({Of(test)})",
            _ => throw new InvalidOperationException($"No SQL for {condition.GetType().Name}."),
        };

    /// <summary>
    /// What asks the days is asked last, of those who are left by the row alone, then by the test before: a sum over the receipts of all
    /// members is what takes long. A category, then fewer days, come first, as they leave fewest.
    /// </summary>
    private string All(ImmutableArray<Condition> all)
    {
        var summed = all.OfType<Condition.Test>()
            .Where(IsSum)
            .OrderBy(test => test.Category is null)
            .ThenBy(test => test.Days ?? int.MaxValue)
            .ToArray();
        var rows = all.OfType<Condition.Test>().Where(IsOfRow).Select(test => $"({Of(test)})").ToArray();
        var left = rows.Length > 0 ? $"select r.member from member_rows r where {string.Join(" and ", rows)}" : null;
        foreach (var test in summed)
        {
            left = Summed(test, left);
        }

        var others = all.Where(condition => condition is not Condition.Test test || !(IsSum(test) || IsOfRow(test))).Select(Of);
        return $"({string.Join(" and ", [.. summed.Length > 0 ? [$"r.member in ({left})"] : rows, .. others])})";
    }

    /// <summary>True for a test that asks the days and that who has none does not match.</summary>
    private static bool IsSum(Condition.Test test) =>
        test.Field == SegmentField.Store ? test.Operator != Operator.Not
        : test is { Days: null, Category: null } ? false
        : test.Field == SegmentField.AverageBasket || (test.Field is SegmentField.Visits or SegmentField.Spend && !MatchesNothing(test));

    /// <summary>True for a test that the row alone answers.</summary>
    private static bool IsOfRow(Condition.Test test) => test is { Days: null, Category: null } && test.Field != SegmentField.Store;

    /// <summary>The members who match a test that <see cref="IsSum"/>.</summary>
    /// <param name="among">A statement of the members who come into question; null for all.</param>
    private string Summed(Condition.Test test, string? among)
    {
        var number = test.Number is { } given ? Value(test.Field == SegmentField.Visits ? given : given * MemberRow.Thousand) : "";
        return test.Field switch
        {
            SegmentField.Store =>
                $"select owner from member_days where {Within(test, among)} and receipts > 0 and store in ({Texts(test)})",
            SegmentField.AverageBasket => Bought(
                test,
                among,
                $"sum(receipts) > 0 and sum(spend) {Symbol(test.Operator)} {number} * sum(receipts)"
            ),
            var field => Bought(test, among, $"sum({ColumnOf(field)}) {Symbol(test.Operator)} {number}"),
        };
    }

    private string Of(Condition.Test test) =>
        test.Field switch
        {
            SegmentField.Tier => Text("r.tier", test),
            SegmentField.Language => Text("coalesce(r.language, '')", test),
            SegmentField.Balance => Number("r.active", test.Operator, test.Number!.Value),
            SegmentField.JoinedDaysAgo => Number($"{today.DayNumber} - r.joined", test.Operator, test.Number!.Value),
            SegmentField.LastPurchaseDaysAgo =>
                $"r.last_day > 0 and {Number($"{today.DayNumber} - r.last_day", test.Operator, test.Number!.Value)}",
            _ when IsSum(test) => $"r.member in ({Summed(test, null)})",
            SegmentField.Visits => Sum(test, "r.visits", test.Number!.Value),
            SegmentField.Spend => Sum(test, "r.spend", test.Number!.Value * MemberRow.Thousand),
            SegmentField.AverageBasket =>
                $"r.visits > 0 and r.spend {Symbol(test.Operator)} {Value(test.Number!.Value * MemberRow.Thousand)} * r.visits",
            SegmentField.Recency => Fifth("last_day", test),
            SegmentField.Frequency => Fifth("visits", test),
            SegmentField.Monetary => Fifth("spend", test),
            SegmentField.BirthdayMonth => $"r.birthday > 0 and {Number("r.birthday / 100", test.Operator, test.Number!.Value)}",
            SegmentField.Store =>
                $"r.member not in (select owner from member_days where {Within(test, null)} and receipts > 0 and store in ({Texts(test)}))",
            SegmentField.Consent => (test.Texts[0] == "email" ? "r.by_email" : "r.by_sms")
                + (test.Operator == Operator.Is ? " = 1" : " = 0"),
            var field => throw new InvalidOperationException($"No SQL for {field}."),
        };

    private string Text(string column, Condition.Test test) =>
        $"{column} {(test.Operator == Operator.Not ? "not in" : "in")} ({Texts(test)})";

    private string Texts(Condition.Test test) => string.Join(", ", test.Texts.Select(text => Value(text)));

    private string Number(string column, Operator op, decimal number) => $"{column} {Symbol(op)} {Value(number)}";

    /// <summary>A sum that who bought nothing matches as well: those who do not match are looked for.</summary>
    private string Sum(Condition.Test test, string whole, decimal number) =>
        test is { Days: null, Category: null }
            ? Number(whole, test.Operator, number)
            : $"r.member not in ({Bought(test, null, $"not (sum({ColumnOf(test.Field)}) {Symbol(test.Operator)} {Value(number)})")})";

    /// <summary>True if the sum of who bought nothing, 0, matches.</summary>
    private static bool MatchesNothing(Condition.Test test) =>
        test.Operator switch
        {
            Operator.Is => test.Number == 0,
            Operator.Not => test.Number != 0,
            Operator.AtLeast => test.Number <= 0,
            _ => test.Number > 0,
        };

    private static string ColumnOf(SegmentField field) => field == SegmentField.Visits ? "receipts" : "spend";

    private string Bought(Condition.Test test, string? among, string having) =>
        $"select owner from member_days where {Within(test, among)} group by owner having {having}";

    private string Within(Condition.Test test, string? among) =>
        $"category = {Value(test.Category ?? "")}"
        + (test.Days is { } days ? $" and day > {(today.DayNumber - days).ToString(CultureInfo.InvariantCulture)}" : "")
        + (among is null ? "" : $" and owner in ({among})");

    /// <summary>
    /// A buyer's fifth by the share of buyers below, which equals have in common: the share reaches k fifths for who is above the buyer at
    /// place k (n - 1) / 5, rounded up, of n in order, counted from one. So an index answers, and nobody is sorted.
    /// </summary>
    private static string Fifth(string column, Condition.Test test)
    {
        var fifth = (int)test.Number!.Value;
        var matches = test.Operator switch
        {
            Operator.Is => $"{Reaches(fifth - 1)} and not {Reaches(fifth)}",
            Operator.Not => $"not ({Reaches(fifth - 1)} and not {Reaches(fifth)})",
            Operator.AtLeast => Reaches(fifth - 1),
            _ => $"not {Reaches(fifth - 1)}",
        };
        return $"r.visits > 0 and ({matches})";

        string Reaches(int fifths) =>
            fifths is 0 or 5
                ? $"({(fifths == 0 ? 1 : 0)} = 1)"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"(r.{column} > (select {column} from member_rows where status = 0 and visits > 0 order by {column} limit 1 offset "
                        + $"(select ({fifths} * (count(*) - 1) + 4) / 5 - case when count(*) > 1 then 1 else 0 end "
                        + $"from member_rows where status = 0 and visits > 0)))"
                );
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
