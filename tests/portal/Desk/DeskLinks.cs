using System.Text.RegularExpressions;
using LoyaltyClub.Portal.Desk;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>
/// Links by which staff set up signing in: their code is in no address that is sent, and the mailbox alone is not enough.
/// </summary>
public class DeskLinks
{
    [Fact]
    public async Task The_code_of_a_link_is_in_its_fragment_and_goes_on_in_bodies_alone()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        using var browser = new Browser(club);
        var first = await FirstAdminLink.Path(club.Services.GetRequiredService<LoyaltyClub.Contracts.ISeals>());
        first.ShouldStartWith("/desk/set-up#");
        var page = await browser.Open(first);
        (page.Status, page.Html.Contains("id=\"opens\"")).ShouldBe((200, true), page.Html);
        page = await browser.Send("/desk/set-up", ("code", first.Split('#')[1]));
        (page.Status, page.Html.Contains("name=\"email\"")).ShouldBe((200, true), page.Html);
        page = await browser.Send("/desk/set-up", ("code", first.Split('#')[1]), ("name", "Olga"), ("email", "olga@example.org"));
        page.Address.ShouldStartWith("/desk/invitation#");

        var code = page.Address.Split('#')[1];
        page = await browser.Send("/desk/invitation", ("code", code));
        page.Text.ShouldContain("Welcome, Olga");
        page.Html.ShouldNotContain("?code=");
        page = await browser.Send(
            "/desk/invitation/password",
            ("code", code),
            ("password", Desk.RightPassword),
            ("again", Desk.RightPassword)
        );
        page.Html.ShouldContain("id=\"secret\"");
        page.Html.ShouldNotContain("?code=");
        (await browser.Send("/desk/invitation", ("code", code + "x"))).Status.ShouldBe(410);
        (await browser.Send("/desk/set-up", ("code", "x.y"))).Status.ShouldBe(410);
    }

    [Fact]
    public async Task A_scanner_that_opens_the_link_uses_nothing_up()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        var mail = new MailFolder(club);
        await olga.Browser.Send("/desk/staff", ("name", "Mark"), ("email", "mark@example.org"), ("role", "Marketing"));
        var link = Desk.LinkIn(await mail.Next("mark@example.org"));
        using var scanner = new HttpClient { BaseAddress = club.Address };
        for (var time = 0; time < 20; time++)
        {
            using var head = await scanner.SendAsync(new(HttpMethod.Head, link));
            (await scanner.GetAsync(link)).EnsureSuccessStatusCode();
        }

        using var mark = new Desk(club, "mark@example.org");
        (await mark.SetUp(link)).Status.ShouldBe(200);
        (await mark.Browser.Open("/desk/members")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Who_has_lost_the_password_alone_needs_the_app_and_gets_as_many_tries_as_in_signing_in()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        var mail = new MailFolder(club);
        await olga.Browser.Send($"/desk/staff/{await DeskAccess.IdOf(olga, "mark")}/invite");
        var code = Desk.LinkIn(await mail.Next("mark@example.org")).Split("code=")[1];
        (await mark.SignIn()).Status.ShouldBe(422);

        using var thief = new Browser(club);
        var page = await thief.Send(
            "/desk/invitation/password",
            ("code", code),
            ("password", "seven green kettles"),
            ("again", "seven green kettles")
        );
        page.Status.ShouldBe(200);
        page.Html.ShouldNotContain("id=\"secret\"");
        page.Html.ShouldNotContain("<svg");
        page.Text.ShouldContain("One more step");
        for (var tries = 0; tries < 10; tries++)
        {
            (await thief.Send("/desk/invitation/confirm", ("code", code), ("typed", "000000"))).Status.ShouldBe(422);
        }

        // Ten wrong ones end it for a quarter of an hour, for the right code too.
        (await thief.Send("/desk/invitation/confirm", ("code", code), ("typed", mark.NextCode()))).Status.ShouldBe(422);
    }

    [Fact]
    public async Task The_app_or_a_recovery_code_completes_another_password()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        using var olga = await Desk.Admin(club, machine: machine);
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        var id = await DeskAccess.IdOf(olga, "mark");
        var recovery = mark.RecoveryCodes[0];
        foreach (var byApp in new[] { true, false })
        {
            machine.By += TimeSpan.FromMinutes(2);
            var mail = new MailFolder(club);
            await olga.Browser.Send($"/desk/staff/{id}/invite");
            await mail.Next("mark@example.org");
            await olga.Browser.Send($"/desk/staff/{id}/invite"); // sent again, it keeps the app too
            var code = Desk.LinkIn(await mail.Next("mark@example.org")).Split("code=")[1];
            mark.Password += " and more";
            await mark.Browser.Send(
                "/desk/invitation/password",
                ("code", code),
                ("password", mark.Password),
                ("again", mark.Password)
            );
            var typed = byApp ? mark.NextCode() : recovery;
            var done = await mark.Browser.Send("/desk/invitation/confirm", ("code", code), ("typed", typed));
            done.Status.ShouldBe(200, done.Text);
            var codes = Regex.Matches(done.Html, "<li><code>([^<]+)</code></li>").Select(match => match.Groups[1].Value).ToArray();
            codes.Length.ShouldBe(10);
            codes.ShouldAllBe(one => one.Replace("-", "").Length == 24);
            codes.ShouldNotContain(typed);
            recovery = codes[0];
            machine.By += TimeSpan.FromMinutes(2);
            using var other = new Browser(club);
            await mark.SignIn(browser: other);
            (await mark.Code(browser: other)).Address.ShouldBe("/desk");
        }
    }
}
