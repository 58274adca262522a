using System.Globalization;
using MimeKit;

namespace LoyaltyClub.Templates.Mail;

/// <summary>
/// Writes each mail as an .eml file into a folder, for a mail program to open. A file gets its final name once it is complete.
/// </summary>
public sealed class PickupMailer(string folder, TimeProvider machine) : IMailer
{
    private static readonly FormatOptions Lines = Format();
    private readonly string folder = Path.GetFullPath(folder);

    public string? Pickup => folder;

    public async Task<MailResult> Send(MailMessage message, CancellationToken cancel = default)
    {
        var now = machine.GetUtcNow();
        var id = Guid.NewGuid().ToString("N");
        var unfinished = Path.Combine(folder, "." + id);
        try
        {
            System.IO.Directory.CreateDirectory(folder);
            using var mail = Composition.Of(message, "club@localhost", now);
            await using (var file = File.Create(unfinished))
            {
                await mail.WriteToAsync(Lines, file, cancel);
            }

            var name = string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMdd-HHmmss-fff}-{id[..8]}.eml");
            File.Move(unfinished, Path.Combine(folder, name));
            return MailResult.Taken;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            return new(MailOutcome.ServerAway, fault.GetType().Name);
        }
    }

    private static FormatOptions Format()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
