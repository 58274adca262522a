using System.Text.Encodings.Web;
using System.Text.Json;

namespace LoyaltyClub.Contracts;

/// <summary>
/// Claim of a receipt without a card. Nothing is stored: the address on the receipt contains the receipt under the club's seal. The first
/// member to take it gets the points, because a receipt is recorded once.
/// </summary>
public static class ReceiptClaims
{
    /// <summary>The page of a claim, before its seal.</summary>
    public const string Page = "/card/claim/";

    /// <summary>The most characters of a seal.</summary>
    public const int LongestSeal = 4_000;

    private const string Purpose = "claim";

    /// <summary>Above this number, lines are summed by category, so that the QR code stays easy to read.</summary>
    private const int MostLines = 8;

    /// <summary>What a line that names no article is called in the ledger.</summary>
    private const string NoArticle = "manual";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="lines">Each with quantity and amount.</param>
    /// <returns>What <see cref="OpenClaim"/> opens, if it is no longer than <see cref="LongestSeal"/>.</returns>
    public static Task<string> SealClaim(
        this ISeals seals,
        string store,
        string receipt,
        DateTimeOffset at,
        IReadOnlyList<PurchaseLine> lines
    )
    {
        if (lines.Count > MostLines)
        {
            lines =
            [
                .. lines
                    .GroupBy(line => line.Category?.Trim() ?? "", StringComparer.OrdinalIgnoreCase)
                    .Select(group => new PurchaseLine(
                        null,
                        null,
                        null,
                        group.Key,
                        null,
                        group.Sum(line => line.Quantity),
                        group.Sum(line => line.Amount)
                    )),
            ];
        }

        return seals.Seal(
            Purpose,
            JsonSerializer.Serialize<object[]>(
                [store, receipt, at.ToUnixTimeSeconds(), .. lines.Select(line => Parts(line).ToArray())],
                Json
            )
        );
    }

    /// <summary>The receipt in a seal, or null if the seal is not the club's.</summary>
    public static async Task<PurchaseRequest?> OpenClaim(this ISeals seals, string seal)
    {
        if (seal.Length > LongestSeal || await seals.Open(Purpose, seal) is not { } text)
        {
            return null;
        }

        using var document = JsonDocument.Parse(text);
        var parts = document.RootElement.EnumerateArray().ToArray();
        return new(
            parts[0].GetString(),
            null,
            parts[1].GetString(),
            DateTimeOffset.FromUnixTimeSeconds(parts[2].GetInt64()),
            null,
            null,
            [.. parts[3..].Select((line, index) => Line(index + 1, [.. line.EnumerateArray()]))],
            null,
            null,
            null,
            Claimed: true
        );
    }

    /// <summary>Article and brand only where there are any: most seals do without them.</summary>
    private static IEnumerable<object?> Parts(PurchaseLine line)
    {
        yield return line.Name;
        yield return line.Category;
        yield return line.Quantity;
        yield return line.Amount;
        if (line.Sku is not (null or NoArticle) || line.Brand is not null)
        {
            yield return line.Sku;
            yield return line.Brand;
        }
    }

    private static PurchaseLine Line(int number, JsonElement[] parts) =>
        new(
            number,
            (parts.Length > 4 ? parts[4].GetString() : null) ?? NoArticle,
            parts[0].GetString(),
            parts[1].GetString(),
            parts.Length > 5 ? parts[5].GetString() : null,
            parts[2].GetDecimal(),
            parts[3].GetDecimal()
        );
}
