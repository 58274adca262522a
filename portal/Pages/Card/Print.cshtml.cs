using LoyaltyClub.Portal.Card;

namespace LoyaltyClub.Portal.Pages.Card;

/// <summary>The card for the purse: a code that stays and can only earn.</summary>
public sealed class PrintModel(ICardPictures pictures, IClubFacts club) : PageModel
{
    /// <summary>Drawn by us; every text in it is encoded.</summary>
    public string Svg { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        if (await CardOf.Visitor(HttpContext) is not { } member)
        {
            return Redirect(CardOf.SignIn(HttpContext));
        }

        Svg = pictures.Svg(club.Name, CardOf.Name(member), member.CardCode!);
        return Page();
    }
}
