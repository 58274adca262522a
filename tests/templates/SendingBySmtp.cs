using System.Net.Sockets;
using LoyaltyClub.Templates.Mail;

namespace LoyaltyClub.Tests.Templates;

public class SendingBySmtp
{
    private static MailMessage Mail(int number) =>
        new($"mail.{number}", "Café Ñandú", $"a{number}@example.org", $"¡Número {number}!", "Texto\n", "<p>Texto</p>\n");

    [Fact]
    public async Task Mails_go_on_one_connection_that_does_not_wait_for_small_packets_to_be_confirmed()
    {
        await using var server = new MailServer();
        var sockets = new List<Socket>();
        await using var mailer = new SmtpMailer(server.Setting, TimeProvider.System) { Opened = sockets.Add };
        for (var number = 1; number <= 5; number++)
        {
            (await mailer.Send(Mail(number))).ShouldBe(MailResult.Taken);
        }

        server.Connections.ShouldBe(1);
        var socket = sockets.ShouldHaveSingleItem();
        socket.NoDelay.ShouldBeTrue();
        // That one and no other brought them.
        socket.LocalEndPoint!.ToString()!.ShouldEndWith(server.LastClient!.ToString()!.Split(':')[^1]);
        server.Received.Select(mail => mail.Mail.Subject).ShouldBe(Enumerable.Range(1, 5).Select(number => $"¡Número {number}!"));
        server.Received.ShouldAllBe(mail =>
            mail.Source.Contains("Auto-Submitted: auto-generated") && mail.Source.Contains("Message-Id: <mail.")
        );
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_meanwhile_costs_no_mail()
    {
        await using var server = new MailServer { ClosesAfterEach = true };
        await using var mailer = new SmtpMailer(server.Setting, TimeProvider.System);
        for (var number = 1; number <= 3; number++)
        {
            (await mailer.Send(Mail(number))).ShouldBe(MailResult.Taken);
        }

        server.Received.Count.ShouldBe(3);
        server.Connections.ShouldBe(3);
    }

    [Theory]
    [InlineData("250 OK", "250 Taken", MailOutcome.Taken)]
    [InlineData("550 5.1.1 no such mailbox a1@example.org", "", MailOutcome.Refused)]
    [InlineData("554 5.7.1 policy", "", MailOutcome.Refused)]
    [InlineData("450 4.2.1 later", "", MailOutcome.Later)]
    [InlineData("421 4.3.2 closing", "", MailOutcome.ServerAway)]
    [InlineData("530 5.7.0 who are you", "", MailOutcome.ServerAway)]
    [InlineData("250 OK", "554 5.6.0 not such a mail", MailOutcome.Refused)]
    [InlineData("250 OK", "451 4.3.0 later", MailOutcome.Later)]
    [InlineData("250 OK", null, MailOutcome.Unknown)]
    public async Task What_the_server_says_decides_what_becomes_of_a_mail(string recipient, string? taken, MailOutcome outcome)
    {
        await using var server = new MailServer { Recipient = _ => recipient, Taken = _ => taken };
        await using var mailer = new SmtpMailer(server.Setting, TimeProvider.System);
        var result = await mailer.Send(Mail(1));
        result.Outcome.ShouldBe(outcome, result.Reason);
        result.Reason.ShouldNotContain("@");
        // What was refused leaves the connection as good as new.
        (server.Recipient, server.Taken) = (_ => "250 OK", _ => "250 Taken");
        (await mailer.Send(Mail(2))).ShouldBe(MailResult.Taken);
    }

    [Fact]
    public async Task A_server_that_nobody_reaches_is_away()
    {
        await using var mailer = new SmtpMailer($"127.0.0.1:{ServiceProcess.FreePort()}", TimeProvider.System);
        (await mailer.Send(Mail(1))).Outcome.ShouldBe(MailOutcome.ServerAway);
    }

    [Fact]
    public async Task Where_TLS_is_wanted_nothing_goes_without_it()
    {
        await using var server = new MailServer();
        await using var mailer = new SmtpMailer("smtps://user:secret@" + server.Setting, TimeProvider.System);
        (await mailer.Send(Mail(1))).Outcome.ShouldBe(MailOutcome.ServerAway);
        server.Received.ShouldBeEmpty();
        server.Recipients.ShouldBe(0);
    }
}
