namespace LoyaltyClub.Portal.Till;

/// <summary>Text scanned or typed into the till's input field.</summary>
internal sealed record FindRequest(string? Text);

/// <summary>Somebody joins at the till.</summary>
/// <param name="Text">Their phone or e-mail.</param>
/// <param name="OperationId">Made by the page.</param>
internal sealed record JoinRequest(string? Text, string? OperationId);

/// <summary>A basket of the till page. The browser sets the receipt's number and time once, so every repeat has the same.</summary>
/// <param name="Member">Id of the member found while the network was available, or null.</param>
/// <param name="Card">As scanned, or as the scan returned it; takes precedence over the id.</param>
/// <param name="Cashier">
/// Id of the cashier at the time of the sale: a queued sale keeps its cashier, even if another one is signed in when it is sent.
/// </param>
/// <param name="Find">E-mail, phone or card typed without network.</param>
/// <param name="Sealed">The same, encrypted for the club (<see cref="ISeals.Decipher"/>) while the sale waited on the device.</param>
/// <param name="Lines">May be empty if something is handed over.</param>
/// <param name="Vouchers">Codes of vouchers to use.</param>
/// <param name="HandOver">Ids of the reservations to hand over.</param>
/// <param name="Take">Codes of rewards to take for points and hand over; one that stands twice is taken twice.</param>
internal sealed record SaleRequest(
    string? Receipt,
    DateTimeOffset? At,
    string? Member,
    string? Card,
    string? Find,
    SaleLine[]? Lines,
    string[]? Vouchers,
    long? Points,
    string? Cashier = null,
    string[]? HandOver = null,
    string[]? Take = null,
    string? Sealed = null
)
{
    private const int MostSealed = 2_000;

    /// <summary>With what was typed in the clear; a box of somebody else's stays closed, and the sale names no member.</summary>
    public async Task<SaleRequest> Opened(ISeals seals)
    {
        if (Sealed is not { Length: <= MostSealed } || Find is not null)
        {
            return this;
        }

        var box = new byte[MostSealed];
        return Convert.TryFromBase64String(Sealed, box, out var length) ? this with { Find = await seals.Decipher(box[..length]) } : this;
    }

    public const int MostLines = 200,
        MostRewards = 20;
    private const decimal MostAmount = 1_000_000,
        MostQuantity = 100_000;

    /// <summary>The first invalid field, or null. The page validates first; this covers other senders.</summary>
    public string? Fault()
    {
        if (!IsText(Receipt, 100))
        {
            return "receipt";
        }

        if (At is not { } at || at.UtcDateTime.Year is < 2000 or > 9000)
        {
            return "at";
        }

        if (Points is < 1 or > 1_000_000_000)
        {
            return "points";
        }

        if (Rewards > MostRewards || !All(Vouchers, 60) || !All(HandOver, 60) || !All(Take, 64))
        {
            return "vouchers";
        }

        if (Card is not null && !IsText(Card, 100))
        {
            return "card";
        }

        if (Find is not null && !IsText(Find, 254))
        {
            return "find";
        }

        if (Cashier is not null && (Cashier.Length != 10 || !Cashier.All(char.IsAsciiLetterOrDigit)))
        {
            return "cashier";
        }

        if (Member is not null && !MemberIds.IsValid(Member))
        {
            return "member";
        }

        return Lines is { Length: <= MostLines } lines && lines.All(IsLine) && (lines.Length > 0 || Rewards > 0 && Points is null)
            ? null
            : "lines";

        static bool All(string[]? texts, int most) => texts is null || texts.All(text => IsText(text, most));
    }

    /// <summary>What is handed over besides the goods.</summary>
    public int Rewards => (Vouchers?.Length ?? 0) + (HandOver?.Length ?? 0) + (Take?.Length ?? 0);

    /// <summary>Converts to the request of the member's grain.</summary>
    /// <param name="vouchers">Codes of all vouchers to use.</param>
    public PurchaseRequest For(Caller till, string[] vouchers) =>
        new(
            till.Store,
            Cashier is null ? null : "cashier " + Cashier,
            Receipt,
            DateTimeOffset.FromUnixTimeMilliseconds(At!.Value.ToUnixTimeMilliseconds()),
            null,
            Card,
            [
                .. Lines!.Select(
                    (line, index) =>
                        new PurchaseLine(
                            index + 1,
                            line.Sku ?? "manual",
                            Trimmed(line.Name),
                            Trimmed(line.Category),
                            null,
                            line.Quantity,
                            line.Amount
                        )
                ),
            ],
            vouchers is { Length: > 0 } ? vouchers : null,
            Points is { } points ? new(points, ByTill: true) : null,
            null
        );

    private static bool IsLine(SaleLine? line) =>
        line is { Quantity: > 0 and <= MostQuantity and var quantity, Amount: >= 0 and <= MostAmount and var amount }
        && decimal.Round(quantity, 3) == quantity
        && decimal.Round(amount, 4) == amount
        && (line.Name is null or "" || IsText(line.Name, 200))
        && (line.Category is null or "" || IsText(line.Category, 100))
        && (line.Sku is null || IsText(line.Sku, 64));

    internal static bool IsText(string? text, int most) =>
        text is { Length: > 0 }
        && text.Length <= most
        && !text.Any(character => char.IsControl(character) || char.IsSurrogate(character) && !IsWhole(text));

    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

internal sealed record SaleLine(string? Sku, string? Name, string? Category, decimal Quantity, decimal Amount);

/// <summary>Lines to return. The browser sets the number of the return's receipt, as for a sale.</summary>
/// <param name="Bought">The instant of the purchase, as its look-up answered it.</param>
internal sealed record BackRequest(
    string? Receipt,
    string? ReturnReceipt,
    DateTimeOffset? At,
    BackLine[]? Lines,
    DateTimeOffset? Bought = null
)
{
    public bool IsGood =>
        SaleRequest.IsText(Receipt, 100)
        && SaleRequest.IsText(ReturnReceipt, 100)
        && At is { UtcDateTime.Year: >= 2000 and <= 9000 }
        && Lines is { Length: > 0 and <= 1_000 } lines
        && lines.All(line => line is { Quantity: > 0 and <= 1_000_000 } && decimal.Round(line.Quantity, 3) == line.Quantity)
        && lines.DistinctBy(line => line.Line).Count() == lines.Length;
}

internal sealed record BackLine(int Line, decimal Quantity);

/// <summary>A refusal as the till page shows it.</summary>
/// <param name="Text">In the cashier's language: the problem, and one way to continue.</param>
internal sealed record TillRefusal(string Code, string Text);

/// <summary>The member as the till's panel shows them.</summary>
/// <param name="Pays">Money that the points pay, as many as may be spent at once; null if points cannot pay.</param>
/// <param name="MaySpend">
/// True if points and vouchers may be spent now: by the code that changes, or as the club allows; not while they are on hold.
/// </param>
/// <param name="Most">The most points that may be spent at once; null without a limit.</param>
/// <param name="Rewards">Names of the club's rewards by code.</param>
/// <param name="Reach">Rewards that the member's points pay now, the dearest first.</param>
/// <param name="Next">The nearest reward that they do not pay yet, or null.</param>
/// <param name="Joined"><c>new</c> for who has just joined, <c>already</c> for who wanted to and is a member; else null.</param>
internal sealed record FoundAnswer(
    ScanAnswer Member,
    decimal? Pays,
    bool MaySpend,
    long? Most,
    Dictionary<string, string> Rewards,
    ReachedReward[] Reach,
    NextReward? Next,
    string? Joined = null
);

/// <param name="Cost">Points.</param>
internal sealed record ReachedReward(string Code, string Name, long Cost);

/// <param name="Missing">Points.</param>
internal sealed record NextReward(string Name, long Missing);

/// <param name="Sale">The booked purchase; null if nothing was sold.</param>
/// <param name="Balance">The member's balance after what was handed over without a sale; null with one.</param>
/// <param name="Tier">Name of the tier that the member has reached by the sale; null if it is the same as before.</param>
internal sealed record SaleAnswer(PurchaseAnswer? Sale, bool Again, BalanceView? Balance = null, string? Tier = null);

/// <param name="Url">The claim's address.</param>
internal sealed record ClaimAnswer(string Url);
