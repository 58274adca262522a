using LoyaltyClub.Portal.Desk;
using OtpNet;

namespace LoyaltyClub.Portal.Pages.Desk;

/// <summary>Sets up the credentials of staff: password, authenticator app and recovery codes, which are shown only once.</summary>
[For(StaffRole.None, Anyone = true)]
internal sealed class InvitationModel(Invitations invitations, IGrainFactory grains, IClubFacts club, ICardPictures pictures) : PageModel
{
    [FromQuery(Name = "code")]
    public string? Code { get; set; }

    public Form Form { get; private set; } = new();

    /// <summary>The invited staff member; null if the invitation is no longer valid.</summary>
    public StaffView? One { get; private set; }

    /// <summary>Secret of the authenticator app, after the password is set.</summary>
    public byte[]? Secret { get; private set; }
    public string[]? RecoveryCodes { get; private set; }

    public string Spelled => string.Join(' ', Base32Encoding.ToString(Secret).Chunk(4).Select(part => new string(part)));

    /// <summary>QR code for the authenticator app. Safe as markup: generated from an encoded text.</summary>
    public string Qr =>
        pictures.QrSvg(
            $"otpauth://totp/{Uri.EscapeDataString(club.Name)}:{Uri.EscapeDataString(One!.Email ?? One.Name)}?secret={Base32Encoding.ToString(Secret)}&issuer={Uri.EscapeDataString(club.Name)}"
        );

    public async Task OnGetAsync()
    {
        if (await Look() is { } token)
        {
            Secret = await Login.Prepared(token);
        }
    }

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        if (await Look() is not { } token)
        {
            return Page();
        }

        Form = await Form.Read(Request);
        var password = Passwords.New(Form, One!);
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
        if (await Look() is not { } token)
        {
            return Page();
        }

        Form = await Form.Read(Request);
        RecoveryCodes = await Login.Confirm(token, string.Concat((Form["typed"] ?? "").Where(char.IsAsciiDigit)));
        if (RecoveryCodes is null)
        {
            Form.Refuse("typed", "desk.code.wrong");
            Secret = await Login.Prepared(token);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        await grains.GetGrain<IStaffGrain>(ClubKey.Value).Joined(One!.Id);
        await StaffSessions.Begin(HttpContext, One.Id);
        return Page();
    }

    private IStaffLoginGrain Login => grains.GetGrain<IStaffLoginGrain>(One!.Id);

    private async Task<byte[]?> Look()
    {
        var found = await invitations.Find(Code);
        One = found?.One;
        if (found is null)
        {
            Response.StatusCode = StatusCodes.Status410Gone;
        }

        return found?.Token;
    }
}
