using System.Reflection;
using LoyaltyClub.Templates;
using Scriban;

namespace LoyaltyClub.Tests.Templates;

/// <summary>What a template may say, who may have written it, and what it can never do.</summary>
public class TemplateFaults
{
    internal sealed record Prize(string Name, Money Price, Link Page, bool IsNew);

    internal sealed record Offer(
        string Name,
        decimal Points,
        DateOnly? Until,
        Money Price,
        Link Page,
        Html Footer,
        bool IsGold,
        IReadOnlyList<Prize> Prizes,
        IReadOnlyList<string> Tags
    );

    private static readonly ViewShape View = ViewShape.Of(typeof(Offer));

    private static Offer Of(string name) =>
        new(
            name,
            12345,
            new DateOnly(2026, 12, 31),
            new(12.50m, "EUR"),
            new("https://example.org/?a=1&b=2"),
            new("<i>bye</i>"),
            true,
            [
                new("Mug", new(3m, "EUR"), new("https://example.org/mug"), true),
                new(name, new(0.5m, "EUR"), new("https://example.org/x"), false),
            ],
            ["a", "b"]
        );

    private static string Render(string text, TemplateFormat format, string name = "Ana", string language = "en") =>
        ViewTemplate.Load(text, format, View).Render(Of(name), language);

    [Theory]
    [InlineData("Hello {{ name }}!", "Hello Ana!")]
    [InlineData("{{ points }} {{ points | number }}", "12345 12,345")]
    [InlineData("{{ price | money }}", "12.50\u00A0EUR")]
    [InlineData("{{ until | date }}", "31 December 2026")]
    [InlineData("{{ page }}", "https://example.org/?a=1&b=2")]
    [InlineData("{{ if isGold && !(tags) }}A{{ else if points }}B{{ else }}C{{ end }}", "B")]
    [InlineData("{{ for prize in prizes }}{{ prize.name }} {{ prize.price | money }}; {{ end }}", "Mug 3\u00A0EUR; Ana 0.5\u00A0EUR; ")]
    [InlineData("{{ for a in tags }}{{ for b in tags }}{{ a }}{{ b }} {{ end }}{{ end }}", "aa ab ba bb ")]
    [InlineData("a {{- name -}} b", "aAnab")]
    [InlineData("no places at all { } {{ # a remark }}", "no places at all { } ")]
    public void A_template_writes_values_of_its_view(string text, string written) => Render(text, TemplateFormat.Text).ShouldBe(written);

    [Fact]
    public void Numbers_and_dates_are_the_readers()
    {
        Render("{{ points | number }} {{ price | money }} {{ until | date }}", TemplateFormat.Text, language: "es")
            .ShouldBe("12.345 12,50\u00A0EUR 31 de diciembre de 2026");
        ViewTemplate
            .Load("{{ if until }}{{ until | date }}{{ end }}-{{ until | date }}", TemplateFormat.Text, View)
            .Render(Of("") with { Until = null }, "en")
            .ShouldBe("-");
    }

