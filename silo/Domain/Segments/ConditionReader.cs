using System.Collections.Immutable;
using System.Text.Json;

namespace LoyaltyClub.Domain.Segments;

/// <summary>
/// Reads a condition: <c>{"all": [..]}</c>, <c>{"any": [..]}</c>, <c>{"not": ..}</c>, or a test such as
/// <c>{"field": "visits", "op": "atLeast", "value": 3, "days": 90, "category": "coffee"}</c>.
/// </summary>
public sealed class ConditionReader
{
    /// <summary>The most tests in one condition.</summary>
    public const int MostTests = 50;

    /// <summary>How deep conditions may lie in one another.</summary>
    public const int Deepest = 8;

    /// <summary>The most texts of one <c>in</c>.</summary>
    public const int MostTexts = 100;

    private const int LongestText = 100,
        MostDays = 3_660;

    private const decimal MostNumber = 1_000_000_000;

    private static readonly Operator[] OfNumbers = [Operator.Is, Operator.Not, Operator.AtLeast, Operator.Below],
        OfTexts = [Operator.Is, Operator.Not, Operator.In];

    private static readonly Dictionary<string, Shape> Fields = new(StringComparer.Ordinal)
    {
        ["tier"] = new(SegmentField.Tier, OfTexts),
        ["balance"] = new(SegmentField.Balance, OfNumbers),
        ["joinedDaysAgo"] = new(SegmentField.JoinedDaysAgo, OfNumbers, Whole: true),
        ["lastPurchaseDaysAgo"] = new(SegmentField.LastPurchaseDaysAgo, OfNumbers, Whole: true),
        ["visits"] = new(SegmentField.Visits, OfNumbers, Whole: true, Bought: true),
        ["spend"] = new(SegmentField.Spend, OfNumbers, Bought: true),
        ["averageBasket"] = new(SegmentField.AverageBasket, [Operator.AtLeast, Operator.Below], Bought: true),
        ["recency"] = new(SegmentField.Recency, OfNumbers, Whole: true, 1, 5),
        ["frequency"] = new(SegmentField.Frequency, OfNumbers, Whole: true, 1, 5),
        ["monetary"] = new(SegmentField.Monetary, OfNumbers, Whole: true, 1, 5),
        ["birthdayMonth"] = new(SegmentField.BirthdayMonth, [Operator.Is, Operator.Not], Whole: true, 1, 12),
        ["language"] = new(SegmentField.Language, OfTexts),
        ["store"] = new(SegmentField.Store, OfTexts, Bought: true),
        ["consent"] = new(SegmentField.Consent, [Operator.Is, Operator.Not], Choices: ["email", "sms"]),
    };

    private static readonly Dictionary<string, Operator> Operators = new(StringComparer.Ordinal)
    {
        ["is"] = Operator.Is,
        ["not"] = Operator.Not,
        ["in"] = Operator.In,
        ["atLeast"] = Operator.AtLeast,
        ["below"] = Operator.Below,
    };

    private readonly List<ConditionFault> faults = [];
    private int tests;

    private ConditionReader() { }

    /// <param name="path">The condition's place in its document, such as <c>where</c>.</param>
    /// <returns>The condition, or every fault of it.</returns>
    public static (Condition? Condition, IReadOnlyList<ConditionFault> Faults) Read(JsonElement json, string path)
    {
        var reader = new ConditionReader();
        Condition? condition = null;
        try
        {
            condition = reader.Any(json, path, 1);
        }
        catch (InvalidOperationException)
        {
            // A name or a text with half of a pair of characters.
            reader.Fault(path, "holds a text that is not Unicode");
        }

        return reader.faults.Count == 0 ? (condition, []) : (null, reader.faults);
    }

