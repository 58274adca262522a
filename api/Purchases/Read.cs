namespace LoyaltyClub.Api.Purchases;

internal static class Read
{
    public static async Task<IResult> Handle(string store, string receipt, HttpContext http, IGrainFactory grains, IDirectory directory)
    {
        if (http.Caller().StoreRefusal(store) is { } refusal)
        {
            return new Answer(refusal);
        }

        return await directory.MemberOfPurchase(store, receipt) is { } member
            ? Answer.Of(await Members.LookUp.Ask(member, grains, grain => grain.Purchase(store, receipt)), ApiJson.Default.PurchaseRecord)
            : new Answer(new("unknown_purchase", "There is no purchase with this store and receipt."));
    }
}
