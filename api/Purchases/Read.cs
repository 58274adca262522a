namespace LoyaltyClub.Api.Purchases;

internal static class Read
{
    public static Task<IResult> ByPath(string store, string receipt, HttpContext http, IGrainFactory grains, IDirectory directory) =>
        Find(
            store.Contains('%', StringComparison.Ordinal) ? RawPath.Segment(http, 2) : store,
            receipt.Contains('%', StringComparison.Ordinal) ? RawPath.Segment(http, 1) : receipt,
            http,
            grains,
            directory
        );

    public static Task<IResult> ByQuery(string? store, string? receipt, HttpContext http, IGrainFactory grains, IDirectory directory) =>
        (Check.Required("store", store, 40) ?? Check.Required("receipt", receipt, 100)) is { } refusal
            ? Task.FromResult<IResult>(new Answer(refusal))
            : Find(store!, receipt!, http, grains, directory);

    private static async Task<IResult> Find(string store, string receipt, HttpContext http, IGrainFactory grains, IDirectory directory)
    {
        if (http.Caller().StoreRefusal(store) is { } refusal)
        {
            return new Answer(refusal);
        }

        if (!Check.Day(http.Request.Query["day"], out var day))
        {
            return new Answer(Problems.Invalid("day", "must be a day such as 2026-03-01"));
        }

        return await directory.Purchase(store, receipt, day) is var (member, number)
            ? Answer.Of(await Members.LookUp.Ask(member, grains, grain => grain.Purchase(store, number)), ApiJson.Default.PurchaseRecord)
            : new Answer(new(RefusalCode.UnknownPurchase, "There is no purchase with this store and receipt."));
    }
}
