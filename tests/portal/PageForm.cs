using System.Net;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Tests.Portal;

/// <summary>A form of a page as a browser holds it: to change fields and send it with one of its buttons.</summary>
internal sealed partial class PageForm
{
    private readonly List<(string Name, string Value)> fields = [];

    /// <param name="mark">Something that stands in the form's own tag.</param>
    public PageForm(Page page, string mark)
    {
        var start = Regex.Match(page.Html, $"<form[^>]*{Regex.Escape(mark)}[^>]*>").Index;
        var html = page.Html[start..page.Html.IndexOf("</form>", start, StringComparison.Ordinal)];
        foreach (Match match in Fields().Matches(html))
        {
            var tag = match.Groups["tag"].Value;
            if (Attribute(tag, "name") is not { } name)
            {
                continue;
            }

            if (tag.StartsWith("<textarea", StringComparison.Ordinal))
            {
                fields.Add((name, Decoded(match.Groups["inside"].Value) is var text && text.StartsWith('\n') ? text[1..] : text));
            }
            else if (tag.StartsWith("<select", StringComparison.Ordinal))
            {
                var options = Option().Matches(match.Groups["inside"].Value).Select(option => option.Groups[1].Value).ToArray();
                if (
                    (options.FirstOrDefault(option => option.Contains("selected", StringComparison.Ordinal)) ?? options.FirstOrDefault()) is
                    { } chosen
                )
                {
                    fields.Add((name, Attribute(chosen, "value")!));
                }
            }
            else if (Attribute(tag, "type") is not ("checkbox" or "radio") || Attribute(tag, "checked") is not null)
            {
                fields.Add((name, Attribute(tag, "value") ?? "on"));
            }
        }
    }

    public IReadOnlyList<(string Name, string Value)> All => fields;

    public string this[string name]
    {
        get => fields.First(field => field.Name == name).Value;
        set
        {
            var at = fields.FindIndex(field => field.Name == name);
            if (at < 0)
            {
                fields.Add((name, value));
            }
            else
            {
                fields[at] = (name, value);
            }
        }
    }

    public void Untick(string name) => fields.RemoveAll(field => field.Name == name);

    public Task<Page> Send(Browser browser, string address, string? button = null) =>
        browser.Send(
            address,
            [
                .. fields.Select(field => (field.Name, (string?)field.Value)),
                .. button is null ? [] : new (string, string?)[] { ("do", button) },
            ]
        );

    private static string? Attribute(string tag, string name) =>
        Regex.Match(tag, $"\\s{name}(=\"([^\"]*)\")?[\\s>/]") is { Success: true } match ? Decoded(match.Groups[2].Value) : null;

    private static string Decoded(string text) => WebUtility.HtmlDecode(text.Replace("\r\n", "\n", StringComparison.Ordinal));

    [GeneratedRegex("(?<tag><input[^>]*>)|(?<tag><(?<kind>textarea|select)[^>]*>)(?<inside>.*?)</\\k<kind>>", RegexOptions.Singleline)]
    private static partial Regex Fields();

    [GeneratedRegex("(<option[^>]*>)")]
    private static partial Regex Option();
}
