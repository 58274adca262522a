using Scriban;
using Scriban.Parsing;
using Scriban.Syntax;

namespace LoyaltyClub.Templates;

/// <summary>
/// Allow-list for templates: text, <c>{{ path }}</c>, <c>{{ path | filter }}</c>, <c>if</c>, <c>else</c>, and <c>for</c> nested at most two
/// deep. All other syntax of Scriban is a fault, including syntax of later versions.
/// </summary>
internal sealed class TemplateCheck
{
    public const int LongestTemplate = 64 << 10;
    private const int MostLoops = 2;
    private const string Allowed = "A template has text, {{ name }}, {{ name | filter }}, if, else and for; nothing else.";
    private static readonly ParserOptions Options = new() { ExpressionDepthLimit = RenderContext.Deepest };

    private readonly List<TemplateFault> faults = [];
    private readonly List<(string Name, ViewShape Shape)> loops = [];
    private readonly string text;
    private readonly bool isHtml;
    private readonly ViewShape view;
    private HtmlPlace place = HtmlPlace.Start;

    private TemplateCheck(string text, bool isHtml, ViewShape view) => (this.text, this.isHtml, this.view) = (text, isHtml, view);

    public static (Template? Template, IReadOnlyList<TemplateFault> Faults) Parse(string text, TemplateFormat format, ViewShape view)
    {
        if (text.Length > LongestTemplate)
        {
            return (null, [new(1, 1, "tooLong", $"A template has at most {LongestTemplate} characters.")]);
        }

        var template = Template.Parse(text, parserOptions: Options);
        var check = new TemplateCheck(text, format == TemplateFormat.Html && !template.HasErrors, view);
        foreach (var message in template.Messages.Where(message => message.Type == ParserMessageType.Error))
        {
            check.Add(message.Span, "syntax", message.Message);
        }

        check.Statements(template.Page?.Body);
        if (check.isHtml && check.faults.Count == 0 && check.place != HtmlPlace.Start)
        {
            check.Add(text.Length, "html", "The HTML ends within a tag, a comment or an element such as <style>.");
        }

        var faults = check.faults.Distinct().OrderBy(fault => (fault.Line, fault.Column)).ToArray();
        return (faults.Length == 0 ? template : null, faults);
    }

    private void Statements(ScriptBlockStatement? block)
    {
        foreach (var statement in block?.Statements ?? [])
        {
            Statement(statement);
        }
    }

    private void Statement(ScriptStatement statement)
    {
        switch (statement)
        {
            case ScriptRawStatement { IsEscape: false } own:
                Own(own.Text);
                break;
            case ScriptEscapeStatement { EscapeCount: 0 } or ScriptEndStatement or ScriptNopStatement:
                break;
            case ScriptExpressionStatement { Expression: var expression }:
                Written(expression);
                break;
            case ScriptIfStatement condition:
                If(condition);
                break;
            // Excludes tablerow, which Scriban derives from it.
            case ScriptForStatement loop when loop.GetType() == typeof(ScriptForStatement):
                For(loop);
                break;
            default:
                Add(statement.Span, "notAllowed", Allowed);
                break;
        }
    }

    private void Own(ScriptStringSlice own)
    {
        if (isHtml)
        {
            var start = own.Index;
            place = place.After(own.FullText.AsSpan(start, own.Length), (offset, wrong) => Add(start + offset, "html", wrong));
        }
    }

    private void If(ScriptIfStatement condition)
    {
        var (start, ends) = (place, new List<HtmlPlace>());
        ScriptConditionStatement? next = condition;
        while (next is ScriptIfStatement one)
        {
            Condition(one.Condition, 0);
            place = start;
            Statements(one.Then);
            ends.Add(place);
            next = one.Else;
        }

        place = start;
        Statements((next as ScriptElseStatement)?.Body);
        if (ends.Any(end => end != place))
        {
            Add(condition.Span, "html", "What if writes and what else writes must end at the same place of the HTML.");
        }
    }

    private void For(ScriptForStatement loop)
    {
        if (loop is { NamedArguments.Count: > 0 } or { Else: not null } or not { Variable: ScriptVariableGlobal, Iterator: not null })
        {
            Add(loop.Span, "notAllowed", "A loop is {{ for name in list }} … {{ end }}, without arguments and without else.");
            return;
        }

        var name = ((ScriptVariableGlobal)loop.Variable).Name;
        if (Find(name) is not null || Filters.Takes(name) is not null || name is "for" or "while" or "tablerow")
        {
            Add(loop.Variable.Span, "notAllowed", $"{name} is something else already.");
        }

        if (loops.Count == MostLoops)
        {
            Add(loop.Span, "notAllowed", $"Loops are at most {MostLoops} deep.");
            return;
        }

        var list = Path(loop.Iterator);
        if (list is { Item: null })
        {
            Add(loop.Iterator.Span, "kind", "This is no list.");
        }

        if (list?.Item is not { } item)
        {
            return;
        }

        var start = place;
        loops.Add((name, item));
        Statements(loop.Body);
        loops.RemoveAt(loops.Count - 1);
        if (place != start)
        {
            Add(loop.Span, "html", "A round of a loop must end at the place of the HTML where it began.");
        }
    }

