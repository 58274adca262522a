using System.Collections.Immutable;
using System.Numerics;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// The rules that match at least one line of a receipt, in the programme's order, each with its lines; a rule without line conditions
/// matches all.
/// </summary>
internal ref struct RuleMatches
{
    /// <summary>The largest bit table, in 64-bit words, that the caller puts on the stack.</summary>
    public const int MostOnStack = 256;

    private readonly ImmutableArray<ReceiptLine> lines;

    /// <summary>The rules still to come; and the matching rules of each line.</summary>
    private readonly Span<ulong> left,
        named;

    /// <param name="bits"><see cref="Words"/> words, all 0.</param>
    public RuleMatches(RuleIndex index, ImmutableArray<ReceiptLine> lines, Span<ulong> bits)
    {
        this.lines = lines;
        left = bits[..index.Words];
        named = bits[index.Words..];
        for (var line = 0; line < lines.Length; line++)
        {
            var rules = named.Slice(line * left.Length, left.Length);
            index.Name(lines[line].Category, lines[line].Brand, lines[line].Sku, rules);
            for (var word = 0; word < left.Length; word++)
            {
                left[word] |= rules[word];
            }
        }
    }

    public static int Words(RuleIndex index, ImmutableArray<ReceiptLine> lines) => (lines.Length + 1) * index.Words;

    /// <summary>The index of the next rule.</summary>
    public readonly bool Next(out int rule)
    {
        for (var word = 0; word < left.Length; word++)
        {
            if (left[word] != 0)
            {
                rule = word * 64 + BitOperations.TrailingZeroCount(left[word]);
                left[word] &= left[word] - 1;
                return true;
            }
        }

        rule = -1;
        return false;
    }

    /// <summary>The lines that a rule matches; usually all of them, which allocates nothing.</summary>
    public readonly ImmutableArray<ReceiptLine> Lines(int rule)
    {
        var count = 0;
        for (var line = 0; line < lines.Length; line++)
        {
            if (LooksAt(rule, line))
            {
                count++;
            }
        }

        if (count == lines.Length)
        {
            return lines;
        }

        var some = ImmutableArray.CreateBuilder<ReceiptLine>(count);
        for (var line = 0; line < lines.Length; line++)
        {
            if (LooksAt(rule, line))
            {
                some.Add(lines[line]);
            }
        }

        return some.MoveToImmutable();
    }

    private readonly bool LooksAt(int rule, int line) => (named[line * left.Length + rule / 64] & 1UL << rule % 64) != 0;
}
