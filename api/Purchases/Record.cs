namespace LoyaltyClub.Api.Purchases;

internal static class Record
{
    public static async Task<IResult> Handle(HttpContext http, IGrainFactory grains, IDirectory directory)
    {
        var (purchase, fault) = await Body.Read(http, ApiJson.Default.PurchaseRequest);
        if (purchase is null)
            return new Answer(fault!);
        return Answer.Of(await Do(purchase, http.Caller(), grains, directory), PurchaseJson.Default.PurchaseAnswer, created: true);
    }

    /// <summary>One purchase, alone or as a line of a batch.</summary>
    public static async Task<Outcome<PurchaseAnswer>> Do(PurchaseRequest purchase, Caller caller, IGrainFactory grains, IDirectory directory)
    {
        if ((Check.Purchase(purchase) ?? caller.StoreRefusal(purchase.Store)) is { } refusal)
            return refusal;
        var member = await MemberOf(purchase, directory);
        return member.Refusal is { } unknown ? unknown : await Ask(member.Value!, purchase, grains, (grain, asked) => grain.RecordPurchase(asked));
    }

    /// <summary>Asks the member's grain about a receipt; a card is asked for only where it was issued, not where its member has become a part of another.</summary>
    public static Task<Outcome<PurchaseAnswer>> Ask(
        string member, PurchaseRequest purchase, IGrainFactory grains, Func<IMemberGrain, PurchaseRequest, Task<Outcome<PurchaseAnswer>>> question)
    {
        var asked = purchase;
        return Members.LookUp.Ask(member, grains, grain =>
        {
            var answer = question(grain, asked);
            asked = purchase with { Card = null };
            return answer;
        });
    }

    /// <summary>The id of the member whose receipt it is.</summary>
    public static ValueTask<Outcome<string>> MemberOf(PurchaseRequest purchase, IDirectory directory) =>
        purchase.Card is { } card ? new(directory.Member(MemberBy.Card, card))
        : new(MemberIds.IsValid(purchase.Member) ? purchase.Member! : (Outcome<string>)Members.LookUp.Unknown(purchase.Member!));
}
