using System.Globalization;
using System.Text;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Grains;

namespace LoyaltyClub.Readings;

/// <summary>
/// The words by which a search finds a member: lower case, without accents. A search's words are beginnings of these.
/// </summary>
internal static class SearchWords
{
    /// <summary>The most words of a search that count; the rest is left out.</summary>
    private const int MostWords = 6;

    /// <summary>Codes are random: the first letters of a name would find many members whose id or card begins like it.</summary>
    private const int ShortestCode = 5;

    /// <summary>Longer words are cut, in what is stored as in what is searched.</summary>
    private const int Longest = 64;

    public static IEnumerable<string> Of(string member, Person person) =>
        new[] { person.FirstName, person.LastName, person.ExternalId, LocalPart(person.Email) }
            .SelectMany(text => Split(text))
            .Concat(
                new[] { person.Email, person.ExternalId, Digits(person.Phone), National(person.Phone) }.Select(text => Plain(text?.Trim()))
            )
            .Where(word => word.Length > 0)
            .Select(Cut)
            .Concat(person.OldCards.Append(person.CardCode).OfType<string>().Select(card => Code(CardCode.Normalised(card))))
            .Append(Code(member))
            .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// The words of a search: an e-mail address and a number are one word, however they are spaced; all else is taken apart.
    /// </summary>
    public static string[] Of(string text)
    {
        var typed = text.Trim();
        return typed.Contains('@', StringComparison.Ordinal) ? [Cut(Plain(typed))]
            : Digits(typed) is { Length: > 2 } digits
            && typed.All(letter => char.IsAsciiDigit(letter) || " +-./()".Contains(letter, StringComparison.Ordinal))
                ? [Cut(digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits)]
            : [.. Split(typed).Distinct(StringComparer.Ordinal).Take(MostWords).Select(Cut)];
    }

    /// <summary>The beginnings of stored words that a word of a search means.</summary>
    public static IEnumerable<string> Beginnings(string word) =>
        word.Length < ShortestCode ? [word]
        : word[0] == 'c' ? [word, Code(word), Code(word[1..])]
        : [word, Code(word)];

    /// <summary>A name for sorting: the last name first.</summary>
    public static string SortName(Person person) => string.Join(' ', Split($"{person.LastName} {person.FirstName}"));

    private static IEnumerable<string> Split(string? text)
    {
        var word = new StringBuilder();
        foreach (var letter in Plain(text) + " ")
        {
            if (char.IsLetterOrDigit(letter))
            {
                word.Append(letter);
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
    }

    /// <summary>In lower case and without accents, ligatures and widths.</summary>
    private static string Plain(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var plain = new StringBuilder(text.Length);
        // Half of a pair, which no text should have, cannot be normalised.
        foreach (var letter in Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Control))
            {
                plain.Append(
                    letter switch
                    {
                        'ß' => "ss",
                        'ø' or 'Ø' => "o",
                        'ł' or 'Ł' => "l",
                        _ => char.ToLowerInvariant(letter).ToString(),
                    }
                );
            }
        }

        return plain.ToString();
    }

    /// <summary>An id or a card, apart from the words of names.</summary>
    private static string Code(string code) => "#" + Plain(code);

    private static string? LocalPart(string? email) => email?[..Math.Max(0, email.IndexOf('@', StringComparison.Ordinal))];

    private static string Digits(string? text) => text is null ? "" : string.Concat(text.Where(char.IsAsciiDigit));

    /// <summary>The number without its country's prefix, as people say it.</summary>
    private static string National(string? phone) => phone is null ? "" : Phones.National(phone) ?? "";

    private static string Cut(string word) => word.Length > Longest ? word[..Longest] : word;
}
