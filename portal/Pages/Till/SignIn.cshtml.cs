using LoyaltyClub.Portal.Till;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LoyaltyClub.Portal.Pages.Till;

/// <summary>A till signs in with its key. A PIN for each cashier comes with the staff.</summary>
public sealed class SignInModel : PageModel
{
    public bool Wrong { get; private set; }

    public async Task<IActionResult> OnPostAsync(string? key)
    {
        if (key is { Length: > 0 and <= 200 } && await TillSession.Begin(HttpContext, key))
            return LocalRedirect("/till");
        Wrong = true;
        Response.StatusCode = 422;
        return Page();
    }
}
