using System.Text.RegularExpressions;
using LoyaltyClub.Tests.Api;

namespace LoyaltyClub.Tests.Portal;

/// <summary>The list of members at the desk: in pages, filtered, and only the list while somebody types.</summary>
public class DeskMemberList
{
    [Fact]
    public async Task The_list_shows_those_who_fit_with_what_they_have()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        (await olga.Browser.Open("/desk/members")).Text.ShouldContain("No members yet");
        var ana = await club.Member("ana@example.org", points: 40);
        var bea = await club.Member("bea@example.org", points: 5);
        (await club.Admin.Buy(ana, "r1", "2026-03-12T09:00:00Z", 12.50m)).Status.ShouldBe(201);

        var all = await olga.Browser.Open("/desk/members");
        Ids(all).ShouldBe([ana, bea], "who bought last stands first");
        all.Text.ShouldContain("2 members");
        all.Text.ShouldContain("€12.50");
        Ids(await olga.Browser.Send("/desk/members", ("bought", "never"))).ShouldBe([bea]);
        Ids(await olga.Browser.Send("/desk/members", ("bought", "within30"))).ShouldBe([ana]);
        Ids(await olga.Browser.Send("/desk/members", ("bought", "not30"))).ShouldBeEmpty();
        Ids(await olga.Browser.Send("/desk/members", ("mail", "yes"))).ShouldBeEmpty();
        Ids(await olga.Browser.Send("/desk/members", ("sort", "balance"))).ShouldBe([ana, bea]);
        all.Html.ShouldNotContain("name=\"segment\"");
        var where = new
        {
            field = "visits",
            op = "atLeast",
            value = 1,
        };
        (await club.Admin.Put("/v1/segments/buyers", new { name = "¿Quién <compra>?", where })).Status.ShouldBe(200);
        var buyers = await olga.Browser.Send("/desk/members", ("segment", "buyers"));
        Ids(buyers).ShouldBe([ana]);
        buyers.Text.ShouldContain("¿Quién <compra>?");
        foreach (var nonsense in new[] { "segment", "bought", "mail", "sort", "tier", "after" })
        {
            Ids(await olga.Browser.Send("/desk/members/list", (nonsense, "nonsense"))).ShouldBe([ana, bea], nonsense);
        }

        var typed = await olga.Browser.Send("/desk/members/list", ("find", "bea@"));
        Ids(typed).ShouldBe([bea]);
        typed.Html.ShouldContain("name=\"find\"", customMessage: "without script it is the whole page");
        (await club.Admin.Delete($"/v1/members/{bea}")).Status.ShouldBe(200);
        (await olga.Browser.Send("/desk/members/list", ("find", "bea"))).Text.ShouldContain("No member fits");
    }

    [Fact]
    public async Task More_members_than_a_page_holds_follow_on_the_next()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        var members = new List<string>();
        for (var i = 0; i < 53; i++)
        {
            members.Add(await club.Member($"m{i}@example.org"));
        }

        var first = await olga.Browser.Open("/desk/members");
        Ids(first).Length.ShouldBe(50);
        first.Text.ShouldContain("53 members");
        var after = Regex.Match(first.Html, "name=\"after\" value=\"([^\"]+)\"").Groups[1].Value;
        var second = await olga.Browser.Send("/desk/members/list", ("after", after));
        Ids(first).Concat(Ids(second)).ShouldBe(members, ignoreOrder: true);
        second.Html.ShouldNotContain("name=\"after\"");
    }

    private static string[] Ids(Page page) =>
        [.. Regex.Matches(page.Html, "href=\"/desk/members/([0-9a-z]{12})\"").Select(match => match.Groups[1].Value)];
}
