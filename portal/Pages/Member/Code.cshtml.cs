using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LoyaltyClub.Portal.Pages.Member;

/// <summary>Signs in with the code from the mail.</summary>
internal sealed class CodeModel(Codes codes) : PageModel
{
    public string Email { get; private set; } = "";
    public string? Pickup => codes.Pickup;

    /// <summary>Key of the words that say why a code was refused.</summary>
    public string? Problem { get; private set; }

    [FromQuery(Name = "back")]
    public string? Return { get; set; }

    public IActionResult OnGet()
    {
        if (Codes.Waiting(HttpContext) is not { } email)
        {
            return LocalRedirect(Back.With("/sign-in", Return));
        }

        Email = email;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Codes.Waiting(HttpContext) is not { } email)
        {
            return LocalRedirect(Back.With("/sign-in", Return));
        }

        Email = email;
        var answer = await codes.Try(HttpContext, (await Form.Read(Request))["code"]);
        // A correctly guessed code for an unknown address gets the same answer as any other code.
        if (answer == CodeAnswer.Right && await codes.MemberWith(email) is { } member)
        {
            await Sessions.Begin(HttpContext, member);
            return LocalRedirect(Back.To(Return));
        }
        Problem = answer == CodeAnswer.Wrong ? "member.code.wrong" : "member.code.over";
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
