using System.Text.RegularExpressions;
using LoyaltyClub.Tests.Api;

namespace LoyaltyClub.Tests.Portal;

/// <summary>The watch at the desk.</summary>
public class DeskWatch
{
    [Fact]
    public async Task An_admin_reads_a_finding_in_words_holds_and_releases_it_with_a_reason_in_both_languages()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        (await olga.Browser.Open("/desk/watch")).Text.ShouldContain("Nothing unusual has been found.");
        (await olga.Browser.Send("/desk/stores/store", ("name", "La Ribera"), ("code", "s1"))).Status.ShouldBe(200);
        var ana = await club.Member("ana@example.org", points: 500);
        for (var i = 0; i < 5; i++)
        {
            (await club.Admin.Buy(ana, $"r{i}", $"2026-03-12T11:0{i}:00Z", 5m)).Status.ShouldBe(201);
        }

        var page = await olga.Browser.Open("/desk/watch");
        string[] english = ["The same card too often", "on one day: La Ribera", "Ana López", "5 pieces of evidence", "receipt r4, La Ribera"];
        foreach (var said in english)
        {
            page.Text.ShouldContain(said);
        }

        page.Html.ShouldContain("/desk/members/" + ana);
        var finding = Regex.Match(page.Html, "name=\"finding\" value=\"([^\"]+)\"").Groups[1].Value;
        (await Send("hold", "")).Status.ShouldBe(422);
        (await Send("hold", new string('x', 201))).Text.ShouldContain("too long", Case.Insensitive);
        var held = await Send("hold", "Looks like the cashier's own");
        held.Text.ShouldContain("these members collect points and cannot spend");
        held.Text.ShouldContain("Held by Olga");
        held.Text.ShouldContain("Looks like the cashier's own");
        (await olga.Browser.Open("/desk/members/" + ana)).Text.ShouldContain("Spending on hold");
        (await olga.Browser.Open("/desk/watch?state=open")).Text.ShouldContain("Nothing passes this filter");
        var audit = await olga.Browser.Open("/desk/audit?what=spendingHeld");
        audit.Text.ShouldContain("Looks like the cashier's own");
        audit.Text.ShouldContain("The same card too often (");
        audit.Text.ShouldNotContain(finding);

        using (var browser = new Browser(club))
        {
            await browser.SignIn(club, "ana@example.org");
            (await browser.Send("/rewards/reserve", ("reward", "coffee"), ("wish", Guid.NewGuid().ToString("N")))).Text.ShouldContain(
                "Your points are on hold"
            );
        }

        using var spanish = await olga.Colleague("Admin", "irene@example.org", "es");
        var vigilancia = await spanish.Browser.Open("/desk/watch");
        string[] native = ["Vigilancia", "La misma tarjeta demasiadas veces", "Retenido por Olga", "5 indicios", "tique r4, La Ribera"];
        foreach (var said in native)
        {
            vigilancia.Text.ShouldContain(said);
        }

        (await Send("release", "She buys for the office")).Text.ShouldContain("Released by Olga");
        (await olga.Browser.Open("/desk/members/" + ana)).Text.ShouldNotContain("Spending on hold");
        (await olga.Browser.Open("/desk/watch?page=-1&state=%3Cscript%3E&done=x")).Status.ShouldBe(200);

        Task<Page> Send(string what, string reason) =>
            olga.Browser.Send("/desk/watch/" + what, ("finding", finding), ("reason", reason), ("wish", Guid.NewGuid().ToString("N")));
    }
}
