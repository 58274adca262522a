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
    private static readonly SearchValues<char> First = SearchValues.Create(Crockford);

    /// <summary>Letters and digits that are not mistaken for one another.</summary>
    public const string Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

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

    /// <summary>
    /// Normalises a typed or scanned code: upper case, without spaces and hyphens, without what a scanner adds (the kind of the symbol in
    /// front, <c>]Q3</c>, and a line end or a tab behind). Of the code of a card or a voucher O is read as 0, I and L as 1, which its first
    /// characters never are.
    /// </summary>
    public static string Normalised(string typed)
    {
        var text = typed.Trim();
        if (text is [']', _, _, ..])
        {
            text = text[3..];
        }

        text = text.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        return text.Length == Length || text.Length == Length + 1 && text[0] is 'C' or 'V' ? Meant(text) : text;
    }

    /// <summary>The code that somebody read out or typed, with its letter in front if it has one; the text itself if it is none.</summary>
    private static string Meant(string text)
    {
        Span<char> code = stackalloc char[text.Length];
        text.CopyTo(code);
        var digits = code[^Length..];
        foreach (ref var digit in digits[..^1])
        {
            digit = Meant(digit);
        }

        if (digits[..^1].ContainsAnyExcept(First) || Check(digits[..^1]) is var check && Meant(check) != Meant(digits[^1]))
        {
            return text;
        }

        digits[^1] = check;
        return code.SequenceEqual(text) ? text : new(code);
    }

    private static char Meant(char character) =>
        character switch
        {
            'O' => '0',
            'I' or 'L' => '1',
            _ => character,
        };

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
