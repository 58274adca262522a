using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LoyaltyClub.Journal;

/// <summary>The link between an entry and its predecessor in the stream.</summary>
public static class JournalHash
{
    /// <summary>
    /// Bytes of a hash: SHA-256 cut to 192 bits, as NIST SP 800-107 allows, which leaves 96 bits against collisions and 192
    /// against a second entry with a given hash. Saves 8 bytes in every row.
    /// </summary>
    public const int Size = 24;

    private const int OnStack = 1024;

    /// <summary>
    /// The first 24 bytes of SHA-256(previous hash ‖ stream in UTF-8 ‖ version, 4 bytes big-endian ‖ operation, 16 bytes in the order of
    /// its text, or zeros ‖ data). SQL can compute the same, so an auditor can check without this program.
    /// </summary>
    /// <param name="previous"><see cref="Size"/> bytes, or empty for a stream's first entry.</param>
    public static byte[] Of(ReadOnlySpan<byte> previous, string stream, int version, Guid? operation, ReadOnlySpan<byte> data)
    {
        var size = previous.Length + Encoding.UTF8.GetMaxByteCount(stream.Length) + 4 + 16 + data.Length;
        var rented = size > OnStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        var buffer = rented ?? stackalloc byte[OnStack];
        previous.CopyTo(buffer);
        var at = previous.Length;
        at += Encoding.UTF8.GetBytes(stream, buffer[at..]);
        BinaryPrimitives.WriteInt32BigEndian(buffer[at..], version);
        at += 4;
        (operation ?? Guid.Empty).TryWriteBytes(buffer[at..], bigEndian: true, out _);
        at += 16;
        data.CopyTo(buffer[at..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..(at + data.Length)], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash[..Size].ToArray();
    }

    internal static byte[] Of(Append append) => Of(append.PreviousHash, append.Stream, append.Version, append.Operation, append.Data);
}
