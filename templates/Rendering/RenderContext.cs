using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace LoyaltyClub.Templates;

/// <summary>
/// Second line of defence behind <see cref="TemplateCheck"/>: Scriban reaches only the view's values and our filters, every value is
/// encoded, and rendering stops at limits of time and size.
/// </summary>
internal sealed class RenderContext : TemplateContext
{
    public const int Deepest = 12,
        MostRounds = 500,
        MostCharacters = 256 << 10;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly TimeSpan RegexLimit = TimeSpan.FromMilliseconds(50);

    private readonly LimitedOutput output = new();
    private bool isHtml;
    private int rounds;

    public RenderContext()
        : base(Filters.Functions())
    {
        StrictVariables = true;
        // Required: with strict variables alone, an unknown member prints as nothing.
        EnableRelaxedMemberAccess = EnableRelaxedTargetAccess = EnableRelaxedFunctionAccess = EnableRelaxedIndexerAccess = false;
        AutoIndent = false;
        LoopLimit = MostRounds;
        RecursiveLimit = ObjectRecursionLimit = Deepest;
        LimitToString = 0; // Scriban's limit truncates silently; our output throws
        RegexTimeOut = RegexLimit;
        TemplateLoader = null;
    }

    /// <summary>Renders once. After an exception the context must be discarded.</summary>
    public string Render(Template template, ViewObject view, bool html, CultureInfo culture, CancellationToken cancel)
    {
        (isHtml, rounds, CancellationToken) = (html, 0, cancel);
        output.Begin();
        PushOutput(output);
        PushCulture(culture);
        PushGlobal(view);
        template.Render(this);
        PopGlobal();
        PopCulture();
        PopOutput();
        return output.ToString();
    }

    /// <summary>Every value is written through this method; template text is not.</summary>
    public override TemplateContext Write(SourceSpan span, object? textAsObject)
    {
        var text = textAsObject switch
        {
            null => null,
            string some => some,
            decimal number => number.ToString(CultureInfo.InvariantCulture),
            Link link => link.Address,
            Html html when isHtml => html.Markup,
            _ => throw new ScriptRuntimeException(span, "This value cannot be written."),
        };
        if (text is not null)
        {
            Write(isHtml && textAsObject is not Html ? Encoder.Encode(text) : text);
        }

        return this;
    }

    /// <summary>Null, false, 0, an empty text and an empty list are false, as authors of templates expect of "if".</summary>
    public override bool ToBool(SourceSpan span, object? value) =>
        value switch
        {
            null => false,
            bool flag => flag,
            string text => text.Length > 0,
            decimal number => number != 0,
            ICollection list => list.Count > 0,
            _ => true,
        };

    protected override IObjectAccessor? GetMemberAccessorImpl(object target) =>
        target is ViewObject ? base.GetMemberAccessorImpl(target) : throw new InvalidOperationException("A template reaches views only.");

    protected override IListAccessor GetListAccessorImpl(object target, Type type) =>
        throw new InvalidOperationException("A template has no indexers.");

    protected override bool OnStepLoop(ScriptLoopStatementBase loop) =>
        ++rounds <= MostRounds
            ? base.OnStepLoop(loop)
            : throw new ScriptRuntimeException(loop.Span, $"All loops together go round more than {MostRounds} times.");

    private sealed class LimitedOutput : IScriptOutput
    {
        private readonly StringBuilder text = new();

        public void Begin() => text.Clear();

        public void Write(string text, int offset, int count)
        {
            if (this.text.Length + count > MostCharacters)
            {
                throw new InvalidOperationException($"More than {MostCharacters} characters would be written.");
            }

            this.text.Append(text, offset, count);
        }

        public ValueTask WriteAsync(string text, int offset, int count, CancellationToken cancellationToken)
        {
            Write(text, offset, count);
            return default;
        }

        public override string ToString() => text.ToString();
    }
}
