using System.Globalization;
using LoyaltyClub.Contracts;
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
            MakeFolder();
            using var mail = Composition.Of(message, "club@localhost", now);
            await using (var file = new FileStream(unfinished, Private()))
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

    public void Forget(string hash)
    {
        if (!System.IO.Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in System.IO.Directory.EnumerateFiles(folder, "*.eml"))
        {
            if (To(file) is { } to && EmailAddress.HashOf(to) == hash)
            {
                File.Delete(file);
            }
        }
    }

    private static string? To(string file)
    {
        using var stream = File.OpenRead(file);
        var headers = new MimeParser(stream).ParseHeaders();
        return MailboxAddress.TryParse(headers[HeaderId.To] ?? "", out var to) ? to.GetAddress(idnEncode: true) : null;
    }

    /// <summary>Names, addresses and codes: for the service's own user only.</summary>
    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(folder);
        }
        else
        {
            System.IO.Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static FormatOptions Format()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
