using System.Security.Cryptography;
using System.Text;

namespace LoyaltyClub.Grains;

/// <summary>
/// Operation ids as the journal keeps them: 16 bytes of a SHA-256 over kind and parts, unique over all members for ever. Changing a
/// kind's text would let old operations repeat.
/// </summary>
internal static class OperationIds
{
    private const int OnStack = 1024;

    public static Guid Purchase(string store, string receipt) => Of("purchase", store, receipt);

    /// <summary>A purchase that arrives after its returns, which hold the id of <see cref="Purchase"/>.</summary>
    public static Guid LatePurchase(string store, string receipt) => Of("late purchase", store, receipt);

    public static Guid Return(string store, string returnReceipt) => Of("return", store, returnReceipt);

    /// <summary>
    /// A return whose slip was used for another purchase before, which holds the id of <see cref="Return(string, string)"/>.
    /// </summary>
    public static Guid Return(string store, string returnReceipt, string purchaseStore, string receipt) =>
        Of("return", store, returnReceipt, purchaseStore, receipt);

    /// <summary>An early return when it is applied after its purchase; <see cref="Return"/> is the id under which it was kept.</summary>
    public static Guid LateReturn(string store, string returnReceipt) => Of("late return", store, returnReceipt);

    /// <summary>As the second <see cref="Return(string, string, string, string)"/>, for an early return.</summary>
    public static Guid LateReturn(string store, string returnReceipt, string purchaseStore, string receipt) =>
        Of("late return", store, returnReceipt, purchaseStore, receipt);

    /// <summary>A grain message or audit line, by its place in the outbox.</summary>
    public static Guid GrainMessage(string stream, int version, int number) =>
        Of(
            "errand",
            stream,
            version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            number.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );

    /// <summary>A receipt without a card.</summary>
    public static Guid WithoutCard(string store, string receipt) => Of("without card", store, receipt);

    /// <summary>A receipt without a card, when a member claims it.</summary>
    public static Guid Claimed(string store, string receipt) => Of("claimed", store, receipt);

    public static Guid UnitBack(string unit) => Of("unit back", unit);

    /// <summary>The key of a till that was added: made once.</summary>
    public static Guid Pairing(string till) => Of("pairing", till);

    /// <summary>A decision about a finding of the watch, for one of its members.</summary>
    public static Guid Decision(string operationId, string member) => Of("watch", operationId, member);

    public static Guid? Operation(string? operationId) => operationId is null ? null : Of("operation", operationId);

    /// <summary>Hash of personal data, salted with the operation id, so that the data cannot be guessed from the journal.</summary>
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
