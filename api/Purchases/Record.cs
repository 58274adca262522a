namespace LoyaltyClub.Api.Purchases;

/// <summary>
/// Records one purchase. Services are resolved once and the endpoint writes its own answer, because most requests are purchases.
/// </summary>
internal sealed class Record(IGrainFactory grains, IDirectory directory)
{
    public async Task Handle(HttpContext http)
    {
        var (purchase, fault) = await Body.Read(http, ReceiptReader.Parse);
        fault ??= Check.Purchase(purchase!) ?? http.Caller().StoreRefusal(purchase!.Store);
        var outcome =
            fault is not null ? fault
            : Named(purchase!) is { } member ? await Ask(member, purchase!, grains)
            : await LookUp(purchase!);
        await Answer.Send(http, outcome, PurchaseJson.Default.PurchaseAnswer, created: true);
    }

    private async Task<Outcome<PurchaseAnswer>> LookUp(PurchaseRequest purchase)
    {
        var found = await MemberOf(purchase, directory);
        return found.Value is { } member ? await Ask(member, purchase, grains) : found.Refusal!;
    }

    /// <summary>Records a purchase of a merged member. The card was checked by the member to which it was issued.</summary>
    private static Task<Outcome<PurchaseAnswer>> AskSurvivor(string survivor, PurchaseRequest purchase, IGrainFactory grains)
    {
        var withoutCard = purchase with { Card = null };
        return grains.Ask(survivor, grain => grain.RecordPurchase(withoutCard));
    }

    /// <summary>Records a purchase of a known member.</summary>
    public static async Task<Outcome<PurchaseAnswer>> Ask(string member, PurchaseRequest purchase, IGrainFactory grains)
    {
        var outcome = await grains.Member(member).RecordPurchase(purchase);
        return outcome.Refusal?.SurvivingMember is { } survivor ? await AskSurvivor(survivor, purchase, grains) : outcome;
    }

    /// <summary>The member's id if the receipt contains it; otherwise <see cref="MemberOf"/> looks it up or refuses.</summary>
    public static string? Named(PurchaseRequest purchase) =>
        purchase.Card is null && MemberIds.IsValid(purchase.Member) ? purchase.Member : null;

    /// <summary>The id of the receipt's member.</summary>
    public static ValueTask<Outcome<string>> MemberOf(PurchaseRequest purchase, IDirectory directory) =>
        purchase.Card is { } card
            ? new(directory.Member(MemberBy.Card, card))
            : new(MemberIds.IsValid(purchase.Member) ? purchase.Member! : (Outcome<string>)Members.LookUp.Unknown(purchase.Member!));
}
