using System.Globalization;
using System.Net.Mail;

namespace LoyaltyClub.Templates.Mail;

/// <summary>
/// Puts every mail as an .eml file into a folder, where a mail program opens it. A file is whole as soon as it has its name.
/// </summary>
public sealed class PickupMailer(string folder, TimeProvider machine) : IMailer
{
    private readonly string folder = Path.GetFullPath(folder);

    public string? Pickup => folder;

    public async Task Send(Letter letter, CancellationToken cancel = default)
    {
        var desk = Directory.CreateDirectory(Path.Combine(folder, "." + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            using var smtp = new SmtpClient
            {
                DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
                PickupDirectoryLocation = desk,
            };
            using var mail = Composition.Of(letter, "club@localhost");
            await smtp.SendMailAsync(mail, cancel);
            var file = Directory.GetFiles(desk).Single();
            var name = string.Create(
                CultureInfo.InvariantCulture,
                $"{machine.GetUtcNow():yyyyMMdd-HHmmss-fff}-{Path.GetFileName(file)[..8]}.eml"
            );
            File.Move(file, Path.Combine(folder, name));
        }
        finally
        {
            Directory.Delete(desk, recursive: true);
        }
    }
}
