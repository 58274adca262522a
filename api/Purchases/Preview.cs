namespace LoyaltyClub.Api.Purchases;

internal static class Preview
{
    public static async Task<IResult> Handle(HttpContext http, IGrainFactory grains, IDirectory directory)
    {
        var (preview, fault) = await Body.Read(http, ApiJson.Default.PreviewRequest);
        if (preview is null)
        {
            return new Answer(fault!);
        }

        var purchase = preview.Purchase;
        if ((Check.Purchase(purchase) ?? http.Caller().StoreRefusal(purchase.Store)) is { } refusal)
        {
            return new Answer(refusal);
        }

        var member = await Record.MemberOf(purchase, directory);
        if (member.Refusal is { } unknown)
        {
            return new Answer(unknown);
        }

        return Answer.Of(
            await Record.Ask(member.Value!, purchase, grains, (grain, asked) => grain.PreviewPurchase(asked, preview.Now)),
            PurchaseJson.Default.PurchaseAnswer
        );
    }
}
