using System.Text.RegularExpressions;
using LoyaltyClub.Contracts;
using LoyaltyClub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Support: find a member, see why, put it right; within what the role allows.</summary>
public class DeskMembers
{
    private static async Task<(ClubApplication Club, Desk Olga, Desk Mark, string Ana)> Open()
    {
        var club = await Arranged.Club();
        var olga = await Desk.Admin(club);
        var ana = await club.Member("ana@example.org", phone: "+34 600 111 222");
        return (club, olga, await olga.Colleague("Marketing", "mark@example.org"), ana);
    }

    private static string Wish(Page page, int which = 0) =>
        Regex.Matches(page.Html, "name=\"wish\" value=\"([0-9a-f]{32})\"")[which].Groups[1].Value;

    private static Task<Page> Adjust(Desk who, string member, Page page, string points, string reason = "Apology") =>
        who.Browser.Send($"/desk/members/{member}/adjust", ("wish", Wish(page)), ("points", points), ("reason", reason));

    [Fact]
    public async Task A_member_is_found_by_whatever_they_have_in_hand()
    {
        var (club, olga, mark, ana) = await Open();
        await using var _ = club;
        (await club.Admin.Patch($"/v1/members/{ana}", new { externalId = "CRM-77" })).Status.ShouldBe(200);
        var card = (string)(await club.Admin.Get($"/v1/members/{ana}")).Json["cardCode"]!;
        var voucher = (string)
            (
                await club.Admin.Post(
                    $"/v1/members/{ana}/redemptions",
                    new
                    {
                        operationId = "r",
                        reward = "coffee",
                        capture = true,
                    }
                )
            ).Json["voucher"]!["code"]!;
        foreach (
            var text in new[]
            {
                "ana@example.org",
                " ANA@example.org ",
                "+34 600 111 222",
                "0034600111222",
                ana,
                ana.ToUpperInvariant(),
                card,
                "CRM-77",
                voucher,
            }
        )
        {
            (await mark.Browser.Send("/desk/members", ("find", text))).Address.ShouldBe("/desk/members/" + ana, text);
        }

        foreach (
            var text in new[]
            {
                "Bea",
                "Ana Bea",
                "bea@example",
                "+34 600 111 223",
                "000000000000",
                "C0000000000000",
                "%",
                new string('x', 300),
                "<b>",
            }
        )
        {
            var page = await mark.Browser.Send("/desk/members", ("find", text));
            (page.Status, page.Address).ShouldBe((404, "/desk/members"), text);
            page.Text.ShouldContain("No member fits", customMessage: text);
            page.Html.ShouldNotContain("<b>\"");
        }
        (await mark.Browser.Send("/desk/members", ("find", "\0"))).Status.ShouldBe(400); // no form of a browser

        // Beginnings lead to the list.
        foreach (var text in new[] { "", "Ana", "ana@example", "CRM", "600 111" })
        {
            var page = await mark.Browser.Send("/desk/members", ("find", text));
            (page.Status, page.Address).ShouldBe((200, "/desk/members"), text);
            page.Html.ShouldContain($"href=\"/desk/members/{ana}\"", customMessage: text);
        }
        olga.Dispose();
        mark.Dispose();
    }

    [Fact]
    public async Task The_page_says_what_a_member_has_and_why()
    {
        var (club, olga, mark, ana) = await Open();
        await using var _ = club;
        await club.Admin.Buy(ana, "r1", "2026-03-10T10:00:00Z", 50m);
        var page = await mark.Browser.Open("/desk/members/" + ana);
        foreach (
            var said in new[]
            {
                "Ana López",
                "ana@example.org",
                "+34600111222",
                "175",
                "Basic",
                "Cafés",
                "1 of 5",
                "+75",
                "big-basket".Replace('-', ' '),
                "receipt r1",
            }
        )
        {
            page.Text.ShouldContain(said, Case.Insensitive);
        }

        page.Text.ShouldNotContain("Erase the person"); // for admins
        (await olga.Browser.Open("/desk/members/" + ana)).Text.ShouldContain("Erase the person");
        (await mark.Browser.Open("/desk/members/000000000000")).Status.ShouldBe(404);
        (await mark.Browser.Open("/desk/members/iiiiiiiiiiii")).Status.ShouldBe(404);
        for (var i = 0; i < 25; i++)
        {
            (
                await club.Admin.Post(
                    $"/v1/members/{ana}/adjustments",
                    new
                    {
                        operationId = $"a{i}",
                        points = 1,
                        reason = $"reason {i}",
                    }
                )
            ).Status.ShouldBe(201);
        }

        page = await mark.Browser.Open("/desk/members/" + ana);
        page.Text.ShouldContain("reason 24");
        page.Text.ShouldNotContain("reason 4 ");
        (await mark.Browser.Open(Regex.Match(page.Html, "/desk/members/[0-9a-z]+\\?after=[0-9.]+").Value)).Text.ShouldContain("reason 4 ");
        olga.Dispose();
        mark.Dispose();
    }

