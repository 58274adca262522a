namespace LoyaltyClub.Api.Purchases;

/// <summary>One purchase. What it needs is handed over once and for all, and it answers by itself: most requests are this one.</summary>
internal sealed class Record(IGrainFactory grains, IDirectory directory)
{
    public async Task Handle(HttpContext http)
    {
        var (purchase, fault) = await Body.Read(http, ReceiptReader.Parse);
        fault ??= Check.Purchase(purchase!) ?? http.Caller().StoreRefusal(purchase!.Store);
        var member = fault is null ? Named(purchase!) : null;
        if (fault is null && member is null)
        {
            (member, fault) = await MemberOf(purchase!, directory) is var found ? (found.Value, found.Refusal) : default;
        }

        var outcome = fault is not null ? fault : await grains.Member(member!).RecordPurchase(purchase!);
        if (Members.LookUp.IntoOf(outcome.Refusal) is { } into)
        {
            outcome = await AskNext(into, purchase!, grains, (grain, asked) => grain.RecordPurchase(asked));
        }

        await Answer.Send(http, outcome, PurchaseJson.Default.PurchaseAnswer, created: true);
    }

    /// <summary>Asks the member's grain about a receipt, or who has taken that member's place.</summary>
    public static async Task<Outcome<PurchaseAnswer>> Ask(
        string member,
        PurchaseRequest purchase,
        IGrainFactory grains,
        Func<IMemberGrain, PurchaseRequest, Task<Outcome<PurchaseAnswer>>> question
    )
    {
        var outcome = await question(grains.Member(member), purchase);
        return Members.LookUp.IntoOf(outcome.Refusal) is { } into ? await AskNext(into, purchase, grains, question) : outcome;
    }

    /// <summary>A card is asked for only where it was issued, not where its member has become a part of another.</summary>
    private static Task<Outcome<PurchaseAnswer>> AskNext(
        string into,
        PurchaseRequest purchase,
        IGrainFactory grains,
        Func<IMemberGrain, PurchaseRequest, Task<Outcome<PurchaseAnswer>>> question
    )
    {
        var asked = purchase with { Card = null };
        return grains.Ask(into, grain => question(grain, asked));
    }

    /// <summary>
    /// The id of the member whose receipt it is, where the receipt says it; else <see cref="MemberOf"/> knows it, or why not.
    /// </summary>
    public static string? Named(PurchaseRequest purchase) =>
        purchase.Card is null && MemberIds.IsValid(purchase.Member) ? purchase.Member : null;

    /// <summary>The id of the member whose receipt it is.</summary>
    public static ValueTask<Outcome<string>> MemberOf(PurchaseRequest purchase, IDirectory directory) =>
        purchase.Card is { } card
            ? new(directory.Member(MemberBy.Card, card))
            : new(MemberIds.IsValid(purchase.Member) ? purchase.Member! : (Outcome<string>)Members.LookUp.Unknown(purchase.Member!));
}
