namespace LoyaltyClub.Portal.Desk;

/// <summary>
/// Finds a member by an exact identifier: e-mail, card, member id, voucher, phone or external id, tried in this order as far as the text
/// can be one.
/// </summary>
internal sealed class MemberSearch(IDirectory directory, IGrainFactory grains)
{
    /// <summary>The id of the member or of the surviving member; null if none is found.</summary>
    public async Task<string?> Find(string? typed)
    {
        if (typed?.Trim() is not { Length: > 0 and <= IMemberList.LongestText } text || text.Any(char.IsControl))
        {
            return null;
        }

        string? id = null;
        if (text.Contains('@', StringComparison.Ordinal))
        {
            id = (await directory.Member(MemberBy.Email, text)).Value;
        }

        id ??= (await directory.Member(MemberBy.Card, text)).Value;
        if (id is null && MemberIds.IsValid(text.ToLowerInvariant()))
        {
            id = text.ToLowerInvariant();
        }

        if (id is not null && await Current(id) is { } current)
        {
            return current;
        }

        id = (await directory.MemberOfVoucher(text)).Value;
        if (id is null && PhoneText.Plain(text) is not null)
        {
            id = (await directory.Member(MemberBy.Phone, text)).Value;
        }

        id ??= (await directory.Member(MemberBy.ExternalId, text)).Value;
        return id is null ? null : await Current(id);
    }

    private async Task<string?> Current(string id) => (await grains.Ask(id, grain => grain.Get())).Value?.Id;
}
