using System.Security.Cryptography;
using LoyaltyClub.Portal.Desk;

namespace LoyaltyClub.Portal.Pages.Desk;

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
        StaffSessions.Read(Request.Cookies[Ticket]) is null ? LocalRedirect(DeskBack.With("/desk/sign-in", Return)) : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (StaffSessions.Read(Request.Cookies[Ticket]) is not (var id, var token))
        {
            return LocalRedirect(DeskBack.With("/desk/sign-in", Return));
        }

        var code = string.Concat(((await Form.Read(Request))["code"] ?? "").Where(char.IsAsciiLetterOrDigit));
        var answer =
            code.Length is not (6 or 16) ? CodeAnswer.Wrong // a slip that guesses nothing costs no try
            : limits.Try(HttpContext, id) is not null ? CodeAnswer.Over
            : await grains.GetGrain<IStaffLoginGrain>(id).Code(SHA256.HashData(token), code);
        if (answer == CodeAnswer.Right && await grains.GetGrain<IStaffGrain>(ClubKey.Value).Find(id) is { Disabled: false } one)
        {
            Response.Cookies.Delete(Ticket, StaffSessions.Options(HttpContext, null));
            await StaffSessions.Begin(HttpContext, one);
            return LocalRedirect(DeskBack.To(Return));
        }
        Problem = answer == CodeAnswer.Wrong ? "desk.code.wrong" : "desk.code.over";
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
