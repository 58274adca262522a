using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Portal.Desk;
using LoyaltyClub.Portal.Web;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>How the staff gets in, and what keeps others out.</summary>
public class DeskAccess
{
    /// <summary>RFC 6238, appendix B, the last six of its eight digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        var secret = "12345678901234567890"u8.ToArray();
        Totp.Code(secret, seconds / 30).ShouldBe(code);
    }

    [Fact]
    public void A_code_is_good_in_its_half_minute_and_the_ones_beside_it()
    {
        var secret = "12345678901234567890"u8.ToArray();
        var (at, code) = (DateTimeOffset.FromUnixTimeSeconds(1111111110), "050471");
        foreach (var (off, good) in new[] { (-31, false), (-30, true), (0, true), (59, true), (60, false) })
        {
            Totp.StepOf(code, secret, at.AddSeconds(off)).HasValue.ShouldBe(good, $"{off} s");
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_first_admin_is_made_by_the_printed_link_once(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind);
        using var stranger = new Browser(club);
        (await stranger.Open("/desk")).Address.ShouldBe("/desk/sign-in?back=%2Fdesk");
        foreach (var wrong in new[] { "/desk/set-up?code=x.y", "/desk/invitation?code=abc.def" })
        {
            (await stranger.Open(wrong)).Status.ShouldBe(410, wrong);
        }

        using var olga = await Desk.Admin(club);
        olga.RecoveryCodes.Distinct().Count().ShouldBe(10);
        (await olga.Browser.Open("/desk/staff")).Text.ShouldContain("Olga");

        var link = Desk.Opened(await FirstAdminLink.Path(club.Services.GetRequiredService<ISeals>()));
        (await stranger.Open(link)).Text.ShouldContain("The desk has an admin already");
        (await stranger.Send(link, ("name", "Eve"), ("email", "eve@example.org"))).Status.ShouldBe(410);
    }

    [Fact]
    public async Task A_set_up_that_was_left_half_way_can_be_begun_again()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        using var browser = new Browser(club);
        var link = Desk.Opened(await FirstAdminLink.Path(club.Services.GetRequiredService<ISeals>()));
        var first = Desk.Opened((await browser.Send(link, ("name", "Olga"), ("email", "olga@example.org"))).Address);
        var second = Desk.Opened((await browser.Send(link, ("name", "Olga R."), ("email", "Olga@example.org"))).Address);
        (await browser.Open(first)).Text.ShouldContain("This link is over");
        (await browser.Open(second)).Text.ShouldContain("Welcome, Olga R.");
    }

    [Fact]
    public async Task Setting_up_ends_all_other_first_links()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        using var eve = new Desk(club, "eve@example.org");
        var link = Desk.Opened(await FirstAdminLink.Path(club.Services.GetRequiredService<ISeals>()));
        var other = Desk.Opened((await eve.Browser.Send(link, ("name", "Eve"), ("email", eve.Email))).Address);
        using var half = new Desk(club, "half@example.org");
        var prepared = Desk.Opened((await half.Browser.Send(link, ("name", "Half"), ("email", half.Email))).Address);
        await half.Browser.Send(
            "/desk/invitation/password?code=" + prepared.Split("code=")[1],
            ("password", half.Password),
            ("again", half.Password)
        );

        using var olga = await Desk.Admin(club);

        (await eve.Browser.Open(other)).Status.ShouldBe(410);
        (await half.Browser.Open(prepared)).Status.ShouldBe(410);
        (await half.SignIn()).Status.ShouldBe(422);
        var staff = (await olga.Browser.Open("/desk/staff")).Text;
        staff.ShouldContain("Olga");
        staff.ShouldNotContain("eve@example.org");
        using var colleague = await olga.Colleague("Admin", "eve@example.org"); // the address is free again
        (await colleague.Browser.Open("/desk/staff")).Status.ShouldBe(200);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Password_and_app_sign_in_and_lead_back(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        using var olga = await Desk.Admin(club);
        await olga.Browser.Send("/desk/account/signout");
        var asked = await olga.Browser.Open("/desk/staff?x=1");
        asked.Address.ShouldBe("/desk/sign-in?back=%2Fdesk%2Fstaff%3Fx%3D1");

        (await olga.SignIn("four bright teapot", back: "?back=%2Fdesk%2Fstaff%3Fx%3D1")).Status.ShouldBe(422);
        (await olga.SignIn(back: "?back=%2Fdesk%2Fstaff%3Fx%3D1")).Address.ShouldBe("/desk/sign-in/code?back=%2Fdesk%2Fstaff%3Fx%3D1");
        (await olga.Browser.Open("/desk")).Address.ShouldStartWith("/desk/sign-in"); // one step is not enough
        (await olga.Browser.Send("/desk/sign-in/code?back=%2Fdesk%2Fstaff%3Fx%3D1", ("code", olga.NextCode()))).Address.ShouldBe(
            "/desk/staff?x=1"
        );
    }

    [Fact]
    public async Task A_code_is_good_once_and_a_recovery_code_too()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var other = new Browser(club);
        var code = olga.NextCode();
        await olga.SignIn(browser: other);
        (await olga.Code(code, other)).Address.ShouldBe("/desk");
        using var thief = new Browser(club);
        await olga.SignIn(browser: thief);
        (await olga.Code(code, thief)).Text.ShouldContain("was used before");

        var recovery = olga.RecoveryCodes[3];
        (await olga.Code(recovery.ToUpperInvariant().Replace("-", " "), thief)).Address.ShouldBe("/desk");
        using var late = new Browser(club);
        await olga.SignIn(browser: late);
        (await olga.Code(recovery, late)).Status.ShouldBe(422);
        (await olga.Browser.Open("/desk/account")).Text.ShouldContain("9 codes are left");
    }

    [Fact]
    public async Task An_address_that_nobody_has_gets_the_same_answer()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var browser = new Browser(club);
        var (known, unknown) = (
            await browser.Send("/desk/sign-in", ("email", "olga@example.org"), ("password", "wrong password")),
            await browser.Send("/desk/sign-in", ("email", "nono@example.org"), ("password", "wrong password"))
        );
        (unknown.Status, unknown.Address, Alike(unknown.Html).Replace("nono@", "olga@")).ShouldBe(
            (known.Status, known.Address, Alike(known.Html))
        );
        known.Status.ShouldBe(422);

        // What a passkey is asked differs each time.
        static string Alike(string html) =>
            System.Text.RegularExpressions.Regex.Replace(html, "data-options=\"[^\"]*\"|name=\"seal\" value=\"[^\"]*\"", "");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_wrong_try_writes_the_same_whether_somebody_has_the_address_nobody_has_it_or_its_account_pauses(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind);
        using var olga = await Desk.Admin(club);
        // what the outbox carries is carried
        await club.Services.GetRequiredService<IAudit>().Read(new(null, null, null, null, null, null, 1));
        var streams = await Streams();
        for (var tries = 0; tries < StaffLoginGrain.MostWrong + 5; tries++)
        {
            foreach (var email in new[] { "olga@example.org", "nono@example.org", $"nono{tries}@example.org" })
            {
                using var browser = new Browser(club, from: $"198.51.100.{tries}");
                var (entries, documents) = (await club.Store.Count("journal"), await club.Store.Count("documents"));
                (await browser.Send("/desk/sign-in", ("email", email), ("password", "wrong password"))).Status.ShouldBe(422);
                (await club.Store.Count("journal")).ShouldBe(entries + 1, $"{email}, try {tries}");
                (await club.Store.Count("documents")).ShouldBe(documents, $"{email}, try {tries}");
            }
        }

        (await Streams() - streams).ShouldBeInRange(1, 256);
        (await club.Store.Sql("select count(*) from journal where stream like 'stafflogin.nobody%'")).ShouldBe(
            (long)(2 * (StaffLoginGrain.MostWrong + 5))
        );

        async Task<long> Streams() => (long)(await club.Store.Sql("select count(distinct stream) from journal"))!;
    }

    [Fact]
    public async Task Ten_wrong_passwords_pause_an_account_for_the_network_that_they_come_from()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        using var olga = await Desk.Admin(club, machine: machine);
        using var stranger = new Browser(club, from: "198.51.100.1");
        for (var tries = 1; tries <= StaffLoginGrain.MostWrong; tries++)
        {
            (await olga.SignIn("wrong password", stranger)).Status.ShouldBe(422);
        }

        (await olga.SignIn(browser: stranger)).Status.ShouldBe(422);
        using var elsewhere = new Browser(club, from: "198.51.100.99");
        (await olga.SignIn(browser: elsewhere)).Address.ShouldBe("/desk/sign-in/code");
        (await olga.Code(browser: elsewhere)).Address.ShouldBe("/desk");
        (await olga.Browser.Open("/desk/staff")).Status.ShouldBe(200); // a session is never locked

        machine.By = StaffLoginGrain.Pause + TimeSpan.FromSeconds(1);
        (await olga.SignIn(browser: stranger)).Address.ShouldBe("/desk/sign-in/code");
        (await olga.Code(browser: stranger)).Address.ShouldBe("/desk");
    }

    [Fact]
    public async Task Wrong_codes_are_counted_and_the_second_step_waits_five_minutes()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        using var olga = await Desk.Admin(club, machine: machine);
        using var browser = new Browser(club);
        await olga.SignIn(browser: browser);
        var wrong = olga.CodeOf(500);
        (await olga.Code("123", browser)).Text.ShouldContain("That code is not right");
        for (var tries = 1; tries < StaffLoginGrain.MostWrong; tries++)
        {
            (await olga.Code(wrong, browser)).Text.ShouldContain("That code is not right");
        }

        (await olga.Code(wrong, browser)).Text.ShouldContain("took too long or was wrong too often");
        (await olga.Code(browser: browser)).Text.ShouldContain("took too long or was wrong too often");

        machine.By = StaffLoginGrain.Pause + TimeSpan.FromSeconds(1);
        await olga.SignIn(browser: browser);
        machine.By += StaffLoginGrain.TicketLife + TimeSpan.FromSeconds(1);
        (await olga.Code(browser: browser)).Text.ShouldContain("took too long");
    }

    [Fact]
    public async Task A_client_tries_an_address_twenty_times_in_a_quarter_of_an_hour_and_all_of_them_sixty_times()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        using var last = new Browser(club, from: "198.51.100.99");
        for (var tries = 1; tries <= Limits.TriesPerAddress; tries++)
        {
            (await last.Send("/desk/sign-in", ("email", "a@example.org"), ("password", "x"))).Status.ShouldBe(422);
        }

        var refused = await last.Send("/desk/sign-in", ("email", "A@example.org"), ("password", "x"));
        (refused.Status, refused.Text.Contains("tried too often")).ShouldBe((429, true));
        using var owner = new Browser(club, from: "198.51.100.1");
        (await owner.Send("/desk/sign-in", ("email", "a@example.org"), ("password", "x"))).Status.ShouldBe(422);
        for (var tries = Limits.TriesPerAddress + 2; tries <= Limits.TriesPerClient; tries++)
        {
            (await last.Send("/desk/sign-in", ("email", $"b{tries}@example.org"), ("password", "x"))).Status.ShouldBe(422);
        }

        (await last.Send("/desk/sign-in", ("email", "c@example.org"), ("password", "x"))).Status.ShouldBe(429);
    }

    [Theory]
    [InlineData("short", "short", "That is too short")]
    [InlineData("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "too simple")]
    [InlineData("four bright teapots", "four bright teapot", "not the same")]
    [InlineData("olga-olga-1234", "olga-olga-1234", "your own address")]
    public async Task A_password_that_is_no_good_is_refused(string password, string again, string why)
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        using var browser = new Browser(club);
        var link = (
            await browser.Send(
                Desk.Opened(await FirstAdminLink.Path(club.Services.GetRequiredService<ISeals>())),
                ("name", "Olga"),
                ("email", "olga@example.org")
            )
        ).Address;
        link = Desk.Opened(link);
        var page = await browser.Send(link.Replace("/invitation", "/invitation/password"), ("password", password), ("again", again));
        page.Status.ShouldBe(422);
        page.Text.ShouldContain(why);
        page.Html.ShouldNotContain($"value=\"{password}");
    }

    [Fact]
    public async Task Nothing_that_is_stored_has_password_recovery_code_PIN_or_link_in_it()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        using var olga = await Desk.Admin(club);
        var mail = new MailFolder(club);
        var page = await olga.Browser.Send("/desk/staff", ("name", "Carla"), ("email", "carla@example.org"), ("role", "Cashier"));
        var pin = Desk.PinIn(page);
        pin.Length.ShouldBe(6);
        var token = Desk.LinkIn(await mail.Next("carla@example.org")).Split('.')[1];

        // In one look: meanwhile the outbox carries lines from the outbox to the journal.
        var kept = (string)
            (
                await club.Store.Sql(
                    """
                    select group_concat(hex(bytes), '') from (
                        select body as bytes from documents union all select payload from grain_states union all select data from journal union all select data from outbox union all select state from snapshots union all select claim from claims)
                    """
                )
            )!;
        kept = System.Text.Encoding.Latin1.GetString(Convert.FromHexString(kept));
        kept.ShouldContain("olga@example.org");
        foreach (
            var secret in new[]
            {
                Desk.RightPassword,
                olga.RecoveryCodes[0],
                olga.RecoveryCodes[0].Replace("-", ""),
                token,
                $"\"{pin}\"",
                olga.Browser.Cookies.GetCookies(new Uri(club.Address, "/desk"))["lc_staff"]!.Value.Split('.')[1],
            }
        )
        {
            kept.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task Sessions_are_for_a_working_day_and_end_one_by_one()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        using var olga = await Desk.Admin(club, machine: machine);
        using var laptop = await olga.Elsewhere();
        var account = await olga.Browser.Open("/desk/account");
        account.Html.Split("This device").Length.ShouldBe(2);
        var session = account.Html.Split("name=\"session\" value=\"")[1].Split('"')[0];
        (await olga.Browser.Send("/desk/account/endsession", ("session", session))).Text.ShouldContain("Signed out there.");
        (await laptop.Open("/desk")).Address.ShouldStartWith("/desk/sign-in");

        var cookie = olga.Browser.Cookies.GetCookies(new Uri(club.Address, "/desk"))["lc_staff"]!;
        (cookie.HttpOnly, cookie.Path).ShouldBe((true, "/desk"));
        foreach (var hours in new[] { 3.9, 3.9, 3.9, 2.2 })
        {
            machine.By += TimeSpan.FromHours(hours);
            (await olga.Browser.Open("/desk")).Address.ShouldBe("/desk");
        }

        machine.By += TimeSpan.FromHours(0.2);
        (await olga.Browser.Open("/desk")).Address.ShouldStartWith("/desk/sign-in");
    }

    [Fact]
    public async Task A_session_of_staff_ends_after_four_hours_without_use_and_the_one_before_with_the_next_sign_in()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        using var olga = await Desk.Admin(club, machine: machine);
        using var thief = new Browser(club);
        thief.Cookies.Add(olga.Browser.Cookies.GetCookies(new Uri(club.Address, "/desk")));
        (await thief.Open("/desk")).Address.ShouldBe("/desk");
        machine.By += TimeSpan.FromMinutes(1);
        await olga.SignIn();
        (await olga.Code()).Address.ShouldBe("/desk");
        (await thief.Open("/desk")).Address.ShouldStartWith("/desk/sign-in");

        machine.By += TimeSpan.FromHours(4.1);
        (await olga.Browser.Open("/desk")).Address.ShouldStartWith("/desk/sign-in");
    }

    [Fact]
    public async Task A_PIN_wants_a_sign_in_of_a_moment_ago()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        using var olga = await Desk.Admin(club, machine: machine);
        await olga.Browser.Send("/desk/staff", ("name", "Carla"), ("role", "Cashier"));
        var carla = await IdOf(olga, "Carla");
        machine.By += TimeSpan.FromMinutes(16);
        foreach (
            var (address, back) in new[] { ($"/desk/staff/{carla}/pin", $"/desk/staff/{carla}"), ("/desk/account/pin", "/desk/account") }
        )
        {
            var again = await olga.Browser.Send(address);
            again.Address.ShouldBe("/desk/sign-in?again=1&back=" + Uri.EscapeDataString(back));
            again.Text.ShouldContain("please sign in once more");
        }

        await olga.SignIn();
        (await olga.Code()).Address.ShouldBe("/desk");
        (await olga.Browser.Send($"/desk/staff/{carla}/pin")).Html.ShouldContain("class=\"pin numbers\"");
    }

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_new_recovery_codes_void_the_old()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var laptop = await olga.Elsewhere();
        (
            await olga.Browser.Send(
                "/desk/account/password",
                ("old", "wrong"),
                ("password", "seven green kettles"),
                ("again", "seven green kettles")
            )
        ).Text.ShouldContain("That is not your present password");
        (
            await olga.Browser.Send(
                "/desk/account/password",
                ("old", Desk.RightPassword),
                ("password", "seven green kettles"),
                ("again", "seven green kettles")
            )
        ).Text.ShouldContain("Your password is changed");
        (await laptop.Open("/desk")).Address.ShouldStartWith("/desk/sign-in");
        (await olga.SignIn(browser: laptop)).Status.ShouldBe(422);
        (await olga.SignIn("seven green kettles", laptop)).Address.ShouldBe("/desk/sign-in/code");
        (await olga.Code(olga.RecoveryCodes[0], laptop)).Address.ShouldBe("/desk");
    }

    [Fact]
    public async Task New_recovery_codes_void_the_old()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        using var olga = await Desk.Admin(club, machine: machine);
        machine.By = TimeSpan.FromMinutes(2);
        (await olga.Browser.Send("/desk/account/recovery", ("code", "000000"))).Status.ShouldBe(422);
        var page = await olga.Browser.Send("/desk/account/recovery", ("code", olga.NextCode()));
        page.Html.Split("<li><code>").Length.ShouldBe(11);
        using var laptop = new Browser(club);
        await olga.SignIn(browser: laptop);
        (await olga.Code(olga.RecoveryCodes[0], laptop)).Status.ShouldBe(422);
    }

    [Fact]
    public async Task Who_is_disabled_is_out_at_once_and_the_last_admin_cannot_be()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var mark = await olga.Colleague("Marketing", "mark@example.org");
        (await mark.Browser.Open("/desk/members")).Status.ShouldBe(200);
        var (olgaId, markId) = (await IdOf(olga, "Olga"), await IdOf(olga, "mark"));

        (await olga.Browser.Send($"/desk/staff/{markId}/disable")).Text.ShouldContain("They are signed out");
        (await mark.Browser.Open("/desk/members")).Address.ShouldStartWith("/desk/sign-in");
        (await mark.SignIn()).Status.ShouldBe(422);
        (await olga.Browser.Send($"/desk/staff/{olgaId}/disable")).Text.ShouldContain("This is the last admin");
        (await olga.Browser.Send($"/desk/staff/{olgaId}/role", ("role", "Cashier"))).Text.ShouldContain("This is the last admin");

        await olga.Browser.Send($"/desk/staff/{markId}/enable");
        await olga.Browser.Send($"/desk/staff/{markId}/role", ("role", "Admin"));
        (await mark.SignIn()).Address.ShouldBe("/desk/sign-in/code");
        (await mark.Code()).Address.ShouldBe("/desk");
        (await mark.Browser.Open("/desk/staff")).Status.ShouldBe(200);
        // the page after it is not for them any more
        (await olga.Browser.Send($"/desk/staff/{olgaId}/role", ("role", "Cashier"))).Status.ShouldBe(403);
        (await olga.Browser.Open("/desk/staff")).Status.ShouldBe(403);
        (await olga.Browser.Open("/desk")).Address.ShouldBe("/desk/account");
    }

    [Fact]
    public async Task A_new_link_voids_password_app_and_sessions()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        using var mark = await olga.Colleague("Marketing", "mark@example.org", "es");
        var mail = new MailFolder(club);
        var sent = await olga.Browser.Send($"/desk/staff/{await IdOf(olga, "mark")}/invite", ("phone", "on"));
        sent.Text.ShouldContain("The link is on its way");
        (await mark.Browser.Open("/desk")).Address.ShouldStartWith("/desk/sign-in");
        (await mark.SignIn()).Status.ShouldBe(422);

        var link = Desk.LinkIn(await mail.Next("mark@example.org"));
        mark.Password = "seven green kettles";
        await mark.SetUp(link);
        (await mark.Browser.Open("/desk/members")).Status.ShouldBe(200);
        (await mark.Browser.Open(link)).Text.ShouldContain("Este enlace ya no vale");
    }

    [Fact]
    public async Task An_address_is_one_persons()
    {
        await using var club = await Arranged.Club();
        using var olga = await Desk.Admin(club);
        var page = await olga.Browser.Send("/desk/staff", ("name", "Other"), ("email", "OLGA@example.org"), ("role", "Admin"));
        page.Status.ShouldBe(422);
        page.Text.ShouldContain("Somebody of the staff has this address");
        (await olga.Browser.Send("/desk/staff", ("name", "Nina"), ("email", ""), ("role", "Marketing"))).Status.ShouldBe(422);
        (await olga.Browser.Send("/desk/staff", ("name", "Nina"), ("email", ""), ("role", "Boss"))).Status.ShouldBe(422);
        (await olga.Browser.Send("/desk/staff", ("name", "Nina"), ("email", ""), ("role", "Cashier"))).Text.ShouldContain("The PIN is");
    }

    [Fact]
    public void Every_page_of_the_desk_names_its_roles()
    {
        var pages = typeof(DeskGuard)
            .Assembly.GetTypes()
            .Where(type =>
                type is { Namespace: "LoyaltyClub.Portal.Desk", IsAbstract: false }
                && type.IsSubclassOf(typeof(Microsoft.AspNetCore.Mvc.RazorPages.PageModel))
            )
            .ToArray();
        pages.Length.ShouldBeGreaterThan(8);
        pages.ShouldAllBe(page => page.GetCustomAttributes(typeof(ForAttribute), false).Length == 1);
    }

    internal static async Task<string> IdOf(Desk admin, string name) =>
        System
            .Text.RegularExpressions.Regex.Match((await admin.Browser.Open("/desk/staff")).Html, $"/desk/staff/([0-9a-z]{{10}})\">{name}<")
            .Groups[1]
            .Value;
}
