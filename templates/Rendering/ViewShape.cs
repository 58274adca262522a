using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;

namespace LoyaltyClub.Templates;

/// <summary>
/// Names that a template may use: the properties of a view (a sealed record) in camel case, each with its kind. Computed once per type.
/// </summary>
public sealed class ViewShape
{
    private const int DeepestView = 6;
    private static readonly ConcurrentDictionary<Type, ViewShape> Known = new();

    /// <summary>Keywords and filters: a property of such a name would be unreachable or hide a filter.</summary>
    private static readonly FrozenSet<string> Reserved = (
        (string[])
            [
                .. Filters.Names,
                "if",
                "else",
                "end",
                "for",
                "in",
                "case",
                "when",
                "while",
                "break",
                "continue",
                "func",
                "import",
                "readonly",
                "with",
                "capture",
                "ret",
                "wrap",
                "do",
                "tablerow",
                "this",
                "null",
                "true",
                "false",
                "empty",
                "blank",
                "not",
                "and",
                "or",
                "include",
            ]
    ).ToFrozenSet(StringComparer.Ordinal);

    private readonly (string Name, PropertyInfo Property, ViewShape Shape)[] properties;

    private ViewShape(ValueKind kind, ViewShape? item = null, (string Name, PropertyInfo Property, ViewShape Shape)[]? properties = null)
    {
        (Kind, Item, this.properties) = (kind, item, properties ?? []);
        Members = this.properties.ToFrozenDictionary(one => one.Name, one => one.Shape, StringComparer.Ordinal);
    }

    public ValueKind Kind { get; }

    /// <summary>Members of a record, by name.</summary>
    public IReadOnlyDictionary<string, ViewShape> Members { get; }

    /// <summary>Shape of a list's items.</summary>
    public ViewShape? Item { get; }

    /// <exception cref="ArgumentException">The type is not a sealed record, or a property has an unsupported type.</exception>
    public static ViewShape Of(Type view) =>
        Known.GetOrAdd(view, static view => OfRecord(view, 0) ?? throw new ArgumentException($"{view.Name} is no sealed record."));

    /// <summary>Copies the view's values for a template.</summary>
    internal ViewObject Read(object view) => (ViewObject)Value(view)!;

    private object? Value(object? value) =>
        value switch
        {
            null => null,
            _ when Kind == ValueKind.Record => new ViewObject(
                properties.ToDictionary(one => one.Name, one => one.Shape.Value(one.Property.GetValue(value)), StringComparer.Ordinal)
            ),
            _ when Kind == ValueKind.List => ((IEnumerable)value).Cast<object?>().Select(Item!.Value).ToArray(),
            int or long => Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture),
            _ => value,
        };

    private static ViewShape Of(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        ValueKind? simple =
            type == typeof(string) ? ValueKind.Text
            : type == typeof(int) || type == typeof(long) || type == typeof(decimal) ? ValueKind.Number
            : type == typeof(Money) ? ValueKind.Money
            : type == typeof(DateOnly) ? ValueKind.Date
            : type == typeof(bool) ? ValueKind.Flag
            : type == typeof(Link) ? ValueKind.Link
            : type == typeof(Html) ? ValueKind.Html
            : null;
        if (simple is { } kind)
        {
            return new(kind);
        }

        if (ItemOf(type) is { } item)
        {
            return new(ValueKind.List, Of(item, depth + 1));
        }

        return OfRecord(type, depth) ?? throw new ArgumentException($"A template may not see a {type.Name}.");
    }

    private static ViewShape? OfRecord(Type type, int depth)
    {
        if (type is not { IsClass: true, IsSealed: true } || type.GetMethod("<Clone>$") is null)
        {
            return null;
        }

        if (depth > DeepestView)
        {
            throw new ArgumentException($"{type.Name} is too deep in its view.");
        }

        return new(
            ValueKind.Record,
            properties:
            [
                .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Select(property => (NameOf(property), property, Of(property.PropertyType, depth + 1))),
            ]
        );
    }

    private static string NameOf(PropertyInfo property)
    {
        var name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
        return Reserved.Contains(name) ? throw new ArgumentException($"A property of a view cannot be called {property.Name}.") : name;
    }

    private static Type? ItemOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0]
        : null;
}
