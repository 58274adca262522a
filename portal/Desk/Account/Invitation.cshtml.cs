using OtpNet;

namespace LoyaltyClub.Portal.Desk;

/// <summary>
/// Sets up the credentials of staff: password, authenticator app and recovery codes, which are shown only once. The link's code is in the
/// address's fragment, which is neither sent nor logged; the page's script posts it, and each form carries it on in its body.
/// </summary>
[For(StaffRole.None, Anyone = true)]
internal sealed class InvitationModel(Invitations invitations, IGrainFactory grains, Words words, ICardPictures pictures) : PageModel
{
    /// <summary>In the query of links that were mailed by an earlier release.</summary>
    [FromQuery(Name = "code")]
    public string? Code { get; set; }

    public Form Form { get; private set; } = new();

    /// <summary>True for a page that has not got the link's code yet.</summary>
    public bool Opens { get; private set; }

    /// <summary>The invited staff member; null if the invitation is no longer valid.</summary>
    public StaffView? One { get; private set; }

    /// <summary>Secret of the authenticator app, after the password is set.</summary>
    public byte[]? Secret { get; private set; }

    /// <summary>True for staff who keep the authenticator app they have: its secret is not shown again.</summary>
    public bool HasApp { get; private set; }
    public string[]? RecoveryCodes { get; private set; }

    public string Spelled => string.Join(' ', Base32Encoding.ToString(Secret).Chunk(4).Select(part => new string(part)));

    /// <summary>QR code for the authenticator app. Safe as markup: generated from an encoded text.</summary>
    public string Qr =>
        pictures.QrSvg(
            $"otpauth://totp/{Uri.EscapeDataString(words.Club)}:{Uri.EscapeDataString(One!.Email ?? One.Name)}?secret={Base32Encoding.ToString(Secret)}&issuer={Uri.EscapeDataString(words.Club)}"
        );

    public async Task OnGetAsync()
    {
        Opens = Code is null;
        if (!Opens && await Look() is { } token)
        {
            Secret = await Login.Prepared(token);
        }
    }

    /// <summary>The code of the link's fragment arrives.</summary>
    public async Task OnPostAsync()
    {
        Form = await Form.Read(Request);
        if (await Look() is { } token)
        {
            Secret = await Login.Prepared(token);
        }
    }

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        Form = await Form.Read(Request);
        if (await Look() is not { } token)
        {
            return Page();
        }

        var password = Passwords.New(Form, One!, words.Club);
        if (Form.IsGood)
        {
            Secret = await Login.Prepare(token, password!);
        }
        else
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        return Page();
    }

    public async Task<IActionResult> OnPostConfirmAsync()
    {
        Form = await Form.Read(Request);
        if (await Look() is not { } token)
        {
            return Page();
        }

        RecoveryCodes = await Login.Confirm(token, string.Concat((Form["typed"] ?? "").Where(char.IsAsciiLetterOrDigit)));
        if (RecoveryCodes is null)
        {
            Form.Refuse("typed", "desk.code.wrong");
            Secret = await Login.Prepared(token);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        await grains.GetGrain<IStaffGrain>(ClubKey.Value).Joined(One!.Id);
        HttpContext.Note(SecurityEvent.StaffJoined, AuditLine.ByStaff(One.Id));
        HttpContext.Note(SecurityEvent.SignedIn, AuditLine.ByStaff(One.Id), "invitation");
        await StaffSessions.Begin(HttpContext, One.Id);
        return Page();
    }

    private IStaffLoginGrain Login => grains.GetGrain<IStaffLoginGrain>(One!.Id);

    private async Task<byte[]?> Look()
    {
        Code = Form["code"] ?? Code;
        var found = await invitations.Find(Code);
        One = found?.One;
        if (found is null)
        {
            if (Code is not null)
            {
                HttpContext.Note(SecurityEvent.LinkRefused, how: "invitation");
            }

            Response.StatusCode = StatusCodes.Status410Gone;
        }
        else
        {
            HasApp = (await Login.State()).KeepsApp;
        }

        return found?.Token;
    }
}
