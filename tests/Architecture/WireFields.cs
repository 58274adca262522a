using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace LoyaltyClub.Tests.Architecture;

/// <summary>
/// What is serialised between processes, as a list of (name on the wire, position, name, type), and the faults of one against the list of
/// the last release. A process knows a field by its position alone, so a change that is no fault is one line more at a record's end.
/// </summary>
internal static class WireFields
{
    /// <summary>A record or an enum of the list.</summary>
    /// <param name="First">How many fields it had when it was listed first; later ones are missing in what older processes send.</param>
    private sealed record Listed(string Head, int First, ImmutableArray<string> Fields);

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
    };

    /// <summary>What is wrong, and the list as it should be now.</summary>
    public static (ImmutableArray<string> Faults, string List) Compare(IEnumerable<Type> types, string list)
    {
        var listed = Read(list);
        var (faults, now) = (ImmutableArray.CreateBuilder<string>(), new SortedDictionary<string, Listed>(StringComparer.Ordinal));
        foreach (var type in types)
        {
            if (AliasOf(type) is not { } alias)
            {
                faults.Add($"{type.Name} has no [Alias]");
            }
            else if (!type.IsDefined(typeof(GenerateSerializerAttribute), false))
            {
                faults.Add($"{alias} is sent and has no [GenerateSerializer]");
            }
            else if (!type.IsEnum && Fields(type) is null)
            {
                faults.Add($"{alias} is neither an enum nor a record whose fields are all parameters");
            }
            else if (now.ContainsKey(alias))
            {
                faults.Add($"{alias} is the name of two types");
            }
            else
            {
                var before = listed.GetValueOrDefault(alias);
                now.Add(alias, Now(type, alias, before));
                faults.AddRange(Against(type, alias, before, now[alias]));
            }
        }
        faults.AddRange(
            listed.Where(pair => !now.ContainsKey(pair.Key)).Select(pair => $"{pair.Key} was sent by the last release and is gone")
        );
        return (faults.ToImmutable(), Write(now.Values));
    }

    /// <summary>
    /// Types that are sent: those marked so, and whatever else of the same assembly a grain's methods take or give, or a field is made of.
    /// </summary>
    public static IEnumerable<Type> Sent(Assembly assembly)
    {
        var marked = assembly.GetTypes().Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), false)).ToArray();
        var methods = assembly
            .GetTypes()
            .Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))
            .SelectMany(type => type.GetMethods());
        return methods
            .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
            .Concat(marked.SelectMany(type => Fields(type) ?? []).Select(field => field.Type))
            .SelectMany(Parts)
            .Where(type => type.Assembly == assembly)
            .Concat(marked)
            .Distinct();

        static IEnumerable<Type> Parts(Type type) =>
            type.HasElementType ? Parts(type.GetElementType()!)
            : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
            : type.IsGenericParameter ? []
            : [type];
    }

    private static Listed Now(Type type, string alias, Listed? before)
    {
        ImmutableArray<string> fields = type.IsEnum
            ? [.. Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => $"{value} {Enum.GetName(type, value)}")]
            : [.. Fields(type)!.Select((field, position) => $"{position} {field.Name}: {NameOf(field.Type)}")];
        return new(
            type.IsEnum ? $"enum {alias}: {NameOf(Enum.GetUnderlyingType(type))}"
                : type.BaseType == typeof(object) ? $"record {alias}"
                : $"record {alias}: {NameOf(type.BaseType!)}",
            before?.First ?? fields.Length,
            fields
        );
    }

    private static IEnumerable<string> Against(Type type, string alias, Listed? before, Listed now)
    {
        if (before is not null && before.Head != now.Head)
        {
            yield return $"{alias} was '{before.Head}' and is '{now.Head}'";
        }
        // The first one tells: after it every position is another.
        for (var i = 0; i < before?.Fields.Length; i++)
        {
            if (i >= now.Fields.Length || now.Fields[i] != before.Fields[i])
            {
                yield return $"{alias}: '{before.Fields[i]}' {(i < now.Fields.Length ? $"has become '{now.Fields[i]}'" : "is gone")}";
                break;
            }
        }

        if (type.IsEnum)
        {
            yield break;
        }

        foreach (var appended in Fields(type)!.Skip(now.First))
        {
            if (!appended.IsNothing)
            {
                yield return $"{alias}: '{appended.Name}' was appended and must have the default {(appended.Type.IsValueType ? "of its type" : "null, and its type a '?'")}: "
                    + "that is what arrives from a process of the last release, whatever default is declared";
            }
        }
    }

    /// <summary>True if a field that is not sent arrives as it is declared.</summary>
    private static bool IsNothing(ParameterInfo parameter) =>
        parameter.HasDefaultValue
        && (
            parameter.DefaultValue is not { } value
            || (
                Nullable.GetUnderlyingType(parameter.ParameterType) is null
                && parameter.ParameterType.IsValueType
                && value.Equals(Activator.CreateInstance(parameter.ParameterType))
            )
        )
        && (parameter.ParameterType.IsValueType || new NullabilityInfoContext().Create(parameter).ReadState == NullabilityState.Nullable);

    /// <param name="IsNothing">True if it arrives as it is declared where it is not sent.</param>
    private sealed record Field(string Name, Type Type, bool IsNothing);

    /// <summary>
    /// A record's own fields on the wire, by their position: its parameters, or, in one that others build on, its numbered properties. Null
    /// if it has others, or is no record. What it builds on is a record of its own in the list.
    /// </summary>
    private static Field[]? Fields(Type type)
    {
        if (
            type.GetMethod("<Clone>$") is null
            || (
                type.BaseType is { } basis
                && basis != typeof(object)
                && !(basis.IsDefined(typeof(GenerateSerializerAttribute), false) && Fields(basis) is not null)
            )
        )
        {
            return null;
        }

        return Parameters(type) is { } parameters
            ? [.. parameters.Select(parameter => new Field(parameter.Name!, parameter.ParameterType, IsNothing(parameter)))]
            : Numbered(type);
    }

    /// <summary>The properties of a record without parameters; null unless they are numbered from 0 on without a gap.</summary>
    private static Field[]? Numbered(Type type)
    {
        var own = Own(type).Where(property => property.CanWrite).OrderBy(NumberOf).ToArray();
        return
            type.GetConstructors().All(constructor => constructor.GetParameters().Length == 0)
            && own.Length > 0
            && own.Select(NumberOf).SequenceEqual(Enumerable.Range(0, own.Length).Select(number => (uint?)number))
            ? [.. own.Select(property => new Field(property.Name, property.PropertyType, IsNothing(property)))]
            : null;

        static uint? NumberOf(PropertyInfo property) => property.GetCustomAttribute<IdAttribute>()?.Id;
    }

    private static bool IsNothing(PropertyInfo property) =>
        property.PropertyType.IsValueType || new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;

    private static PropertyInfo[] Own(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    /// <summary>The parameters of a record that are all of its own fields.</summary>
    private static ParameterInfo[]? Parameters(Type type)
    {
        if (Own(type).Any(property => property.IsDefined(typeof(IdAttribute))))
        {
            return null;
        }

        var own = type.GetConstructors()
            .Select(constructor => constructor.GetParameters())
            .Where(parameters => parameters.All(parameter => type.GetProperty(parameter.Name!)?.PropertyType == parameter.ParameterType))
            .MaxBy(parameters => parameters.Length);
        return own is { Length: > 0 } && own.Length == Own(type).Count(property => property.CanWrite) ? own : null;
    }

    private static string? AliasOf(Type type) => type.GetCustomAttribute<AliasAttribute>(false)?.Alias;

    private static string NameOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? NameOf(value) + "?"
        : type.IsArray ? NameOf(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{AliasOf(type) ?? type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : Keywords.GetValueOrDefault(type) ?? AliasOf(type) ?? type.Name;

    private static SortedDictionary<string, Listed> Read(string list)
    {
        var read = new SortedDictionary<string, Listed>(StringComparer.Ordinal);
        foreach (var block in list.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(block => block[0] != '#'))
        {
            var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var (head, first) = lines[0].Split(", first ") is [var before, var count]
                ? (before, int.Parse(count, CultureInfo.InvariantCulture))
                : (lines[0], lines.Length - 1);
            read.Add(head.Split(' ')[1].TrimEnd(':'), new(head, first, [.. lines.Skip(1).Select(line => line.Trim())]));
        }
        return read;
    }

    /// <summary>Says how many fields came first only where others were appended.</summary>
    private static string Write(IEnumerable<Listed> all) =>
        Header
        + string.Concat(
            all.Select(one =>
                $"\n{one.Head}{(one.First == one.Fields.Length ? "" : $", first {one.First}")}\n{string.Concat(one.Fields.Select(field => $"  {field}\n"))}"
            )
        );

    private const string Header = """
        # What is serialised between processes: a field is known by its position. Written by tests/Architecture/WireFieldsHold.cs.
        # Append only: README.md in this folder says how.

        """;
}
