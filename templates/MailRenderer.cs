using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using LoyaltyClub.Templates.Mail;

namespace LoyaltyClub.Templates;

/// <summary>
/// Values of a mail: a sealed record per mail, in the mail's folder, beside the words in <c>language.txt</c> and <c>language.html</c>.
/// </summary>
public interface IMailView
{
    string Club { get; }
}

/// <summary>Renders the club's own mails. The first line of the text is the subject; the HTML goes into <c>Frame.html</c>.</summary>
public static partial class MailRenderer
{
    public static readonly IReadOnlyList<string> Languages = ["en", "es"];

    private const string SubjectMark = "Subject: ";
    private static readonly ConcurrentDictionary<(Type View, string Language), Words> Mails = new();
    private static readonly Lazy<ViewTemplate> FrameTemplate = new(() =>
        ViewTemplate.Load(Source("Frame.html"), TemplateFormat.Html, ViewShape.Of(typeof(Frame)), "Frame.html")
    );

    /// <param name="id">As <see cref="MailMessage.Id"/>.</param>
    /// <param name="language">An unsupported language becomes English.</param>
    /// <exception cref="TemplateFaultException">A template has a bug.</exception>
    public static MailMessage Render(IMailView view, string id, string to, string? language)
    {
        var spoken = language is not null && Languages.Contains(language) ? language : Languages[0];
        var words = Mails.GetOrAdd((view.GetType(), spoken), static mail => Words.Load(mail.View, mail.Language));
        // A subject must be one line, even if a name contains a line break.
        var subject = Breaks().Replace(words.Subject.Render(view, spoken)[SubjectMark.Length..], " ").Trim();
        return new(
            id,
            Breaks().Replace(view.Club, " "),
            to,
            subject,
            words.Text.Render(view, spoken).TrimStart(),
            FrameTemplate.Value.Render(new Frame(view.Club, spoken, new(words.Html.Render(view, spoken))), spoken)
        );
    }

    private static string Source(string name)
    {
        using var stream =
            typeof(MailRenderer).Assembly.GetManifestResourceStream(name)
            ?? typeof(MailRenderer).Assembly.GetManifestResourceStream(name.Replace('/', '\\'))
            ?? throw new InvalidOperationException($"There is no template {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// <summary>Frame around the HTML of every mail.</summary>
    internal sealed record Frame(string Club, string Language, Html Content);

    private sealed record Words(ViewTemplate Subject, ViewTemplate Text, ViewTemplate Html)
    {
        public static Words Load(Type view, string language)
        {
            var (shape, file) = (ViewShape.Of(view), $"{view.Name}/{language}");
            var text = Source(file + ".txt");
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            if (!text.StartsWith(SubjectMark, StringComparison.Ordinal) || end < 0)
            {
                throw new InvalidOperationException($"{file}.txt does not begin with its subject.");
            }

            return new(
                ViewTemplate.Load(text[..end], TemplateFormat.Text, shape, file + ".txt"),
                ViewTemplate.Load(text[end..], TemplateFormat.Text, shape, file + ".txt"), // keeps the line break, for line numbers
                ViewTemplate.Load(Source(file + ".html"), TemplateFormat.Html, shape, file + ".html")
            );
        }
    }

    [GeneratedRegex(@"[\r\n\t\f\v\u0085\u2028\u2029]+")]
    private static partial Regex Breaks();
}
