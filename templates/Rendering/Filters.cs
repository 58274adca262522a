using System.Globalization;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace LoyaltyClub.Templates;

/// <summary>All filters that a template can use. Each takes one kind of value and no argument.</summary>
internal static class Filters
{
    private static readonly Dictionary<string, (ValueKind Takes, Func<object, CultureInfo, string> Write)> All = new(StringComparer.Ordinal)
    {
        ["number"] = (ValueKind.Number, (value, culture) => Number((decimal)value, culture)),
        // ISO code instead of a symbol, because $ is ambiguous.
        ["money"] = (
            ValueKind.Money,
            (value, culture) => ((Money)value is var money) ? $"{Number(money.Amount, culture)}\u00A0{money.Currency}" : ""
        ),
        ["date"] = (
            ValueKind.Date,
            (value, culture) => ((DateOnly)value).ToString(culture.Name == "es" ? "d 'de' MMMM 'de' yyyy" : "d MMMM yyyy", culture)
        ),
    };

    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>The kind that a filter takes; null for an unknown filter.</summary>
    public static ValueKind? Takes(string name) => All.TryGetValue(name, out var filter) ? filter.Takes : null;

    /// <summary>The filters as Scriban's only functions.</summary>
    public static ScriptObject Functions()
    {
        var functions = new ScriptObject();
        foreach (var (name, (_, write)) in All)
        {
            functions.SetValue(name, new Filter(write), readOnly: true);
        }

        functions.IsReadOnly = true;
        return functions;
    }

    private static string Number(decimal value, CultureInfo culture) => value.ToString("N" + value.Scale, culture);

    private sealed class Filter(Func<object, CultureInfo, string> write) : IScriptCustomFunction
    {
        public int RequiredParameterCount => 1;

        public int ParameterCount => 1;

        public ScriptVarParamKind VarParamKind => ScriptVarParamKind.None;

        public Type ReturnType => typeof(object);

        public ScriptParameterInfo GetParameterInfo(int index) => new(typeof(object), "value");

        public object? Invoke(
            TemplateContext context,
            ScriptNode? callerContext,
            ScriptArray arguments,
            ScriptBlockStatement? blockStatement
        ) => arguments[0] is { } value ? write(value, context.CurrentCulture) : null;

        public ValueTask<object?> InvokeAsync(
            TemplateContext context,
            ScriptNode? callerContext,
            ScriptArray arguments,
            ScriptBlockStatement? blockStatement
        ) => new(Invoke(context, callerContext, arguments, blockStatement));
    }
}
