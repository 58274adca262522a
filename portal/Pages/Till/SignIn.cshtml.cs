using LoyaltyClub.Portal.Till;

namespace LoyaltyClub.Portal.Pages.Till;

/// <summary>A till signs in with its key. Where the club has cashiers, one of them says who they are next.</summary>
public sealed class SignInModel : PageModel
{
    public bool Wrong { get; private set; }

    /// <summary>A till that is unlocked already waits for its cashier.</summary>
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
