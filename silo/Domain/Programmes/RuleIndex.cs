using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>
/// Which rules name a line, by its category, brand and sku: of fifty rules most name something that a receipt does not have,
/// and need not be asked. Rules are bits, so that their order stays the programme's.
/// </summary>
public sealed class RuleIndex
{
    private readonly Kind categories, brands, skus;
    private readonly ulong[] whole;

    public RuleIndex(ImmutableArray<EarningRule> rules)
    {
        whole = new ulong[(rules.Length + 63) / 64];
        for (var i = 0; i < rules.Length; i++)
            if (!rules[i].When.NamesLines)
                Set(whole, i);
        (categories, brands, skus) = (new(rules, when => when.Categories), new(rules, when => when.Brands), new(rules, when => when.Skus));
    }

    /// <summary>Words of 64 bits.</summary>
    public int Words => whole.Length;

    /// <summary>The rules that name no lines, as bits by their place.</summary>
    /// <param name="bits">As many as <see cref="Words"/>.</param>
    public void Begin(Span<ulong> bits) => whole.CopyTo(bits);

    /// <summary>The rules that name lines, and this one among them: of category, brand and sku whatever they name is the line's.</summary>
    /// <param name="bits">As many as <see cref="Words"/>.</param>
    public void Name(string? category, string? brand, string sku, Span<ulong> bits)
    {
        var (ofCategory, ofBrand, ofSku) = (categories.Of(category), brands.Of(brand), skus.Of(sku));
        for (var i = 0; i < bits.Length; i++)
            bits[i] = ofCategory[i] & ofBrand[i] & ofSku[i] & ~whole[i];
    }

    private static void Set(ulong[] bits, int rule) => bits[rule / 64] |= 1UL << rule % 64;

    /// <summary>Rules by what they name of one kind.</summary>
    private sealed class Kind
    {
        private readonly Dictionary<string, ulong[]> named = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>Rules that name nothing of this kind, and so fit any.</summary>
        private readonly ulong[] any;

        public Kind(ImmutableArray<EarningRule> rules, Func<Conditions, FrozenSet<string>> names)
        {
            any = new ulong[(rules.Length + 63) / 64];
            for (var i = 0; i < rules.Length; i++)
                if (names(rules[i].When).IsEmpty)
                    Set(any, i);
            for (var i = 0; i < rules.Length; i++)
                foreach (var name in names(rules[i].When))
                {
                    if (!named.TryGetValue(name, out var fitting))
                        named[name] = fitting = [.. any];
                    Set(fitting, i);
                }
        }

        /// <summary>The rules that a name fits.</summary>
        public ulong[] Of(string? name) => name is not null && named.Count > 0 && named.TryGetValue(name, out var fitting) ? fitting : any;
    }
}