    [Fact]
    public async Task Points_are_adjusted_with_a_reason_once_and_within_the_roles_limit()
    {
        var (club, olga, mark, ana) = await Open();
        await using var _ = club;
        var page = await mark.Browser.Open("/desk/members/" + ana);
        foreach (
            var (points, reason, why) in new[]
            {
                ("", "x", "whole number"),
                ("0", "x", "whole number"),
                ("1.5", "x", "whole number"),
                ("99999999999", "x", "whole number"),
                ("5", "", "fill this in"),
                ("5", new string('x', 201), "too long"),
                ("1001", "x", "more than you may"),
                ("-1001", "x", "more than you may"),
                ("-101", "x", "does not have so many"),
            }
        )
        {
            var refused = await Adjust(mark, ana, page, points, reason);
            refused.Status.ShouldBe(422, points);
            refused.Text.ShouldContain(why, customMessage: points);
        }
        (await Adjust(mark, ana, page, "1000")).Text.ShouldContain("The points are adjusted");
        (await Adjust(mark, ana, page, "1000")).Text.ShouldContain("The points are adjusted"); // a second tap
        ((long)(await club.Admin.Balance(ana))["active"]!).ShouldBe(1_100);
        (await Adjust(olga, ana, page, "7")).Text.ShouldContain("changed meanwhile"); // the same wish, something else
        (await Adjust(olga, ana, await mark.Browser.Open("/desk/members/" + ana), "−100")).Status.ShouldBe(200);
        (await Adjust(olga, ana, await olga.Browser.Open("/desk/members/" + ana), "+5000")).Status.ShouldBe(200);
        ((long)(await club.Admin.Balance(ana))["active"]!).ShouldBe(6_000);

        var lines = (await club.Services.GetRequiredService<IAudit>().Read(new(null, "adjusted", ana, null, null, null, 10))).Items;
        lines
            .Select(line => (line.By, line.Before, line.After, line.Note))
            .ShouldBe([
                ($"staff:{await DeskAccess.IdOf(olga, "Olga")}", "1000", "6000", "Apology"),
                ($"staff:{await DeskAccess.IdOf(olga, "Olga")}", "1100", "1000", "Apology"),
                ($"staff:{await DeskAccess.IdOf(olga, "mark")}", "100", "1100", "Apology"),
            ]);
        olga.Dispose();
        mark.Dispose();
    }

