using LoyaltyClub.Portal.Member;
using LoyaltyClub.Portal.Web;
using LoyaltyClub.Tests.Templates;

namespace LoyaltyClub.Tests.Portal;

public class Joining
{
    private static (string, string?)[] Ana(params (string Name, string? Value)[] other) =>
        [
            .. new (string Name, string? Value)[]
            {
                ("firstName", "Ana"),
                ("lastName", "López"),
                ("email", "ana@example.org"),
                ("language", "es"),
            }.Where(field => other.All(more => more.Name != field.Name)),
            .. other,
        ];

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Who_joins_proves_the_address_and_is_in(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        await using var mail = new MailServer();
        await club.SetUpMail(mail);
        using var browser = new Browser(club);

        var page = await browser.Send("/join", Ana(("phone", "+34 600 111 222"), ("birthday", "1980-02-29"), ("consentEmail", "on")));

        page.Address.ShouldBe("/sign-in/code?joined=true");
        page.Text.ShouldContain("ana@example.org");
        page.Text.ShouldContain("A code is on its way to");
        page.Text.ShouldNotContain("does not send e-mail");
        var letter = await mail.Next("ana@example.org");
        letter.Subject.ShouldBe($"Te damos la bienvenida a Club <La Ribera> & Co: tu código es {letter.Code}");
        var home = await browser.Send("/sign-in/code", ("code", letter.Code));
        home.Address.ShouldBe("/");
        home.Text.ShouldContain("Hola, Ana");
        var member = (await club.Admin.Get("/v1/members?email=ana@example.org")).Json;
        member["consents"]!.ToJsonString().ShouldBe($$"""{"email":true,"sms":false,"emailWording":"{{Consent.Wording}}"}""");
        ((string)member["phone"]!).ShouldBe("+34600111222");
        ((string)member["birthday"]!).ShouldBe("1980-02-29");
        ((string)member["language"]!).ShouldBe("es");
    }

