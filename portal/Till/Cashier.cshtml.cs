namespace LoyaltyClub.Portal.Till;

/// <summary>Signs a cashier in by name and PIN; also used to change the cashier.</summary>
public sealed class CashierModel : PageModel
{
    public StaffView[] All { get; private set; } = [];
    public string Store { get; private set; } = "";

    /// <summary>False on a paired device, which stays a till.</summary>
    public bool Closes { get; private set; }
    public string? Who { get; private set; }
    public bool Wrong { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await TillSession.OfKey(HttpContext) is not { } till)
        {
            return LocalRedirect("/till/sign-in");
        }

        if (await Cashiers.All(HttpContext) is not { } all)
        {
            return LocalRedirect("/till");
        }

        (All, Store, Closes) = (all, till.Store!, !till.Paired);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? who, string? pin)
    {
        if (await TillSession.OfKey(HttpContext) is not { } till)
        {
            return LocalRedirect("/till/sign-in");
        }

        if (who is { Length: < 40 } && pin is not null && await Cashiers.Begin(HttpContext, till, who, pin.Trim()))
        {
            return LocalRedirect("/till");
        }

        (Wrong, Who) = (true, who);
        Response.StatusCode = 422;
        return await OnGetAsync();
    }
}
