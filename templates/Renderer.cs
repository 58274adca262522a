using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using LoyaltyClub.Templates.Mail;

namespace LoyaltyClub.Templates;

/// <summary>
/// What a mail says: a record a mail, in the mail's folder. The words are in the folder's <c>language.txt</c> and <c>language.html</c>.
/// </summary>
public interface IMailView
{
    string Club { get; }
}

/// <summary>
/// Renders a mail from its view: <c>{{Name}}</c> is the view's property of that name, encoded in HTML and in nothing else.
/// There is nothing more to it: what must be decided is decided before, in the view.
/// </summary>
public static partial class Renderer
{
    public static readonly IReadOnlyList<string> Languages = ["en", "es"];

    private const string SubjectMark = "Subject: ";
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly ConcurrentDictionary<string, string> Sources = new(StringComparer.Ordinal);

    /// <param name="language">One that we do not speak becomes English.</param>
    /// <exception cref="InvalidOperationException">A mistake of ours: the template names what its view does not have, or is
    /// missing.</exception>
    public static Letter Render(IMailView view, string to, string? language)
    {
        var (folder, spoken) = (view.GetType().Name, language is not null && Languages.Contains(language) ? language : Languages[0]);
        var text = Fill(Source($"{folder}/{spoken}.txt"), view, value => value);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (!text.StartsWith(SubjectMark, StringComparison.Ordinal) || end < 0)
        {
            throw new InvalidOperationException($"{folder}/{spoken}.txt does not begin with its subject.");
        }
        // A subject is one line, whatever a name holds.
        var subject = Breaks().Replace(text[SubjectMark.Length..end], " ").Trim();
        var frame = Source("Frame.html")
            .Replace("{{language}}", spoken, StringComparison.Ordinal)
            .Replace("{{content}}", Source($"{folder}/{spoken}.html"), StringComparison.Ordinal);
        return new(Breaks().Replace(view.Club, " "), to, subject, text[(end + 1)..].TrimStart(), Fill(frame, view, Html.Encode));
    }

    private static string Fill(string template, IMailView view, Func<string, string> encode) =>
        Place()
            .Replace(
                template,
                place =>
                    view.GetType().GetProperty(place.Groups[1].Value, BindingFlags.Public | BindingFlags.Instance)?.GetValue(view)
                        is string value
                        ? encode(value)
                        : throw new InvalidOperationException($"{view.GetType().Name} has no text {place.Groups[1].Value}.")
            );

    private static string Source(string name) =>
        Sources.GetOrAdd(
            name,
            static name =>
            {
                using var stream =
                    typeof(Renderer).Assembly.GetManifestResourceStream(name)
                    ?? typeof(Renderer).Assembly.GetManifestResourceStream(name.Replace('/', '\\'))
                    ?? throw new InvalidOperationException($"There is no template {name}.");
                using var reader = new StreamReader(stream);
                return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
            }
        );

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"[\r\n\t\f\v\u0085\u2028\u2029]+")]
    private static partial Regex Breaks();
}
