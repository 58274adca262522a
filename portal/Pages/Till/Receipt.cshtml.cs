using LoyaltyClub.Portal.Till;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Pages.Till;

/// <summary>A receipt to print, of this till's store only. It names no member: paper gets lost.</summary>
public sealed class ReceiptModel(ICardPictures pictures) : PageModel
{
    public PurchaseRecord? Record { get; private set; }

    /// <summary>The receipt's number as a code; drawn by us from a text that is encoded.</summary>
    public string Qr { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(string receipt)
    {
        if (await TillSession.Of(HttpContext) is not { } till)
        {
            return LocalRedirect("/till/sign-in");
        }

        var found = await HttpContext.RequestServices.GetRequiredService<TillDesk>().Receipt(receipt, till);
        Record = found.Value;
        if (Record is null)
        {
            Response.StatusCode = 404;
        }
        else
        {
            Qr = pictures.QrSvg(Record.Receipt);
        }

        return Page();
    }
}
