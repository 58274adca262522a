using System.Buffers.Text;
using System.Text;
using System.Text.RegularExpressions;
using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Web;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>Members with passkeys: what signs in, and what does not.</summary>
public class SigningInByPasskey
{
    private const string Unknown = "This passkey is not known here",
        Over = "That took too long, or was used before";

    private sealed record Ana(ClubApplication Club, string Id, Browser Browser, SoftAuthenticator Phone) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Browser.Dispose();
            Phone.Dispose();
            await Club.DisposeAsync();
        }
    }

    /// <summary>A club with Ana, who is signed in by a code and has made a passkey.</summary>
    private static async Task<Ana> WithPasskey(StoreKind kind = StoreKind.Sqlite, TimeProvider? machine = null)
    {
        var club = machine is null ? await Arranged.Club(kind) : await ClubApplication.StartBy(machine, kind, Arranged.Now);
        var ana = new Ana(club, await club.Member("ana@example.org"), new(club), new(club));
        await ana.Browser.SignIn(club, "ana@example.org");
        var added = await ana.Phone.Add(ana.Browser);
        added.Address.ShouldBe("/profile?done=passkey", added.Text);
        return ana;
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Made_on_the_profile_it_signs_in_is_renamed_and_removed(StoreKind kind)
    {
        await using var ana = await WithPasskey(kind);
        var profile = await ana.Browser.Open("/profile");
        profile.Text.ShouldContain("not used yet");
        profile.Html.Split("Firefox, Linux</strong>").Length.ShouldBe(3); // the session and the passkey
        ana.Phone.Handle.ShouldBe(ana.Id); // and nothing of the person
        var asked = SoftAuthenticator.Asked(profile);
        ((string)asked["rp"]!["id"]!, (string)asked["user"]!["name"]!, (string)asked["attestation"]!).ShouldBe(
            ("127.0.0.1", "ana@example.org", "none")
        );
        ((string)asked["authenticatorSelection"]!["residentKey"]!, (string)asked["authenticatorSelection"]!["userVerification"]!).ShouldBe(
            ("required", "required")
        );
        ((string)asked["excludeCredentials"]![0]!["id"]!).ShouldBe(Base64Url.EncodeToString(ana.Phone.Credential));
        await ana.Browser.Send("/profile/signout");

        (await ana.Phone.SignIn(ana.Browser, "/sign-in?back=%2Fstatement")).Address.ShouldBe("/statement");
        (await ana.Browser.Open("/profile")).Text.ShouldContain("last used");
        var id = Regex.Match((await ana.Browser.Open("/profile")).Html, "name=\"passkey\" value=\"([0-9a-f]{8})\"").Groups[1].Value;
        (await ana.Browser.Send("/profile/passkeyname", ("passkey", id), ("name", "My <phone>"))).Address.ShouldBe(
            "/profile?done=passkeyname"
        );
        foreach (var name in new[] { "", new string('x', 41), "a\u0007" })
        {
            (await ana.Browser.Send("/profile/passkeyname", ("passkey", id), ("name", name))).Address.ShouldBe("/profile");
        }

        (await ana.Browser.Open("/profile")).Html.ShouldContain("<strong>My &lt;phone&gt;</strong>");
        (await ana.Browser.Open("/profile/export")).Html.ShouldContain("\"name\": \"My <phone>\"");

        (await ana.Browser.Send("/profile/passkeyremove", ("passkey", id))).Text.ShouldContain("this passkey signs nobody in any more");
        await ana.Browser.Send("/profile/signout");
        var refused = await ana.Phone.SignIn(ana.Browser);
        (refused.Status, refused.Text.Contains(Unknown)).ShouldBe((422, true));
        (await ana.Browser.Open("/profile")).Address.ShouldStartWith("/sign-in");
    }

    [Fact]
    public async Task The_page_asks_for_any_passkey_and_tells_nothing_of_who_has_one()
    {
        await using var ana = await WithPasskey();
        using var browser = new Browser(ana.Club);
        var page = await browser.Open("/sign-in");
        var asked = SoftAuthenticator.Asked(page);
        ((string)asked["userVerification"]!, (string)asked["rpId"]!).ShouldBe(("required", "127.0.0.1"));
        (asked["allowCredentials"]?.AsArray().Count ?? 0).ShouldBe(0);
        page.Html.ShouldContain("autocomplete=\"username webauthn\"");
        Base64Url.DecodeFromChars((string)asked["challenge"]!).Length.ShouldBe(32);
        ((string)SoftAuthenticator.Asked(await browser.Open("/sign-in"))["challenge"]!).ShouldNotBe((string)asked["challenge"]!);
    }

    public static TheoryData<string> Bends => [.. Bent.Keys];

    private static readonly Dictionary<string, Action<SoftAuthenticator>> Bent = new()
    {
        ["another challenge"] = phone => phone.Challenge = Base64Url.EncodeToString(new byte[32]),
        ["another origin"] = phone => phone.Origin = "https://evil.example",
        ["another port"] = phone => phone.Origin = "http://127.0.0.1:1",
        ["another scheme"] = phone => phone.Origin = phone.Origin.Replace("http:", "ftp:"),
        ["no origin"] = phone => phone.Origin = "",
        ["a frame in another page"] = phone => phone.InFrame = true,
        ["another domain"] = phone => phone.Domain = "evil.example",
        ["nobody present"] = phone => phone.IsPresent = false,
        ["nobody verified"] = phone => phone.IsVerified = false,
    };

    [Theory, MemberData(nameof(Bends))]
    public async Task An_answer_with_something_else_in_it_signs_nobody_in_and_is_not_taken_for_a_new_one(string bend)
    {
        await using var ana = await WithPasskey();
        using var browser = new Browser(ana.Club);
        Bent[bend](ana.Phone);
        var refused = await ana.Phone.SignIn(browser);
        (refused.Status, refused.Address, refused.Text.Contains(Unknown)).ShouldBe((422, "/sign-in/passkey", true), bend);
        (await browser.Open("/profile")).Address.ShouldStartWith("/sign-in");

        using var another = new SoftAuthenticator(ana.Club);
        Bent[bend](another);
        (await another.Add(ana.Browser)).Text.ShouldContain("This passkey could not be taken");
        (await ana.Browser.Open("/profile")).Html.Split("/profile/passkeyremove").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_forged_signature_a_made_up_account_and_another_members_account_hear_the_same()
    {
        await using var ana = await WithPasskey();
        var berta = await ana.Club.Member("berta@example.org", "Berta");
        using var browser = new Browser(ana.Club);
        foreach (
            var bend in new Action<SoftAuthenticator>[]
            {
                phone => phone.Forges = true,
                phone => (phone.Forges, phone.Handle) = (false, berta),
                phone => phone.Handle = "000000000000",
                phone => phone.Handle = "staff.0000000000",
                phone => phone.Handle = "",
                phone => phone.Handle = new string('x', 5_000),
                phone => (phone.Handle, phone.Credential) = (ana.Id, [1]),
            }
        )
        {
            bend(ana.Phone);
            var refused = await ana.Phone.SignIn(browser);
            (refused.Status, refused.Text.Contains(Unknown)).ShouldBe((422, true));
        }
        var page = await browser.Open("/sign-in");
        foreach (
            var (answer, said) in new[] { ("{}", Unknown), ("[1", Unknown), ("null", Unknown), ("", Over), (new string('x', 16_001), Over) }
        )
        {
            (await SoftAuthenticator.Send(browser, page, answer)).Text.ShouldContain(
                said,
                customMessage: answer[..Math.Min(20, answer.Length)]
            );
        }
    }

    [Fact]
    public async Task A_passkey_with_the_id_of_another_members_leads_to_its_own_account_only()
    {
        await using var ana = await WithPasskey();
        await ana.Club.Member("eve@example.org", "Eve");
        using var eve = new Browser(ana.Club);
        using var copy = new SoftAuthenticator(ana.Club) { Credential = ana.Phone.Credential };
        await eve.SignIn(ana.Club, "eve@example.org");
        (await copy.Add(eve)).Address.ShouldBe("/profile?done=passkey");
        using var browser = new Browser(ana.Club);
        (await copy.SignIn(browser)).Text.ShouldContain("Hello, Eve");
        await browser.Send("/profile/signout");
        copy.Handle = ana.Id;
        (await copy.SignIn(browser)).Text.ShouldContain(Unknown);
        (await ana.Phone.SignIn(browser)).Text.ShouldContain("Hello, Ana");
    }

    [Fact]
    public async Task An_answer_counts_once_in_the_browser_that_was_asked_and_for_half_an_hour()
    {
        var machine = new ClockAhead();
        await using var ana = await WithPasskey(machine: machine);
        using var browser = new Browser(ana.Club);
        using var other = new Browser(ana.Club);
        var (page, late) = (await browser.Open("/sign-in"), await browser.Open("/sign-in"));
        var answer = ana.Phone.Signed(page);
        (await SoftAuthenticator.Send(other, page, answer)).Text.ShouldContain(Over);
        await other.Open("/sign-in"); // now with a cookie of its own
        (await SoftAuthenticator.Send(other, page, answer)).Text.ShouldContain(Over);
        (await SoftAuthenticator.Send(browser, late, answer)).Text.ShouldContain(Unknown); // another page's challenge
        (await SoftAuthenticator.Send(browser, page, answer)).Text.ShouldContain("Hello, Ana");
        await browser.Send("/profile/signout");
        // Who does not count still cannot send the same again.
        (await SoftAuthenticator.Send(browser, page, answer)).Status.ShouldBe(422);

        machine.By = Passkeys.Life - TimeSpan.FromSeconds(20);
        (await SoftAuthenticator.Send(browser, late, ana.Phone.Signed(late))).Text.ShouldContain("Hello, Ana");
        await browser.Send("/profile/signout");
        var last = await browser.Open("/sign-in");
        machine.By += Passkeys.Life + TimeSpan.FromSeconds(1);
        (await SoftAuthenticator.Send(browser, last, ana.Phone.Signed(last))).Text.ShouldContain(Over);
        (await SoftAuthenticator.Send(browser, last, ana.Phone.Signed(last).Replace("{", ""))).Status.ShouldBe(422);
    }

    [Fact]
    public async Task A_seal_of_one_use_opens_for_no_other()
    {
        await using var ana = await WithPasskey();
        using var another = new SoftAuthenticator(ana.Club);
        var (profile, anonymous) = (await ana.Browser.Open("/profile"), new Browser(ana.Club));
        using var _ = anonymous;
        var signIn = await anonymous.Open("/sign-in");
        var made = another.Made(profile);
        var asked = new PageForm(signIn, "data-passkey")["seal"];
        (await ana.Browser.Send("/profile/passkey", ("seal", asked), ("answer", made))).Text.ShouldContain(Over);
        (
            await ana.Browser.Send("/profile/passkey", ("seal", new PageForm(profile, "data-passkey")["seal"] + "A"), ("answer", made))
        ).Text.ShouldContain(Over);
        (await ana.Browser.Send("/profile/passkey")).Text.ShouldContain(Over);
        (await SoftAuthenticator.Send(ana.Browser, profile, made)).Address.ShouldBe("/profile?done=passkey");
        (await SoftAuthenticator.Send(ana.Browser, profile, made)).Text.ShouldContain(Over);
    }

    [Fact]
    public async Task A_counter_that_does_not_go_on_is_a_copy_and_a_passkey_without_one_is_good()
    {
        await using var ana = await WithPasskey();
        using var browser = new Browser(ana.Club);
        foreach (var (count, good) in new (uint, bool)[] { (10, true), (10, false), (9, false), (0, false), (11, true) })
        {
            ana.Phone.Count = count - 1; // counts on by one with each signature
            if (count == 0)
            {
                ana.Phone.Count = uint.MaxValue;
            }

            var page = await ana.Phone.SignIn(browser);
            page.Text.Contains(good ? "Hello, Ana" : Unknown).ShouldBeTrue($"{count}: {page.Text}");
            await browser.Send("/profile/signout");
        }
        using var tablet = new SoftAuthenticator(ana.Club) { Count = null, Attachment = "cross-platform" };
        (await tablet.Add(ana.Browser)).Text.ShouldContain("Phone or security key");
        for (var times = 0; times < 3; times++)
        {
            (await tablet.SignIn(browser)).Text.ShouldContain("Hello, Ana");
            await browser.Send("/profile/signout");
        }
    }

    [Fact]
    public async Task The_same_passkey_twice_the_eleventh_and_one_for_somebody_else_are_not_taken()
    {
        await using var ana = await WithPasskey();
        (await ana.Phone.Add(ana.Browser)).Text.ShouldContain("Your device has a passkey for this account already");
        var page = await ana.Browser.Open("/profile");
        for (var more = 2; more <= Passkey.Most; more++)
        {
            using var phone = new SoftAuthenticator(ana.Club);
            (await phone.Add(ana.Browser)).Address.ShouldBe("/profile?done=passkey");
        }
        (await ana.Browser.Open("/profile")).Text.ShouldContain("You have 10 passkeys");
        (await ana.Browser.Open("/profile")).Html.ShouldNotContain("data-passkey=");
        using var eleventh = new SoftAuthenticator(ana.Club);
        var full = await SoftAuthenticator.Send(ana.Browser, page, eleventh.Made(page));
        (full.Status, full.Html.Split("You have 10 passkeys").Length).ShouldBe((422, 3)); // once where it always stands

        // Asked for Ana, answered when Berta was signed in in the same browser.
        await ana.Club.Member("berta@example.org", "Berta");
        await ana.Browser.Send("/profile/signout");
        await ana.Browser.SignIn(ana.Club, "berta@example.org");
        (await SoftAuthenticator.Send(ana.Browser, page, eleventh.Made(page))).Text.ShouldContain(Over);
        (await ana.Browser.Open("/profile")).Html.ShouldNotContain("passkeyremove");
    }

    [Fact]
    public async Task Nobody_changes_the_passkeys_of_another()
    {
        await using var ana = await WithPasskey();
        var id = Regex.Match((await ana.Browser.Open("/profile")).Html, "name=\"passkey\" value=\"([0-9a-f]{8})\"").Groups[1].Value;
        await ana.Club.Member("eve@example.org", "Eve");
        using var eve = new Browser(ana.Club);
        await eve.SignIn(ana.Club, "eve@example.org");
        (await eve.Send("/profile/passkeyname", ("passkey", id), ("name", "Eve's"))).Address.ShouldBe("/profile");
        (await eve.Send("/profile/passkeyremove", ("passkey", id))).Address.ShouldBe("/profile");
        (await ana.Browser.Open("/profile")).Html.ShouldContain($"value=\"{id}\"");
        (await ana.Browser.Open("/profile")).Text.ShouldNotContain("Eve's");
    }

    [Fact]
    public async Task What_one_process_takes_signs_in_at_another_and_what_it_removes_does_not()
    {
        await using var ana = await WithPasskey(StoreKind.Postgres);
        await using var second = await ClubApplication.Start(ana.Club.Store, false, "--Club:Sandbox=true");
        using var browser = new Browser(second);
        using var phone = new SoftAuthenticator(second);
        await browser.SignIn(second, "ana@example.org");
        (await phone.Add(browser)).Address.ShouldBe("/profile?done=passkey");
        (phone.Origin, phone.Domain) = (ana.Phone.Origin, ana.Phone.Domain);
        using var elsewhere = new Browser(ana.Club);
        (await phone.SignIn(elsewhere)).Text.ShouldContain("Hello, Ana");
        foreach (
            var id in Regex
                .Matches(
                    (await browser.Open("/profile")).Html,
                    "passkeyremove\"><input type=\"hidden\" name=\"passkey\" value=\"([0-9a-f]{8})\""
                )
                .Select(match => match.Groups[1].Value)
        )
        {
            await browser.Send("/profile/passkeyremove", ("passkey", id));
        }

        await elsewhere.Send("/profile/signout");
        foreach (var one in new[] { ana.Phone, phone })
        {
            (await one.SignIn(elsewhere)).Text.ShouldContain(Unknown);
        }
    }

    [Fact]
    public async Task Who_was_merged_signs_in_as_who_they_are_now_and_sees_that_passkey_among_theirs()
    {
        await using var ana = await WithPasskey();
        var now = await ana.Club.Member("now@example.org", "Now", 30);
        (await ana.Club.Admin.Post($"/v1/members/{now}/merge", new { operationId = "m", from = ana.Id })).Status.ShouldBe(201);
        using var browser = new Browser(ana.Club);
        (await ana.Phone.SignIn(browser)).Text.ShouldContain("Hello, Now");
        browser.Cookies.GetCookies(ana.Club.Address)["lc_session"]!.Value.ShouldStartWith(now);
        (await browser.Open("/profile")).Html.Split("passkeyremove").Length.ShouldBe(2);

        (await ana.Club.Admin.Post($"/v1/members/{now}/unmerge", new { operationId = "u", from = ana.Id })).Status.ShouldBe(201);
        (await browser.Open("/profile")).Html.ShouldNotContain("passkeyremove");
        await browser.Send("/profile/signout");
        (await ana.Phone.SignIn(browser)).Text.ShouldContain("Hello, Ana");
        (await ana.Club.Admin.Post($"/v1/members/{now}/merge", new { operationId = "m2", from = ana.Id })).Status.ShouldBe(201);
        await browser.Send("/profile/signout");
        (await ana.Phone.SignIn(browser)).Text.ShouldContain("Hello, Now");
        await browser.Send(
            "/profile/passkeyremove",
            ("passkey", Regex.Match((await browser.Open("/profile")).Html, "name=\"passkey\" value=\"([0-9a-f]{8})\"").Groups[1].Value)
        );
        await browser.Send("/profile/signout");
        (await ana.Phone.SignIn(browser)).Text.ShouldContain(Unknown);
    }

    [Theory]
    [InlineData("leaves")]
    [InlineData("is erased by the club")]
    [InlineData("is erased with whom they were merged into")]
    public async Task Who_is_forgotten_loses_the_passkeys(string how)
    {
        await using var ana = await WithPasskey();
        var erased = ana.Id;
        if (how == "leaves")
        {
            (await ana.Browser.Send("/profile/leave", ("word", "leave"))).Text.ShouldContain("Welcome to");
        }
        else
        {
            if (how.EndsWith("into"))
            {
                erased = await ana.Club.Member("now@example.org", "Now", 30);
                (await ana.Club.Admin.Post($"/v1/members/{erased}/merge", new { operationId = "m", from = ana.Id })).Status.ShouldBe(201);
            }
            (await ana.Club.Admin.Delete($"/v1/members/{erased}")).Status.ShouldBe(200);
            await ana.Club.Services.GetRequiredService<IOutboxDispatcher>().Flush(erased);
        }
        foreach (var stream in new[] { "passkeys", "account" })
        {
            (await ana.Club.Store.Count($"documents where stream = '{stream}.{ana.Id}' and length(body) > 2")).ShouldBe(0, stream);
        }

        using var browser = new Browser(ana.Club);
        var refused = await ana.Phone.SignIn(browser);
        (refused.Status, refused.Text.Contains(Unknown)).ShouldBe((422, true));
    }

    [Fact]
    public async Task A_client_answers_sixty_times_in_a_quarter_of_an_hour()
    {
        await using var ana = await WithPasskey();
        using var browser = new Browser(ana.Club, from: "198.51.100.7");
        var page = await browser.Open("/sign-in");
        for (var tries = 1; tries <= Limits.TriesPerClient; tries++)
        {
            (await SoftAuthenticator.Send(browser, page, "{}")).Status.ShouldBe(422);
        }

        var refused = await SoftAuthenticator.Send(browser, page, ana.Phone.Signed(page));
        (refused.Status, refused.Text.Contains("tried too often")).ShouldBe((429, true));
        refused.Message.Headers.RetryAfter.ShouldNotBeNull();
        using var elsewhere = new Browser(ana.Club, from: "198.51.100.8");
        (await ana.Phone.SignIn(elsewhere)).Text.ShouldContain("Hello, Ana");
    }

    [Fact]
    public async Task Home_offers_one_to_who_has_just_signed_in_by_a_code_and_has_none()
    {
        var machine = new ClockAhead();
        await using var ana = await WithPasskey(machine: machine);
        await ana.Club.Member("nora@example.org", "Nora");
        using var nora = new Browser(ana.Club);
        (await nora.SignIn(ana.Club, "nora@example.org")).Text.ShouldContain("Next time without a code?");
        machine.By = TimeSpan.FromMinutes(3.1);
        (await nora.Open("/")).Text.ShouldNotContain("Next time without a code?");
        using var browser = new Browser(ana.Club);
        (await browser.SignIn(ana.Club, "ana@example.org")).Text.ShouldNotContain("Next time without a code?");
    }

    [Fact]
    public async Task Asking_writes_nothing_and_the_cookie_is_for_nobody_elses_eyes()
    {
        await using var ana = await WithPasskey();
        var before = await ana.Club.Store.Count("journal");
        using var browser = new Browser(ana.Club);
        for (var times = 0; times < 3; times++)
        {
            await browser.Open("/sign-in");
        }

        await browser.Open("/desk/sign-in");
        (await ana.Club.Store.Count("journal")).ShouldBe(before);
        var cookie = browser.Cookies.GetCookies(ana.Club.Address)["lc_passkey"]!;
        (cookie.HttpOnly, cookie.Expires).ShouldBe((true, DateTime.MinValue)); // gone with the browser
    }
}
