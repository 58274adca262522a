using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Portal.Till;

/// <summary>
/// Claim of a receipt without a card. Nothing is stored: the address on the receipt contains the receipt under the club's seal. The first
/// member to open it gets the points, because a receipt is recorded once.
/// </summary>
internal static class Claims
{
    private const string Purpose = "claim";

    /// <summary>Above this number, lines are summed by category, so that the QR code stays easy to read.</summary>
    private const int MostLines = 8;

    public static async Task<string> Address(HttpContext http, SaleRequest sale, Caller till)
    {
        var lines =
            sale.Lines!.Length <= MostLines
                ? sale.Lines
                :
                [
                    .. sale
                        .Lines.GroupBy(line => line.Category?.Trim() ?? "", StringComparer.OrdinalIgnoreCase)
                        .Select(group => new SaleLine(
                            null,
                            null,
                            group.Key,
                            group.Sum(line => line.Quantity),
                            group.Sum(line => line.Amount)
                        )),
                ];
        var text = JsonSerializer.Serialize<object[]>([
            till.Store!,
            sale.Receipt!,
            sale.At!.Value.ToUnixTimeSeconds(),
            .. lines.Select(line => new object?[] { line.Name, line.Category, line.Quantity, line.Amount }),
        ]);
        var seal = await http.RequestServices.GetRequiredService<ISeals>().Seal(Purpose, text);
        return $"{http.Request.Scheme}://{http.Request.Host}/card/claim/{seal}";
    }

    /// <summary>The receipt in a seal, or null if the seal is not the club's.</summary>
    public static async Task<PurchaseRequest?> Read(ISeals seals, string seal)
    {
        if (seal.Length > 4_000 || await seals.Open(Purpose, seal) is not { } text)
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
            [
                .. parts[3..]
                    .Select(
                        (line, index) =>
                            new PurchaseLine(
                                index + 1,
                                "manual",
                                line[0].GetString(),
                                line[1].GetString(),
                                null,
                                line[2].GetDecimal(),
                                line[3].GetDecimal()
                            )
                    ),
            ],
            null,
            null,
            null
        );
    }
}
