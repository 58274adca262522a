namespace LoyaltyClub.Contracts;

/// <summary>The codes of membership cards, by the machine's clock.</summary>
public interface ICards
{
    /// <param name="card">The card's code.</param>
    Task<CardCodes> Codes(string card);

    /// <summary>The device key: 32 bytes with which a member's phone makes this card's rotating codes offline.</summary>
    Task<byte[]> DeviceKey(string card);
}

/// <summary>Signs texts that leave the club and come back, such as the content of a link. A seal is readable and unforgeable.</summary>
public interface ISeals
{
    /// <param name="purpose">Opening needs the same purpose.</param>
    Task<string> Seal(string purpose, string text);

    /// <summary>The text; null for a seal that the club did not sign for this purpose.</summary>
    Task<string?> Open(string purpose, string seal);

    /// <summary>The public key with which a page encrypts what only the club may read again: a point of P-256, uncompressed.</summary>
    Task<byte[]> PublicKey();

    /// <summary>
    /// What a page has encrypted for the club; null for anything else. A box is the page's own point, a nonce of 12 bytes, and the text by
    /// AES-GCM, with a key by HKDF-SHA256 of the agreement.
    /// </summary>
    Task<string?> Decipher(byte[] box);
}

/// <summary>Pictures of cards and codes. All texts are escaped.</summary>
public interface ICardPictures
{
    /// <summary>The membership card: QR code, names of club and member.</summary>
    string Svg(string club, string member, string code);

    /// <summary>
    /// The card's QR code as a PNG, for mails and other media without SVG. Without names: names in all scripts need more fonts than we
    /// ship.
    /// </summary>
    byte[] QrPng(string code);

    /// <summary>A QR code, dark on light, with its quiet zone.</summary>
    string QrSvg(string text);
}

/// <summary>The texts of a card's QR codes.</summary>
/// <param name="Static">For print; earns only.</param>
/// <param name="Rotating">For a screen; spends once.</param>
/// <param name="RotatesInSeconds">Seconds until the next rotating code.</param>
[GenerateSerializer, Immutable, Alias("club.CardCodes")]
public sealed record CardCodes(string Static, string Rotating, int RotatesInSeconds);

/// <param name="Code">Code of a card or a voucher, scanned or typed.</param>
[GenerateSerializer, Immutable, Alias("club.ScanRequest")]
public sealed record ScanRequest(string? Code);

/// <summary>The member as a till shows them: enough for a greeting, without private data, since the queue can read the screen.</summary>
/// <param name="Kind">What was scanned: <c>static</c>, <c>rotating</c> or <c>voucher</c>; <c>member</c> if no code was.</param>
/// <param name="Vouchers">Valid vouchers only.</param>
/// <param name="Card">After a rotating code: the value to send as <c>card</c> from now on; spends once, within 15 minutes.</param>
/// <param name="Voucher">The code of the scanned voucher.</param>
/// <param name="Reservations">What is set aside and this till may hand over; null for nothing.</param>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Voucher = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StampsView[]? Stamps = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ReservationView[]? Reservations = null
)
{
    public const string Static = "static",
        Rotating = "rotating",
        OfVoucher = "voucher",
        Member = "member";
}

[GenerateSerializer, Immutable, Alias("club.ScanTier")]
public sealed record ScanTier(string Code, string Name);
