using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LoyaltyClub.Contracts;

/// <summary>
/// A name as a stranger may have typed it. Where the club speaks in its own voice it must not carry somebody else's message.
/// </summary>
public static partial class PersonName
{
    /// <summary>The most characters of a name in a mail.</summary>
    private const int LongestInMail = 40,
        MostWordsInMail = 5;

    /// <summary>False if the text has a link, or signs that turn or hide what stands beside them.</summary>
    public static bool IsPlain(string name) => !Link().IsMatch(name) && !name.EnumerateRunes().Any(Turns);

    /// <summary>The name as a mail greets by it; empty where it is no name: a link, a number, a sentence.</summary>
    public static string InMail(string? name) =>
        name is { Length: <= LongestInMail }
        && IsPlain(name)
        && name.Split(' ') is { Length: <= MostWordsInMail } words
        && words.All(word => word.Length > 0 && word.EnumerateRunes().All(IsOfNames))
            ? name
            : "";

    /// <summary>
    /// Letters with their marks, what stands in names, and what people put there without a message in it: emoji, braces, signs of markup.
    /// Digits tell a number to call or an amount.
    /// </summary>
    private static bool IsOfNames(Rune rune) =>
        Rune.IsLetter(rune)
        || ".,'’ʼ·-&<>{}\u200C\u200D".EnumerateRunes().Contains(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.OtherSymbol
                or UnicodeCategory.ModifierSymbol;

    /// <summary>
    /// Marks of direction, line separators and other unseen signs, but for the two joiners that Persian and Hindi names have.
    /// </summary>
    private static bool Turns(Rune rune) =>
        rune.Value is not (0x200C or 0x200D)
        && Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Format
                or UnicodeCategory.Control
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    [GeneratedRegex(@"://|@|\bwww\.|\w{2,}\.\w{2,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Link();
}
