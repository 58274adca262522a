using System.Text.Json;

namespace LoyaltyClub.Portal.Member;

/// <summary>The card with its rotating code, which works without network too.</summary>
public sealed class IndexModel(ICards cards, ICardPictures pictures, IClubFacts club, Words words, Files files)
    : PageModel
{
    public MemberView Member { get; private set; } = null!;
    public CardCodes Codes { get; private set; } = null!;
    public SetAsideView SetAside { get; private set; } = null!;

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

        (Member, Codes, SetAside) = (member, await cards.Codes(member.CardCode!), Look(member));
        return Page();
    }

    /// <summary>Part of the page that is polled: 204 while unchanged.</summary>
    public async Task<IActionResult> OnGetSetAsideAsync(string? seen)
    {
        if (await CardOf.Visitor(HttpContext) is not { } member)
        {
            return new StatusCodeResult(204);
        }

        var view = Look(member);
        return seen == view.Stamp ? new StatusCodeResult(204) : Partial("_SetAside", view);
    }

    private SetAsideView Look(MemberView member)
    {
        var reserved = (member.Reservations ?? []).Where(reservation => reservation.Reward is not null).ToArray();
        return new(
            [
                .. reserved.Select(one =>
                    (words.Reward(one.Reward!), Math.Max(0, (int)(one.ExpiresAt - club.Now).TotalSeconds))
                ),
            ],
            string.Join('.', reserved.Select(RewardsView.NumberOf))
        );
    }
}

/// <summary>What the member has set aside, with the seconds that are left.</summary>
/// <param name="Stamp">Changes with what is set aside.</param>
public sealed record SetAsideView((string Name, int Seconds)[] Rewards, string Stamp);
