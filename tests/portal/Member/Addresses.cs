using System.Net.Mail;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Templates.Mail;
using LoyaltyClub.Tests.Api;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>What strangers type: addresses that no mail reaches, names that are messages, referral codes that nobody has.</summary>
public class Addresses
{
    public static readonly TheoryData<string> Unmailable =
    [
        "a..b@x.example",
        ".a@x.example",
        "a.@x.example",
        "a,b@x.example",
        "a\"b@x.example",
        "\"a b\"@x.example",
        "(x@x.example",
        "a;b@x.example",
        "a:b@x.example",
        "a\\@x.example",
        "1<victim@x.example>",
        "\"x\"<victim@x.example>",
        "<victim@x.example>",
        "victim@x.example(1)",
        "mailto:victim@x.example",
        "victim@[192.0.2.1]",
        "victim@192.0.2.1",
        "victim@x.example.",
        "victim@x..example",
        "victim@-x.example",
        "victim@localhost",
        "áéí@x.example",
        "a@bücher.example",
        "a\u200b@x.example",
        "a@x.example\n",
        "0123456789012345678901234567890123456789012345678901234567890123x@x.example",
    ];

    public static readonly TheoryData<string> Mailable =
    [
        "ana@example.org",
        "Ana.Lopez+club@mail.example.org",
        "o'neil@x-y.example",
        "a!#$%&'*+/=?^_`{|}~-b@x.example",
        "1@2.example",
        "a@xn--bcher-kva.example",
    ];

    [Theory, MemberData(nameof(Unmailable))]
    public void An_address_that_no_mail_reaches_is_none(string address) => EmailAddress.IsMailable(address).ShouldBeFalse();

    [Theory, MemberData(nameof(Mailable))]
    public async Task An_address_that_is_taken_is_mailed_as_it_is_written(string address)
    {
        EmailAddress.IsMailable(address).ShouldBeTrue();
        MailAddress.TryCreate(address, out var read).ShouldBeTrue();
        read!.Address.ShouldBe(address);
        var folder = System.IO.Directory.CreateTempSubdirectory("mail").FullName;
        try
        {
            var mailer = new PickupMailer(folder, TimeProvider.System);
            (await mailer.Send(new("mail.1", "Club", address, "s", "t", "h"))).ShouldBe(MailResult.Taken);
            mailer.Forget(EmailAddress.HashOf("other@example.org"));
            System.IO.Directory.GetFiles(folder).ShouldHaveSingleItem();
            mailer.Forget(EmailAddress.HashOf(address.ToUpperInvariant()));
            System.IO.Directory.GetFiles(folder).ShouldBeEmpty();
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Wherever_an_address_is_typed_it_is_one_that_mails_reach()
    {
        await using var club = await Arranged.Club();
        var id = await club.Member("ana@example.org");
        using var browser = new Browser(club);
        using var olga = await Desk.Admin(club);
        foreach (var email in Unmailable)
        {
            (await browser.Send("/join", ("firstName", "A"), ("lastName", "B"), ("email", email.TrimEnd()))).Status.ShouldBe(
                email.EndsWith('\n') ? 200 : 422,
                email
            );
            (
                await club.Admin.Post(
                    "/v1/members",
                    new
                    {
                        operationId = "e" + email.Length,
                        firstName = "A",
                        email,
                    }
                )
            ).Code.ShouldBe("invalid_field");
            (await club.Admin.Patch($"/v1/members/{id}", new { email })).Code.ShouldBe("invalid_field");
        }

        (await olga.Browser.Send("/desk/staff", ("name", "Eve"), ("email", "1<eve@example.org>"), ("role", "Admin"))).Status.ShouldBe(422);
    }

    /// <summary>One client posts thirty joins in a moment; the next member's code must not wait behind them.</summary>
    [Fact]
    public async Task Thirty_joins_with_odd_addresses_hold_nobodys_code_up()
    {
        await using var club = await Arranged.Club();
        await club.Member("ana@example.org");
        using var client = new Browser(club, from: "198.51.100.1");
        for (var i = 0; i < 30; i++)
        {
            await client.Send("/join", ("firstName", "E"), ("lastName", "X"), ("email", $"a..b{i}@example.org"));
        }

        (await club.Store.Count("outbox where topic = 'mail'")).ShouldBe(0);
        using var ana = new Browser(club);
        await ana.SignIn(club, "ana@example.org");
    }

    [Theory]
    [InlineData("Ana", "Ana")]
    [InlineData("María de los Ángeles", "María de los Ángeles")]
    [InlineData("J. R. O'Neil-Gómez", "J. R. O'Neil-Gómez")]
    [InlineData("محمد", "محمد")]
    [InlineData("李小龍", "李小龍")]
    [InlineData("می\u200cنا", "می\u200cنا")]
    [InlineData("𠮷田", "𠮷田")]
    [InlineData("Zoë 🌸", "Zoë 🌸")]
    [InlineData("Ana 👩🏽‍🚀", "Ana 👩🏽‍🚀")]
    [InlineData("a{{Code}}b", "a{{Code}}b")]
    [InlineData("O'Brien & <b>", "O'Brien & <b>")]
    [InlineData(null, "")]
    [InlineData("Ana  Bea", "")]
    [InlineData("5️⃣5️⃣5️⃣", "")]
    [InlineData("① ②", "")]
    [InlineData("you won 500 EUR, claim within 24 h at https://evil.example/claim", "")]
    [InlineData("evil.example", "")]
    [InlineData("www.evil", "")]
    [InlineData("Call 555", "")]
    [InlineData("you have won a car call us", "")]
    [InlineData("Ana\u202egro.live", "")]
    [InlineData("Ana\u2066", "")]
    [InlineData("Ana\u2028Bea", "")]
    [InlineData("ana@evil", "")]
    [InlineData("Abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq", "")]
    public void A_mail_greets_by_a_name_and_by_nothing_else(string? typed, string greeted) => PersonName.InMail(typed).ShouldBe(greeted);

    [Fact]
    public async Task The_clubs_mails_carry_nobodys_message()
    {
        await using var club = await Arranged.Club();
        const string message = "you won 500 EUR, claim at https://evil.example/claim,";
        await club.Member("ana@example.org", message);
        using var browser = new Browser(club);
        var mail = new MailFolder(club);
        await browser.Send("/sign-in", ("email", "ana@example.org"));
        var letter = await mail.Next("ana@example.org");
        letter.Text.ShouldStartWith("Hello,");
        (letter.Text + letter.Html).ShouldNotContain("evil");

        using var stranger = new Browser(club);
        foreach (var name in new[] { message, "Ana\u202e" })
        {
            var page = await stranger.Send("/join", ("firstName", name), ("lastName", "x"), ("email", "victim@example.org"));
            page.Status.ShouldBe(422);
            page.Text.ShouldContain("That has characters that cannot be.");
        }
    }

    [Fact]
    public async Task Made_up_referral_codes_leave_nobody_in_memory()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        for (var i = 0; i < 100; i++)
        {
            using var browser = new Browser(club, from: $"198.51.100.{i}");
            var page = await browser.Send(
                "/join",
                ("firstName", "A"),
                ("lastName", "B"),
                ("email", $"a{i}@example.org"),
                ("ref", $"0000000000{i / 10}{i % 10}")
            );
            page.Status.ShouldBe(422);
        }

        var active = club.Services.GetRequiredService<ActiveMembers>();
        await TillSteps.Eventually(() => Task.FromResult(active.Count == 0), () => $"{active.Count} are in memory.");
    }
}
