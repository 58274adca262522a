using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace LoyaltyClub.Tests.InBrowser;

/// <summary>Texts that want to be markup, and how a page is looked at for what they may have made of it.</summary>
internal static class Hostile
{
    /// <summary>
    /// 20 ways to run something, from 5 places to break out of, and two more places; 40 characters at most, as a store's name has.
    /// </summary>
    public static readonly string[] Payloads =
    [
        .. from way in new[]
        {
            "<script id=x>alert(1)</script>",
            "<img id=x src onerror=alert(1)>",
            "<svg id=x onload=alert(1)>",
            "<body id=x onload=alert(1)>",
            "<iframe id=x src=javascript:0>",
            "<a id=x href=javascript:0>x</a>",
            "<input id=x autofocus onfocus=f>",
            "<details id=x open ontoggle=f>",
            "<video id=x src onerror=alert(1)",
            "<math><mi id=x xlink:href=j:0>",
            "<style id=x>*{color:red}</style>",
            "<base id=x href=//evil.example>",
            "<meta id=x http-equiv=refresh>",
            "<form id=x action=//e><button>",
            "<object id=x data=javascript:0>",
            " id=x onfocus=alert(1) autofocus",
            "<template id=x><script>f()//",
            "&lt;script id=x&gt;alert(1)//",
            "{{constructor}}${alert(1)}",
            "<!--<b id=x>--!><u id=x hidden>",
        }
        from escape in new[] { "", "\">", "'>", "</title>", "\"" }
        select escape + way,
        "</textarea><img id=x src onerror=f()>",
        "</script><svg id=x onload=alert(1)>",
    ];

    /// <summary>
    /// As many texts as a name may have characters for, one after the other, until all had their turn. One that leaves a tag open comes
    /// last: it would swallow the next.
    /// </summary>
    public static readonly string[][] Sheets = Sheeted();

    public const string Foreign =
        "#x, iframe, object, embed, base, style, math, template, img, marquee, meta[http-equiv], script:not([src^='/assets/']), a[href^='javascript:' i], form[action^='//'], "
        + "[onerror], [onload], [onclick], [onfocus], [onmouseover], [ontoggle]";

    /// <summary>True if it makes an element where it stands between others; a body cannot.</summary>
    public static bool IsMarkup(string text) => Regex.IsMatch(text, "<(?!body)[a-z]+ id=x");

    private static string[][] Sheeted()
    {
        var sheets = new List<List<string>>();
        foreach (var text in Payloads.OrderBy(text => Regex.IsMatch(text, "<(template|video|!--)|<form") ? 1 : 0))
        {
            if (sheets.Find(sheet => string.Join(' ', sheet).Length + 1 + text.Length <= 100) is { } free)
            {
                free.Add(text);
            }
            else
            {
                sheets.Add([text]);
            }
        }

        return [.. sheets.Select(sheet => sheet.ToArray())];
    }

    /// <summary>Opens the pages, three at a time, and looks at each.</summary>
    public static async Task<int> Walk(Visit visit, (string Address, string[] Texts)[] pages, Func<IPage, Task>? atTheTill = null)
    {
        var queue = new ConcurrentQueue<(string Address, string[] Texts)>(pages);
        while (visit.Context.Pages.Count < 3)
        {
            await visit.Context.NewPageAsync();
        }

        await Task.WhenAll(
            visit
                .Context.Pages.Take(3)
                .Select(async tab =>
                {
                    while (queue.TryDequeue(out var page))
                    {
                        await tab.GotoAsync(page.Address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                        if (page.Address == "/till" && atTheTill is not null)
                        {
                            await atTheTill(tab);
                        }

                        await Clean(visit, tab, page.Texts);
                    }
                })
        );
        return pages.Length;
    }

    /// <summary>The page says the texts and is otherwise as it would be.</summary>
    public static async Task Clean(Visit visit, IPage page, string[] texts)
    {
        (await Injected(page)).ShouldBeEmpty(page.Url);
        if (texts.Length > 0)
        {
            var said = Spaceless(await page.EvaluateAsync<string>("document.title + ' ' + document.body.textContent"));
            foreach (var text in texts)
            {
                said.ShouldContain(Spaceless(text), Case.Sensitive, page.Url);
            }
        }
        visit.Faults.ShouldBeEmpty(page.Url);
    }

    public static string Spaceless(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));

    public static Task<string[]> Injected(IPage page) =>
        page.EvaluateAsync<string[]>(
            "selector => [...document.querySelectorAll(selector)].map(element => element.outerHTML.slice(0, 200))",
            Foreign
        );

    /// <summary>
    /// Fetches a page as the browser would and lets the browser's parser read it: where it led to, what it says, what stands in its fields,
    /// what it should not have.
    /// </summary>
    public const string Reader = """
          const read = async (address, ask) => {
            const answer = await fetch(address, ask ?? { headers: { accept: 'text/html' } });
            const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
            return {
              address, led: answer.redirected ? answer.url : '', says: page.title + ' ' + page.body.textContent,
              typed: [...page.querySelectorAll('input, textarea')].map(field => field.getAttribute('value') ?? field.textContent),
              foreign: [...page.querySelectorAll(foreign)].map(element => `${address}: ${element.outerHTML.slice(0, 200)}`),
            };
          };
        """;

    public static async Task<JsonElement> ReadOne(Visit visit, string address) =>
        await visit.Page.EvaluateAsync<JsonElement>(
            "async ([address, foreign]) => {" + Reader + " return await read(address); }",
            new[] { address, Foreign }
        );

    /// <summary>Each of the pages is there, says the text, and has nothing that it should not have.</summary>
    public static async Task<int> Read(Visit visit, string[] addresses, string text)
    {
        var faults = await visit.Page.EvaluateAsync<string[]>(
            "async ([addresses, foreign, text]) => {"
                + Reader
                + """
                  const faults = [], spaceless = text => text.replace(/\s/g, ''), queue = [...addresses];
                  const next = async () => {
                    for (let address = queue.pop(); address; address = queue.pop()) {
                      const page = await read(address);
                      faults.push(...page.foreign);
                      if (page.led) faults.push(`${address} led to ${page.led}`);
                      else if (!spaceless(page.says + page.typed.join('')).includes(spaceless(text))) faults.push(`${address} does not say ${text}`);
                    }
                  };
                  await Promise.all([next(), next(), next()]);
                  return faults;
                }
                """,
            new object[] { addresses, Foreign, text }
        );
        faults.ShouldBeEmpty();
        visit.Faults.ShouldBeEmpty();
        return addresses.Length;
    }
}
