using System.Collections.Immutable;
using System.Numerics;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>
/// The rules that look at some of a receipt's lines, in the programme's order, and the lines that each looks at: all, if it names none.
/// </summary>
internal ref struct RuleMatches
{
    /// <summary>Words of bits, lines times rules, that need no memory of their own.</summary>
    public const int MostOnStack = 256;

    private readonly ImmutableArray<ReceiptLine> lines;

    /// <summary>The rules still to come; and for each line the rules that look at it.</summary>
    private readonly Span<ulong> left,
        named;

    /// <param name="bits">As many words as <see cref="Words"/> says, all 0.</param>
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

    /// <summary>The place of the next rule.</summary>
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

    /// <summary>The lines that a rule looks at; mostly all of them, and then it costs no memory.</summary>
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
