namespace LoyaltyClub.Contracts;

/// <summary>Exact look-ups, answered by indexes and not by grains. They lead to a grain; they never decide.</summary>
public interface IDirectory
{
    /// <summary>
    /// The id of the member with this e-mail, phone, external id or card code; <c>unknown_member</c>, or <c>card_invalid</c> where the
    /// check character or the tag is wrong. Whether the card is still good, its member's grain says.
    /// </summary>
    Task<Outcome<string>> Member(MemberBy by, string value);

    /// <summary>The member who has this receipt, or null.</summary>
    Task<string?> MemberOfPurchase(string store, string receipt);

    /// <summary>The key of <see cref="IEarlyReturnsGrain"/> for a receipt.</summary>
    string EarlyReturns(string store, string receipt);

    /// <summary>The id of the member who holds a voucher; <c>unknown_voucher</c>.</summary>
    Task<Outcome<string>> MemberOfVoucher(string code);
}

public enum MemberBy
{
    Email,
    Phone,
    ExternalId,
    Card,
}
