namespace LoyaltyClub.Contracts;

/// <summary>Finds the member of a scanned code, for the API and the till's page.</summary>
public static class Scans
{
    /// <summary>The member of a card or voucher code, scanned or typed.</summary>
    public static async Task<Outcome<ScanAnswer>> Of(string code, IGrainFactory grains, IDirectory directory)
    {
        var text = code.Trim();
        var isVoucher = text.Length >= 14 && text[0] is 'V' or 'v' && text.Count(char.IsAsciiLetterOrDigit) == 14;
        var found = isVoucher ? await directory.MemberOfVoucher(text) : await directory.Member(MemberBy.Card, text);
        if (found.Refusal is { } refusal)
        {
            return refusal.Code == "unknown_member" ? new Refused("card_invalid", "Nobody has this card.") : refusal;
        }

        var scanned = await Scan(found.Value!, grains, isVoucher ? null : text);
        if (scanned.Value is not { } answer)
        {
            return scanned;
        }

        if (isVoucher)
        {
            return answer with
            {
                Kind = "voucher",
                Voucher = answer.Vouchers.FirstOrDefault(voucher => Same(voucher.Code, text))?.Code ?? text.ToUpperInvariant(),
            };
        }
        // The card of a merged member greets the surviving member and cannot spend.
        return answer.Kind == "member" ? answer with { Kind = "static" } : answer;
    }

    /// <summary>The member, or the surviving member, as a till shows them. Only the member to whom a card was issued checks it.</summary>
    /// <param name="card">As scanned; null if the member was found without a card.</param>
    public static Task<Outcome<ScanAnswer>> Scan(string member, IGrainFactory grains, string? card) =>
        grains.Ask(member, grain => grain.Scan(card), survivor => survivor.Scan(null));

    private static bool Same(string code, string typed) =>
        string.Equals(
            code,
            typed.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase
        );
}
