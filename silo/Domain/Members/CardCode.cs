using System.Buffers;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// The code on a membership card: 12 letters and digits without I, L, O and U (Crockford's base 32), and one check character by ISO/IEC
/// 7064, MOD 37-36, which detects every single wrong character and nearly every transposition.
/// </summary>
public static class CardCode
{
    public const int Length = 13;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);
    internal const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The card code of 60 bits drawn by the caller.</summary>
    public static string Of(ulong bits)
    {
        Span<char> code = stackalloc char[Length];
        for (var i = 0; i < Length - 1; i++, bits >>= 5)
        {
            code[i] = Crockford[(int)(bits & 31)];
        }

        code[^1] = Check(code[..^1]);
        return new(code);
    }

    /// <summary>Normalises typed or scanned text: upper case, without spaces and hyphens.</summary>
    public static string Normalised(string typed) =>
        typed.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>
    /// The text of the printed QR: C and the code, so that a scanner distinguishes it from a voucher and from a rotating code.
    /// </summary>
    public static string Printed(string code) => "C" + code;

    /// <summary>True if a normalised code has the right length, characters and check character.</summary>
    public static bool IsValid(ReadOnlySpan<char> code) =>
        code.Length == Length && !code.ContainsAnyExcept(Characters) && Check(code[..^1]) == code[^1];

    private static char Check(ReadOnlySpan<char> code)
    {
        var product = 36;
        foreach (var character in code)
        {
            var sum = (product + Alphabet.IndexOf(character)) % 36;
            product = (sum == 0 ? 36 : sum) * 2 % 37;
        }
        return Alphabet[(37 - product) % 36];
    }
}