    [Fact]
    public async Task Faults_stand_beside_their_fields_in_the_readers_language_and_what_was_typed_stays()
    {
        await using var club = await Arranged.Club();
        using var browser = new Browser(club, "es-MX,es;q=0.9,en;q=0.5");

        var page = await browser.Send(
            "/join",
            ("firstName", " "),
            ("lastName", "<b>López</b>"),
            ("email", "no"),
            ("phone", "abc"),
            ("birthday", "2200-01-01"),
            ("ref", "NOBODY")
        );

        page.Status.ShouldBe(422);
        foreach (
            var (field, words) in new[]
            {
                ("firstName", "Rellena este campo."),
                ("email", "No es una dirección de correo válida."),
                ("phone", "No es un número de teléfono válido."),
                ("birthday", "No es una fecha de nacimiento válida."),
                ("ref", "Nadie tiene este código. Revísalo o déjalo vacío."),
            }
        )
        {
            page.Html.ShouldContain($"id=\"{field}-fault\">{words}<", customMessage: field);
            page.Html.ShouldContain($"aria-describedby=\"{field}-fault");
        }
        page.Html.ShouldContain("value=\"&lt;b&gt;López&lt;/b&gt;\"");
        (await club.Admin.Get("/v1/members?email=no@example.org")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_member_who_joins_again_sees_the_same_page_and_a_mail_says_so()
    {
        await using var club = await Arranged.Club();
        await using var mail = new MailServer();
        await club.SetUpMail(mail);
        var id = await club.Member("ana@example.org", "Anna");
        using var browser = new Browser(club);
        using var stranger = new Browser(club);

        var known = await browser.Send("/join", Ana(("firstName", "Eve")));
        var unknown = await stranger.Send("/join", Ana(("email", "new@example.org")));

        (known.Status, known.Address, known.Html).ShouldBe(
            (unknown.Status, unknown.Address, unknown.Html.Replace("new@example.org", "ana@example.org"))
        );
        var letter = await mail.Next("ana@example.org");
        letter.Subject.ShouldContain("You are a member of");
        letter.Text.ShouldContain("Hello Anna");
        (await browser.Send("/sign-in/code", ("code", letter.Code))).Text.ShouldContain("Hello, Anna");
        ((string)(await club.Admin.Get($"/v1/members/{id}")).Json["firstName"]!).ShouldBe("Anna");
    }

    [Fact]
    public async Task A_phone_that_somebody_has_is_left_out_and_nobody_learns_of_it()
    {
        await using var club = await Arranged.Club();
        await using var mail = new MailServer();
        await club.SetUpMail(mail);
        await club.Member("old@example.org", phone: "+34600111222");
        using var browser = new Browser(club);

        (await browser.Send("/join", Ana(("phone", "600 111 222"), ("email", "x@example.org")))).Address.ShouldBe("/sign-in/code?joined=true");
        (await browser.Send("/join", Ana(("phone", "+34 600 111 222")))).Address.ShouldBe("/sign-in/code?joined=true");

        (await mail.Next("ana@example.org")).Subject.ShouldContain("Te damos la bienvenida");
        (await club.Admin.Get("/v1/members?email=ana@example.org")).Json["phone"].ShouldBeNull();
    }

    [Fact]
    public async Task The_code_of_a_friend_is_in_the_form_and_is_kept()
    {
        await using var club = await Arranged.Club();
        var friend = (await club.Member("friend@example.org")).ToUpperInvariant();
        using var browser = new Browser(club);
        (await browser.Open($"/join?ref={friend}")).Html.ShouldContain($"value=\"{friend}\"");

        (await browser.Send("/join", Ana(("ref", friend)))).Address.ShouldBe("/card");

        (await browser.Open("/profile/export")).Html.ShouldContain($"\"referredBy\": \"{friend}\"");
    }

    /// <summary>As long as the club has not set up mail.</summary>
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Without_mail_the_card_is_there_at_once_and_the_address_is_confirmed_later(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        using var phone = new Browser(club);
        (await phone.Open("/join")).Text.ShouldContain("You confirm it later.");

        var card = await phone.Send("/join", Ana(("phone", "600 111 222"), ("language", "en")));
        card.Address.ShouldBe("/card");
        card.Html.ShouldContain("id=\"qr\"");
        var ana = (string)(await club.Admin.Get("/v1/members?email=ana@example.org")).Json["id"]!;
        (await phone.Send("/join", Ana(("firstName", "Twice")))).Address.ShouldBe("/");
        (await phone.Open("/profile")).Text.ShouldContain("Not confirmed yet");
        (await phone.Open("/")).Text.ShouldNotContain("not confirmed yet");

        await using var mail = new MailServer();
        await club.SetUpMail(mail);
        (await phone.Open("/")).Text.ShouldContain("Your e-mail address is not confirmed yet.");
        (await phone.Open("/profile/email")).Html.ShouldContain("value=\"ana@example.org\"");
        await phone.Send("/profile/email", ("email", "ana@example.org"));
        var confirmed = await phone.Send("/profile/email", ("code", (await mail.Next("ana@example.org")).Code));
        confirmed.Address.ShouldBe("/profile?done=email");
        confirmed.Text.ShouldNotContain("Not confirmed yet");
        (await phone.Open("/")).Text.ShouldNotContain("not confirmed yet");
        using var laptop = new Browser(club);
        await laptop.Send("/sign-in", ("email", "ana@example.org"));
        (await laptop.Send("/sign-in/code", ("code", (await mail.Next("ana@example.org")).Code))).Address.ShouldBe("/");
        ((string)(await club.Admin.Get("/v1/members?email=ana@example.org")).Json["id"]!).ShouldBe(ana);
    }

    /// <summary>Somebody may have given the address of another; neither is that told, nor does it help.</summary>
    [Fact]
    public async Task An_address_that_is_not_confirmed_signs_nobody_in_and_goes_to_whoever_confirms_it()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var eve = new Browser(club, from: "198.51.100.1");
        using var mallory = new Browser(club, from: "198.51.100.2");
        using var another = new Browser(club, from: "198.51.100.3");
        // A member's address and one that nobody has look alike.
        foreach (var (browser, email) in new[] { (eve, "ana@example.org"), (mallory, "owner@example.org"), (another, "owner@example.org") })
        {
            (await browser.Send("/join", Ana(("firstName", "Eve"), ("email", email), ("language", "en")))).Address.ShouldBe("/card");
            var profile = await browser.Open("/profile");
            profile.Text.ShouldContain(email);
            profile.Text.ShouldContain("Not confirmed yet");
        }

        ((string)(await club.Admin.Get("/v1/members?email=ana@example.org")).Json["firstName"]!).ShouldBe("Ana");
        await using var mail = new MailServer();
        await club.SetUpMail(mail);

        // The owner of the mailbox is in, with one code; who had given the address is out, with the card in their phone.
        var stolen = (await club.Admin.Get("/v1/members?email=owner@example.org")).Json;
        using var owner = new Browser(club, from: "198.51.100.4");
        await owner.Send("/sign-in", ("email", "owner@example.org"));
        (await owner.Send("/sign-in/code", ("code", (await mail.Next("owner@example.org")).Code))).Address.ShouldBe("/");
        (await owner.Open("/profile")).Text.ShouldNotContain("Not confirmed yet");
        (await mallory.Open("/profile")).Address.ShouldStartWith("/sign-in");
        var now = (await club.Admin.Get("/v1/members?email=owner@example.org")).Json;
        ((string)now["id"]!).ShouldBe((string)stolen["id"]!);
        ((string)now["cardCode"]!).ShouldNotBe((string)stolen["cardCode"]!);

        // Another who gave it keeps their card, and cannot confirm it without the mailbox; Eve cannot become Ana.
        (await another.Open("/profile")).Address.ShouldBe("/profile");
        await eve.Send("/profile/email", ("email", "ana@example.org"));
        var refused = await eve.Send("/profile/email", ("code", (await mail.Next("ana@example.org")).Code));
        refused.Text.ShouldContain("Another member has this address already.");
    }

    /// <summary>The one who confirms has the address, and the one who only gave it has none.</summary>
    [Fact]
    public async Task Who_confirms_an_address_takes_it_from_a_member_who_has_not()
    {
        await using var club = await Arranged.Club();
        using var first = new Browser(club, from: "198.51.100.1");
        using var second = new Browser(club, from: "198.51.100.2");
        await first.Send("/join", Ana(("firstName", "First")));
        await second.Send("/join", Ana(("firstName", "Second")));
        ((string)(await club.Admin.Get("/v1/members?email=ana@example.org")).Json["firstName"]!).ShouldBe("First");
        await using var mail = new MailServer();
        await club.SetUpMail(mail);

        await second.Send("/profile/email", ("email", "ana@example.org"));
        (await second.Send("/profile/email", ("code", (await mail.Next("ana@example.org")).Code))).Address.ShouldBe("/profile?done=email");
        ((string)(await club.Admin.Get("/v1/members?email=ana@example.org")).Json["firstName"]!).ShouldBe("Second");
        (await first.Open("/profile")).Text.ShouldNotContain("ana@example.org");
    }

    /// <summary>Who changes what people agree to gives it another version.</summary>
    [Fact]
    public void The_wording_of_the_consents_is_the_version_that_it_says()
    {
        var words = string.Join(
            '\n',
            Languages.All.SelectMany(language =>
                new[] { "member.consent.email", "member.consent.sms" }.Select(key => Languages.Texts[language][key])
            )
        );
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(words)))[..12];
        (Consent.Wording, hash).ShouldBe(("2026-1", "e822dcffd48b"));
    }
}
