using LoyaltyClub.Portal.Till;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Pages.Till;

/// <summary>A receipt to print, of this till's store only. It names no member, because paper gets lost.</summary>
public sealed class ReceiptModel(ICardPictures pictures) : PageModel
{
    public PurchaseRecord? Record { get; private set; }

    /// <summary>QR code of the receipt's number. Safe as markup: generated from an encoded text.</summary>
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
