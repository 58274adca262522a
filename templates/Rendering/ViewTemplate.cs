using System.Collections.Concurrent;
using System.Globalization;
using Scriban;
using Scriban.Syntax;

namespace LoyaltyClub.Templates;

/// <summary>Format of a template's text; decides how values are encoded.</summary>
public enum TemplateFormat
{
    /// <summary>Values unencoded.</summary>
    Text,

    /// <summary>Values encoded, and refused where encoding is not enough.</summary>
    Html,
}

/// <summary>A fault in a template.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
/// <param name="Code">
/// <c>syntax</c>, <c>notAllowed</c>, <c>unknown</c>, <c>filter</c>, <c>kind</c>, <c>html</c>, <c>tooLong</c> or <c>limit</c>: the same in
/// every language.
/// </param>
/// <param name="Message">In English.</param>
public sealed record TemplateFault(int Line, int Column, string Code, string Message);

/// <summary>A template has faults, or its rendering exceeded a limit.</summary>
public sealed class TemplateFaultException(string name, IReadOnlyList<TemplateFault> faults)
    : Exception(string.Join("\n", faults.Select(fault => $"{name}({fault.Line},{fault.Column}): {fault.Code}: {fault.Message}")))
{
    public IReadOnlyList<TemplateFault> Faults => faults;
}

/// <summary>
/// A template with places for a view's values, written by us or by marketing. It is checked completely when loaded; a loaded template, by
/// any author, can write only values of its view.
/// </summary>
public sealed class ViewTemplate
{
    /// <summary>Pool of contexts, as a context costs 40 KB. Grows to the number of concurrent renderings.</summary>
    private static readonly ConcurrentBag<RenderContext> Contexts = [];

    private readonly Template template;
    private readonly ViewShape view;
    private readonly bool isHtml;
    private readonly string name;

    private ViewTemplate(Template template, ViewShape view, bool isHtml, string name) =>
        (this.template, this.view, this.isHtml, this.name) = (template, view, isHtml, name);

    /// <summary>All faults of a text, in order; empty if it can be loaded.</summary>
    public static IReadOnlyList<TemplateFault> Check(string text, TemplateFormat format, ViewShape view) =>
        TemplateCheck.Parse(text, format, view).Faults;

    /// <param name="name">Name of the template in faults.</param>
    /// <exception cref="TemplateFaultException">The template has faults; contains all of them.</exception>
    public static ViewTemplate Load(string text, TemplateFormat format, ViewShape view, string name = "template")
    {
        var (template, faults) = TemplateCheck.Parse(text, format, view);
        return template is null ? throw new TemplateFaultException(name, faults) : new(template, view, format == TemplateFormat.Html, name);
    }

    /// <param name="values">An instance of the view type that the template was loaded with.</param>
    /// <param name="language">Language of numbers and dates.</param>
    /// <exception cref="TemplateFaultException">More than 500 loop iterations or 256 K characters.</exception>
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
            // Discarded instead of pooled, because its state is undefined.
            throw new TemplateFaultException(
                name,
                [new(Math.Max(fault.Span.Start.Line, 0) + 1, Math.Max(fault.Span.Start.Column, 0) + 1, "limit", fault.OriginalMessage)]
            );
        }

        Contexts.Add(context);
        return text;
    }
}
