using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>
/// Which rules can have to do with a line, by its category, brand and sku: of fifty rules most name something that a receipt
/// does not have, and need not be asked. Rules are bits, so that their order stays the programme's.
/// </summary>
public sealed class RuleIndex
{
    private readonly Dictionary<string, ulong[]> categories = new(StringComparer.OrdinalIgnoreCase), brands = new(StringComparer.OrdinalIgnoreCase), skus = new(StringComparer.OrdinalIgnoreCase);
    private readonly ulong[] whole;

    public RuleIndex(ImmutableArray<EarningRule> rules)
    {
        whole = new ulong[(rules.Length + 63) / 64];
        for (var i = 0; i < rules.Length; i++)
        {
            var when = rules[i].When;
            if (!when.NamesLines)
                Set(whole, i);
            Add(categories, when.Categories, i);
            Add(brands, when.Brands, i);
            Add(skus, when.Skus, i);
        }
    }

    /// <summary>The rules that name no lines, and those that name a line's category, brand or sku, as bits by their place.</summary>
    /// <param name="bits">As many as <see cref="Words"/>.</param>
    public void Candidates(ReadOnlySpan<(string? Category, string? Brand, string Sku)> lines, Span<ulong> bits)
    {
        whole.CopyTo(bits);
        foreach (var (category, brand, sku) in lines)
        {
            Or(categories, category, bits);
            Or(brands, brand, bits);
            Or(skus, sku, bits);
        }
    }

    /// <summary>Words of 64 bits.</summary>
    public int Words => whole.Length;

    private static void Or(Dictionary<string, ulong[]> index, string? name, Span<ulong> bits)
    {
        if (name is null || index.Count == 0 || !index.TryGetValue(name, out var rules))
            return;
        for (var i = 0; i < rules.Length; i++)
            bits[i] |= rules[i];
    }

    private void Add(Dictionary<string, ulong[]> index, IEnumerable<string> names, int rule)
    {
        foreach (var name in names)
        {
            if (!index.TryGetValue(name, out var rules))
                index[name] = rules = new ulong[whole.Length];
            Set(rules, rule);
        }
    }

    private static void Set(ulong[] bits, int rule) => bits[rule / 64] |= 1UL << rule % 64;
}
