using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains;

/// <summary>Fills one page of a statement. The cursor is an entry's version and a line's place in that entry.</summary>
internal sealed class StatementPager
{
    private readonly StatementQuery query;
    private readonly TimeZoneInfo zone;
    private readonly int index;
    private readonly List<StatementLine> lines = [];
    private string? next;

    public StatementPager(StatementQuery query, TimeZoneInfo zone)
    {
        (this.query, this.zone) = (query, zone);
        (Start, index) = Read(query.After) ?? (query.Newest ? (int.MaxValue, int.MaxValue) : (1, 0));
    }

    /// <summary>Version of the entry at which the page starts: the lowest, or the highest with newest first.</summary>
    public int Start { get; }

    public StatementPage Result => new([.. lines], next);

    /// <summary>Adds the matching lines of one entry.</summary>
    /// <returns>False if the page is full.</returns>
    public bool Take(int version, IReadOnlyList<StatementLine> candidates)
    {
        var (i, step) = query.Newest ? (candidates.Count - 1, -1) : (0, 1);
        if (version == Start)
        {
            i = query.Newest ? Math.Min(i, index) : index;
        }

        for (; i >= 0 && i < candidates.Count; i += step)
        {
            var day = Days.Of(candidates[i].At, zone);
            if (day < query.From || day > query.To || query.Kinds?.Contains(candidates[i].Kind) == false)
            {
                continue;
            }

            if (lines.Count == query.Limit)
            {
                next = string.Create(CultureInfo.InvariantCulture, $"{version}.{i}");
                return false;
            }
            lines.Add(candidates[i]);
        }
        return true;
    }

    private static (int, int)? Read(string? cursor) =>
        cursor?.Split('.') is [var version, var index]
        && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0
        && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? (number, place)
            : null;
}
