using System.Globalization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Grains;

/// <summary>
/// One page of a statement. The cursor is the instant and the place of the next line, so a receipt that arrives between two pages neither
/// repeats nor hides a line.
/// </summary>
internal static class StatementPager
{
    /// <param name="movements">All movements in the order of time, with their places.</param>
    public static StatementPage Page(IReadOnlyList<(int Place, Movement Movement)> movements, StatementQuery query, TimeZoneInfo zone)
    {
        var (start, lines) = (Read(query.After), new List<StatementLine>());
        foreach (var (place, movement) in query.Newest ? movements.Reverse() : movements)
        {
            var at = (movement.At.UtcTicks, place);
            var day = Days.Of(movement.At, zone);
            if (
                (start is { } from && (query.Newest ? at.CompareTo(from) > 0 : at.CompareTo(from) < 0))
                || day < query.From
                || day > query.To
                || query.Kinds?.Contains(StatementLines.Kind(movement.Kind)) == false
            )
            {
                continue;
            }

            if (lines.Count == query.Limit)
            {
                return new([.. lines], string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks}.{place}"));
            }

            lines.Add(StatementLines.Of(movement));
        }

        return new([.. lines], null);
    }

    private static (long, int)? Read(string? cursor) =>
        cursor?.Split('.') is [var instant, var place]
        && long.TryParse(instant, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (ticks, number)
            : null;
}
