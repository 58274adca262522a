using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LoyaltyClub.Contracts;

namespace LoyaltyClub.Import;

/// <summary>
/// The open receipts, which may still get rows, oldest first. A receipt closes <paramref name="rows"/> rows after its first row; that
/// bounds the open receipts to the same number, and receipts leave in the order of their first rows.
/// </summary>
internal sealed class ReceiptWindow<T>(int rows)
{
    private readonly Queue<(long First, UInt128 Key, T Receipt)> order = new();
    private readonly Dictionary<UInt128, T> open = [];

    public bool Find(UInt128 key, [MaybeNullWhen(false)] out T receipt) => open.TryGetValue(key, out receipt);

    public void Open(UInt128 key, long row, T receipt)
    {
        open.Add(key, receipt);
        order.Enqueue((row, key, receipt));
    }

    /// <summary>Removes the oldest receipt if it closes before row <paramref name="row"/>.</summary>
    public bool Close(long row, out UInt128 key, [MaybeNullWhen(false)] out T receipt)
    {
        (key, receipt) = (default, default);
        if (!order.TryPeek(out var oldest) || oldest.First > row - rows)
        {
            return false;
        }

        order.Dequeue();
        open.Remove(oldest.Key);
        (key, receipt) = (oldest.Key, oldest.Receipt);
        return true;
    }
}

/// <summary>The keys of the rows' receipts.</summary>
internal sealed class ReceiptKeys(Columns columns, Mapping mapping, Values values)
{
    /// <summary>128 bits of a hash of store, receipt and the number's period; null if store or receipt is missing.</summary>
    public UInt128? Of(FileRow row)
    {
        if (columns.Of("store", row.Cells) is not { } store || columns.Of("receipt", row.Cells) is not { } receipt)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{store}\0{receipt}{Period(row)}"), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>Nothing for a time that cannot be read: its row is refused anyway.</summary>
    private string? Period(FileRow row)
    {
        if (mapping.ReceiptNumbers == ReceiptNumbers.Forever)
        {
            return null;
        }

        Refused? fault = null;
        var at = values.Instant("at", columns.Of("at", row.Cells), ref fault);
        return at?.ToString(mapping.ReceiptNumbers == ReceiptNumbers.Daily ? "'\0'yyyyMMdd" : "'\0'yyyy", CultureInfo.InvariantCulture);
    }
}
