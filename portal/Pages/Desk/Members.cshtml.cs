using LoyaltyClub.Portal.Desk;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LoyaltyClub.Portal.Pages.Desk;

/// <summary>Finds a member.</summary>
[For(ForAttribute.Office)]
internal sealed class MembersModel : PageModel;
