namespace LoyaltyClub.Portal.Till;

/// <summary>Text scanned or typed into the till's input field.</summary>
internal sealed record FindRequest(string? Text);

/// <summary>A basket of the till page. The browser sets the receipt's number and time once, so every repeat has the same.</summary>
/// <param name="Member">Id of the member found while the network was available, or null.</param>
/// <param name="Card">As scanned, or as the scan returned it; takes precedence over the id.</param>
/// <param name="Cashier">
/// Id of the cashier at the time of the sale: a queued sale keeps its cashier, even if another one is signed in when it is sent.
/// </param>
/// <param name="Find">E-mail, phone or card typed without network.</param>
internal sealed record SaleRequest(
    string? Receipt,
    DateTimeOffset? At,
    string? Member,
    string? Card,
    string? Find,
    SaleLine[]? Lines,
    string[]? Vouchers,
    long? Points,
    string? Cashier = null
)
{
    public const int MostLines = 200;
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

        if (Vouchers is { } vouchers && (vouchers.Length > 20 || !vouchers.All(code => IsText(code, 60))))
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

        return Lines is { Length: > 0 and <= MostLines } lines && lines.All(IsLine) ? null : "lines";
    }

    /// <summary>Converts to the request of the member's grain.</summary>
    public PurchaseRequest For(Caller till, string? card) =>
        new(
            till.Store,
            Cashier is null ? null : "cashier " + Cashier,
            Receipt,
            DateTimeOffset.FromUnixTimeMilliseconds(At!.Value.ToUnixTimeMilliseconds()),
            null,
            card,
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
            Vouchers is { Length: > 0 } ? Vouchers : null,
            Points is { } points ? new(points) : null,
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
internal sealed record BackRequest(string? Receipt, string? ReturnReceipt, DateTimeOffset? At, BackLine[]? Lines)
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

/// <param name="Pays">Money that all active points pay; null if points cannot pay.</param>
/// <param name="MaySpend">True if the card was shown as a rotating code.</param>
internal sealed record FoundAnswer(ScanAnswer Member, decimal? Pays, bool MaySpend, Dictionary<string, string> Rewards);

internal sealed record SaleAnswer(PurchaseAnswer Sale, bool Again);

/// <param name="Url">The claim's address.</param>
internal sealed record ClaimAnswer(string Url);
