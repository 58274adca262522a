namespace LoyaltyClub.Contracts;

/// <summary>Finds the member of a scanned code, for the API and the till's page.</summary>
public static class Scans
{
    /// <summary>The member of a card or voucher code, scanned or typed.</summary>
    /// <param name="store">The till's store; null for an admin's key.</param>
    public static async Task<Outcome<ScanAnswer>> Of(string code, IGrainFactory grains, IDirectory directory, string? store)
    {
        var text = directory.Code(code);
        var isVoucher = text.Length == 14 && text[0] == 'V';
        var found = isVoucher ? await directory.MemberOfVoucher(text) : await directory.Member(MemberBy.Card, text);
        if (found.Refusal is { } refusal)
        {
            return refusal.Code == RefusalCode.UnknownMember ? new Refused(RefusalCode.CardInvalid, "Nobody has this card.") : refusal;
        }

        var scanned = Ours(await Ask(found.Value!, grains, isVoucher ? null : text), store);
        if (scanned.Value is not { } answer)
        {
            return scanned;
        }

        if (isVoucher)
        {
            return answer with { Kind = ScanAnswer.OfVoucher, Voucher = text };
        }
        // The card of a merged member greets the surviving member and cannot spend.
        return answer.Kind == ScanAnswer.Member ? answer with { Kind = ScanAnswer.Static } : scanned;
    }

    /// <summary>The member, or the surviving member, as a till shows them. Only the member to whom a card was issued checks it.</summary>
    /// <param name="card">As scanned; null if the member was found without a card.</param>
    /// <param name="store">As of <see cref="Of"/>.</param>
    public static async Task<Outcome<ScanAnswer>> Scan(string member, IGrainFactory grains, string? card, string? store) =>
        Ours(await Ask(member, grains, card), store);

    private static Task<Outcome<ScanAnswer>> Ask(string member, IGrainFactory grains, string? card) =>
        grains.Ask(member, grain => grain.Scan(card), static survivor => survivor.Scan(null));

    /// <summary>Without what is set aside for other stores.</summary>
    private static Outcome<ScanAnswer> Ours(Outcome<ScanAnswer> scanned, string? store) =>
        store is not null && scanned.Value is { Reservations: { } all } answer
            ? answer with
            {
                Reservations = all.Where(one => RedemptionStore.IsOf(one.Store, store)).ToArray() is { Length: > 0 } ours ? ours : null,
            }
            : scanned;
}
