using System.Globalization;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Sets up the mail server, and sends a test to whoever sets it up.</summary>
[For(StaffRole.Admin)]
internal sealed class MailModel(StaffVisitor visitor, IMailSettings settings, TimeProvider machine, Words words) : PageModel
{
    private const string Address = "/desk/settings/mail";

    public static readonly IReadOnlyList<MailEncryption> Encryptions = [MailEncryption.StartTls, MailEncryption.Tls, MailEncryption.None];

    public Form Form { get; private set; } = new();
    public MailSettingsView View { get; private set; } = null!;
    public MailTrial? Trial { get; private set; }

    /// <summary>Where a test is sent.</summary>
    public string To => visitor.View!.Email!;

    [FromQuery(Name = "done")]
    public string? Done { get; set; }

    public async Task OnGetAsync()
    {
        View = await settings.Read();
        var server = View.Server;
        Form = new()
        {
            ["host"] = server?.Host,
            ["port"] = (server?.Port ?? 587).ToString(CultureInfo.InvariantCulture),
            ["encryption"] = (server?.Encryption ?? MailEncryption.StartTls).ToString(),
            ["user"] = server?.User,
            ["from"] = server?.From,
            ["fromName"] = server?.FromName,
        };
    }

    public async Task<IActionResult> OnPostAsync()
    {
        // Whoever has the mail server has every code.
        if (IsLongAgo() is { } again)
        {
            return again;
        }

        Form = await Form.Read(Request);
        var (host, user, password, from) = (Text("host", required: true), Text("user"), Text("password"), Form.Email("from"));
        if (host is not null && Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            Form.Refuse("host", "desk.mail.fault.host");
        }

        if (!int.TryParse(Form["port"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65_535)
        {
            Form.Refuse("port", "desk.mail.fault.port");
        }

        if (!Enum.TryParse<MailEncryption>(Form["encryption"], out var encryption) || !Encryptions.Contains(encryption))
        {
            Form.Refuse("encryption", "member.fault.required");
        }

        var name = Form.Name("fromName", required: false);
        View = await settings.Read();
        if (password is null && user is not null && !(View.HasPassword && View.Server!.Host == host && View.Server.User == user))
        {
            Form.Refuse("password", "member.fault.required");
        }

        if (!Form.IsGood)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        await settings.Put(new(host!, port, encryption, user, password, from!, name), visitor.By);
        return LocalRedirect(Address + "?done=saved");
    }

    public async Task<IActionResult> OnPostTestAsync()
    {
        await OnGetAsync();
        Trial = await settings.Try(To, visitor.View!.Name, words.Language, HttpContext.RequestAborted);
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        if (IsLongAgo() is { } again)
        {
            return again;
        }

        await settings.Remove(visitor.By);
        return LocalRedirect(Address + "?done=removed");
    }

    private LocalRedirectResult? IsLongAgo() =>
        Recent.Is(machine, visitor.SignedInAt) ? null : LocalRedirect(Recent.Again("/desk/sign-in", Address));

    private string? Text(string field, bool required = false)
    {
        var text = Form[field];
        if (text is null && required)
        {
            Form.Refuse(field, "member.fault.required");
        }

        if (text is { Length: > SmtpSettings.LongestText })
        {
            Form.Refuse(field, "member.fault.long");
        }

        if (text is not null && text.Any(char.IsControl))
        {
            Form.Refuse(field, "member.fault.characters");
        }

        return text;
    }
}