    /// <summary>Checks a value that is written.</summary>
    private void Written(ScriptExpression? expression)
    {
        var (path, filter) = expression is ScriptPipeCall pipe ? (pipe.From, pipe.To) : (expression, null);
        if (Path(path) is not { } shape)
        {
            return;
        }

        var name = filter switch
        {
            null => null,
            ScriptVariableGlobal variable => variable.Name,
            ScriptFunctionCall { Target: ScriptVariableGlobal variable, Arguments.Count: 0 } => variable.Name,
            _ => "",
        };
        if (name is not null && Filters.Takes(name) is not { } takes)
        {
            Add(filter!.Span, "filter", $"A value goes through one filter, without arguments. There are: {List(Filters.Names)}.");
        }
        else if (name is not null && Filters.Takes(name) != shape.Kind)
        {
            Add(filter!.Span, "kind", $"{name} takes a {Filters.Takes(name)}, and this is a {shape.Kind}.");
        }
        else if (name is null && Unwritten(shape.Kind) is { } wrong)
        {
            Add(path!.Span, "kind", wrong);
        }
        else if (shape.Kind == ValueKind.Html && (!isHtml || place.Refuses(ValueKind.Html) is not null))
        {
            Add(path!.Span, "html", "HTML is written between elements only.");
        }
        else if (isHtml && place.Refuses(shape.Kind) is { } misplaced)
        {
            Add(path!.Span, "html", misplaced);
        }

        if (isHtml)
        {
            place = place.AfterValue;
        }
    }

    private static string? Unwritten(ValueKind kind) =>
        kind switch
        {
            ValueKind.Money => "Money is written with | money.",
            ValueKind.Date => "A date is written with | date.",
            ValueKind.Flag or ValueKind.List or ValueKind.Record => $"A {kind} is for if and for, and cannot be written.",
            _ => null,
        };

    private void Condition(ScriptExpression? condition, int depth)
    {
        switch (condition)
        {
            case not null when depth > RenderContext.Deepest:
                Add(condition.Span, "notAllowed", "This condition is too deep.");
                break;
            case ScriptNestedExpression nested:
                Condition(nested.Expression, depth + 1);
                break;
            case ScriptUnaryExpression { Operator: ScriptUnaryOperator.Not } not:
                Condition(not.Right, depth + 1);
                break;
            case ScriptBinaryExpression { Operator: ScriptBinaryOperator.And or ScriptBinaryOperator.Or } both:
                Condition(both.Left, depth + 1);
                Condition(both.Right, depth + 1);
                break;
            default:
                Path(condition);
                break;
        }
    }

    /// <summary>The shape at the end of a path such as <c>offer.until</c>; null after a fault.</summary>
    private ViewShape? Path(ScriptExpression? path)
    {
        // Iterative, because a path may be as long as the template.
        var members = new Stack<ScriptVariable>();
        while (path is ScriptMemberExpression { DotToken.Value: ".", Member: ScriptVariableGlobal member } step)
        {
            members.Push(member);
            path = step.Target;
        }

        if (path is not ScriptVariableGlobal first)
        {
            if (path is not null)
            {
                Add(path.Span, "notAllowed", Allowed);
            }

            return null;
        }

        if (Find(first.Name) is not { } shape)
        {
            Add(
                first.Span,
                "unknown",
                $"There is no {first.Name}. There is: {List([.. view.Members.Keys, .. loops.Select(loop => loop.Name)])}."
            );
            return null;
        }

        foreach (var member in members)
        {
            if (!shape.Members.TryGetValue(member.Name, out var found))
            {
                Add(
                    member.Span,
                    "unknown",
                    shape.Members.Count == 0
                        ? $"There is no {member.Name}: a {shape.Kind} has no members."
                        : $"There is no {member.Name}. There is: {List(shape.Members.Keys)}."
                );
                return null;
            }

            shape = found;
        }

        return shape;
    }

    private ViewShape? Find(string name) =>
        loops.FirstOrDefault(loop => loop.Name == name).Shape ?? (view.Members.TryGetValue(name, out var shape) ? shape : null);

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    // Scriban reports -1 for faults at the end of the text.
    private void Add(SourceSpan span, string code, string message) =>
        Add(span.Start is { Offset: >= 0, Line: >= 0 } start ? start.Offset : text.Length, code, message);

    private void Add(int offset, string code, string message)
    {
        var before = text.AsSpan(0, Math.Min(offset, text.Length));
        faults.Add(new(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'), code, message));
    }
}
