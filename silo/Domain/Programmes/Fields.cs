using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>
/// Reads the fields of one JSON object and notes every fault instead of stopping at the first. A field that is absent or
/// null has its default; a field that nobody asked for is a fault, so that a typo never silently loses a rule.
/// </summary>
internal sealed class Fields
{
    private readonly Dictionary<string, JsonElement> unread = new(StringComparer.Ordinal);
    private readonly string path;
    private readonly List<Fault> faults;

    public Fields(JsonElement element, string path, List<Fault> faults)
    {
        this.path = path;
        this.faults = faults;
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
                else if (!unread.TryAdd(name, property.Value))
                {
                    Fault(name, FaultKind.GivenTwice);
                }
            }
        }
    }

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <param name="values">As <see cref="Programmes.Fault.Values"/>: texts, and numbers.</param>
    public void Fault(string name, FaultKind kind, params ReadOnlySpan<object> values) =>
        faults.Add(new(PathOf(name), kind, Texts(values)));

    public bool Has(string name) => unread.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>True also for an explicit null, where that says "no limit" and differs from absent.</summary>
    public bool Given(string name) => unread.ContainsKey(name);

    public decimal? Number(string name, decimal least, decimal most, int decimals)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number))
        {
            Fault(name, FaultKind.NoNumber);
        }
        else if (number < least || number > most)
        {
            Fault(name, FaultKind.OutOfRange, least, most, number);
        }
        else if (Money.DecimalsOf(number) > decimals)
        {
            Fault(name, FaultKind.TooManyDecimals, decimals, Money.DecimalsOf(number));
        }
        else
        {
            return number;
        }

        return null;
    }

    public long? Whole(string name, long least, long most) => (long?)Number(name, least, most, 0);

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

    public string? Text(string name, int most = 100)
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

    /// <summary>A name by which other parts refer to this one: a-z, 0-9 and hyphens.</summary>
    public string Code(string name)
    {
        if (!Has(name))
        {
            Fault(name, FaultKind.Missing);
        }

        if (Text(name, 50) is not { } code)
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
            if (JsonNamingPolicy.CamelCase.ConvertName(value.ToString()) == text)
            {
                return value;
            }
        }

        Fault(name, FaultKind.NotOneOf, string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName)), text);
        return otherwise;
    }

    /// <summary>A time of day; where a window ends, 24:00 is midnight.</summary>
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
            if (value.ValueKind == JsonValueKind.String && TryText(value, out var text) && text.Length is > 0 and <= 100)
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

    public Fields? Object(string name) => Take(name) is { } value ? new(value, PathOf(name), faults) : null;

    public IEnumerable<Fields> Objects(string name, int most = 500) =>
        Items(name, most).Select(item => new Fields(item.Value, item.Path, faults));

    /// <summary>Call when all known fields are read: whatever is left is a fault.</summary>
    public void End()
    {
        foreach (var name in unread.Keys)
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

    private IEnumerable<(JsonElement Value, string Path)> Items(string name, int most = 500)
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

    private JsonElement? Take(string name) => unread.Remove(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Half of a surrogate pair is JSON but no text.</summary>
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
