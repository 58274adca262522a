namespace LoyaltyClub.Tests.Portal;

public class SessionsKept
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Sessions_are_listed_and_ended_one_by_one_or_all_others(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        await club.Member("ana@example.org");
        using var phone = new Browser(club);
        using var tablet = new Browser(club);
        using var laptop = new Browser(club);
        foreach (var browser in new[] { phone, tablet, laptop })
        {
            await browser.SignIn(club, "ana@example.org");
        }

        var profile = await phone.Open("/profile");
        profile.Html.Split("Firefox, Linux</strong>").Length.ShouldBe(4);
        profile.Html.Split("This device").Length.ShouldBe(2);
        var session = profile.Html.Split("name=\"session\" value=\"")[1].Split('"')[0];
        (await phone.Send("/profile/endsession", ("session", session))).Text.ShouldContain("Signed out there.");
        new[] { (await tablet.Open("/profile")).Address, (await laptop.Open("/profile")).Address }
            .Count(address => address.StartsWith("/sign-in"))
            .ShouldBe(1);

        await phone.Send("/profile/endothers");
        foreach (var browser in new[] { tablet, laptop })
        {
            (await browser.Open("/profile")).Address.ShouldStartWith("/sign-in");
        }

        (await phone.Open("/profile")).Address.ShouldBe("/profile");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_not_only_the_cookie()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        using var thief = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        thief.Cookies.SetCookies(club.Address, browser.CookieHeader.Replace("; ", ","));
        (await thief.Open("/profile")).Address.ShouldBe("/profile");

        (await browser.Send("/profile/signout")).Text.ShouldContain("I am a member: sign in");
        (await browser.Open("/profile")).Address.ShouldStartWith("/sign-in");
        (await thief.Open("/profile")).Address.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task The_cookie_is_for_nobody_elses_eyes_and_only_its_hash_is_kept()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");

        var cookie = browser.Cookies.GetCookies(club.Address)["lc_session"]!;
        cookie.HttpOnly.ShouldBeTrue();
        (cookie.Expires - DateTime.Now).TotalDays.ShouldBeInRange(89, 91);
        var secret = cookie.Value.Split('.')[1];
        secret.Length.ShouldBe(43); // 256 bits
        var kept = (string)(await club.Store.Sql("select group_concat(hex(payload)) from grain_states"))!;
        kept.ShouldNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(secret)));

        using var forger = new Browser(club);
        forger.Cookies.Add(
            club.Address,
            new System.Net.Cookie("lc_session", cookie.Value[..^2] + (cookie.Value.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA"))
        );
        (await forger.Open("/profile")).Address.ShouldStartWith("/sign-in");
        using var secure = new Browser(club);
        var answer = await secure.Open("/sign-in", ("X-Forwarded-Proto", "https"));
        answer.Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_session_ends_after_ninety_days()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        foreach (var days in new[] { 29.9, 59.8, 89.7, 89.9 })
        {
            machine.By = TimeSpan.FromDays(days);
            (await browser.Open("/profile")).Address.ShouldBe("/profile");
        }

        machine.By = TimeSpan.FromDays(90.1);
        (await browser.Open("/profile")).Address.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task A_session_that_nobody_uses_ends_after_thirty_days_and_the_one_before_with_the_next_sign_in()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        using var thief = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        thief.Cookies.SetCookies(club.Address, browser.CookieHeader.Replace("; ", ","));
        (await thief.Open("/profile")).Address.ShouldBe("/profile");
        await browser.SignIn(club, "ana@example.org");
        (await thief.Open("/profile")).Address.ShouldStartWith("/sign-in");

        machine.By = TimeSpan.FromDays(30.1);
        (await browser.Open("/profile")).Address.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task Another_address_or_phone_a_passkey_and_ending_sessions_want_a_sign_in_of_a_moment_ago()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        machine.By = TimeSpan.FromMinutes(16);
        foreach (
            var (address, back) in new[]
            {
                ("/profile/email", "/profile/email"),
                ("/profile/passkey", "/profile"),
                ("/profile/passkeyremove", "/profile"),
                ("/profile/details", "/profile"),
                ("/profile/endsession", "/profile"),
                ("/profile/endothers", "/profile"),
            }
        )
        {
            var again = await browser.Send(address, ("email", "new@example.org"), ("phone", "+34600111222"));
            again.Address.ShouldBe("/sign-in?again=1&back=" + Uri.EscapeDataString(back));
            again.Text.ShouldContain("please sign in once more");
        }

        await browser.SignIn(club, "ana@example.org");
        (await browser.Send("/profile/email", ("email", "new@example.org"))).Address.ShouldBe("/profile/email");
    }

    [Fact]
    public async Task Who_was_merged_goes_on_as_who_they_are_now()
    {
        await using var club = await Arranged.Club();
        var (old, now) = (await club.Member("old@example.org", "Old", 100), await club.Member("now@example.org", "Now", 30));
        using var browser = new Browser(club);
        await browser.SignIn(club, "old@example.org");
        (await club.Admin.Post($"/v1/members/{now}/merge", new { operationId = "m", from = old })).Status.ShouldBe(201);

        var home = await browser.Open("/");
        home.Text.ShouldContain("Hello, Now");
        home.Text.ShouldContain("130 points");
        (await browser.Open("/profile")).Html.Split("This device").Length.ShouldBe(2);
        browser.Cookies.GetCookies(club.Address)["lc_session"]!.Value.ShouldStartWith(now);
        await browser.Send("/profile/signout");
        (await browser.Open("/profile")).Address.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task Who_was_forgotten_by_the_club_is_signed_out()
    {
        await using var club = await Arranged.Club();
        var id = await club.Member("ana@example.org");
        using var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        (await club.Admin.Delete($"/v1/members/{id}")).Status.ShouldBe(200);

        (await browser.Open("/")).Text.ShouldContain("Welcome to");
        (await browser.Open("/profile")).Address.ShouldStartWith("/sign-in");
    }
}
