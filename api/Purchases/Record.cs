namespace LoyaltyClub.Api.Purchases;

/// <summary>
/// Records one purchase. Services are resolved once and the endpoint writes its own answer, because most requests are purchases.
/// </summary>
internal sealed class Record(IGrainFactory grains, IDirectory directory)
{
    public async Task Handle(HttpContext http)
    {
        // Awaiting a ValueTask itself would keep room for its result in every purchase.
        var reading = Body.Read(http, ReceiptReader.Parse);
        var (purchase, fault) = reading.IsCompletedSuccessfully ? reading.Result : await reading.AsTask();
        fault ??= Check.Purchase(purchase!) ?? http.Caller().StoreRefusal(purchase!.Store);
        var member = fault is null ? Named(purchase!) : null;
        if (fault is null && member is null)
        {
            var finding = MemberOf(purchase!, directory);
            var found = finding.IsCompletedSuccessfully ? finding.Result : await finding.AsTask();
            (member, fault) = (found.Value, found.Refusal);
        }

        // What follows is Ask without its state machine.
        purchase = fault is null ? http.Caller().Asked(purchase!) : null;
        var outcome = fault is not null ? fault : await grains.Member(member!).RecordPurchase(purchase!);
        if (outcome.Refusal?.SurvivingMember is { } survivor)
        {
            outcome = await AskSurvivor(survivor, purchase!, grains);
        }

        await Answer.Send(http, outcome, PurchaseJson.Default.PurchaseAnswer, created: true);
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
