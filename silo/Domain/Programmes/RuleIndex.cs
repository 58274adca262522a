using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>
/// Which rules look at a line, by its category, brand and sku: of fifty rules most name something that a receipt does not have,
/// and need not be asked. Rules are bits, so that their order stays the programme's.
/// </summary>
public sealed class RuleIndex
{
    private readonly Kind categories,
        brands,
        skus;

    public RuleIndex(ImmutableArray<EarningRule> rules) =>
        (Words, categories, brands, skus) = (
            (rules.Length + 63) / 64,
            new(rules, when => when.Categories),
            new(rules, when => when.Brands),
            new(rules, when => when.Skus)
        );

    /// <summary>Words of 64 bits that hold all rules.</summary>
    public int Words { get; }

    /// <summary>
    /// The rules that look at a line, as bits by their place: whatever they name of category, brand and sku is the line's.
    /// </summary>
    /// <param name="bits">As many as <see cref="Words"/>.</param>
    public void Name(string? category, string? brand, string sku, Span<ulong> bits)
    {
        var (ofCategory, ofBrand, ofSku) = (categories.Of(category), brands.Of(brand), skus.Of(sku));
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = ofCategory[i] & ofBrand[i] & ofSku[i];
        }
    }

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
            {
                if (names(rules[i].When).IsEmpty)
                {
                    Set(any, i);
                }
            }

            for (var i = 0; i < rules.Length; i++)
            {
                foreach (var name in names(rules[i].When))
                {
                    if (!named.TryGetValue(name, out var fitting))
                    {
                        named[name] = fitting = [.. any];
                    }

                    Set(fitting, i);
                }
            }
        }

        /// <summary>The rules that a name fits.</summary>
        public ulong[] Of(string? name) => name is not null && named.Count > 0 && named.TryGetValue(name, out var fitting) ? fitting : any;

        private static void Set(ulong[] bits, int rule) => bits[rule / 64] |= 1UL << rule % 64;
    }
}
