namespace LoyaltyClub.Contracts;

/// <summary>Exact look-ups in the journal's claims. An answer names a grain; only that grain decides.</summary>
public interface IDirectory
{
    /// <summary>
    /// The id of the member with this e-mail, phone, external id or card code; <c>unknown_member</c>, or <c>card_invalid</c> for a
    /// wrong check character or tag. The member's grain decides whether the card is still valid.
    /// </summary>
    Task<Outcome<string>> Member(MemberBy by, string value);

    /// <summary>The purchase with this number that was sold on a day; null for the latest. Null if there is none.</summary>
    Task<FoundPurchase?> Purchase(string store, string receipt, DateOnly? day);

    /// <summary>The purchase with this number that was sold in the period of an instant; null if there is none.</summary>
    Task<FoundPurchase?> Purchase(string store, string receipt, DateTimeOffset at);

    /// <summary>The purchase that a return means, recorded or not.</summary>
    Task<BoughtBefore> Purchase(ReturnRequest request);

    /// <summary>A text that two receipts of a store share if the second is the first again, by the store's present setting.</summary>
    string Numbered(string store, string receipt, DateTimeOffset at, DateOnly? day = null);

    /// <summary>A scanned or typed code of a card or a voucher as it is printed.</summary>
    string Code(string typed);

    /// <summary>The id of a voucher's member, or <c>unknown_voucher</c>.</summary>
    Task<Outcome<string>> MemberOfVoucher(string code);
}

/// <param name="Member">The id of the member whose ledger has it.</param>
/// <param name="Receipt">Its number as <see cref="IMemberGrain.Purchase"/> takes it; not for people.</param>
public sealed record FoundPurchase(string Member, string Receipt);

/// <param name="Member">The id of the member whose ledger has the purchase; null if it has not arrived.</param>
/// <param name="EarlyReturns">The key of <see cref="IEarlyReturnsGrain"/>.</param>
public sealed record BoughtBefore(string? Member, string EarlyReturns);

public enum MemberBy
{
    Email,
    Phone,
    ExternalId,
    Card,
}
