using System.Text.RegularExpressions;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>The staff with passkeys: instead of password and app, under the same rules.</summary>
public class DeskPasskeys
{
    private const string Unknown = "This passkey is not known at the desk",
        Closed = "Your access is closed at present";

    private static async Task<(string What, string By, string? Note)[]> Audited(ClubApplication club, string about) =>
        [
            .. (await club.Services.GetRequiredService<IAudit>().Read(new(null, null, about, null, null, null, 50)))
                .Items.Where(line => line.What.Contains("Passkey"))
                .Select(line => (line.What, line.By, line.Note)),
        ];

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task One_step_signs_in_and_making_and_removing_stand_in_the_audit(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        using var olga = await Desk.Admin(club);
        using var key = new SoftAuthenticator(club);
        var id = await DeskAccess.IdOf(olga, "Olga");
        ((string)SoftAuthenticator.Asked(await olga.Browser.Open("/desk/account"))["user"]!["name"]!).ShouldBe("olga@example.org (desk)");
        (await key.Add(olga.Browser, "/desk/account")).Address.ShouldBe("/desk/account?done=passkey");
        key.Handle.ShouldBe("staff." + id);
        await olga.Browser.Send("/desk/account/signout");

        (await key.SignIn(olga.Browser, "/desk/sign-in?back=%2Fdesk%2Fstaff")).Address.ShouldBe("/desk/staff");
        var account = await olga.Browser.Open("/desk/account");
        account.Text.ShouldContain("last used");
        (await Audited(club, id)).ShouldBe([("staffPasskey", "staff:" + id, "Firefox, Linux")]);
        var passkey = Regex.Match(account.Html, "name=\"passkey\" value=\"([0-9a-f]{8})\"").Groups[1].Value;
        (await olga.Browser.Send("/desk/account/passkeyname", ("passkey", passkey), ("name", "Laptop"))).Text.ShouldContain("Saved.");
        (await olga.Browser.Send("/desk/account/passkeyremove", ("passkey", passkey))).Text.ShouldContain("signs nobody in any more");
        (await Audited(club, id)).ShouldBe([
            ("staffPasskeyRemoved", "staff:" + id, "Laptop"),
            ("staffPasskey", "staff:" + id, "Firefox, Linux"),
        ]);
        (await olga.Browser.Open("/desk/audit")).Text.ShouldContain("Passkey removed");
        await olga.Browser.Send("/desk/account/signout");
        (await key.SignIn(olga.Browser, "/desk/sign-in")).Text.ShouldContain(Unknown);
    }

    [Fact]
    public async Task A_members_passkey_opens_no_desk_and_one_of_the_desk_no_membership()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        await club.Member("olga@example.org", "Olga");
        using var browser = new Browser(club);
        await browser.SignIn(club, "olga@example.org");
        using var desk = new SoftAuthenticator(club);
        using var member = new SoftAuthenticator(club);
        await desk.Add(olga.Browser, "/desk/account");
        await member.Add(browser);
        await browser.Send("/profile/signout");

        (await member.SignIn(browser, "/desk/sign-in")).Text.ShouldContain(Unknown);
        (await desk.SignIn(browser)).Text.ShouldContain("This passkey is not known here");
        (await member.SignIn(browser)).Text.ShouldContain("Hello, Olga");
        (await desk.SignIn(browser, "/desk/sign-in")).Address.ShouldBe("/desk");
    }

    [Fact]
    public async Task Nobody_verified_is_nobody_and_a_cashier_gets_where_cashiers_get()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var carla = await olga.Colleague("Cashier", "carla@example.org");
        using var key = new SoftAuthenticator(club);
        await key.Add(carla.Browser, "/desk/account");
        await carla.Browser.Send("/desk/account/signout");
        key.IsVerified = false;
        (await key.SignIn(carla.Browser, "/desk/sign-in")).Text.ShouldContain(Unknown);
        key.IsVerified = true;
        (await key.SignIn(carla.Browser, "/desk/sign-in?back=%2Fdesk%2Fstaff")).Status.ShouldBe(403);
        (await carla.Browser.Open("/desk")).Address.ShouldBe("/desk/account");
    }

    [Fact]
    public async Task A_disabled_account_holds_for_passkeys_too_and_a_pause_after_wrong_passwords_does_not()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        using var key = new SoftAuthenticator(club);
        await key.Add(mark.Browser, "/desk/account");
        using var browser = new Browser(club);
        for (var tries = 1; tries <= StaffLoginGrain.MostWrong; tries++)
        {
            await mark.SignIn("wrong password", browser);
        }

        (await mark.SignIn(browser: browser)).Status.ShouldBe(422); // the password is locked here
        (await key.SignIn(browser, "/desk/sign-in")).Address.ShouldBe("/desk");

        var id = await DeskAccess.IdOf(olga, "mark");
        await olga.Browser.Send($"/desk/staff/{id}/disable");
        (await browser.Open("/desk")).Address.ShouldStartWith("/desk/sign-in");
        (await key.SignIn(browser, "/desk/sign-in")).Text.ShouldContain(Closed);
        await olga.Browser.Send($"/desk/staff/{id}/enable");
        (await key.SignIn(browser, "/desk/sign-in")).Address.ShouldBe("/desk");
    }

    [Fact]
    public async Task A_new_link_voids_the_passkeys_also_those_made_while_it_was_sent()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        using var key = new SoftAuthenticator(club);
        using var late = new SoftAuthenticator(club);
        await key.Add(mark.Browser, "/desk/account");
        var id = await DeskAccess.IdOf(olga, "mark");
        var mail = new MailFolder(club);
        var page = await mark.Browser.Open("/desk/account");
        (await olga.Browser.Send($"/desk/staff/{id}/invite", ("phone", "on"))).Text.ShouldContain("The link is on its way");
        using var browser = new Browser(club);
        (await key.SignIn(browser, "/desk/sign-in")).Text.ShouldContain(Unknown);
        (await SoftAuthenticator.Send(mark.Browser, page, late.Made(page))).Address.ShouldStartWith("/desk/sign-in"); // signed out

        // As if it had come a moment earlier.
        var made = new Passkey(late.Credential, [1], 0, [], false, false, "Thief's");
        (
            await club
                .Services.GetRequiredService<IGrainFactory>()
                .GetGrain<IPasskeyGrain>(Accounts.OfStaff(id))
                .Add(made, new([1], DateTimeOffset.MaxValue), "staff:" + id)
        ).ShouldBe(PasskeyAdded.Added);
        mark.Password = "seven green kettles";
        (await mark.SetUp(Desk.LinkIn(await mail.Next("mark@example.org")))).Status.ShouldBe(200);
        (await mark.Browser.Open("/desk/account")).Html.ShouldNotContain("passkeyremove");
    }
}
