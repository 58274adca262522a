using LoyaltyClub.Templates;
using LoyaltyClub.Templates.Emails;
using LoyaltyClub.Templates.Mail;

namespace LoyaltyClub.Tests.Templates;

public class Mails
{
    private static IMailView[] All(string club, string name) =>
        [
            new SignInCode(club, name, "012345", 10),
            new Welcome(club, name, "012345", 10),
            new AlreadyAMember(club, name, "012345", 10),
            new NewAddress(club, name, "012345", 10),
            new StaffInvitation(club, name, new("https://example.org/012345")),
            new JoinedAtCounter(club, name, new("https://example.org/012345")),
            new AddressChanged(club, name),
            new MailTest(club, name),
        ];

    [Fact]
    public void Every_mail_is_whole_in_every_language()
    {
        typeof(MailRenderer)
            .Assembly.GetTypes()
            .Count(type => type.IsClass && type.IsAssignableTo(typeof(IMailView)))
            .ShouldBe(All("", "").Length);
        foreach (var view in All("El Club", "Ana"))
        {
            foreach (var language in MailRenderer.Languages)
            {
                var letter = MailRenderer.Render(view, "mail.1", "a@example.org", language);
                letter.Subject.ShouldContain(view is StaffInvitation or JoinedAtCounter or AddressChanged or MailTest ? "El Club" : "012345");
                foreach (var body in new[] { letter.Text, letter.Html })
                {
                    body.ShouldContain("Ana");
                    if (view is not (AddressChanged or MailTest))
                    {
                        body.ShouldContain("012345");
                    }

                    if (view is not (StaffInvitation or JoinedAtCounter or AddressChanged or MailTest))
                    {
                        body.ShouldContain("10 minut");
                    }

                    body.ShouldNotContain("{{");
                }
            }
        }

        MailRenderer.Render(All("C", "A")[0], "mail.1", "a@example.org", "fr").Text.ShouldContain("Hello A");
    }

    [Fact]
    public void A_name_is_a_name_whatever_is_in_it()
    {
        foreach (var view in All("C\r\nBcc: x@example.org", "<script>{{Code}}</script>"))
        {
            var letter = MailRenderer.Render(view, "mail.1", "a@example.org", "en");
            letter.Html.ShouldContain("&lt;script&gt;{{Code}}&lt;/script&gt;");
            letter.Html.ShouldNotContain("<script");
            letter.Subject.ShouldNotContain("\n");
            letter.FromName.ShouldNotContain("\n");
        }
    }

    [Fact]
    public async Task A_picked_up_mail_reads_as_it_was_written()
    {
        var folder = Directory.CreateTempSubdirectory("mail").FullName;
        try
        {
            var letter = MailRenderer.Render(new Welcome("Café Ñandú", "José", "012345", 10), "mail.1", "jose@example.org", "es");
            (await new PickupMailer(folder, TimeProvider.System).Send(letter)).ShouldBe(MailResult.Taken);
            var file = Directory.GetFileSystemEntries(folder).Single();
            file.ShouldEndWith(".eml");
            var mail = LoyaltyClub.Tests.Portal.ReceivedMail.Read(await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1));
            mail.Subject.ShouldBe(letter.Subject);
            mail.Text.ReplaceLineEndings("\n").TrimEnd().ShouldBe(letter.Text.TrimEnd());
            mail.Html.ReplaceLineEndings("\n").TrimEnd().ShouldBe(letter.Html.TrimEnd());
            mail.To.ShouldContain("jose@example.org");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://mail")]
    [InlineData("smtp://")]
    [InlineData("mail?from=nobody")]
    public void A_mail_server_that_cannot_be_read_is_refused(string setting) =>
        Should.Throw<ArgumentException>(() => new SmtpMailer(setting, TimeProvider.System));
}
