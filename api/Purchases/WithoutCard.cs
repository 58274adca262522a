namespace LoyaltyClub.Api.Purchases;

/// <summary>Counts a sale without a card, for the board only.</summary>
internal static class WithoutCard
{
    public static async Task<IResult> Handle(HttpContext http, ISalesWithoutCard sales)
    {
        var (sale, fault) = await Body.Read(http, ApiJson.Default.SaleWithoutCard);
        if (sale is null)
        {
            return new Answer(fault!);
        }

        return (Check.SaleWithoutCard(sale) ?? http.Caller().StoreRefusal(sale.Store)) is { } refusal
            ? new Answer(refusal)
            : Answer.Of(await sales.Sold(sale), ApiJson.Default.SaleWithoutCard, created: true);
    }
}