    [Fact]
    public async Task Marketings_limit_is_for_the_day_over_all_tabs_and_processes()
    {
        const StoreKind kind = StoreKind.Postgres;
        await using var club = await Arranged.Club(kind);
        var ana = await club.Member("ana@example.org");
        using var olga = await Desk.Admin(club);
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        await using var second = await ClubApplication.Start(club.Store, false, "--Club:Sandbox=true");
        using var elsewhere = new Browser(second);
        await mark.SignIn(browser: elsewhere);
        (await mark.Code(browser: elsewhere)).Address.ShouldBe("/desk");
        var address = "/desk/members/" + ana;

        (await mark.Browser.Open(address)).Text.ShouldContain(
            "At most 1,000 points a day, given and taken together; an admin can do more. 1,000 points are left today."
        );
        var first = await mark.Browser.Open(address);
        (await Adjust(mark, ana, first, "300")).Text.ShouldContain("700 points are left today.");
        (await Adjust(mark, ana, first, "300")).Text.ShouldContain("700 points are left today."); // a second tap
        (await Adjust(mark, ana, first, "299")).Text.ShouldContain("changed meanwhile"); // refused, and so not counted
        (await Adjust(mark, ana, await mark.Browser.Open(address), "-401")).Text.ShouldContain("does not have so many");
        (await Adjust(mark, ana, first, "300")).Text.ShouldContain("700 points are left today.");
        // what is taken counts too
        (await Adjust(mark, ana, await mark.Browser.Open(address), "-100")).Text.ShouldContain("600 points are left today.");
        (await elsewhere.Open(address)).Text.ShouldContain("600 points are left today.");

        // Four tabs, in two processes, at once.
        var tabs = new List<(Browser Browser, Page Page)>();
        foreach (var browser in new[] { mark.Browser, mark.Browser, elsewhere, elsewhere })
        {
            tabs.Add((browser, await browser.Open(address)));
        }

        var answers = await Task.WhenAll(
            tabs.Select(tab => tab.Browser.Send(address + "/adjust", ("points", "350"), ("reason", "Apology"), ("wish", Wish(tab.Page))))
        );
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers
            .Where(answer => answer.Status != 200)
            .ShouldAllBe(answer =>
                answer.Status == 422 && answer.Text.Contains("more than you may today") && answer.Text.Contains("250 points are left today")
            );
        // Each of them again: what was done is answered again, what was refused stays refused.
        for (var i = 0; i < tabs.Count; i++)
        {
            (
                await tabs[i].Browser.Send(address + "/adjust", ("points", "350"), ("reason", "Apology"), ("wish", Wish(tabs[i].Page)))
            ).Status.ShouldBe(answers[i].Status);
        }

        (await Adjust(mark, ana, await mark.Browser.Open(address), "250")).Text.ShouldContain("Nothing is left today.");
        ((long)(await club.Admin.Balance(ana))["active"]!).ShouldBe(100 + 300 - 100 + 350 + 250);

        (await club.Admin.Post("/v1/clock", new { now = "2026-03-12T22:59:59Z" })).Status.ShouldBe(200);
        (await mark.Browser.Open(address)).Text.ShouldContain("Nothing is left today.");
        (await club.Admin.Post("/v1/clock", new { now = "2026-03-12T23:00:00Z" })).Status.ShouldBe(200); // midnight in Madrid
        (await Adjust(mark, ana, first, "300")).Text.ShouldContain("1,000 points are left today."); // yesterday's
        (await Adjust(mark, ana, await mark.Browser.Open(address), "1")).Text.ShouldContain("999 points are left today.");
        (await club.Services.GetRequiredService<IAudit>().Read(new(null, "adjusted", ana, null, null, null, 50))).Items.Length.ShouldBe(5);
    }

    [Fact]
    public async Task A_new_card_a_merging_and_its_undoing_and_erasing()
    {
        var (club, olga, mark, ana) = await Open();
        await using var _ = club;
        var bea = await club.Member("bea@example.org", "Bea", 40);
        var page = await mark.Browser.Open("/desk/members/" + ana);
        var card = (string)(await club.Admin.Get($"/v1/members/{ana}")).Json["cardCode"]!;
        (await mark.Browser.Send($"/desk/members/{ana}/card", ("wish", Wish(page, 1)))).Text.ShouldContain("There is a new card");
        (await club.Admin.Post("/v1/scans", new { code = card })).Code.ShouldBe("card_replaced");

        (await mark.Browser.Send($"/desk/members/{ana}/merge/confirm", ("from", bea))).Status.ShouldBe(403);
        (await olga.Browser.Send($"/desk/members/{ana}/merge", ("find", "nobody@example.org"))).Text.ShouldContain("Nobody found");
        (await olga.Browser.Send($"/desk/members/{ana}/merge", ("find", "ana@example.org"))).Text.ShouldContain("the same membership");
        var both = await olga.Browser.Send($"/desk/members/{ana}/merge", ("find", "bea@example.org"));
        both.Text.ShouldContain("Bea López");
        (await olga.Browser.Send($"/desk/members/{ana}/merge/confirm", ("from", bea), ("wish", Wish(both)))).Text.ShouldContain(
            "The two are one now"
        );
        ((long)(await club.Admin.Balance(ana))["active"]!).ShouldBe(140);
        (await mark.Browser.Open("/desk/members/" + bea)).Address.ShouldBe("/desk/members/" + ana);

        var undo = await olga.Browser.Open($"/desk/members/{ana}/merge");
        (await olga.Browser.Send($"/desk/members/{ana}/merge/undo", ("from", "000000000000"), ("wish", Wish(undo)))).Text.ShouldContain(
            "No membership with this id"
        );
        (
            await olga.Browser.Send(
                $"/desk/members/{ana}/merge/undo",
                ("from", bea),
                ("wish", Wish(await olga.Browser.Open($"/desk/members/{ana}/merge")))
            )
        ).Text.ShouldContain("They are two again");

        (await mark.Browser.Send($"/desk/members/{bea}/erase", ("sure", "on"))).Status.ShouldBe(403);
        (await olga.Browser.Send($"/desk/members/{bea}/erase")).Text.ShouldContain("tick this if you mean it");
        (await olga.Browser.Send($"/desk/members/{bea}/erase", ("sure", "on"))).Text.ShouldContain("The person is forgotten");
        var gone = await olga.Browser.Open("/desk/members/" + bea);
        gone.Text.ShouldContain("Erased");
        gone.Html.ShouldNotContain("bea@example.org");
        (await olga.Browser.Open("/desk/audit?about=" + bea)).Text.ShouldContain("Member erased");
        olga.Dispose();
        mark.Dispose();
    }