    /// <summary>Values that would like to be something else, where a template may write them.</summary>
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\" onmouseover=\"alert(1)")]
    [InlineData("' onmouseover='alert(1)")]
    [InlineData("</title><img src=x onerror=alert(1)>")]
    [InlineData("{{ points }}")]
    [InlineData("&lt;b&gt;")]
    public void A_value_stays_text_in_html_and_is_itself_in_a_text(string hostile)
    {
        const string template = "<title>{{ name }}</title><p title=\"{{ name }}\" lang='{{ name }}'>{{ name }}</p>{{ footer }}";
        var html = Render(template, TemplateFormat.Html, hostile);
        html.ShouldEndWith("</p><i>bye</i>");
        var values = html[..^"<i>bye</i>".Length]
            .Split(["<title>", "</title><p title=\"", "\" lang='", "'>", "</p>"], StringSplitOptions.RemoveEmptyEntries);
        values.Length.ShouldBe(4, html);
        foreach (var value in values)
        {
            value.ShouldNotContain("<");
            value.ShouldNotContain("\"");
            value.ShouldNotContain("'");
            System.Net.WebUtility.HtmlDecode(value).ShouldBe(hostile);
        }

        Render("{{ name }}", TemplateFormat.Text, hostile).ShouldBe(hostile);
    }

    [Fact]
    public void A_link_is_encoded_and_is_never_anything_but_an_address_of_the_web()
    {
        Render("<a href=\"{{ page }}&amp;c=3\">x</a>", TemplateFormat.Html)
            .ShouldBe("<a href=\"https://example.org/?a=1&amp;b=2&amp;c=3\">x</a>");
        foreach (var address in new[] { "javascript:alert(1)", "data:text/html,x", "/desk", "", "ftp://example.org" })
        {
            Should.Throw<ArgumentException>(() => new Link(address), address);
        }
    }

    [Fact]
    public void All_faults_come_at_once_each_with_its_line_and_column()
    {
        ViewTemplate
            .Check(
                "Hello {{ nam }},\n{{ price }} and {{ prizes.name }}\n\n  {{ name | upper }} {{ x = 1 }}\n{{ until | money }}",
                TemplateFormat.Text,
                View
            )
            .Select(fault => $"{fault.Line},{fault.Column} {fault.Code}: {fault.Message}")
            .ShouldBe([
                "1,10 unknown: There is no nam. There is: footer, isGold, name, page, points, price, prizes, tags, until.",
                "2,4 kind: Money is written with | money.",
                "2,27 unknown: There is no name: a List has no members.",
                "4,13 filter: A value goes through one filter, without arguments. There are: date, money, number.",
                "4,25 notAllowed: A template has text, {{ name }}, {{ name | filter }}, if, else and for; nothing else.",
                "5,12 kind: money takes a Money, and this is a Date.",
            ]);
        var fault = Should.Throw<TemplateFaultException>(() => ViewTemplate.Load("{{ nobody }}", TemplateFormat.Text, View, "offer 7"));
        fault.Message.ShouldStartWith("offer 7(1,4): unknown: ");
        fault.Faults.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("{{ if isGold }}\nx", 1, 16)]
    [InlineData("a\n{{ name.", 2, 9)] // Scriban has no place for it: the end
    [InlineData("{{ end }}", 1, 6)]
    public void What_is_not_finished_is_a_fault_at_its_place(string text, int line, int column)
    {
        var faults = ViewTemplate.Check(text, TemplateFormat.Text, View);
        faults.ShouldContain(fault => fault.Line == line && fault.Column == column && fault.Code == "syntax", string.Join("\n", faults));
    }

    /// <summary>The fence: each of these is refused before anything of it runs.</summary>
    [Theory]
    [InlineData("{{ x = 1 }}")]
    [InlineData("{{ name = 'x' }}")]
    [InlineData("{{ func f; ret 1; end }}")]
    [InlineData("{{ do; ret 1; end }}")]
    [InlineData("{{ while true }}x{{ end }}")]
    [InlineData("{{ capture x }}y{{ end }}")]
    [InlineData("{{ case name; when 'a'; 1; end }}")]
    [InlineData("{{ with prizes }}x{{ end }}")]
    [InlineData("{{ wrap name }}x{{ end }}")]
    [InlineData("{{ tablerow x in tags }}x{{ end }}")]
    [InlineData("{{ include 'x' }}")]
    [InlineData("{{ import prizes }}")]
    [InlineData("{{ readonly name }}")]
    [InlineData("{{ object.eval '1 + 1' }}")]
    [InlineData("{{ object.eval_template name }}")]
    [InlineData("{{ 'a' | regex.match 'b' }}")]
    [InlineData("{{ date.now }}")]
    [InlineData("{{ string.size name }}")]
    [InlineData("{{ this }}")]
    [InlineData("{{ this.name }}")]
    [InlineData("{{ $0 }}")]
    [InlineData("{{ tags[0] }}")]
    [InlineData("{{ name['Length'] }}")]
    [InlineData("{{ name.Length }}")]
    [InlineData("{{ name.size }}")]
    [InlineData("{{ tags.size }}")]
    [InlineData("{{ page.address }}")]
    [InlineData("{{ prizes.get_type }}")]
    [InlineData("{{ for i in 1..1000000 }}x{{ end }}")]
    [InlineData("{{ for i in tags limit:1 }}x{{ end }}")]
    [InlineData("{{ for i in tags }}{{ for.index }}{{ end }}")]
    [InlineData("{{ for i in tags }}{{ break }}{{ end }}")]
    [InlineData("{{ for name in tags }}x{{ end }}")]
    [InlineData("{{ for a in tags }}{{ for b in tags }}{{ for c in tags }}x{{ end }}{{ end }}{{ end }}")]
    [InlineData("{{ name * 1000000 }}")]
    [InlineData("{{ 1 + 1 }}")]
    [InlineData("{{ 'text' }}")]
    [InlineData("{{ $'{name}' }}")]
    [InlineData("{{ [1, 2] }}")]
    [InlineData("{{ {a: 1} }}")]
    [InlineData("{{{ name }}}")]
    [InlineData("{%{ {{ name }} }%}")]
    [InlineData("{{ @money }}")]
    [InlineData("{{ money }}")]
    [InlineData("{{ money price }}")]
    [InlineData("{{ price | money 'USD' }}")]
    [InlineData("{{ price | money | money }}")]
    [InlineData("{{ name ?? 'x' }}")]
    [InlineData("{{ prizes?.name }}")]
    [InlineData("{{ isGold ? name : name }}")]
    [InlineData("{{ points++ }}")]
    [InlineData("{{ -points }}")]
    [InlineData("{{ ^tags }}")]
    [InlineData("{{ not isGold }}")]
    [InlineData("{{ if points > 5 }}x{{ end }}")]
    [InlineData("{{ if (x = 1) }}x{{ end }}")]
    [InlineData("{{ isGold }}")]
    [InlineData("{{ prizes }}")]
    [InlineData("{{ footer }}")] // HTML in a text
    public void Nothing_but_values_filters_conditions_and_loops_is_let_in(string text) =>
        ViewTemplate.Check(text, TemplateFormat.Text, View).ShouldNotBeEmpty();

    /// <summary>As long and as deep as it can be: a fault, and no process that dies of it.</summary>
    [Theory]
    [InlineData("", "{{ if isGold }}", 4_000, "")]
    [InlineData("", "{{ for a in tags }}", 3_000, "")]
    [InlineData("{{ if isGold }}", "x{{ else if isGold }}", 2_500, "{{ end }}")]
    [InlineData("{{ if isGold", " && isGold", 6_000, " }}x{{ end }}")]
    [InlineData("{{ if ", "(", 30_000, "isGold }}x{{ end }}")]
    [InlineData("{{ if ", "!", 60_000, "isGold }}x{{ end }}")]
    [InlineData("{{ if ", "-", 60_000, "isGold }}x{{ end }}")]
    [InlineData("{{ name", ".name", 12_000, " }}")]
    [InlineData("{{ price", " | money", 8_000, " }}")]
    [InlineData("{{ ", "[", 60_000, " }}")]
    [InlineData("{{ ", "{a:", 20_000, " }}")]
    [InlineData("{{ ", "x", 70_000, " }}")]
    public void However_deep_it_is_it_is_only_a_fault(string start, string again, int times, string end)
    {
        var (text, faults) = (start + string.Concat(Enumerable.Repeat(again, times)) + end, 0);
        var thread = new Thread(() => faults = ViewTemplate.Check(text, TemplateFormat.Html, View).Count, 256 << 10);
        thread.Start();
        thread.Join();
        faults.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("<p class={{ name }}>", 1, 13)]
    [InlineData("<p class=a{{ name }}>", 1, 14)]
    [InlineData("<p {{ name }}>", 1, 7)]
    [InlineData("<p {{ name }}=\"x\">", 1, 7)]
    [InlineData("<{{ name }}>", 1, 5)]
    [InlineData("</{{ name }}>", 1, 6)]
    [InlineData("<p style=\"color:{{ name }}\">", 1, 20)]
    [InlineData("<style>p { color: {{ name }} }</style>", 1, 22)]
    [InlineData("<!-- {{ name }} -->", 1, 9)]
    [InlineData("<!{{ name }}>", 1, 6)]
    [InlineData("<a href=\"{{ name }}\">", 1, 13)]
    [InlineData("<a href=\"https://x.org/{{ page }}\">", 1, 27)]
    [InlineData("<a href=\"{{ page }}{{ page }}\">", 1, 23)]
    [InlineData("<img src='{{ name }}'>", 1, 14)]
    [InlineData("<form action=\"{{ name }}\">", 1, 18)]
    [InlineData("<p onclick=\"x\">", 1, 11)]
    [InlineData("<p onclick=\"{{ name }}\">", 1, 11)]
    [InlineData("<iframe srcdoc=\"{{ name }}\"></iframe>", 1, 20)]
    [InlineData("<script>x</script>", 1, 8)]
    [InlineData("<SCRIPT>{{ name }}</SCRIPT>", 1, 8)]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", 1, 29)]
    [InlineData("<title>{{ footer }}</title>", 1, 11)]
    [InlineData("<p title=\"{{ footer }}\">", 1, 14)]
    [InlineData("<p>\n{{ if isGold }}<a title=\"{{ end }}", 2, 4)]
    [InlineData("{{ for t in tags }}<p {{ end }}>", 1, 4)]
    [InlineData("<p title=\"", 1, 11)]
    [InlineData("<!-- x", 1, 7)]
    [InlineData("<style>", 1, 8)]
    public void A_value_is_written_only_where_it_stays_text(string html, int line, int column)
    {
        var faults = ViewTemplate.Check(html, TemplateFormat.Html, View);
        faults.ShouldContain(fault => fault.Line == line && fault.Column == column && fault.Code == "html", string.Join("\n", faults));
        ViewTemplate
            .Check(html.Replace("{{ footer }}", "", StringComparison.Ordinal), TemplateFormat.Text, View)
            .ShouldBeEmpty("in a text it is text");
    }

    [Theory]
    [InlineData("a < b {{ name }} <3 {{ name }}")]
    [InlineData("<!doctype html><!--> {{ name }} <!-- --> {{ name }}")]
    [InlineData("<style>p{}</style >{{ name }}<textarea>{{ name }}</textarea>")]
    [InlineData("<p class=\"{{ if isGold }}gold{{ else }}{{ name }}{{ end }}\">{{ name }}</p>")]
    [InlineData("<a href='https://example.org'>x</a><a href=mailto:a@example.org>{{ name }}</a>")]
    [InlineData("<br/><img alt=\"{{ name }}\" src=\"{{ page }}\"/>{{ for p in prizes }}<a href=\"{{ p.page }}\">{{ p.name }}</a>{{ end }}")]
    public void Ordinary_html_has_no_faults(string html) => ViewTemplate.Check(html, TemplateFormat.Html, View).ShouldBeEmpty();

    [Fact]
    public void What_would_become_too_long_ends_and_the_next_rendering_knows_nothing_of_it()
    {
        var tags = Enumerable.Repeat(new string('x', 1_000), 400).ToArray();
        var loop = ViewTemplate.Load("{{ for t in tags }}{{ t }}{{ end }}", TemplateFormat.Html, View);
        Should
            .Throw<TemplateFaultException>(() => loop.Render(Of("") with { Tags = tags }, "en"))
            .Faults.ShouldHaveSingleItem()
            .Code.ShouldBe("limit");
        var rounds = ViewTemplate.Load("{{ for a in tags }}{{ for b in tags }}.{{ end }}{{ end }}", TemplateFormat.Text, View);
        Should.Throw<TemplateFaultException>(() => rounds.Render(Of("") with { Tags = [.. tags.Take(30)] }, "en"));
        rounds.Render(Of("") with { Tags = [.. tags.Take(20)] }, "en").Length.ShouldBe(400);
        loop.Render(Of(""), "en").ShouldBe("ab");
    }

    [Fact]
    public void A_rendering_that_is_cancelled_ends()
    {
        var loop = ViewTemplate.Load("{{ for t in tags }}{{ t }}{{ end }}", TemplateFormat.Text, View);
        Should.Throw<Exception>(() => loop.Render(Of(""), "en", new CancellationToken(canceled: true)));
        loop.Render(Of(""), "en").ShouldBe("ab");
    }

    [Fact]
    public void Many_render_at_once_and_each_gets_its_own()
    {
        var template = ViewTemplate.Load("<p>{{ name }}</p>{{ for p in prizes }}{{ p.name }},{{ end }}", TemplateFormat.Html, View);
        Parallel.For(
            0,
            2_000,
            number => template.Render(Of($"n{number}"), number % 2 == 0 ? "en" : "es").ShouldBe($"<p>n{number}</p>Mug,n{number},")
        );
    }

    private sealed record WithDelegate(Func<int> Call);

    private sealed record WithFilterName(string Money);

    private sealed record WithUri(Uri Address);

    private abstract record Unsealed(string Name);

    [Theory]
    [InlineData(typeof(WithDelegate))]
    [InlineData(typeof(WithFilterName))]
    [InlineData(typeof(WithUri))]
    [InlineData(typeof(Unsealed))]
    [InlineData(typeof(Dictionary<string, string>))]
    public void A_view_is_a_sealed_record_of_kinds_that_templates_know(Type view) =>
        Should.Throw<ArgumentException>(() => ViewShape.Of(view));

    /// <summary>Versions before 7.5.3 have ten advisories that the package audit does not know of under this name.</summary>
    [Fact]
    public void Scriban_is_none_of_the_versions_with_known_holes() =>
        new Version(
            typeof(Template).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', '-')[0]
        ).ShouldBeGreaterThanOrEqualTo(new Version(7, 5, 3));
}
