using System.Globalization;
using System.Text;

namespace LoyaltyClub.Contracts;

/// <summary>
/// What a telephone number must look like, once for the API, the pages and an import: 6 to 15 digits of any script, and the marks and
/// blanks that people write between them. Which number it is, the grains know: they keep it in E.164.
/// </summary>
public static class PhoneText
{
    /// <summary>The most characters as written.</summary>
    public const int Longest = 40;

    private const int FewestDigits = 6,
        MostDigits = 15;

    public static bool IsPhone(string text) => text.Length <= Longest && Plain(text) is not null;

    /// <summary>The digits as 0 to 9, after a plus if there is one; null if the text is no number.</summary>
    public static string? Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
            {
                plain.Append((int)Rune.GetNumericValue(rune));
            }
            else if (rune.Value is '+' or '＋' && plain.Length == 0)
            {
                plain.Append('+');
            }
            else if (!StandsBetween(rune))
            {
                return null;
            }
        }

        var digits = plain.Length - (plain.Length > 0 && plain[0] == '+' ? 1 : 0);
        return digits is >= FewestDigits and <= MostDigits ? plain.ToString() : null;
    }

    /// <summary>Blanks of every kind, dashes, marks of direction and other unseen signs, parentheses, points and slashes.</summary>
    private static bool StandsBetween(Rune rune) =>
        rune.Value is '.' or '/' or '(' or ')' or '（' or '）' or '．' or '／' or '·' or '−' or '\t'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation or UnicodeCategory.Format;
}
