using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>A receipt's line of a request, whose shape the API has checked, as the domain's, and back as it is shown.</summary>
internal static class ReceiptLines
{
    public static ReceiptLine Of(PurchaseLine line) =>
        new(line.Line!.Value, line.Sku!, line.Name, line.Category, line.Brand, line.Quantity!.Value, line.Amount!.Value, line.Tax ?? 0);

    public static PurchaseLine View(ReceiptLine line) =>
        new(line.Number, line.Sku, line.Name, line.Category, line.Brand, line.Quantity, line.Amount, line.Tax == 0 ? null : line.Tax);
}
