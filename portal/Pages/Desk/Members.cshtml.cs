using LoyaltyClub.Portal.Desk;

namespace LoyaltyClub.Portal.Pages.Desk;

/// <summary>
/// Finds a member. What was typed goes in a form, not in the address: it is somebody's e-mail or phone, and addresses are logged.
/// </summary>
[For(ForAttribute.Office)]
internal sealed class MembersModel(MemberSearch finder) : PageModel
{
    /// <summary>What led to nobody; null if nothing was asked.</summary>
    public string? Typed { get; private set; }

    public async Task<IActionResult> OnPostAsync()
    {
        Typed = (await Form.Read(Request))["find"];
        if (await finder.Find(Typed) is { } id)
        {
            return LocalRedirect("/desk/members/" + id);
        }

        Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
