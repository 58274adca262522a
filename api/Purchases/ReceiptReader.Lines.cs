using System.Text.Json;

namespace LoyaltyClub.Api.Purchases;

/// <summary>
/// The fields' names, how a line is read, and how long its texts may be: a line's field is told here and nowhere else in the API.
/// </summary>
internal static partial class ReceiptReader
{
    [Flags]
    private enum Field
    {
        None = 0,
        Store = 1,
        Till = 2,
        Receipt = 4,
        At = 8,
        Member = 16,
        Card = 32,
        Lines = 64,
        Line = 128,
        Sku = 256,
        Name = 512,
        Category = 1024,
        Brand = 2048,
        Quantity = 4096,
        Amount = 8192,
        Tax = 16384,
    }

    /// <summary>A name with an escape is none of these.</summary>
    private static Field FieldOf(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 when name.SequenceEqual("at"u8) => Field.At,
            3 when name.SequenceEqual("sku"u8) => Field.Sku,
            3 when name.SequenceEqual("tax"u8) => Field.Tax,
            4 when name.SequenceEqual("line"u8) => Field.Line,
            4 when name.SequenceEqual("till"u8) => Field.Till,
            4 when name.SequenceEqual("card"u8) => Field.Card,
            4 when name.SequenceEqual("name"u8) => Field.Name,
            5 when name.SequenceEqual("store"u8) => Field.Store,
            5 when name.SequenceEqual("lines"u8) => Field.Lines,
            5 when name.SequenceEqual("brand"u8) => Field.Brand,
            6 when name.SequenceEqual("amount"u8) => Field.Amount,
            6 when name.SequenceEqual("member"u8) => Field.Member,
            7 when name.SequenceEqual("receipt"u8) => Field.Receipt,
            8 when name.SequenceEqual("category"u8) => Field.Category,
            8 when name.SequenceEqual("quantity"u8) => Field.Quantity,
            _ => Field.None,
        };

    private static PurchaseLine? Line(ref Utf8JsonReader json)
    {
        int? number = null;
        string? sku = null,
            name = null,
            category = null,
            brand = null;
        decimal? quantity = null,
            amount = null,
            tax = null;
        var seen = Field.None;
        while (Next(ref json, ref seen, out var field))
        {
            switch (field)
            {
                case Field.Line:
                    number = json.TokenType == JsonTokenType.Null ? null : json.GetInt32();
                    break;
                case Field.Sku:
                    sku = Known(ref json);
                    break;
                case Field.Name:
                    name = Known(ref json);
                    break;
                case Field.Category:
                    category = Known(ref json);
                    break;
                case Field.Brand:
                    brand = Known(ref json);
                    break;
                case Field.Quantity:
                    quantity = Number(ref json);
                    break;
                case Field.Amount:
                    amount = Number(ref json);
                    break;
                case Field.Tax:
                    tax = Number(ref json);
                    break;
                default:
                    return null;
            }
        }

        return json.TokenType == JsonTokenType.EndObject ? new(number, sku, name, category, brand, quantity, amount, tax) : null;
    }

    /// <summary>The first text of a line that cannot be, or null.</summary>
    public static Refused? Fault(int index, PurchaseLine line) =>
        (line.Sku is null ? Problems.Missing($"lines[{index}].sku") : null)
        ?? Text(index, "sku", line.Sku, 64)
        ?? Text(index, "name", line.Name, 200)
        ?? Text(index, "category", line.Category, 100)
        ?? Text(index, "brand", line.Brand, 100);

    /// <summary>The field's name is made only where it is to be said.</summary>
    private static Refused? Text(int index, string field, string? text, int most) =>
        text is null || Check.Text(field, text, most) is null ? null : Check.Text($"lines[{index}].{field}", text, most);
}
