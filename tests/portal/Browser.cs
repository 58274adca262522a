using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Tests.Portal;

/// <summary>One person's browser: keeps cookies, follows redirects, says where its forms come from.</summary>
public sealed partial class Browser : IDisposable
{
    private readonly HttpClient client;
    private readonly SocketsHttpHandler handler;

    /// <param name="from">The address that a proxy says it comes from.</param>
    public Browser(ClubApplication club, string language = "en", string? from = null)
    {
        handler = new() { CookieContainer = new(), AutomaticDecompression = DecompressionMethods.All };
        client = new(handler) { BaseAddress = club.Address };
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        client.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        if (from is not null)
        {
            client.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        }
    }

    public CookieContainer Cookies => handler.CookieContainer;

    /// <summary>The cookies as they would be sent.</summary>
    public string CookieHeader => Cookies.GetCookieHeader(client.BaseAddress!);

    public Task<Page> Open(string address, params (string Name, string Value)[] headers) => Ask(HttpMethod.Get, address, null, headers);

    /// <summary>The least that a page took of 20 times: what else the machine does only adds to it.</summary>
    public async Task<TimeSpan> Quickest(string address)
    {
        var least = TimeSpan.MaxValue;
        for (var time = 0; time < 20; time++)
        {
            var watch = Stopwatch.StartNew();
            await Open(address);
            least = watch.Elapsed < least ? watch.Elapsed : least;
        }
        return least;
    }

    public Task<Page> Send(string address, params (string Name, string? Value)[] fields) =>
        Ask(
            HttpMethod.Post,
            address,
            new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value ?? ""))),
            []
        );

    private async Task<Page> Ask(HttpMethod method, string address, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.Add(name, value);
        }
        var message = await client.SendAsync(request);
        return new(
            (int)message.StatusCode,
            message.RequestMessage!.RequestUri!.PathAndQuery + message.RequestMessage.RequestUri.Fragment,
            await message.Content.ReadAsStringAsync(),
            message
        );
    }

    /// <summary>Signs in by a code from the club's mail folder.</summary>
    public async Task<Page> SignIn(ClubApplication club, string email)
    {
        var mail = new MailFolder(club);
        (await Send("/sign-in", ("email", email))).Address.ShouldBe("/sign-in/code");
        var page = await Send("/sign-in/code", ("code", (await mail.Next(email)).Code));
        page.Address.ShouldBe("/");
        return page;
    }

    public void Dispose()
    {
        client.Dispose();
        handler.Dispose();
    }
}

/// <summary>What a browser got in the end.</summary>
/// <param name="Address">Path, query and fragment after all redirects.</param>
public sealed partial record Page(int Status, string Address, string Html, HttpResponseMessage Message)
{
    /// <summary>The page's words as a reader sees them.</summary>
    public string Text => Spaces().Replace(WebUtility.HtmlDecode(Tags().Replace(Html, " ")), " ");

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

/// <summary>The folder that mails land in; made before the mail that is waited for.</summary>
public sealed partial class MailFolder(ClubApplication club)
{
    private readonly HashSet<string> seen = [.. Files(club)];

    private static string[] Files(ClubApplication club) =>
        Directory.Exists(club.MailFolder) ? Directory.GetFiles(club.MailFolder, "*.eml") : [];

    /// <summary>Waits for the next mail to an address.</summary>
    public async Task<ReceivedMail> Next(string to)
    {
        for (var waited = 0; waited < 600; waited++)
        {
            foreach (var file in Files(club).Where(file => !seen.Contains(file)))
            {
                seen.Add(file);
                var mail = ReceivedMail.Read(await File.ReadAllTextAsync(file, Encoding.Latin1));
                if (mail.To.Contains(to, StringComparison.OrdinalIgnoreCase))
                {
                    return mail;
                }
            }
            await Task.Delay(50);
        }
        throw new TimeoutException($"No mail to {to}.");
    }

    /// <summary>How many have come since.</summary>
    public int New => Files(club).Count(file => !seen.Contains(file));
}

/// <summary>A mail, read from its file.</summary>
public sealed partial record ReceivedMail(string To, string Subject, string Text, string Html)
{
    public string Code => CodeShape().Match(Text).Groups[1].Value;

    public static ReceivedMail Read(string file)
    {
        var boundary = BoundaryShape().Match(file).Groups[1].Value;
        var parts = file.Split("--" + boundary);
        return new(
            Header(parts[0], "To"),
            Decoded(Header(parts[0], "Subject")),
            Body(parts.First(part => part.Contains("text/plain"))),
            Body(parts.First(part => part.Contains("text/html")))
        );
    }

    private static string Header(string head, string name) =>
        // Where a line is folded, its break is no part of it.
        LineFold()
            .Replace(
                Regex
                    .Match(head, $@"^{name}:\s*(.*(?:\r?\n[ \t].*)*)", RegexOptions.Multiline | RegexOptions.IgnoreCase)
                    .Groups[1]
                    .Value.Trim(),
                "$1"
            );

    /// <summary>RFC 2047.</summary>
    private static string Decoded(string header) =>
        EncodedWord()
            .Replace(
                FoldedWords().Replace(header, "$1"),
                word =>
                    Encoding.UTF8.GetString(
                        word.Groups[1].Value is "B" or "b"
                            ? Convert.FromBase64String(word.Groups[2].Value)
                            : Quoted(word.Groups[2].Value.Replace('_', ' '))
                    )
            );

    private static string Body(string part)
    {
        var end = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (head, body) = (part[..end], part[(end + 4)..]);
        return Encoding.UTF8.GetString(
            Header(head, "Content-Transfer-Encoding").ToLowerInvariant() switch
            {
                "base64" => Convert.FromBase64String(body.Trim()),
                "quoted-printable" => Quoted(body.Replace("=\r\n", "", StringComparison.Ordinal)),
                _ => Encoding.Latin1.GetBytes(body),
            }
        );
    }

    private static byte[] Quoted(string text) =>
        Encoding.Latin1.GetBytes(QuotedByte().Replace(text, pair => ((char)Convert.ToByte(pair.Groups[1].Value, 16)).ToString()));

    [GeneratedRegex(@"^\s+(\d{6})\s*$", RegexOptions.Multiline)]
    private static partial Regex CodeShape();

    [GeneratedRegex("boundary=\"?([^\"\r\n;]+)")]
    private static partial Regex BoundaryShape();

    [GeneratedRegex(@"=\?utf-8\?([BbQq])\?(.*?)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();

    [GeneratedRegex(@"(\?=)\s+(?==\?)")]
    private static partial Regex FoldedWords();

    [GeneratedRegex(@"\r?\n([ \t])")]
    private static partial Regex LineFold();

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex QuotedByte();
}

/// <summary>The machine's clock, some time ahead.</summary>
internal sealed class ClockAhead : TimeProvider
{
    public TimeSpan By { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
}
