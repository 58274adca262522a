using System.Collections.Concurrent;
using System.Globalization;
using Scriban;
using Scriban.Syntax;

namespace LoyaltyClub.Templates;

/// <summary>In what a template's text is written, and so how its values are encoded.</summary>
public enum TemplateFormat
{
    /// <summary>Values as they are.</summary>
    Text,

    /// <summary>Values encoded, and refused where encoding would not help.</summary>
    Html,
}

/// <summary>A place in a template that is wrong.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
/// <param name="Code">
/// <c>syntax</c>, <c>notAllowed</c>, <c>unknown</c>, <c>filter</c>, <c>kind</c>, <c>html</c>, <c>tooLong</c> or <c>limit</c>: the same in
/// every language.
/// </param>
/// <param name="Message">In English.</param>
public sealed record TemplateFault(int Line, int Column, string Code, string Message);

/// <summary>A template has faults, or its rendering went over a limit.</summary>
public sealed class TemplateFaultException(string name, IReadOnlyList<TemplateFault> faults)
    : Exception(string.Join("\n", faults.Select(fault => $"{name}({fault.Line},{fault.Column}): {fault.Code}: {fault.Message}")))
{
    public IReadOnlyList<TemplateFault> Faults => faults;
}

/// <summary>
/// A text with places for a view's values, ours or marketing's. It is checked as a whole when it is loaded; what is loaded can write
/// values of its view and nothing else, whoever wrote it.
/// </summary>
public sealed class ViewTemplate
{
    /// <summary>Kept for re-use: a context costs 40 KB. As many as render at once.</summary>
    private static readonly ConcurrentBag<RenderContext> Contexts = [];

    private readonly Template template;
    private readonly ViewShape view;
    private readonly bool isHtml;
    private readonly string name;

    private ViewTemplate(Template template, ViewShape view, bool isHtml, string name) =>
        (this.template, this.view, this.isHtml, this.name) = (template, view, isHtml, name);

    /// <summary>Everything that is wrong with a text, in its order; empty if it can be loaded.</summary>
    public static IReadOnlyList<TemplateFault> Check(string text, TemplateFormat format, ViewShape view) =>
        TemplateCheck.Parse(text, format, view).Faults;

    /// <param name="name">What faults call it.</param>
    /// <exception cref="TemplateFaultException">With every fault.</exception>
    public static ViewTemplate Load(string text, TemplateFormat format, ViewShape view, string name = "template")
    {
        var (template, faults) = TemplateCheck.Parse(text, format, view);
        return template is null ? throw new TemplateFaultException(name, faults) : new(template, view, format == TemplateFormat.Html, name);
    }

    /// <param name="values">Of the type whose shape it was loaded with.</param>
    /// <param name="language">How numbers and dates are written.</param>
    /// <exception cref="TemplateFaultException">More than 500 rounds of loops, or more than 256 K characters.</exception>
    public string Render(object values, string language, CancellationToken cancel = default)
    {
        var context = Contexts.TryTake(out var used) ? used : new();
        string text;
        try
        {
            text = context.Render(template, view.Read(values), isHtml, CultureInfo.GetCultureInfo(language), cancel);
        }
        catch (ScriptRuntimeException fault) when (!cancel.IsCancellationRequested)
        {
            // The context is dropped: nobody knows what it still holds.
            throw new TemplateFaultException(
                name,
                [new(Math.Max(fault.Span.Start.Line, 0) + 1, Math.Max(fault.Span.Start.Column, 0) + 1, "limit", fault.OriginalMessage)]
            );
        }

        Contexts.Add(context);
        return text;
    }
}
