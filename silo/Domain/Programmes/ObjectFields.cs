using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>The fields of an object that are written.</summary>
internal enum Written
{
    /// <summary>All fields; null for a field without a value.</summary>
    All,

    /// <summary>Fields with a value.</summary>
    Said,

    /// <summary>Fields with a value other than the default.</summary>
    Changed,
}

/// <summary>One row of the table: how a field is read into the object, written from it, and described.</summary>
/// <param name="Says">Description for the documentation.</param>
/// <param name="Read">Returns the object with the field's value; unchanged if the field is absent or faulty.</param>
/// <param name="Write">Returns null for a field without a value.</param>
internal sealed record Field<T>(string Name, FieldKind Kind, string Says, Func<ObjectReader, T, T> Read, Func<T, JsonNode?> Write)
{
    public bool Required { get; init; }

    /// <summary>False if the default depends on other fields.</summary>
    public bool HasDefault { get; init; } = true;
    public NumberRange? Range { get; init; }
    public int? Most { get; init; }
    public ImmutableArray<string> Choices { get; init; } = [];
    public string? Of { get; init; }
    public string? Unit { get; init; }
    public string? Group { get; init; }
    public int Place { get; init; }
    public bool Ordered { get; init; }
    public OnlyWith? OnlyWith { get; init; }

    /// <summary>The fields of the object, or of a list's items, by its path.</summary>
    public Func<string, IEnumerable<FieldDescription>> Inner { get; init; } = _ => [];

    public FieldDescription Describe(string path, T basis) =>
        new(
            path,
            Kind,
            Says,
            HasDefault && !Required && Kind is not (FieldKind.Section or FieldKind.Optional) ? Write(basis)?.ToJsonString() : null,
            Required,
            Range,
            Most,
            Choices,
            Of,
            Unit,
            Group,
            Place,
            Ordered,
            OnlyWith
        );
}

