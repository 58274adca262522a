using System.Net;
using System.Security.Cryptography;
using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>
/// Two processes of one store: whose session has ended is out at both at once; who may do what, the other knows within a second, however
/// busy it is; what one has saved, the other does not save over.
/// </summary>
public sealed class TwoProcesses : IAsyncLifetime
{
    private readonly ClockAhead machine = new();
    private ClubApplication here = null!,
        there = null!;
    private Desk olga = null!;

    public async Task InitializeAsync()
    {
        here = await Arranged.Club(StoreKind.Postgres);
        there = await ClubApplication.StartBy(machine, here.Store);
        olga = await Desk.Admin(here);
    }

    public async Task DisposeAsync()
    {
        olga.Dispose();
        await there.DisposeAsync();
        await here.DisposeAsync();
    }

    [Fact]
    public async Task Who_is_disabled_at_one_is_out_at_the_other_within_a_second_and_comes_in_no_more()
    {
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        var id = await DeskAccess.IdOf(olga, "mark");
        using var browser = await SignedInThere(mark);
        // As by a process that dies before it ends their sessions.
        (
            await here
                .Services.GetRequiredService<IGrainFactory>()
                .GetGrain<IStaffGrain>(ClubKey.Value)
                .Change(id, StaffRole.Marketing, disabled: true, "test")
        ).Fault.ShouldBeNull();
        ASecondLater();
        (await browser.Open("/desk/members")).Address.ShouldStartWith("/desk/sign-in");
        (await mark.SignIn(browser: browser)).Status.ShouldBe(422);

        await olga.Browser.Send($"/desk/staff/{id}/enable");
        ASecondLater();
        (await browser.Open("/desk/members")).Status.ShouldBe(200);
        (await olga.Browser.Send($"/desk/staff/{id}/disable")).Text.ShouldContain("They are signed out");
        (await browser.Open("/desk/members")).Address.ShouldStartWith("/desk/sign-in");
    }

