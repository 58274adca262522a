using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LoyaltyClub.Portal.Member;

namespace LoyaltyClub.Tests.Portal;

public class ProfilePages
{
    private static async Task<(ClubApplication Club, string Id, Browser Browser)> SignedIn()
    {
        var club = await Arranged.Club();
        var id = await club.Member("ana@example.org");
        var browser = new Browser(club);
        await browser.SignIn(club, "ana@example.org");
        return (club, id, browser);
    }

    [Fact]
    public async Task Details_are_saved_and_a_birthday_once()
    {
        var (club, id, browser) = await SignedIn();
        await using var _ = club;
        using var __ = browser;
        var page = await browser.Send(
            "/profile/details",
            ("firstName", "Anna"),
            ("lastName", "Núñez"),
            ("phone", "+34 600 111 222"),
            ("birthday", "1990-05-06"),
            ("language", "es")
        );
        page.Address.ShouldBe("/profile?done=details");
        page.Text.ShouldContain("Guardado.");
        await browser.Send(
            "/profile/details",
            ("firstName", "Anna"),
            ("lastName", "Núñez"),
            ("birthday", "1990-03-12"),
            ("language", "en")
        );

        var member = (await club.Admin.Get($"/v1/members/{id}")).Json;
        (
            (string)member["firstName"]!,
            (string)member["lastName"]!,
            (string?)member["phone"],
            (string)member["birthday"]!,
            (string)member["language"]!
        ).ShouldBe(("Anna", "Núñez", null, "1990-05-06", "en"));
        (await browser.Send("/profile/details", ("firstName", ""), ("lastName", "Núñez"))).Status.ShouldBe(422);
    }

    [Fact]
    public async Task Consents_are_given_and_taken_back_each_for_itself_and_keep_the_words_agreed_to()
    {
        var (club, id, browser) = await SignedIn();
        await using var _ = club;
        using var __ = browser;
        await club.Admin.Patch($"/v1/members/{id}", new { consents = new { email = true, emailWording = "1999-1" } });
        await browser.Send("/profile/consents", ("consentEmail", "on"), ("consentSms", "on"));
        (await club.Admin.Get($"/v1/members/{id}")).Json["consents"]!
            .ToJsonString()
            .ShouldBe($$"""{"email":true,"sms":true,"emailWording":"1999-1","smsWording":"{{Consent.Wording}}"}""");
        await browser.Send("/profile/consents", ("consentSms", "on"));
        (await club.Admin.Get($"/v1/members/{id}")).Json["consents"]!
            .ToJsonString()
            .ShouldBe($$"""{"email":false,"sms":true,"smsWording":"{{Consent.Wording}}"}""");
    }

    [Fact]
    public async Task Another_address_counts_once_its_code_is_typed()
    {
        var (club, id, browser) = await SignedIn();
        await using var _ = club;
        using var __ = browser;
        await club.Member("taken@example.org");
        var mail = new MailFolder(club);
        (await browser.Send("/profile/email", ("email", "new@example.org"))).Text.ShouldContain("new@example.org");
        var code = (await mail.Next("new@example.org")).Code;
        ((string)(await club.Admin.Get($"/v1/members/{id}")).Json["email"]!).ShouldBe("ana@example.org");
        (await browser.Send("/profile/email", ("code", code == "111111" ? "222222" : "111111"))).Text.ShouldContain("That is not the code");
        (await browser.Send("/profile/email", ("code", code))).Text.ShouldContain("Your new address is confirmed.");
        ((string)(await club.Admin.Get($"/v1/members/{id}")).Json["email"]!).ShouldBe("new@example.org");

        await browser.Send("/profile/email", ("email", "taken@example.org"));
        (await browser.Send("/profile/email", ("code", (await mail.Next("taken@example.org")).Code))).Text.ShouldContain(
            "Another member has this address already."
        );
    }

    [Fact]
    public async Task A_lost_card_is_replaced_once_a_wish()
    {
        var (club, id, browser) = await SignedIn();
        await using var _ = club;
        using var __ = browser;
        var old = (string)(await club.Admin.Get($"/v1/members/{id}")).Json["cardCode"]!;
        var wish = Regex
            .Match(
                (await browser.Open("/profile")).Html,
                "action=\"/profile/card\"><input type=\"hidden\" name=\"wish\" value=\"([^\"]*)\""
            )
            .Groups[1]
            .Value;
        await browser.Send("/profile/card", ("wish", wish));
        var card = (string)(await club.Admin.Get($"/v1/members/{id}")).Json["cardCode"]!;
        card.ShouldNotBe(old);
        await browser.Send("/profile/card", ("wish", wish));
        ((string)(await club.Admin.Get($"/v1/members/{id}")).Json["cardCode"]!).ShouldBe(card);
    }

    [Fact]
    public async Task Everything_held_can_be_taken_along()
    {
        var (club, id, browser) = await SignedIn();
        await using var _ = club;
        using var __ = browser;
        var file = await browser.Open("/profile/export");
        file.Message.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        var export = JsonNode.Parse(file.Html)!;
        ((string)export["member"]!["id"]!).ShouldBe(id);
        export["statement"]!.AsArray().Count.ShouldBe(1);
        export["sessions"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Leaving_takes_the_word_and_forgets_the_person()
    {
        var (club, id, browser) = await SignedIn();
        await using var _ = club;
        using var __ = browser;
        (await browser.Send("/profile/leave", ("word", "yes"))).Text.ShouldContain("Please type LEAVE.");
        ((string)(await club.Admin.Get($"/v1/members/{id}")).Json["status"]!).ShouldBe("active");

        (await browser.Send("/profile/leave", ("word", "leave"))).Text.ShouldContain("Welcome to");
        ((string)(await club.Admin.Get($"/v1/members/{id}")).Json["status"]!).ShouldBe("erased");
        (await browser.Open("/profile")).Address.ShouldStartWith("/sign-in");
        (await club.Store.Count($"documents where stream = 'account.{id}' and length(body) > 2")).ShouldBe(0);
    }
}
