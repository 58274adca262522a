namespace LoyaltyClub.Api.Purchases;

internal static class Preview
{
    public static async Task<IResult> Handle(HttpContext http, IGrainFactory grains, IDirectory directory, IRuleSentences sentences)
    {
        var (preview, fault) = await Body.Read(http, ApiJson.Default.PreviewRequest);
        if (preview is null)
        {
            return new Answer(fault!);
        }

        var purchase = http.Caller().Asked(preview.Purchase);
        if ((Check.Purchase(purchase) ?? http.Caller().StoreRefusal(purchase.Store)) is { } refusal)
        {
            return new Answer(refusal);
        }

        var member = await Record.MemberOf(purchase, directory);
        if (member.Refusal is { } unknown)
        {
            return new Answer(unknown);
        }

        var outcome = await grains.Ask(
            member.Value!,
            grain => grain.PreviewPurchase(purchase, preview.Now),
            survivor => survivor.PreviewPurchase(purchase with { Card = null }, preview.Now)
        );
        return Answer.Of(
            outcome.Value is { } answer ? outcome with { Value = sentences.Said(answer, AcceptedLanguage.Of(http)) } : outcome,
            PurchaseJson.Default.PurchaseAnswer
        );
    }
}