    [Fact]
    public async Task Another_role_holds_at_the_other_within_a_second()
    {
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        using var browser = await SignedInThere(mark);
        await olga.Browser.Send($"/desk/staff/{await DeskAccess.IdOf(olga, "mark")}/role", ("role", "Cashier"));
        ASecondLater();
        (await browser.Open("/desk/members")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Sessions_that_began_at_one_are_ended_at_the_other()
    {
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        await mark.Browser.Send("/desk/account/signout"); // here nobody remembers a session of theirs
        using var browser = await SignedInThere(mark);
        var page = await olga.Browser.Send($"/desk/staff/{await DeskAccess.IdOf(olga, "mark")}/endsessions");
        page.Status.ShouldBe(200);
        (await browser.Open("/desk")).Address.ShouldStartWith("/desk/sign-in");
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_at_the_other_at_once()
    {
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        using var browser = await SignedInThere(mark);
        await mark.Browser.Send(
            "/desk/account/password",
            ("old", Desk.RightPassword),
            ("password", "seven green kettles"),
            ("again", "seven green kettles")
        );
        (await browser.Open("/desk")).Address.ShouldStartWith("/desk/sign-in");
        (await mark.SignIn(browser: browser)).Status.ShouldBe(422);
    }

    [Fact]
    public async Task A_cashier_who_is_disabled_at_one_leaves_the_till_of_the_other_within_a_second()
    {
        var hired = await olga.Browser.Send("/desk/staff", ("name", "Carla"), ("role", "Cashier"));
        var carla = await DeskAccess.IdOf(olga, "Carla");
        var key = (string)(await there.Admin.Post("/v1/keys", new { role = "till", store = "s1" })).Json["key"]!;
        ASecondLater();
        using var till = new Browser(there);
        await till.Send("/till/sign-in", ("key", key));
        (
            await till.Send(
                "/till/cashier",
                ("who", carla),
                ("pin", Desk.PinIn(hired))
            )
        ).Address.ShouldBe("/till");
        (await till.Open("/till/api/state")).Status.ShouldBe(200);
        await olga.Browser.Send($"/desk/staff/{carla}/disable");
        await olga.Browser.Send("/desk/staff", ("name", "Dani"), ("role", "Cashier")); // as long as the club has cashiers, a till wants one
        ASecondLater();
        (await till.Open("/till/api/state")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_member_who_signs_in_at_one_is_signed_in_at_the_other_and_out_at_both()
    {
        await here.Member("ana@example.org");
        using var phone = new Browser(here);
        using var laptop = new Browser(here);
        await phone.SignIn(here, "ana@example.org");
        using var phoneThere = There(phone);
        (await phoneThere.Open("/profile")).Address.ShouldBe("/profile");
        await laptop.SignIn(here, "ana@example.org");
        using var laptopThere = There(laptop);
        (await laptopThere.Open("/profile")).Address.ShouldBe("/profile");
        await laptop.Send("/profile/endothers");
        (await phoneThere.Open("/profile")).Address.ShouldStartWith("/sign-in");
        await laptopThere.Send("/profile/signout");
        (await laptop.Open("/profile")).Address.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task A_draft_is_not_saved_over_by_who_read_it_before_another_saved_it_at_either()
    {
        var id = await DeskAccess.IdOf(olga, "Olga");
        IProgrammeDraftGrain Draft(ClubApplication club) => club.Services.GetRequiredService<IGrainFactory>().ProgrammeDraft(id);
        var read = await Draft(here).Begin("{}", 0);
        (await Draft(there).Get())!.State.ShouldBe(read.State);
        foreach (
            var (club, name, saved) in new[]
            {
                (here, "One", DraftSaved.Kept),
                (here, "Two", DraftSaved.Moved),
                (there, "Three", DraftSaved.Moved),
            }
        )
        {
            (await Draft(club).Save($$"""{"name": "{{name}}"}""", read.State, DraftView.Whole, name)).ShouldBe(saved, name);
        }

        (await Draft(there).Get())!.Document.ShouldBe("""{"name": "One"}""");
        await Draft(here).Discard();
        (await Draft(there).Save("{}", read.State + 1, DraftView.Whole, "Four")).ShouldBe(DraftSaved.Gone);
        (await Draft(there).Get()).ShouldBeNull();
    }

    [Fact]
    public async Task A_code_lets_in_one_however_many_processes_it_is_given_to_at_once()
    {
        var id = await DeskAccess.IdOf(olga, "Olga");
        IStaffLoginGrain Login(ClubApplication club) => club.Services.GetRequiredService<IGrainFactory>().GetGrain<IStaffLoginGrain>(id);
        var codes = (await Login(here).NewRecoveryCodes(olga.NextCode()))!;
        foreach (var code in codes)
        {
            var ticket = RandomNumberGenerator.GetBytes(16);
            (await Login(there).Password(Desk.RightPassword, ticket)).ShouldBeTrue();
            var answers = await Task.WhenAll(Login(here).Code(ticket, code), Login(there).Code(ticket, code));
            answers.Count(answer => answer == CodeAnswer.Right).ShouldBe(1, code);
        }
        (await Login(here).State()).RecoveryCodes.ShouldBe(0);
    }

    private void ASecondLater() => machine.By += TimeSpan.FromSeconds(1);

    /// <summary>At the other process, which has looked at the staff and has it in memory from then on.</summary>
    private async Task<Browser> SignedInThere(Desk who)
    {
        var browser = new Browser(there);
        await who.SignIn(browser: browser);
        (await who.Code(browser: browser)).Address.ShouldBe("/desk");
        (await browser.Open("/desk/members")).Status.ShouldBe(200);
        return browser;
    }

    /// <summary>The same browser, at the other process.</summary>
    private Browser There(Browser browser)
    {
        var same = new Browser(there);
        foreach (Cookie cookie in browser.Cookies.GetCookies(here.Address))
        {
            same.Cookies.Add(new Cookie(cookie.Name, cookie.Value, cookie.Path, there.Address.Host));
        }

        return same;
    }
}
