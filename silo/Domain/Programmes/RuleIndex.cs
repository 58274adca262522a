using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LoyaltyClub.Domain.Programmes;

/// <summary>
/// Finds the rules that match a line by category, brand and SKU: of fifty rules most name articles that are not on the receipt and are
/// skipped. Rules are bits, which keeps the programme's order.
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

    /// <summary>64-bit words that hold one bit per rule.</summary>
    public int Words { get; }

    /// <summary>
    /// The rules that match this line, as bits by index: each of category, brand and SKU is either unrestricted or equal to the line's.
    /// </summary>
    /// <param name="bits"><see cref="Words"/> words.</param>
    public void Name(string? category, string? brand, string sku, Span<ulong> bits)
    {
        var (ofCategory, ofBrand, ofSku) = (categories.Of(category), brands.Of(brand), skus.Of(sku));
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = ofCategory[i] & ofBrand[i] & ofSku[i];
        }
    }

    /// <summary>The rules by their condition on category, brand or SKU.</summary>
    private sealed class Kind
    {
        private readonly Dictionary<string, ulong[]> named = new(StringComparer.OrdinalIgnoreCase);

        /// <summary>Rules without this condition, which match every name.</summary>
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

        /// <summary>The rules that match a name.</summary>
        public ulong[] Of(string? name) => name is not null && named.Count > 0 && named.TryGetValue(name, out var fitting) ? fitting : any;

        private static void Set(ulong[] bits, int rule) => bits[rule / 64] |= 1UL << rule % 64;
    }
}
