using LoyaltyClub.Portal.Till;

namespace LoyaltyClub.Portal.Pages.Till;

/// <summary>Unlocks a till with its key. If the club has cashiers, a cashier signs in next.</summary>
public sealed class SignInModel : PageModel
{
    public bool Wrong { get; private set; }

    /// <summary>An unlocked till without its cashier redirects to the cashier's page.</summary>
    public async Task<IActionResult> OnGetAsync() =>
        await TillSession.OfKey(HttpContext) is { } till && await Cashiers.Of(HttpContext, till) is { IsNeeded: true, Who: null }
            ? LocalRedirect("/till/cashier")
            : Page();

    public async Task<IActionResult> OnPostAsync(string? key)
    {
        if (key is { Length: > 0 and <= 200 } && await TillSession.Begin(HttpContext, key))
        {
            return LocalRedirect("/till");
        }

        Wrong = true;
        Response.StatusCode = 422;
        return Page();
    }
}
