using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace LoyaltyClub.Templates.Mail;

/// <summary>A letter as .NET's mail classes want it.</summary>
internal static class Composition
{
    public static MailMessage Of(Letter letter, string from)
    {
        var mail = new MailMessage
        {
            From = new(from, letter.FromName, Encoding.UTF8),
            Subject = letter.Subject,
            SubjectEncoding = Encoding.UTF8,
            BodyEncoding = Encoding.UTF8,
        };
        mail.To.Add(new MailAddress(letter.To));
        // Answers of machines (out of office) are not wanted, and machines ask this header.
        mail.Headers["Auto-Submitted"] = "auto-generated";
        // The one that reads best comes last.
        mail.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(letter.Text, Encoding.UTF8, MediaTypeNames.Text.Plain));
        mail.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(letter.Html, Encoding.UTF8, MediaTypeNames.Text.Html));
        return mail;
    }
}