    private Condition? Any(JsonElement json, string path, int depth)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Fault(path, "must be an object with all, any, not or field");
        }

        if (depth > Deepest)
        {
            return Fault(path, $"lies more than {Deepest} deep");
        }

        var names = json.EnumerateObject().Select(property => property.Name).ToArray();
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            return Fault(path, "has a field twice");
        }

        switch (names)
        {
            case ["all"]:
                return Several(json.GetProperty("all"), $"{path}.all", depth) is { } all ? new Condition.All(all) : null;
            case ["any"]:
                return Several(json.GetProperty("any"), $"{path}.any", depth) is { } any ? new Condition.Any(any) : null;
            case ["not"]:
                return Any(json.GetProperty("not"), $"{path}.not", depth + 1) is { } not ? new Condition.Not(not) : null;
            default:
                return names.Contains("field")
                    ? Test(json, names, path)
                    : Fault(path, "must have exactly one of all, any and not, or a field");
        }
    }

    private ImmutableArray<Condition>? Several(JsonElement json, string path, int depth)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0)
        {
            Fault(path, "must be a list with at least one condition");
            return null;
        }

        var read = json.EnumerateArray().Take(MostTests + 1).Select((one, at) => Any(one, $"{path}[{at}]", depth + 1)).ToArray();
        return read.Any(one => one is null) ? null : [.. read.Select(one => one!)];
    }

    private Condition? Test(JsonElement json, string[] names, string path)
    {
        if (++tests > MostTests)
        {
            return tests == MostTests + 1 ? Fault(path, $"is one more than {MostTests} tests") : null;
        }

        if (names.FirstOrDefault(name => name is not ("field" or "op" or "value" or "days" or "category")) is { } unknown)
        {
            return Fault($"{path}.{(unknown.Length > LongestText ? unknown[..LongestText] : unknown)}", "is not a field of a test");
        }

        if (Text(json, "field") is not { } name || !Fields.TryGetValue(name, out var shape))
        {
            return Fault($"{path}.field", "must be one of " + string.Join(", ", Fields.Keys));
        }

        var before = faults.Count;
        if (Text(json, "op") is not { } symbol || !Operators.TryGetValue(symbol, out var op) || !shape.Operators.Contains(op))
        {
            Fault(
                $"{path}.op",
                $"must be one of {string.Join(", ", Operators.Where(one => shape.Operators.Contains(one.Value)).Select(one => one.Key))} for {name}"
            );
            op = shape.Operators[0];
        }

        var number = shape.OfNumbers ? Number(json, path, shape) : null;
        var texts = shape.OfNumbers ? [] : Texts(json, path, op, shape);
        var days = Days(json, path, shape);
        var category = Category(json, path, shape, name);
        return faults.Count == before ? new Condition.Test(shape.Field, op, number, texts, days, category) : null;
    }

    private decimal? Number(JsonElement json, string path, Shape shape)
    {
        if (
            json.TryGetProperty("value", out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var number)
            && number >= shape.From
            && number <= shape.To
            && (!shape.Whole || decimal.IsInteger(number))
        )
        {
            return number;
        }

        Fault(
            $"{path}.value",
            FormattableString.Invariant($"must be a {(shape.Whole ? "whole " : "")}number from {shape.From} to {shape.To}")
        );
        return null;
    }

    private ImmutableArray<string> Texts(JsonElement json, string path, Operator op, Shape shape)
    {
        var found = json.TryGetProperty("value", out var value);
        JsonElement[] all =
            !found ? []
            : op == Operator.In
                ? value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MostTexts ? [.. value.EnumerateArray()]
                    : []
            : [value];
        var texts = all.Select(one => one.ValueKind == JsonValueKind.String ? one.GetString()! : "").ToImmutableArray();
        if (
            texts.IsEmpty
            || texts.Any(text => text.Length is 0 or > LongestText || text.Any(char.IsControl) || shape.Choices?.Contains(text) == false)
        )
        {
            Fault(
                $"{path}.value",
                shape.Choices is { } choices ? "must be " + string.Join(" or ", choices)
                    : op == Operator.In ? $"must be a list of 1 to {MostTexts} texts of 1 to {LongestText} characters"
                    : $"must be a text of 1 to {LongestText} characters"
            );
        }

        return texts;
    }

    private int? Days(JsonElement json, string path, Shape shape)
    {
        if (!json.TryGetProperty("days", out var value))
        {
            return null;
        }

        if (shape.Bought && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var days) && days is >= 1 and <= MostDays)
        {
            return days;
        }

        Fault($"{path}.days", shape.Bought ? $"must be a whole number from 1 to {MostDays}" : "is not for this field");
        return null;
    }

    private string? Category(JsonElement json, string path, Shape shape, string name)
    {
        if (!json.TryGetProperty("category", out var value))
        {
            return null;
        }

        if (
            shape.Bought
            && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: >= 1 and <= LongestText } category
            && !category.Any(char.IsControl)
        )
        {
            return category;
        }

        Fault($"{path}.category", shape.Bought ? $"must be a text of 1 to {LongestText} characters" : $"is not for {name}");
        return null;
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private Condition? Fault(string path, string message)
    {
        faults.Add(new(path, message));
        return null;
    }

    /// <param name="Bought">True for a field that counts what was bought, which days and a category may limit.</param>
    private sealed record Shape(
        SegmentField Field,
        Operator[] Operators,
        bool Whole = false,
        decimal From = -MostNumber,
        decimal To = MostNumber,
        bool Bought = false,
        string[]? Choices = null
    )
    {
        public bool OfNumbers => !Operators.Contains(Operator.In) && Choices is null;
    }
}

/// <summary>A fault of a condition.</summary>
/// <param name="Path">Its place, such as <c>where.all[0].op</c>.</param>
/// <param name="Message">Goes on after the place.</param>
public sealed record ConditionFault(string Path, string Message);
