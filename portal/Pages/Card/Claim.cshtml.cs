using LoyaltyClub.Portal.Card;
using LoyaltyClub.Portal.Till;

namespace LoyaltyClub.Portal.Pages.Card;

/// <summary>Page of a claim: a receipt without a card. The first member to open it gets the points.</summary>
public sealed class ClaimModel(ISeals seals, IGrainFactory grains, ISalesWithoutCard withoutCard, Words words) : PageModel
{
    /// <summary>The receipt; null if the address has no valid seal.</summary>
    public PurchaseRequest? Receipt { get; private set; }

    public string? Trouble { get; private set; }
    public PurchaseAnswer? Booked { get; private set; }

    public async Task<IActionResult> OnGetAsync(string seal) => await Open(seal) is null ? Redirect(CardOf.SignIn(HttpContext)) : Page();

    public async Task<IActionResult> OnPostAsync(string seal)
    {
        if (await Open(seal) is not { } member)
        {
            return Redirect(CardOf.SignIn(HttpContext));
        }

        if (Receipt is null)
        {
            return Page();
        }

        var outcome = await grains.Ask(member.Id, grain => grain.RecordPurchase(Receipt with { Member = null }));
        Booked = outcome.Value;
        if (Booked is not null)
        {
            await withoutCard.Claimed(Receipt.Store!, Receipt.Receipt!, Receipt.At!.Value, Receipt.Lines!.Sum(line => line.Amount!.Value));
        }

        if (outcome.Refusal is { } refusal)
        {
            Trouble = refusal.Code switch
            {
                "operation_conflict" => words["card.claim.taken"],
                "before_joining" => words["card.claim.before"],
                "at_out_of_range" => words["card.claim.late"],
                _ => words["common.error"],
            };
        }

        return Page();
    }

    private async Task<MemberView?> Open(string seal)
    {
        Receipt = await Claims.Read(seals, seal);
        if (Receipt is null)
        {
            Response.StatusCode = 404;
        }

        return await CardOf.Visitor(HttpContext);
    }
}
