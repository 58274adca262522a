namespace LoyaltyClub.Portal.Member;

/// <summary>The card to print: a fixed code, which can earn but never spend.</summary>
public sealed class PrintModel(ICardPictures pictures, Words words) : PageModel
{
    /// <summary>Generated SVG; every text in it is encoded.</summary>
    public string Svg { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        if (await CardOf.Visitor(HttpContext) is not { } member)
        {
            return Redirect(CardOf.SignIn(HttpContext));
        }

        Svg = pictures.Svg(words.Club, CardOf.Name(member), member.CardCode!);
        return Page();
    }
}
