using LoyaltyClub.Contracts;
using LoyaltyClub.Portal.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LoyaltyClub.Portal.Member;

/// <summary>Signs in by passkey, or sends a code to the given address; the answer is the same for unknown addresses.</summary>
internal sealed class SignInModel(
    Codes codes,
    Passkeys passkeys,
    ClaimedReceipts claims,
    IGrainFactory grains,
    Visitor visitor,
    Words words
) : PageModel
{
    public Form Form { get; private set; } = new();
    public string? Problem { get; private set; }
    public PasskeyForm Passkey { get; private set; } = null!;

    [FromQuery(Name = "back")]
    public string? Return { get; set; }

    /// <summary>Set where a signed-in member has to sign in once more, see <see cref="Recent"/>.</summary>
    [FromQuery(Name = "again")]
    public string? Once { get; set; }

    /// <summary>Set after a code has confirmed an address that staff had set.</summary>
    [FromQuery(Name = "confirmed")]
    public string? Confirmed { get; set; }

    public async Task<IActionResult> OnGetAsync() =>
        visitor.Member is null || Once is not null ? await Look() : LocalRedirect(Back.To(Return));

    public async Task<IActionResult> OnPostAsync()
    {
        Form = await Form.Read(Request);
        var email = Form.Email("email");
        if (!Form.IsGood)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return await Look();
        }
        if (await codes.SignIn(HttpContext, email!) is not { } wait)
        {
            return LocalRedirect(Back.With("/sign-in/code", Return));
        }

        Problem = TooMany(Response, words, wait);
        return await Look();
    }

    public async Task<IActionResult> OnPostPasskeyAsync()
    {
        (var account, Problem) = await passkeys.SignIn(HttpContext, await Form.Read(Request), staff: false);
        if (account is null)
        {
            return await Look();
        }

        if (await grains.ActiveMember(account) is { } member)
        {
            await Sessions.Begin(HttpContext, member, "passkey");
            await claims.TakeOnTheWay(Return, member);
            return LocalRedirect(Back.To(Return));
        }
        // The member has left the club: the remaining passkeys are deleted too.
        HttpContext.Note(SecurityEvent.SignInFailed, SecurityNote.OfMember(account), "passkey");
        await grains.GetGrain<IPasskeyGrain>(account).Forget();
        (Problem, Response.StatusCode) = (words["member.passkey.unknown"], StatusCodes.Status422UnprocessableEntity);
        return await Look();
    }

    private async Task<IActionResult> Look()
    {
        Passkey = await passkeys.AskAny(HttpContext, Back.With("/sign-in/passkey", Return));
        return Page();
    }

    /// <summary>Answers 429 with <c>Retry-After</c>.</summary>
    internal static string TooMany(HttpResponse response, Words words, TimeSpan wait) =>
        Limits.TurnAway(response, words, "member.tooMany", wait);
}
