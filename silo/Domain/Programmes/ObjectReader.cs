using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>
/// Reads the fields of one JSON object and collects every fault. An absent or null field has its default; an unknown field is a fault, so
/// that a typo is reported.
/// </summary>
internal sealed partial class ObjectReader
{
    private readonly Dictionary<string, JsonElement> given = new(StringComparer.Ordinal);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly string path;
    private readonly List<Fault> faults;

    public const int MostCharacters = 100,
        MostCodeCharacters = 50,
        MostTexts = 500;

    /// <summary>Indexed by <see cref="DayOfWeek"/>; Sunday is 0.</summary>
    public static readonly ImmutableArray<string> WeekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Decimals of the document's currency, which is read before every amount.</summary>
    private int decimals;

    public ObjectReader(JsonElement element, List<Fault> faults)
        : this(element, "", faults, Money.Decimals(Programme.Default.Currency)) { }

    private ObjectReader(JsonElement element, string path, List<Fault> faults, int decimals)
    {
        this.path = path;
        this.faults = faults;
        this.decimals = decimals;
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new(path.Length == 0 ? "$" : path, FaultKind.NoObject, []));
        }
        else
        {
            foreach (var property in element.EnumerateObject())
            {
                if (!TryRead(() => property.Name, out var name))
                {
                    faults.Add(new(path.Length == 0 ? "$" : path, FaultKind.NoFieldName, []));
                }
                else if (!given.TryAdd(name, property.Value))
                {
                    Fault(name, FaultKind.GivenTwice);
                }
            }
        }
    }

    /// <summary>A choice as written in the document.</summary>
    public static string NameOf<T>(T choice)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString());

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <param name="values">Texts and numbers of <see cref="Programmes.Fault.Values"/>.</param>
    public void Fault(string name, FaultKind kind, params ReadOnlySpan<object> values) =>
        faults.Add(new(PathOf(name), kind, Texts(values)));

    public bool Has(string name) => given.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>True also for an explicit null, which means "no limit" and differs from an absent field.</summary>
    public bool Given(string name) => given.ContainsKey(name);

    public decimal? Number(string name, NumberRange range)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        var mostDecimals = range.Decimals ?? decimals;
        var least = range.Least ?? new(1, 0, 0, false, (byte)mostDecimals);

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number))
        {
            Fault(name, FaultKind.NoNumber);
        }
        else if (number < least || number > range.Most)
        {
            Fault(name, FaultKind.OutOfRange, least, range.Most, number);
        }
        else if (Money.DecimalsOf(number) > mostDecimals)
        {
            Fault(name, FaultKind.TooManyDecimals, mostDecimals, Money.DecimalsOf(number));
        }
        else
        {
            return number;
        }

        return null;
    }

    public bool Flag(string name, bool otherwise)
    {
        if (Take(name) is not { } value)
        {
            return otherwise;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Fault(name, FaultKind.NoFlag);
        }

        return value.ValueKind == JsonValueKind.True;
    }

    public string? Text(string name, int most = MostCharacters)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String || !TryText(value, out var text))
        {
            Fault(name, FaultKind.NoText);
        }
        else if (text.Length is 0 || text.Length > most || text.Any(char.IsControl))
        {
            Fault(name, FaultKind.TextLength, most);
        }
        else
        {
            return text;
        }

        return null;
    }

    public void Require(string name)
    {
        if (!Has(name))
        {
            Fault(name, FaultKind.Missing);
        }
    }

    /// <summary>An identifier that other parts refer to: a-z, 0-9 and hyphens.</summary>
    public string Code(string name)
    {
        Require(name);
        if (Text(name, MostCodeCharacters) is not { } code)
        {
            return "";
        }

        if (!code.All(character => character is >= 'a' and <= 'z' or >= '0' and <= '9' or '-'))
        {
            Fault(name, FaultKind.NoCode, code);
        }

        return code;
    }

    public T OneOf<T>(string name, T otherwise)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (NameOf(value) == text)
            {
                return value;
            }
        }

        Fault(name, FaultKind.NotOneOf, string.Join(", ", Enum.GetValues<T>().Select(NameOf)), text);
        return otherwise;
    }

    public const string Never = "never",
        Always = "always",
        UpToPoints = "upToPoints";

    public static readonly NumberRange UpToRange = NumberRange.Whole(1, 1_000_000_000);

    /// <summary>Never is 0, always <see cref="long.MaxValue"/>; between them a number of points, also alone, as a form types it.</summary>
    public long? UpTo(string name)
    {
        var kind = given.GetValueOrDefault(name).ValueKind;
        if (kind == JsonValueKind.Object)
        {
            var inner = Object(name)!;
            inner.Require(UpToPoints);
            var most = inner.Number(UpToPoints, UpToRange);
            inner.End();
            return (long?)most;
        }

        if (kind != JsonValueKind.String)
        {
            return (long?)Number(name, UpToRange);
        }

        var text = Text(name);
        if (text is not (null or Never or Always))
        {
            Fault(name, FaultKind.NotOneOf, $"{Never}, {Always}", text);
        }

        return text is Never ? 0
            : text is Always ? long.MaxValue
            : null;
    }

    /// <summary>A time of day; 24:00 is accepted at the end of a window.</summary>
    public TimeOnly? Time(string name, bool isEnd)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (isEnd && text == "24:00")
        {
            return TimeOnly.MinValue;
        }

        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        Fault(name, FaultKind.NoTime, text);
        return null;
    }

    public FrozenSet<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var (value, at) in Items(name))
        {
            if (value.ValueKind == JsonValueKind.String && TryText(value, out var text) && text.Length is > 0 and <= MostCharacters)
            {
                texts.Add(text);
            }
            else
            {
                faults.Add(new(at, FaultKind.NoTextInList, []));
            }
        }

        return texts.Count == 0 ? Names.None : texts.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    public FrozenSet<DayOfWeek> Weekdays(string name)
    {
        var days = new List<DayOfWeek>();
        foreach (var text in Texts(name))
        {
            if (WeekdayNames.IndexOf(text) is >= 0 and var index)
            {
                days.Add((DayOfWeek)index);
            }
            else
            {
                Fault(name, FaultKind.NoWeekday, string.Join(", ", WeekdayNames), text);
            }
        }

        return days.ToFrozenSet();
    }

    public (int Month, int Day)? MonthAndDay(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }
        // A leap year, so that 02-29 is valid.
        if (DateOnly.TryParseExact("2000-" + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return (day.Month, day.Day);
        }

        Fault(name, FaultKind.NoMonthAndDay, text);
        return null;
    }

    public string? Currency(string name)
    {
        if (Text(name) is not { } code)
        {
            return null;
        }

        if (Money.IsCurrency(code))
        {
            decimals = Money.Decimals(code);
            return code;
        }

        Fault(name, FaultKind.NoCurrency, code);
        return null;
    }

    public TimeZoneInfo? Zone(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (text is "UTC" or "Etc/UTC")
        {
            return TimeZoneInfo.Utc;
        }

        if (text.Contains('/') && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
        {
            return zone;
        }

        Fault(name, FaultKind.NoTimeZone, text);
        return null;
    }

    public ObjectReader? Object(string name) => Take(name) is { } value ? new(value, PathOf(name), faults, decimals) : null;

    public IEnumerable<ObjectReader> Objects(string name, int most) =>
        Items(name, most).Select(item => new ObjectReader(item.Value, item.Path, faults, decimals));

    /// <summary>Call after all known fields: every remaining field is a fault.</summary>
    public void End()
    {
        foreach (var name in given.Keys.Where(name => !known.Contains(name)))
        {
            Fault(name, FaultKind.UnknownField);
        }
    }

    private static ImmutableArray<string> Texts(ReadOnlySpan<object> values)
    {
        var texts = ImmutableArray.CreateBuilder<string>(values.Length);
        foreach (var value in values)
        {
            texts.Add(Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }

        return texts.MoveToImmutable();
    }

    private IEnumerable<(JsonElement Value, string Path)> Items(string name, int most = MostTexts)
    {
        if (Take(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Fault(name, FaultKind.NoList);
            return [];
        }
        if (value.GetArrayLength() > most)
        {
            Fault(name, FaultKind.TooManyItems, most, value.GetArrayLength());
        }

        return value.EnumerateArray().Take(most).Select((item, index) => (item, $"{PathOf(name)}[{index}]"));
    }

    private JsonElement? Take(string name)
    {
        known.Add(name);
        return given.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>An unpaired surrogate is valid JSON but invalid text.</summary>
    private static bool TryText(JsonElement value, out string text) => TryRead(() => value.GetString()!, out text);

    private static bool TryRead(Func<string> read, out string text)
    {
        try
        {
            text = read();
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
