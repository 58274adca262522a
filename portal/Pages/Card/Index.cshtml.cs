using System.Text.Json;
using LoyaltyClub.Portal.Card;

namespace LoyaltyClub.Portal.Pages.Card;

/// <summary>The card with its rotating code, which works without network too.</summary>
public sealed class IndexModel(ICards cards, ICardPictures pictures, Words words, Files files) : PageModel
{
    public MemberView Member { get; private set; } = null!;
    public CardCodes Codes { get; private set; } = null!;

    /// <summary>The current code as SVG, for the first display. Safe as markup: it is generated from letters and digits.</summary>
    public string Qr => pictures.QrSvg(Codes.Rotating);

    public string Settings =>
        JsonSerializer.Serialize(
            new
            {
                language = words.Culture.Name,
                qr = files["vendor/qrcode.min.js"],
                words = Languages
                    .Texts[words.Language]
                    .Where(text => text.Key.StartsWith("card.js.", StringComparison.Ordinal))
                    .ToDictionary(text => text.Key["card.js.".Length..], text => text.Value),
            }
        );

    public async Task<IActionResult> OnGetAsync()
    {
        if (await CardOf.Visitor(HttpContext) is not { } member)
        {
            return Redirect(CardOf.SignIn(HttpContext));
        }

        (Member, Codes) = (member, await cards.Codes(member.CardCode!));
        return Page();
    }
}
