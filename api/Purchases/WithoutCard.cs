using System.Text.Json.Serialization;

namespace LoyaltyClub.Api.Purchases;

/// <summary>A sale without a card, as it was told.</summary>
/// <param name="Claim">What the till prints, so that the customer can take the points later; null for a receipt of nothing.</param>
public sealed record SaleTold(
    string Store,
    string Receipt,
    DateTimeOffset At,
    decimal Amount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ClaimView? Claim
);

/// <param name="Url">The page on which the points wait.</param>
/// <param name="Qr">The text of the QR code to print.</param>
public sealed record ClaimView(string Url, string Qr);

/// <summary>Counts a sale without a card for the board, and answers the claim for the customer's paper.</summary>
internal static class WithoutCard
{
    public static async Task<IResult> Handle(HttpContext http, ISalesWithoutCard sales, ISeals seals)
    {
        var (sale, fault) = await Body.Read(http, ApiJson.Default.SaleWithoutCard);
        if (sale is null)
        {
            return new Answer(fault!);
        }

        if ((Check.SaleWithoutCard(sale) ?? http.Caller().StoreRefusal(sale.Store)) is { } refusal)
        {
            return new Answer(refusal);
        }

        var (told, claim) = (await sales.Sold(sale), await Claim(http, seals, sale));
        return Answer.Of(
            told.Refusal is { } refused
                ? refused
                : new Outcome<SaleTold>(new(sale.Store!, sale.Receipt!, sale.At!.Value, sale.Amount!.Value, claim), null, told.Again),
            ApiJson.Default.SaleTold,
            created: true
        );
    }

    private static async Task<ClaimView?> Claim(HttpContext http, ISeals seals, SaleWithoutCard sale)
    {
        if (sale.Amount == 0)
        {
            return null;
        }

        var lines = sale.Lines ?? [new(1, null, null, null, null, 1, sale.Amount)];
        var seal = await seals.SealClaim(sale.Store!, sale.Receipt!, sale.At!.Value, lines);
        var url = $"{http.Request.Scheme}://{http.Request.Host}{ReceiptClaims.Page}{seal}";
        return seal.Length > ReceiptClaims.LongestSeal ? null : new(url, url);
    }
}
