using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LoyaltyClub.Portal.Member;

/// <summary>Signs in with the code from the mail.</summary>
internal sealed class CodeModel(Codes codes, ClaimedReceipts claims, Visitor visitor, IGrainFactory grains) : PageModel
{
    public string Email { get; private set; } = "";

    /// <summary>False as long as the club has not set up mail.</summary>
    public bool MailLeaves { get; private set; }

    /// <summary>Key of the words that say why a code was refused.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whoever has just joined is sent a code in any case, so the page says it without an "if".</summary>
    [FromQuery(Name = "joined")]
    public bool Joined { get; set; }

    [FromQuery(Name = "back")]
    public string? Return { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (Codes.Waiting(HttpContext) is not { } email)
        {
            return LocalRedirect(Back.With("/sign-in", Return));
        }

        (Email, MailLeaves) = (email, await codes.Leave());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Codes.Waiting(HttpContext) is not { } email)
        {
            return LocalRedirect(Back.With("/sign-in", Return));
        }

        (Email, MailLeaves) = (email, await codes.Leave());
        var answer = await codes.Try(HttpContext, (await Form.Read(Request))["code"]);
        // A correctly guessed code for an unknown address gets the same answer as any other code.
        if (answer == CodeAnswer.Right && await codes.MemberWith(email) is { } member)
        {
            if (member.EmailUnconfirmed && visitor.Member == member.Id)
            {
                await grains.GetGrain<IMemberGrain>(member.Id).ConfirmEmail(email);
            }
            else if (member is { EmailUnconfirmed: true, Unproven: true })
            {
                await codes.TakeOver(HttpContext, member, email);
            }
            else if (member.EmailUnconfirmed)
            {
                await grains.GetGrain<IMemberGrain>(member.Id).ConfirmEmail(email);
                return LocalRedirect("/sign-in?confirmed=1");
            }

            await codes.Remember(HttpContext, email);
            await Sessions.Begin(HttpContext, member, "mailed code");
            await claims.TakeOnTheWay(Return, member);
            return LocalRedirect(Back.To(Return));
        }
        Problem = answer == CodeAnswer.Wrong ? "member.code.wrong" : "member.code.over";
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