    [Fact]
    public async Task What_people_write_is_never_markup_at_the_desk()
    {
        const string evil = "\"><script>alert(1)</script>'&{{constructor}}";
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        var id = await club.Member("ana@example.org", evil);
        (await club.Admin.Patch($"/v1/members/{id}", new { externalId = evil })).Status.ShouldBe(200);
        (
            await club.Admin.Post(
                $"/v1/members/{id}/adjustments",
                new
                {
                    operationId = "a",
                    points = 5,
                    reason = evil,
                }
            )
        ).Status.ShouldBe(201);
        (await club.Admin.Buy(id, evil, "2026-03-10T10:00:00Z", 50m)).Status.ShouldBe(201);
        (await club.Admin.Post("/v1/keys", new { role = "admin", name = evil })).Status.ShouldBe(201);
        (await olga.Browser.Send("/desk/staff", ("name", evil), ("role", "Cashier"))).Html.ShouldNotContain("<script>alert");
        foreach (
            var address in new[]
            {
                "/desk",
                "/desk/members/" + id,
                $"/desk/members/{id}/merge",
                $"/desk/members/{id}/erase",
                "/desk/audit",
                $"/desk/audit?about={Uri.EscapeDataString(evil)}&by={Uri.EscapeDataString(evil)}",
                "/desk/staff",
                "/desk/account",
                "/desk/programme",
                "/desk/members",
            }
        )
        {
            var page = await olga.Browser.Open(address);
            page.Status.ShouldBe(200, address);
            page.Html.ShouldNotContain("<script>alert", customMessage: address);
            page.Html.ShouldNotContain("style=\"", customMessage: address);
            page.Html.ShouldNotContain("<style", customMessage: address);
            page.Html.Split("<script").Skip(1).ShouldAllBe(script => script.TrimStart().StartsWith("src=\"/assets/"));
            page.Message.Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain("unsafe");
        }
        (await olga.Browser.Send("/desk/members", ("find", evil + "x"))).Html.ShouldNotContain("<script>alert");
    }

    [Fact]
    public async Task Somebody_is_added_by_one_detail_and_who_is_a_member_already_is_shown()
    {
        var (club, _, mark, ana) = await Open();
        await using var __ = club;
        var form = await mark.Browser.Open("/desk/members/new");
        var wish = Wish(form);
        var added = await mark.Browser.Send("/desk/members/new", ("wish", wish), ("contact", " +34 600 999 888 "), ("firstName", "Eva"));
        added.Address.ShouldEndWith("?done=joined");
        added.Text.ShouldContain("The member is added.");
        added.Text.ShouldContain("Eva");
        (
            await mark.Browser.Send("/desk/members/new", ("wish", wish), ("contact", " +34 600 999 888 "), ("firstName", "Eva"))
        ).Address.ShouldBe(added.Address);
        (
            await mark.Browser.Send("/desk/members/new", ("wish", Guid.NewGuid().ToString("N")), ("contact", "+34600999888"))
        ).Address.ShouldBe(added.Address.Replace("joined", "already", StringComparison.Ordinal));
        (
            await mark.Browser.Send("/desk/members/new", ("wish", Guid.NewGuid().ToString("N")), ("contact", "ana@example.org"))
        ).Address.ShouldBe($"/desk/members/{ana}?done=already");
        var fault = await mark.Browser.Send("/desk/members/new", ("contact", "600"));
        (fault.Status, fault.Text.Contains("Enter a whole phone number or e-mail address.", StringComparison.Ordinal)).ShouldBe(
            (422, true)
        );
    }
}