/// <summary>The fields of one object of the document, in the order of writing.</summary>
/// <param name="basis">The object with every field at its default.</param>
/// <param name="check">Reports faults between fields; called after every field has been read.</param>
internal abstract partial class ObjectFields<T>(
    T basis,
    Written written,
    ImmutableArray<Field<T>> fields,
    Action<ObjectReader, T>? check = null
)
{
    /// <summary>The most items of a list without a limit of its own.</summary>
    private const int MostItems = 500;

    public T Read(ObjectReader? reader)
    {
        if (reader is null)
        {
            return basis;
        }

        var value = fields.Aggregate(basis, (value, field) => field.Read(reader, value));
        check?.Invoke(reader, value);
        reader.End();
        return value;
    }

    public JsonObject Write(T value)
    {
        var full = new JsonObject();
        foreach (var field in fields)
        {
            var node = field.Write(value);
            if (written == Written.All || (node is not null && (written == Written.Said || !JsonNode.DeepEquals(node, field.Write(basis)))))
            {
                full[field.Name] = node;
            }
        }

        return full;
    }

    /// <param name="path">Path of the object; empty for the document.</param>
    public IEnumerable<FieldDescription> Describe(string path)
    {
        foreach (var field in fields)
        {
            var at = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
            yield return field.Describe(at, basis);
            foreach (var inner in field.Inner(at))
            {
                yield return inner;
            }
        }
    }

    protected static Field<T> Currency(string name, string says, Func<T, string> get, Func<T, string, T> set) =>
        new(name, FieldKind.Currency, says, Set(reader => reader.Currency(name), set), value => JsonValue.Create(get(value)));

    protected static Field<T> Zone(string name, string says, Func<T, TimeZoneInfo> get, Func<T, TimeZoneInfo, T> set) =>
        new(name, FieldKind.TimeZone, says, Set(reader => reader.Zone(name), set), value => JsonValue.Create(get(value).Id));

    protected static Field<T> Country(string name, string says, Func<T, string?> get, Func<T, string, T> set) =>
        new(
            name,
            FieldKind.Country,
            says,
            (reader, value) =>
            {
                var code = reader.Text(name);
                if (code is not null && !Countries.Has(code))
                {
                    reader.Fault(name, FaultKind.NoCountry, code);
                    return value;
                }

                return code is null ? value : set(value, code);
            },
            value => get(value) is { } code ? JsonValue.Create(code) : null
        )
        {
            HasDefault = false,
            Choices = Countries.All,
        };

    protected static Field<T> Code(string name, string says, Func<T, string> get, Func<T, string, T> set) =>
        new(name, FieldKind.Code, says, (reader, value) => set(value, reader.Code(name)), value => JsonValue.Create(get(value)))
        {
            Required = true,
            Most = ObjectReader.MostCodeCharacters,
        };

    /// <param name="rangeOf">The range, if it depends on earlier fields.</param>
    protected static Field<T> Number(
        string name,
        NumberRange range,
        string says,
        Func<T, decimal?> get,
        Func<T, decimal, T> set,
        bool required = false,
        Func<T, NumberRange>? rangeOf = null
    ) =>
        new(
            name,
            FieldKind.Number,
            says,
            (reader, value) =>
            {
                if (required)
                {
                    reader.Require(name);
                }

                return reader.Number(name, rangeOf?.Invoke(value) ?? range) is { } number ? set(value, number) : value;
            },
            value => get(value) is { } number ? JsonValue.Create(Money.Plain(number)) : null
        )
        {
            Range = range,
            Required = required,
        };

    /// <summary>An integer.</summary>
    protected static Field<T> Whole(string name, long least, long most, string says, Func<T, long?> get, Func<T, long, T> set) =>
        Number(name, NumberRange.Whole(least, most), says, value => get(value), (value, number) => set(value, (long)number));

    /// <summary>An integer, or null for no limit.</summary>
    protected static Field<T> Limit(string name, long least, long most, string says, Func<T, long?> get, Func<T, long?, T> set)
    {
        var range = NumberRange.Whole(least, most);
        return new(
            name,
            FieldKind.Limit,
            says,
            (reader, value) => reader.Given(name) ? set(value, (long?)reader.Number(name, range)) : value,
            value => get(value) is { } number ? JsonValue.Create(number) : null
        )
        {
            Range = range,
        };
    }

    /// <summary>The word never or always, or an object with a number of points; 0 is never, null is always.</summary>
    protected static Field<T> UpTo(string name, string says, Func<T, long?> get, Func<T, long?, T> set) =>
        new(
            name,
            FieldKind.Choice,
            says,
            (reader, value) => reader.UpTo(name) is { } most ? set(value, most == long.MaxValue ? null : most) : value,
            value =>
                get(value) switch
                {
                    0 => JsonValue.Create(ObjectReader.Never),
                    null => JsonValue.Create(ObjectReader.Always),
                    { } most => new JsonObject { [ObjectReader.UpToPoints] = most },
                }
        )
        {
            Choices = [ObjectReader.Never, ObjectReader.Always],
            Range = ObjectReader.UpToRange,
            Unit = "points",
        };

    protected static Field<T> Flag(string name, string says, Func<T, bool> get, Func<T, bool, T> set) =>
        new(
            name,
            FieldKind.Flag,
            says,
            (reader, value) => set(value, reader.Flag(name, get(value))),
            value => JsonValue.Create(get(value))
        );

    protected static Field<T> Choice<TChoice>(string name, string says, Func<T, TChoice> get, Func<T, TChoice, T> set)
        where TChoice : struct, Enum =>
        new(
            name,
            FieldKind.Choice,
            says,
            (reader, value) => set(value, reader.OneOf(name, get(value))),
            value => JsonValue.Create(ObjectReader.NameOf(get(value)))
        )
        {
            Choices = [.. Enum.GetValues<TChoice>().Select(ObjectReader.NameOf)],
        };

    protected static Field<T> Texts(string name, string says, Func<T, FrozenSet<string>> get, Func<T, FrozenSet<string>, T> set) =>
        new(
            name,
            FieldKind.Texts,
            says,
            (reader, value) => set(value, reader.Texts(name)),
            value => List(get(value).Order(StringComparer.OrdinalIgnoreCase))
        )
        {
            Most = MostItems,
        };

    protected static Field<T> Weekdays(string name, string says, Func<T, FrozenSet<DayOfWeek>> get, Func<T, FrozenSet<DayOfWeek>, T> set) =>
        new(
            name,
            FieldKind.Weekdays,
            says,
            (reader, value) => set(value, reader.Weekdays(name)),
            value => List(get(value).Order().Select(day => ObjectReader.WeekdayNames[(int)day]))
        )
        {
            // The week begins on Monday.
            Choices = [.. ObjectReader.WeekdayNames[1..], ObjectReader.WeekdayNames[0]],
        };

    /// <param name="isEnd">True for the end of a window, where midnight is 24:00.</param>
    protected static Field<T> Time(string name, bool isEnd, string says, Func<T, TimeOnly?> get, Func<T, TimeOnly, T> set) =>
        new(
            name,
            FieldKind.Time,
            says,
            (reader, value) => reader.Time(name, isEnd) is { } time ? set(value, time) : value,
            value =>
                get(value) is { } time
                    ? JsonValue.Create(isEnd && time == TimeOnly.MinValue ? "24:00" : time.ToString("HH:mm", CultureInfo.InvariantCulture))
                    : null
        );

    protected static Field<T> MonthAndDay(string name, string says, Func<T, (int Month, int Day)> get, Func<T, (int, int), T> set) =>
        new(
            name,
            FieldKind.MonthAndDay,
            says,
            (reader, value) => reader.MonthAndDay(name) is { } day ? set(value, day) : value,
            value => JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"{get(value).Month:00}-{get(value).Day:00}"))
        );

    protected static Field<T> Object<TInner>(
        string name,
        string says,
        ObjectFields<TInner> inner,
        Func<T, TInner> get,
        Func<T, TInner, T> set
    ) =>
        new(
            name,
            FieldKind.Section,
            says,
            (reader, value) => reader.Object(name) is { } fields ? set(value, inner.Read(fields)) : value,
            value => inner.Write(get(value))
        )
        {
            Inner = inner.Describe,
        };

    protected static Field<T> Optional<TInner>(
        string name,
        string says,
        ObjectFields<TInner> inner,
        Func<T, TInner?> get,
        Func<T, TInner, T> set
    )
        where TInner : class =>
        new(
            name,
            FieldKind.Optional,
            says,
            (reader, value) => reader.Object(name) is { } fields ? set(value, inner.Read(fields)) : value,
            value => get(value) is { } there ? inner.Write(there) : null
        )
        {
            Inner = inner.Describe,
        };

    /// <summary>A list of objects with distinct codes. An empty list gives the object's default.</summary>
    /// <param name="comparer">Of codes; null for ordinal.</param>
    protected static Field<T> List<TItem>(
        string name,
        string says,
        ObjectFields<TItem> item,
        Func<TItem, string> code,
        Func<T, ImmutableArray<TItem>> get,
        Func<T, ImmutableArray<TItem>, T> set,
        int most = MostItems,
        StringComparer? comparer = null
    ) =>
        new(
            name,
            FieldKind.List,
            says,
            (reader, value) =>
            {
                ImmutableArray<TItem> items = [.. reader.Objects(name, most).Select(item.Read)];
                var seen = new HashSet<string>(comparer ?? StringComparer.Ordinal);
                for (var i = 0; i < items.Length; i++)
                {
                    if (code(items[i]) is { Length: > 0 } given && !seen.Add(given))
                    {
                        reader.Fault($"{name}[{i}].code", FaultKind.CodeTwice, given);
                    }
                }

                return items.IsEmpty ? value : set(value, items);
            },
            value => new JsonArray([.. get(value).Select(item.Write)])
        )
        {
            Most = most,
            Inner = path => item.Describe(path + "[]"),
        };

    private static Func<ObjectReader, T, T> Set<TValue>(Func<ObjectReader, TValue?> read, Func<T, TValue, T> set)
        where TValue : class => (reader, value) => read(reader) is { } given ? set(value, given) : value;

    private static JsonArray? List(IEnumerable<string> texts) =>
        texts.Select(text => JsonValue.Create(text)).ToArray() is { Length: > 0 } items ? new(items) : null;
}
