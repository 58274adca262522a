using System.Text;
using MimeKit;
using MimeKit.Text;

namespace LoyaltyClub.Templates.Mail;

/// <summary>Builds the MIME message, with line lengths that every mail server accepts.</summary>
internal static class Composition
{
    public static MimeMessage Of(MailMessage message, string from, DateTimeOffset now)
    {
        var mail = new MimeMessage
        {
            Subject = message.Subject,
            Date = now,
            MessageId = $"{message.Id}@{from[(from.LastIndexOf('@') + 1)..]}",
            // Clients show the last alternative that they can display.
            Body = new MultipartAlternative(Part(TextFormat.Plain, message.Text), Part(TextFormat.Html, message.Html)),
        };
        mail.From.Add(new MailboxAddress(Encoding.UTF8, message.FromName, from));
        mail.To.Add(new MailboxAddress(Encoding.UTF8, "", message.To));
        // Suppresses automatic replies such as out-of-office messages.
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Prepare(EncodingConstraint.SevenBit);
        return mail;
    }

    private static TextPart Part(TextFormat format, string text)
    {
        var part = new TextPart(format);
        part.SetText(Encoding.UTF8, text);
        return part;
    }
}
