using LoyaltyClub.Portal.Web;

namespace LoyaltyClub.Tests.Portal;

public class SigningIn
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_mailed_code_signs_in_once_and_leads_back(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        await club.Member("ana@example.org", language: "es");
        using var browser = new Browser(club);
        var asked = await browser.Open("/statement?kind=earned");
        asked.Address.ShouldBe("/sign-in?back=%2Fstatement%3Fkind%3Dearned");
        var mail = new MailFolder(club);

        (await browser.Send(asked.Address, ("email", " Ana@Example.org "))).Address.ShouldBe(
            "/sign-in/code?back=%2Fstatement%3Fkind%3Dearned"
        );
        var letter = await mail.Next("ana@example.org");
        letter.Subject.ShouldStartWith(letter.Code + " es tu código");
        letter.Html.ShouldContain("Club &lt;La Ribera&gt; &amp; Co");
        var ticket = browser.CookieHeader;
        var page = await browser.Send(
            "/sign-in/code?back=%2Fstatement%3Fkind%3Dearned",
            ("code", $"{letter.Code[..3]} {letter.Code[3..]}")
        );
        page.Address.ShouldBe("/statement?kind=earned");
        page.Text.ShouldContain("Tus puntos"); // as the member reads, for who has not chosen

        using var thief = new Browser(club);
        thief.Cookies.SetCookies(club.Address, ticket.Replace("; ", ","));
        (await thief.Send("/sign-in/code", ("code", letter.Code))).Text.ShouldContain("This code is too old");
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/sign-in")]
    public async Task An_address_of_others_is_nowhere_to_go_back_to(string back)
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        var mail = new MailFolder(club);
        (await browser.Send("/sign-in?back=" + Uri.EscapeDataString(back), ("email", "ana@example.org"))).Address.ShouldBe("/sign-in/code");
        (
            await browser.Send("/sign-in/code?back=" + Uri.EscapeDataString(back), ("code", (await mail.Next("ana@example.org")).Code))
        ).Address.ShouldBe("/");
    }

    /// <summary>Ana's browser, and the code that she was mailed.</summary>
    private static async Task<(ClubApplication Club, Browser Browser, string Code)> Asked()
    {
        var club = await Arranged.Club();
        await club.Member("ana@example.org");
        var (browser, mail) = (new Browser(club), new MailFolder(club));
        await browser.Send("/sign-in", ("email", "ana@example.org"));
        return (club, browser, (await mail.Next("ana@example.org")).Code);
    }

    [Fact]
    public async Task The_fifth_wrong_code_ends_it()
    {
        var (club, browser, code) = await Asked();
        await using var _ = club;
        using var __ = browser;
        var wrong = code == "111111" ? "222222" : "111111";

        (await browser.Send("/sign-in/code", ("code", "12345"))).Text.ShouldContain("That is not the code"); // a slip costs no try
        for (var tries = 1; tries <= 4; tries++)
        {
            (await browser.Send("/sign-in/code", ("code", wrong))).Text.ShouldContain("That is not the code");
        }

        (await browser.Send("/sign-in/code", ("code", wrong))).Text.ShouldContain("This code is too old or was wrong too often");
        (await browser.Send("/sign-in/code", ("code", code))).Text.ShouldContain("This code is too old or was wrong too often");
    }

    [Fact]
    public async Task A_code_is_good_for_ten_minutes_of_the_machine_whatever_the_sandbox_says()
    {
        var machine = new ClockAhead();
        await using var club = await ClubApplication.StartBy(machine, StoreKind.Sqlite, Arranged.Now);
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        using var late = new Browser(club);
        var mail = new MailFolder(club);
        await browser.Send("/sign-in", ("email", "ana@example.org"));
        var first = await mail.Next("ana@example.org");
        await late.Send("/sign-in", ("email", "ana@example.org"));
        var second = await mail.Next("ana@example.org");

        (await club.Admin.Post("/v1/clock", new { now = "2027-03-12T12:00:00Z" })).Status.ShouldBe(200);
        machine.By = TimeSpan.FromMinutes(9.5);
        (await browser.Send("/sign-in/code", ("code", first.Code))).Address.ShouldBe("/");
        machine.By = TimeSpan.FromMinutes(10.1);
        (await late.Send("/sign-in/code", ("code", second.Code))).Text.ShouldContain("This code is too old");
    }

    [Fact]
    public async Task A_code_is_good_only_in_the_browser_that_asked_for_it()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var browser = new Browser(club);
        using var other = new Browser(club);
        var mail = new MailFolder(club);
        await browser.Send("/sign-in", ("email", "ana@example.org"));
        var code = (await mail.Next("ana@example.org")).Code;
        await other.Send("/sign-in", ("email", "ana@example.org"));
        (await mail.Next("ana@example.org")).Code.ShouldNotBe(code);

        (await other.Send("/sign-in/code", ("code", code))).Text.ShouldContain("That is not the code");
        using var stranger = new Browser(club);
        (await stranger.Send("/sign-in/code", ("code", code))).Address.ShouldBe("/sign-in");
    }

    [Fact]
    public async Task An_address_that_nobody_has_gets_the_same_answers_and_no_mail()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var member = new Browser(club);
        using var nobody = new Browser(club);
        var mail = new MailFolder(club);

        foreach (
            var send in new Func<Browser, string, Task<Page>>[]
            {
                (browser, email) => browser.Send("/sign-in", ("email", email)),
                (browser, _) => browser.Send("/sign-in/code", ("code", "12")),
                (browser, _) => browser.Open("/sign-in/code"),
            }
        )
        {
            var (known, unknown) = (await send(member, "ana@example.org"), await send(nobody, "abc@example.org"));
            (unknown.Status, unknown.Address, unknown.Html.Replace("abc@", "ana@")).ShouldBe((known.Status, known.Address, known.Html));
        }
        await mail.Next("ana@example.org");
        await Task.Delay(300);
        mail.New.ShouldBe(0);
    }

    [Theory]
    [InlineData("ana@example.org")]
    [InlineData("nobody@example.org")]
    public async Task A_client_is_sent_five_codes_an_hour_to_an_address_and_nobody_uses_up_anothers(string email)
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var last = new Browser(club, from: "198.51.100.99");
        for (var times = 1; times <= Limits.PerAddress; times++)
        {
            (await last.Send("/sign-in", ("email", email))).Status.ShouldBe(200);
        }

        var refused = await last.Send("/sign-in", ("email", email.ToUpperInvariant()));
        refused.Status.ShouldBe(429);
        refused.Message.Headers.RetryAfter!.Delta!.Value.TotalMinutes.ShouldBeInRange(1, 60);
        refused.Text.ShouldContain("Too many codes have been asked for.");
        (await last.Send("/join", ("firstName", "A"), ("lastName", "B"), ("email", email))).Status.ShouldBe(429);
        using var owner = new Browser(club, from: "198.51.100.1");
        (await owner.Send("/sign-in", ("email", email))).Status.ShouldBe(200);
    }

    [Fact]
    public void A_mailbox_gets_thirty_codes_an_hour_and_the_club_sends_two_thousand_but_to_browsers_that_it_knows()
    {
        using var limits = new Limits();
        var network = 0;
        for (var times = 1; times <= Limits.PerMailbox; times++)
        {
            limits.Ask(From(network++), "ana@example.org", known: false).ShouldBeNull();
        }

        limits.Ask(From(network++), "Ana@example.org ", known: false)!.Value.TotalMinutes.ShouldBeInRange(1, 60);
        limits.Ask(From(network), "ana@example.org", known: true).ShouldBeNull();
        for (var times = Limits.PerMailbox + 1; times <= Limits.PerClub; times++)
        {
            limits.Ask(From(network++), $"a{times}@example.org", known: false).ShouldBeNull();
        }

        limits.Ask(From(network++), "b@example.org", known: false).ShouldNotBeNull();
        limits.Ask(From(network), "b@example.org", known: true).ShouldBeNull();

        static Microsoft.AspNetCore.Http.HttpContext From(int network) =>
            new Microsoft.AspNetCore.Http.DefaultHttpContext
            {
                Connection = { RemoteIpAddress = new System.Net.IPAddress([198, 18, (byte)(network / 250), (byte)(network % 250)]) },
            };
    }

    [Fact]
    public async Task A_browser_in_which_an_address_has_signed_in_gets_its_code_whatever_strangers_ask_for()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var ana = new Browser(club, from: "198.51.100.200");
        await ana.SignIn(club, "ana@example.org");
        for (var network = 1; network < Limits.PerMailbox; network++)
        {
            using var stranger = new Browser(club, from: $"198.51.100.{network}");
            (await stranger.Send("/sign-in", ("email", "ana@example.org"))).Status.ShouldBe(200);
        }

        using var last = new Browser(club, from: "198.51.100.201");
        (await last.Send("/sign-in", ("email", "ana@example.org"))).Status.ShouldBe(429);
        await ana.Send("/profile/signout");
        await ana.SignIn(club, "ana@example.org");
    }

    [Fact]
    public async Task A_client_asks_for_thirty_codes_in_a_quarter_of_an_hour()
    {
        await using var club = await Arranged.Club();
        using var browser = new Browser(club, from: "2001:db8:1:2::1");
        using var neighbour = new Browser(club, from: "2001:db8:1:2:ffff::9");
        using var elsewhere = new Browser(club, from: "2001:db8:1:3::1");
        for (var times = 1; times <= Limits.PerClient; times++)
        {
            (await browser.Send("/sign-in", ("email", $"a{times}@example.org"))).Status.ShouldBe(200);
        }

        (await browser.Send("/sign-in", ("email", "b@example.org"))).Status.ShouldBe(429);
        (await neighbour.Send("/sign-in", ("email", "b@example.org"))).Status.ShouldBe(429);
        (await elsewhere.Send("/sign-in", ("email", "b@example.org"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Nothing_that_is_stored_has_the_code_or_the_address_in_it()
    {
        var (club, browser, code) = await Asked();
        await using var _ = club;
        using var __ = browser;

        (await club.Store.Count("grain_states where state = 'signin'")).ShouldBe(1);
        var kept = (string)(await club.Store.Sql("select hex(grain || payload) from grain_states where state = 'signin'"))!;
        kept = System.Text.Encoding.UTF8.GetString(Convert.FromHexString(kept));
        kept.ShouldContain("proof", Case.Insensitive);
        kept.ShouldNotContain(code);
        kept.ShouldNotContain("example");
    }
}
