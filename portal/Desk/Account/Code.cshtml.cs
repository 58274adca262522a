using System.Security.Cryptography;

namespace LoyaltyClub.Portal.Desk;

/// <summary>Second step of signing in: a code of the authenticator app or a recovery code.</summary>
[For(StaffRole.None, Anyone = true)]
internal sealed class CodeModel(IGrainFactory grains, Limits limits) : PageModel
{
    /// <summary>Cookie of a browser in which the password step succeeded.</summary>
    public const string Ticket = "lc_staff_ticket";

    public string? Problem { get; private set; }

    [FromQuery(Name = "back")]
    public string? Return { get; set; }

    public IActionResult OnGet() =>
        StaffSessions.Read(Cookies.Read(HttpContext, Ticket)) is null ? LocalRedirect(DeskBack.With("/desk/sign-in", Return)) : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (StaffSessions.Read(Cookies.Read(HttpContext, Ticket)) is not (var id, var token))
        {
            return LocalRedirect(DeskBack.With("/desk/sign-in", Return));
        }

        var code = string.Concat(((await Form.Read(Request))["code"] ?? "").Where(char.IsAsciiLetterOrDigit));
        var answer =
            code.Length is not (6 or 16 or 24) ? CodeAnswer.Wrong // a slip that guesses nothing costs no try
            : limits.Try(HttpContext, id) is not null ? CodeAnswer.Over
            : await grains.GetGrain<IStaffLoginGrain>(id).Code(SHA256.HashData(token), code);
        var how = code.Length > 6 ? "password and recovery code" : "password and app";
        if (answer == CodeAnswer.Right && await grains.GetGrain<IStaffGrain>(ClubKey.Value).Find(id) is { Disabled: false } one)
        {
            Cookies.Delete(HttpContext, Ticket, StaffSessions.Room);
            await StaffSessions.Begin(HttpContext, one, how);
            return LocalRedirect(DeskBack.To(Return));
        }
        // The id is the browser's word.
        var known = await grains.GetGrain<IStaffGrain>(ClubKey.Value).Find(id) is not null;
        HttpContext.Note(SecurityEvent.SignInFailed, known ? AuditLine.ByStaff(id) : null, how);
        Problem = answer == CodeAnswer.Wrong ? "desk.code.wrong" : "desk.code.over";
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
