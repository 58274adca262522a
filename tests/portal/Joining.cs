using LoyaltyClub.Portal.Web;

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
        using var browser = new Browser(club);
        var mail = new MailFolder(club);

        var page = await browser.Send("/join", Ana(("phone", "+34 600 111 222"), ("birthday", "1980-02-29"), ("consentEmail", "on")));

        page.Address.ShouldBe("/sign-in/code");
        page.Text.ShouldContain("ana@example.org");
        page.Text.ShouldContain(club.MailFolder);
        var letter = await mail.Next("ana@example.org");
        letter.Subject.ShouldBe($"Te damos la bienvenida a Club <La Ribera> & Co: tu código es {letter.Code}");
        var home = await browser.Send("/sign-in/code", ("code", letter.Code));
        home.Address.ShouldBe("/");
        home.Text.ShouldContain("Hola, Ana");
        var member = (await club.Admin.Get("/v1/members?email=ana@example.org")).Json;
        member["consents"]!.ToJsonString().ShouldBe($$"""{"email":true,"sms":false,"emailWording":"{{Consent.Wording}}"}""");
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
        var id = await club.Member("ana@example.org", "Anna");
        using var browser = new Browser(club);
        using var stranger = new Browser(club);
        var mail = new MailFolder(club);

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
        await club.Member("old@example.org", phone: "+34600111222");
        using var browser = new Browser(club);
        var mail = new MailFolder(club);

        (await browser.Send("/join", Ana(("phone", "600 111 222"), ("email", "x@example.org")))).Address.ShouldBe("/sign-in/code");
        (await browser.Send("/join", Ana(("phone", "+34 600 111 222")))).Address.ShouldBe("/sign-in/code");

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
        var mail = new MailFolder(club);

        await browser.Send("/join", Ana(("ref", friend)));
        var letter = await mail.Next("ana@example.org");
        await browser.Send("/sign-in/code", ("code", letter.Code));

        (await browser.Open("/profile/export")).Html.ShouldContain($"\"referredBy\": \"{friend}\"");
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
