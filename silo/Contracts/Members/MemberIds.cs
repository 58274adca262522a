using System.Buffers;
using System.Security.Cryptography;

namespace LoyaltyClub.Contracts;

/// <summary>
/// A member's id: 60 random bits as 12 lower-case letters and digits without i, l, o and u. Unrelated to personal data.
/// </summary>
public static class MemberIds
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    public static string New() => RandomNumberGenerator.GetString(Alphabet, 12);

    public static bool IsValid(string? id) => id is { Length: 12 } && !id.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>The id's 60 bits as a number, to keep millions of ids in memory.</summary>
    /// <param name="id">A valid id by <see cref="IsValid"/>.</param>
    public static ulong Bits(string id)
    {
        var bits = 0UL;
        foreach (var character in id)
        {
            bits = (bits << 5) | (uint)Alphabet.IndexOf(character, StringComparison.Ordinal);
        }

        return bits;
    }
}
