using LoyaltyClub.Portal.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LoyaltyClub.Portal.Pages.Member;

/// <summary>Asks for the address and has a code sent there, or not; the answer is the same.</summary>
internal sealed class SignInModel(Codes codes, Visitor visitor, Words words) : PageModel
{
    public Form Form { get; private set; } = new();
    public string? Problem { get; private set; }

    [FromQuery(Name = "back")]
    public string? Return { get; set; }

    public IActionResult OnGet() => visitor.Member is null ? Page() : LocalRedirect(Back.To(Return));

    public async Task<IActionResult> OnPostAsync()
    {
        Form = await Form.Read(Request);
        var email = Form.Email("email");
        if (!Form.IsGood)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }
        if (await codes.SignIn(HttpContext, email!) is not { } wait)
            return LocalRedirect(Back.With("/sign-in/code", Return));
        Problem = TooMany(Response, words, wait);
        return Page();
    }

    /// <summary>Turns away who asks too often, with when to come back.</summary>
    internal static string TooMany(HttpResponse response, Words words, TimeSpan wait)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return words.Count("member.tooMany", (long)Math.Ceiling(wait.TotalMinutes));
    }
}
