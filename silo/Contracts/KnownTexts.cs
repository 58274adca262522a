using System.Text;

namespace LoyaltyClub.Contracts;

/// <summary>
/// A bounded cache of texts that recur on nearly every receipt: stores, tills, products, categories. The same bytes get the same
/// string, which saves an allocation for each line; an evicted text is allocated again.
/// </summary>
public static class KnownTexts
{
    private const int Places = 4_096,
        Longest = 32;

    private static readonly string?[] Known = new string?[Places];

    /// <param name="text">In UTF-8; only ASCII texts are cached.</param>
    /// <returns>Null if it is not cached.</returns>
    public static string? Find(ReadOnlySpan<byte> text) =>
        text.Length <= Longest && Volatile.Read(ref Known[PlaceOf(text)]) is { } known && Ascii.Equals(text, known) ? known : null;

    /// <summary>Adds a text that <see cref="Find"/> did not have.</summary>
    public static string Add(ReadOnlySpan<byte> text, string made)
    {
        if (text.Length == made.Length && text.Length <= Longest)
        {
            Volatile.Write(ref Known[PlaceOf(text)], made);
        }

        return made;
    }

    /// <summary>FNV-1a.</summary>
    private static uint PlaceOf(ReadOnlySpan<byte> text)
    {
        var hash = 2_166_136_261;
        foreach (var one in text)
        {
            hash = (hash ^ one) * 16_777_619;
        }

        return (hash ^ (hash >> 16)) % Places;
    }
}
