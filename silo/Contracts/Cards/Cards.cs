namespace LoyaltyClub.Contracts;

/// <summary>The codes of membership cards, by the machine's clock.</summary>
public interface ICards
{
    /// <param name="card">The card's code.</param>
    Task<CardCodes> Codes(string card);

    /// <summary>The key with which a member's device makes the codes of this card, also without network; 32 bytes.</summary>
    Task<byte[]> DeviceKey(string card);
}

/// <summary>Signs texts that leave the club and come back, such as a link's content. A sealed text is readable, not forgeable.</summary>
public interface ISeals
{
    /// <param name="purpose">Its purpose; a seal opens for the purpose that it was made for.</param>
    Task<string> Seal(string purpose, string text);

    /// <summary>The text, or null if the seal is not the club's.</summary>
    Task<string?> Open(string purpose, string seal);
}

/// <summary>Pictures of cards and codes. Every text in them is encoded.</summary>
public interface ICardPictures
{
    /// <summary>The membership card with its QR, the club's and the member's name.</summary>
    string Svg(string club, string member, string code);

    byte[] Png(string club, string member, string code);

    /// <summary>A QR alone, dark on light with its quiet zone.</summary>
    string QrSvg(string text);
}

/// <summary>The texts of a card's QR codes.</summary>
/// <param name="Static">For print; it can only earn.</param>
/// <param name="Rotating">For a screen; it spends, once.</param>
/// <param name="RotatesInSeconds">Seconds until the next rotating code.</param>
[GenerateSerializer, Immutable, Alias("club.CardCodes")]
public sealed record CardCodes(string Static, string Rotating, int RotatesInSeconds);

/// <param name="Code">Of a card or a voucher, as scanned or typed.</param>
[GenerateSerializer, Immutable, Alias("club.ScanRequest")]
public sealed record ScanRequest(string? Code);

/// <summary>The member at the till: enough to greet, nothing private that the queue could read.</summary>
/// <param name="Kind"><c>static</c>, <c>rotating</c> or <c>voucher</c>.</param>
/// <param name="Vouchers">The valid vouchers.</param>
/// <param name="Card">After a rotating code: the value to send as <c>card</c> from now on; it can spend once, within 15 minutes.</param>
/// <param name="Voucher">The code of the voucher that was scanned.</param>
[GenerateSerializer, Immutable, Alias("club.ScanAnswer")]
public sealed record ScanAnswer(
    string MemberId,
    string? FirstName,
    ScanTier Tier,
    BalanceView Balance,
    string Kind,
    VoucherView[] Vouchers,
    NoticeView[] Notices,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Card = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Voucher = null
);

[GenerateSerializer, Immutable, Alias("club.ScanTier")]
public sealed record ScanTier(string Code, string Name);
