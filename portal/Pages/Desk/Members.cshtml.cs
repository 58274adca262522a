using LoyaltyClub.Portal.Desk;

namespace LoyaltyClub.Portal.Pages.Desk;

/// <summary>Finds a member. The search text is posted, because it may be an e-mail or a phone and addresses are logged.</summary>
[For(ForAttribute.Office)]
internal sealed class MembersModel(MemberSearch finder) : PageModel
{
    /// <summary>The search text without a match; null before a search.</summary>
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
