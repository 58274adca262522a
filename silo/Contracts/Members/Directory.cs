namespace LoyaltyClub.Contracts;

/// <summary>Exact look-ups in the journal's claims. An answer names a grain; only that grain decides.</summary>
public interface IDirectory
{
    /// <summary>
    /// The id of the member with this e-mail, phone, external id or card code; <c>unknown_member</c>, or <c>card_invalid</c> for a
    /// wrong check character or tag. The member's grain decides whether the card is still valid.
    /// </summary>
    Task<Outcome<string>> Member(MemberBy by, string value);

    /// <summary>The id of the member whose ledger has this receipt, or null.</summary>
    Task<string?> MemberOfPurchase(string store, string receipt);

    /// <summary>The key of <see cref="IEarlyReturnsGrain"/> for a receipt.</summary>
    string EarlyReturns(string store, string receipt);

    /// <summary>The id of a voucher's member, or <c>unknown_voucher</c>.</summary>
    Task<Outcome<string>> MemberOfVoucher(string code);
}

public enum MemberBy
{
    Email,
    Phone,
    ExternalId,
    Card,
}
