namespace LoyaltyClub.Portal.Member;

/// <summary>Receipts that members take by the address on their paper, or in which a newcomer's points wait.</summary>
internal sealed class ClaimedReceipts(
    ISeals seals,
    IGrainFactory grains,
    IDirectory directory,
    ISalesWithoutCard withoutCard,
    IClubFacts club
)
{
    /// <summary>The receipt; null if the seal is not the club's.</summary>
    public Task<PurchaseRequest?> Read(string seal) => seals.OpenClaim(seal);

    /// <summary>What somebody who joins now would get for the receipt; a refusal where it is taken or too old for that.</summary>
    public async Task<Outcome<long>> Waiting(PurchaseRequest receipt)
    {
        if (await Recorded(receipt) is not null)
        {
            return new Refused(RefusalCode.OperationConflict, "This receipt was taken already.");
        }

        if (club.Now - receipt.At > TimeSpan.FromDays(club.ClaimDays))
        {
            return new Refused(RefusalCode.BeforeJoining, "This receipt is too old for somebody who joins now.");
        }

        var tried = await grains.GetGrain<IProgrammeGrain>(ClubKey.Value).Try(receipt, new(null, true, false), null);
        return tried.Value is { } answer ? answer.Points.Earned : tried.Refusal!;
    }

    /// <summary>The points of a receipt that the member has taken before; null if the receipt is not the member's.</summary>
    public async Task<long?> Taken(PurchaseRequest receipt, MemberView member) =>
        await Recorded(receipt) is var (owner, number)
        && (await grains.Ask(owner, grain => grain.Purchase(receipt.Store!, number))).Value is { } purchase
        && purchase.Member == member.Id
            ? purchase.Points.Earned
            : null;

    /// <summary>Records the receipt for the member; the same receipt again changes nothing.</summary>
    public async Task<Outcome<PurchaseAnswer>> Take(PurchaseRequest receipt, MemberView member)
    {
        var outcome = await grains.Ask(member.Id, grain => grain.RecordPurchase(receipt));
        if (outcome.Value is not null)
        {
            await withoutCard.Claimed(
                receipt.Store!,
                receipt.Receipt!,
                receipt.At!.Value,
                receipt.Lines!.Sum(line => line.Amount!.Value),
                member.Id
            );
        }

        return outcome;
    }

    /// <summary>
    /// Takes the receipt in which somebody was on the way when they joined or signed in. What becomes of it, its page says.
    /// </summary>
    /// <param name="back">Where they go on.</param>
    public async Task TakeOnTheWay(string? back, MemberView member)
    {
        if (Back.To(back) is var address && address.StartsWith(ReceiptClaims.Page, StringComparison.Ordinal))
        {
            if (await Read(Uri.UnescapeDataString(address[ReceiptClaims.Page.Length..])) is { } receipt)
            {
                await Take(receipt, member);
            }
        }
    }

    private Task<FoundPurchase?> Recorded(PurchaseRequest receipt) =>
        directory.Purchase(receipt.Store!, receipt.Receipt!, receipt.At!.Value);
}
