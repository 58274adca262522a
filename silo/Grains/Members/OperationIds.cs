using System.Security.Cryptography;
using System.Text;

namespace LoyaltyClub.Grains;

/// <summary>
/// The callers' ids as the journal keeps them: 16 bytes of a SHA-256 over the kind and its parts, unique over all members for ever.
/// </summary>
internal static class OperationIds
{
    private const int OnStack = 1024;

    public static Guid Purchase(string store, string receipt) => Of("purchase", store, receipt);

    /// <summary>Of a purchase before which returns of it came: they hold <see cref="Purchase"/>.</summary>
    public static Guid LatePurchase(string store, string receipt) => Of("late purchase", store, receipt);

    public static Guid Return(string store, string returnReceipt) => Of("return", store, returnReceipt);

    /// <summary>Of a return that had come before its purchase, once it is applied.</summary>
    public static Guid LateReturn(string store, string returnReceipt) => Of("late return", store, returnReceipt);

    /// <summary>Of an message, by its place in the outbox.</summary>
    public static Guid GrainMessage(string stream, int version, int number) =>
        Of(
            "errand",
            stream,
            version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            number.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );

    /// <summary>Of a receipt that was sold without a card.</summary>
    public static Guid WithoutCard(string store, string receipt) => Of("without card", store, receipt);

    /// <summary>Of the same, when somebody makes it theirs.</summary>
    public static Guid Claimed(string store, string receipt) => Of("claimed", store, receipt);

    public static Guid UnitBack(string unit) => Of("unit back", unit);

    public static Guid? Operation(string? operationId) => operationId is null ? null : Of("operation", operationId);

    /// <summary>Of a person's details with the operation id as salt: what is not in the journal cannot be guessed from it.</summary>
    public static byte[] Fingerprint(string? operationId, string content) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{operationId}\0{content}"));

    private static Guid Of(params ReadOnlySpan<string> parts)
    {
        var size = 0;
        foreach (var part in parts)
        {
            size += Encoding.UTF8.GetMaxByteCount(part.Length) + 1;
        }

        var text = size <= OnStack ? stackalloc byte[OnStack] : new byte[size];
        var at = 0;
        foreach (var part in parts)
        {
            at += Encoding.UTF8.GetBytes(part, text[at..]);
            text[at++] = 0;
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..(at - 1)], hash);
        return new Guid(hash[..16]);
    }
}
