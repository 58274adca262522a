using System.Net.Sockets;
using System.Text;
using LoyaltyClub.Contracts;
using LoyaltyClub.Templates.Mail;
using LoyaltyClub.Tests.Api;
using LoyaltyClub.Tests.Templates;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Portal;

/// <summary>The mail server is set up at the desk, by an admin, and tried out there.</summary>
public class MailSetUp
{
    private const string Page = "/desk/settings/mail",
        Password = "s3cret-of-the-mail-server";

    private static (string, string?)[] Fields(MailServer server, params (string Name, string? Value)[] other) =>
        [
            .. new (string Name, string? Value)[]
            {
                ("host", "127.0.0.1"),
                ("port", $"{server.Port}"),
                ("encryption", nameof(MailEncryption.None)),
                ("from", "club@example.org"),
            }.Where(field => other.All(more => more.Name != field.Name)),
            .. other,
        ];

    private static async Task<AuditLine[]> Audit(ClubApplication club, int lines)
    {
        AuditLine[] read = [];
        await TillSteps.Eventually(
            async () =>
                (
                    read = (
                        await club.Services.GetRequiredService<IAudit>().Read(new(null, "mailServer", null, null, null, null, 100))
                    ).Items
                ).Length == lines,
            () => $"{read.Length} lines"
        );
        return read;
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task It_is_set_up_tried_used_and_turned_off_and_its_password_is_nowhere(StoreKind kind)
    {
        await using var club = await Arranged.Club(kind);
        await using var server = new MailServer();
        using var olga = await Desk.Admin(club);
        var none = await olga.Browser.Open(Page);
        none.Text.ShouldContain("Mail is not set up yet.");
        none.Html.ShouldNotContain(club.MailFolder);
        (await olga.Browser.Send(Page + "/test")).Text.ShouldContain("Mail is not set up yet.");
        // Nothing that cannot be is kept.
        foreach (
            var (field, value) in new[]
            {
                ("host", ""),
                ("host", "a b"),
                ("host", "http://x"),
                ("port", "0"),
                ("port", "65536"),
                ("port", "25x"),
                ("encryption", "SSL"),
                ("from", "club"),
                ("user", new string('u', 201)),
                ("user", "without a password"),
                ("fromName", "https://evil.example"),
            }
        )
        {
            (await olga.Browser.Send(Page, Fields(server, (field, value)))).Status.ShouldBe(422, field + value);
        }

        var saved = await olga.Browser.Send(Page, Fields(server, ("user", "club"), ("password", Password), ("fromName", "La Ribera")));
        saved.Address.ShouldBe(Page + "?done=saved");
        saved.Html.ShouldNotContain(Password);
        saved.Text.ShouldContain("A password is saved.");
        saved.Text.ShouldNotContain("Mail is not set up yet.");
        var tried = await olga.Browser.Send(Page + "/test");
        tried.Text.ShouldContain("The server has taken the mail for olga@example.org.");
        var test = await server.Next("olga@example.org");
        test.Subject.ShouldBe("Test mail of Club <La Ribera> & Co");
        server.Received.Last().Source.ShouldContain("From: La Ribera <club@example.org>");

        // Mails leave by it, and codes sign in.
        await club.Member("ana@example.org");
        using var ana = new Browser(club);
        await ana.Send("/sign-in", ("email", "ana@example.org"));
        (await ana.Send("/sign-in/code", ("code", (await server.Next("ana@example.org")).Code))).Address.ShouldBe("/");
        System.IO.Directory.Exists(club.MailFolder).ShouldBeFalse();

        // An empty password keeps the one there is, for the same user of the same server only.
        (await olga.Browser.Send(Page, Fields(server, ("user", "club")))).Address.ShouldBe(Page + "?done=saved");
        (await club.Services.GetRequiredService<IMailSettings>().Read()).HasPassword.ShouldBeTrue();
        (await olga.Browser.Send(Page, Fields(server, ("user", "club"), ("host", "localhost")))).Status.ShouldBe(422);

        var bytes = kind == StoreKind.Postgres ? "convert_from(body, 'UTF8')" : "cast(body as text)";
        var document = (string)(await club.Store.Sql($"select {bytes} from documents where stream = 'mailserver'"))!;
        document.ShouldContain("127.0.0.1");
        document.ShouldNotContain(Password);
        document.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)));

        (await olga.Browser.Send(Page + "/remove")).Text.ShouldContain("Mail is off.");
        (await club.Services.GetRequiredService<IMailSettings>().Leave()).ShouldBeFalse();
        var lines = await Audit(club, 3);
        lines
            .Select(line => (line.Before, line.After))
            .ShouldBe([
                ($"127.0.0.1:{server.Port}", null),
                ($"127.0.0.1:{server.Port}", $"127.0.0.1:{server.Port}"),
                (null, $"127.0.0.1:{server.Port}"),
            ]);
        lines.ShouldAllBe(line => line.By.StartsWith("staff:") && !line.ToString().Contains(Password));
        (await olga.Browser.Open("/desk/audit")).Text.ShouldContain("Mail server");
    }

    [Fact]
    public async Task What_the_server_answers_to_a_test_is_said_in_words()
    {
        await using var club = await Arranged.Club();
        await using var server = new MailServer();
        using var olga = await Desk.Admin(club);
        await olga.Browser.Send(Page, Fields(server));
        async Task<string> Tried() => (await olga.Browser.Send(Page + "/test")).Text;

        server.Recipient = _ => "550 5.1.1 no such person";
        (await Tried()).ShouldContain("The server does not accept mails for olga@example.org. The server said: 550 5.1.1 no such person");
        server.Recipient = _ => "250 OK";
        server.Taken = _ => "554 5.7.1 looks like spam";
        (await Tried()).ShouldContain("The server refused the mail. The server said: 554 5.7.1 looks like spam");
        await olga.Browser.Send(Page, Fields(server, ("encryption", nameof(MailEncryption.StartTls))));
        (await Tried()).ShouldContain("The connection could not be encrypted.");
        await olga.Browser.Send(Page, Fields(server, ("port", $"{ServiceProcess.FreePort()}")));
        (await Tried()).ShouldContain("The server does not answer.");
        SmtpTrial.Of(new SocketException((int)SocketError.HostNotFound)).Step.ShouldBe(SmtpStep.NoHost);
        // A test waits for nobody and leaves nothing behind.
        (await club.Store.Count("outbox where topic = 'mail'")).ShouldBe(0);
    }

    [Fact]
    public async Task The_environment_wins_and_the_page_says_so()
    {
        await using var server = new MailServer();
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, null, "--Club:Smtp=" + server.Setting);
        await using var other = new MailServer();
        await club.SetUpMail(other);
        using var olga = await Desk.Admin(club);
        var page = await olga.Browser.Open(Page);
        page.Text.ShouldContain("Club__Smtp");
        page.Html.ShouldNotContain("name=\"host\"");
        (await olga.Browser.Send(Page + "/test")).Text.ShouldContain("The server has taken the mail");
        (await server.Next("olga@example.org")).Subject.ShouldStartWith("Test mail");
        other.Received.ShouldBeEmpty();
    }

    /// <summary>Somebody tries things out on a copy of the real club.</summary>
    [Fact]
    public async Task A_copy_of_the_club_in_a_sandbox_writes_to_nobody()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        await using var server = new MailServer();
        await using (var club = await ClubApplication.Start(store))
        {
            await club.SetUpMail(server);
            (await club.Services.GetRequiredService<IMailSettings>().Leave()).ShouldBeTrue();
        }

        await using var copy = await ClubApplication.Start(store, ownsStore: false, "--Club:Sandbox=true");
        (await copy.Services.GetRequiredService<IMailSettings>().Leave()).ShouldBeFalse();
        await copy.Member("ana@example.org");
        using var ana = new Browser(copy);
        await ana.SignIn(copy, "ana@example.org");
        server.Received.ShouldBeEmpty();
        await copy.SetUpMail(server);
        (await copy.Services.GetRequiredService<IMailSettings>().Leave()).ShouldBeTrue();
    }
}
