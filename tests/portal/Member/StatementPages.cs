using System.Text.RegularExpressions;

namespace LoyaltyClub.Tests.Portal;

public class StatementPages
{
    [Fact]
    public async Task Every_line_is_a_sentence_in_both_languages()
    {
        await using var club = await Arranged.Club();
        var id = await club.Member("ana@example.org", points: 100);
        await club.Admin.Buy(id, "T-1", "2026-03-10T10:00:00Z", 50m);
        await club.Admin.Post(
            "/v1/returns",
            new
            {
                store = "s1",
                receipt = "T-1",
                returnReceipt = "R-1",
                at = "2026-03-11T10:00:00Z",
            }
        );
        await club.Admin.Post(
            $"/v1/members/{id}/adjustments",
            new
            {
                operationId = "a",
                points = 7,
                reason = "Sorry",
            }
        );
        var reserved = (string)
            (
                await club.Admin.Post(
                    $"/v1/members/{id}/redemptions",
                    new
                    {
                        operationId = "r",
                        reward = "coffee",
                        capture = false,
                    }
                )
            ).Json["id"]!;
        await club.Admin.Post($"/v1/redemptions/{reserved}/release", new { operationId = "rr" });
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");

        var english = (await browser.Open("/statement")).Text;
        foreach (
            var sentence in new[]
            {
                "You brought them along when you joined.",
                "For your purchase at S1, receipt T-1.",
                "What you spent +50",
                "Big basket +25",
                "Something of receipt T-1 at S1 was returned.",
                "The club says: Sorry",
                "For your reward: Un café.",
                "Your reservation was given back",
            }
        )
        {
            english.ShouldContain(sentence);
        }

        english
            .IndexOf("Your reservation was given back", StringComparison.Ordinal)
            .ShouldBeLessThan(english.IndexOf("You brought them along", StringComparison.Ordinal)); // the newest first
        await browser.Send("/language", ("language", "es"), ("back", "/statement"));
        var spanish = (await browser.Open("/statement")).Text;
        foreach (
            var sentence in new[]
            {
                "Los trajiste al entrar en el club.",
                "Por tu compra en S1, tique T-1.",
                "Lo que gastaste +50",
                "Se devolvió algo del tique T-1 de S1.",
                "El club dice: Sorry",
                "Por tu premio: Un café.",
                "Se anuló tu reserva",
            }
        )
        {
            spanish.ShouldContain(sentence);
        }
    }

    [Fact]
    public async Task Pages_go_on_to_the_first_line_and_filters_hold_on_all_of_them()
    {
        await using var club = await Arranged.Club();
        var id = await club.Member("ana@example.org");
        for (var n = 1; n <= 45; n++)
        {
            await club.Admin.Buy(id, $"T-{n}", $"2026-02-{1 + n % 28:00}T10:00:00Z", n);
        }

        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");

        var page = await browser.Open("/statement?kind=earned");
        var receipts = new List<string>();
        for (var pages = 0; ; pages++)
        {
            pages.ShouldBeLessThan(5);
            receipts.AddRange(Regex.Matches(page.Text, @"receipt (T-\d+)\.").Select(match => match.Groups[1].Value));
            if (Regex.Match(page.Html, "hx-get=\"([^\"]*)\" hx-target") is not { Success: true } more)
            {
                break;
            }

            page = await browser.Open(more.Groups[1].Value.Replace("&amp;", "&"), ("HX-Request", "true"));
        }
        receipts.ShouldBe(Enumerable.Range(1, 45).OrderByDescending(n => (1 + n % 28, n)).Select(n => $"T-{n}"));

        (await browser.Open("/statement?kind=adjusted")).Html.Split("class=\"line\"").Length.ShouldBe(2);
        (await browser.Open("/statement?period=lastYear")).Text.ShouldContain("Nothing of that kind in that time.");
        (await browser.Open("/statement?period=days30&kind=adjusted")).Text.ShouldContain("Nothing of that kind in that time.");
    }

    [Fact]
    public async Task The_table_has_every_line_and_no_formula()
    {
        await using var club = await Arranged.Club();
        var id = await club.Member("ana@example.org");
        await club.Admin.Buy(id, "=HYPERLINK(\"x\")", "2026-03-10T10:00:00Z", 5m);
        await club.Admin.Buy(id, "@a,b;c", "2026-03-10T11:00:00Z", 5m);
        await club.Admin.Post(
            $"/v1/members/{id}/adjustments",
            new
            {
                operationId = "a",
                points = -3,
                reason = "x",
            }
        );
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");

        var file = await browser.Open("/statement/csv");
        file.Message.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        file.Message.Content.Headers.ContentDisposition!.FileName.ShouldBe("points.csv");
        var rows = file.Html.TrimStart('\uFEFF').TrimEnd().Split("\r\n");
        rows[0].ShouldBe("Date,Kind,Points,Balance,On their way,Shop,Receipt,What it is");
        rows.Length.ShouldBe(5);
        rows[1].ShouldContain(",Adjusted,-3,107,0,,,The club says: x");
        rows[2].ShouldContain(",s1,\"'@a,b;c\",");
        rows[3].ShouldContain(",s1,\"'=HYPERLINK(\"\"x\"\")\",");
        await browser.Send("/language", ("language", "es"), ("back", "/"));
        (await browser.Open("/statement/csv?kind=adjusted")).Html.TrimStart('\uFEFF').Split("\r\n").Length.ShouldBe(4);
        (await browser.Open("/statement/csv?kind=adjusted")).Html.ShouldContain("Fecha;Tipo;Puntos");
    }

    [Fact]
    public async Task Who_has_nothing_yet_reads_so()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org", points: 0);
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        await browser.Send("/profile/details", ("firstName", "Ana"), ("lastName", "López"), ("language", "en"));
        (await browser.Open("/statement?kind=earned")).Text.ShouldContain("Nothing of that kind");
    }
}
