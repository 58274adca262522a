using System.Collections.Frozen;

namespace LoyaltyClub.Templates;

/// <summary>
/// Position in an HTML document as a browser's tokenizer sees it, in enough detail to decide which values are allowed there.
/// </summary>
/// <param name="Tag">Element name in lower case.</param>
/// <param name="IsEnd">True in an end tag.</param>
/// <param name="Seen">Characters that decide how the state ends or how an address begins.</param>
internal readonly record struct HtmlPlace(
    HtmlPlace.State At,
    string Tag = "",
    bool IsEnd = false,
    string Attribute = "",
    char Quote = '\0',
    string Seen = ""
)
{
    private const string Linked = "{link}";
    private const int LongestSeen = 40;

    private static readonly FrozenSet<string> Addresses = Set(
        "href",
        "src",
        "action",
        "formaction",
        "poster",
        "background",
        "cite",
        "data",
        "srcset",
        "xlink:href",
        "longdesc",
        "ping",
        "manifest"
    );
    private static readonly FrozenSet<string> Code = Set("style", "srcdoc");
    private static readonly FrozenSet<string> RawElements = Set("script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext");
    private static readonly FrozenSet<string> TextElements = Set("title", "textarea");
    private static readonly string[] Schemes = ["https://", "http://", "mailto:", "tel:", "cid:", "#"];

    public enum State
    {
        Text,
        TagOpen,
        EndTagOpen,
        TagName,
        BeforeAttribute,
        AttributeName,
        AfterAttributeName,
        BeforeValue,
        QuotedValue,
        UnquotedValue,
        Markup,
        Comment,
        Bogus,
        RawElement,
        TextElement,
    }

    public static HtmlPlace Start => new(State.Text);

    private bool IsAddress => Addresses.Contains(Attribute);

    /// <summary>The reason against writing a value here, or null if it is allowed.</summary>
    public string? Refuses(ValueKind kind) =>
        At switch
        {
            State.Text => null,
            State.TextElement or State.QuotedValue when kind == ValueKind.Html => "HTML is written between elements only.",
            State.TextElement => null,
            State.QuotedValue when IsEvent || Code.Contains(Attribute) => $"No value is written in {Attribute}=.",
            State.QuotedValue when IsAddress && (kind != ValueKind.Link || Seen.Length > 0) =>
                $"{Attribute}= begins with a link, or has no value in it.",
            State.QuotedValue => null,
            State.UnquotedValue or State.BeforeValue => "A value in an attribute needs quotes around it.",
            State.Comment or State.Markup or State.Bogus => "No value is written in a comment.",
            State.RawElement => $"No value is written in <{Tag}>.",
            _ => "No value is written inside a tag.",
        };

    /// <summary>The position after a value that is allowed here.</summary>
    public HtmlPlace AfterValue => At == State.QuotedValue && IsAddress ? this with { Seen = Linked } : this;

    /// <summary>The position after template text.</summary>
    /// <param name="fault">Called for each disallowed construct, with its character index.</param>
    public HtmlPlace After(ReadOnlySpan<char> text, Action<int, string> fault)
    {
        var place = this;
        for (var i = 0; i < text.Length; i++)
        {
            var next = place.After(text[i]);
            if (place.Fault(next) is { } wrong)
            {
                fault(i, wrong);
            }

            place = next;
        }

        return place;
    }

    private bool IsEvent => Attribute.StartsWith("on", StringComparison.Ordinal);

    /// <summary>The fault in the construct that ends with the step to the next position.</summary>
    private string? Fault(HtmlPlace next) =>
        At switch
        {
            State.AttributeName when next.At != State.AttributeName && IsEvent => $"{Attribute}= runs code; mails have none.",
            State.QuotedValue
            or State.UnquotedValue when next.At != At && IsAddress && Seen.Length > 0 && Seen != Linked && !Schemes.Any(Begins) =>
                $"{Attribute}= begins with https://, http://, mailto: or tel:, or with a link.",
            not State.RawElement when next is { At: State.RawElement, Tag: "script" } => "<script> runs code; mails have none.",
            _ => null,
        };

    private bool Begins(string scheme) => Seen.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    private HtmlPlace After(char c) =>
        At switch
        {
            State.Text => c == '<' ? new(State.TagOpen) : this,
            State.TagOpen => c switch
            {
                '/' => new(State.EndTagOpen),
                '!' => new(State.Markup),
                '?' => new(State.Bogus),
                '<' => this,
                _ when char.IsAsciiLetter(c) => new(State.TagName, Lower(c)),
                _ => Start,
            },
            State.EndTagOpen => char.IsAsciiLetter(c) ? new(State.TagName, Lower(c), IsEnd: true)
            : c == '>' ? Start
            : new(State.Bogus),
            State.TagName => IsSpace(c) || c == '/' ? this with { At = State.BeforeAttribute }
            : c == '>' ? AfterTag
            : this with { Tag = More(Tag, c) },
            State.BeforeAttribute => IsSpace(c) || c == '/' ? this
            : c == '>' ? AfterTag
            : this with { At = State.AttributeName, Attribute = Lower(c) },
            State.AttributeName => c switch
            {
                '=' => this with { At = State.BeforeValue },
                '>' => AfterTag,
                '/' => this with { At = State.BeforeAttribute },
                _ when IsSpace(c) => this with { At = State.AfterAttributeName },
                _ => this with { Attribute = More(Attribute, c) },
            },
            State.AfterAttributeName => c switch
            {
                '=' => this with { At = State.BeforeValue },
                '>' => AfterTag,
                '/' => this with { At = State.BeforeAttribute },
                _ when IsSpace(c) => this,
                _ => this with { At = State.AttributeName, Attribute = Lower(c) },
            },
            State.BeforeValue => c switch
            {
                '"' or '\'' => this with { At = State.QuotedValue, Quote = c, Seen = "" },
                '>' => AfterTag,
                _ when IsSpace(c) => this,
                _ => this with { At = State.UnquotedValue, Seen = IsAddress ? c.ToString() : "" },
            },
            State.QuotedValue => c == Quote ? EndOfValue : InValue(c),
            State.UnquotedValue => c == '>' ? AfterTag
            : IsSpace(c) ? EndOfValue
            : InValue(c),
            State.Markup => (Seen + c) switch
            {
                "-" => this with { Seen = "-" },
                "--" => new(State.Comment),
                _ => c == '>' ? Start : new(State.Bogus),
            },
            // Browsers end <!--> and <!---> immediately.
            State.Comment => c == '>'
            && (Seen is "" or "-" || Seen.EndsWith("--", StringComparison.Ordinal) || Seen.EndsWith("--!", StringComparison.Ordinal))
                ? Start
                : this with
                {
                    Seen = Tail(Seen.Length == 0 && c != '-' ? " " + c : Seen + c, 3),
                },
            State.Bogus => c == '>' ? Start : this,
            _ => AfterRaw(c),
        };

    private HtmlPlace EndOfValue => new(State.BeforeAttribute, Tag, IsEnd);

    private HtmlPlace AfterTag =>
        IsEnd ? Start
        : RawElements.Contains(Tag) ? new(State.RawElement, Tag)
        : TextElements.Contains(Tag) ? new(State.TextElement, Tag)
        : Start;

    private HtmlPlace InValue(char c) => IsAddress && Seen != Linked ? this with { Seen = More(Seen, c) } : this;

    /// <summary>Raw text, which only the element's own end tag ends.</summary>
    private HtmlPlace AfterRaw(char c) =>
        (IsSpace(c) || c is '/' or '>') && Seen.EndsWith("</" + Tag, StringComparison.Ordinal)
            ? c == '>'
                ? Start
                : new(State.BeforeAttribute, Tag, IsEnd: true)
            : this with
            {
                Seen =
                    c == '<' ? "<"
                    : Seen.Length > 0 ? More(Seen, char.ToLowerInvariant(c))
                    : "",
            };

    private static string More(string text, char c) => text.Length < LongestSeen ? text + char.ToLowerInvariant(c) : text;

    private static string Lower(char c) => char.ToLowerInvariant(c).ToString();

    private static string Tail(string text, int length) => text.Length <= length ? text : text[^length..];

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
