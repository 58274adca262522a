using LoyaltyClub.Portal.Desk;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LoyaltyClub.Portal.Pages.Desk;

/// <summary>The board.</summary>
[For(ForAttribute.Office)]
internal sealed class IndexModel : PageModel;
