using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Till;

/// <summary>A receipt to print, of this till's store only. It names no member, because paper gets lost.</summary>
public sealed class ReceiptModel(ICardPictures pictures, IClubFacts club, ICurrencies currencies, Words words) : PageModel
{
    public PurchaseRecord? Record { get; private set; }

    /// <summary>Quantity and price of a line, as "2 × 1.40"; the quantity alone where the price has more decimals than the currency.</summary>
    public string Times(PurchaseLine line)
    {
        var (quantity, amount) = (line.Quantity ?? 0, line.Amount ?? 0);
        var price = quantity == 0 ? 0 : decimal.Round(amount / quantity, currencies.Decimals(club.Currency));
        return quantity is 0 or 1 || price * quantity != amount
            ? words.Number(quantity)
            : $"{words.Number(quantity)} × {words.Money(price, club.Currency)}";
    }

    public string NameOf(UsedVoucherView voucher) =>
        voucher.Reward is { } reward ? words.Reward(reward) : $"{words["till.voucher"]} {voucher.Code}";

    /// <summary>QR code of the receipt's number. Safe as markup: generated from an encoded text.</summary>
    public string Qr { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync()
    {
        if (await TillSession.Of(HttpContext) is not { } till)
        {
            return LocalRedirect("/till/sign-in");
        }

        // Decoded once: the server leaves the slash of 2026%2F17 as it is.
        var number = Uri.UnescapeDataString(
            HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0].TrimEnd('/').Split('/')[^1]
        );
        var found = await HttpContext.RequestServices.GetRequiredService<TillDesk>().Receipt(number, null, till);
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
