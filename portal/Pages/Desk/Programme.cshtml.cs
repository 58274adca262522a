using LoyaltyClub.Portal.Desk;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LoyaltyClub.Portal.Pages.Desk;

/// <summary>The programme's editor.</summary>
[For(ForAttribute.Office)]
internal sealed class ProgrammeModel : PageModel;
