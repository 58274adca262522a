using System.Globalization;

namespace LoyaltyClub.Api;

/// <summary>Lists take <c>?limit=</c> (1 to 500, default 100) and <c>?after=</c>, the <c>next</c> of the page before.</summary>
internal static class Paging
{
    public const int Most = 500,
        Default = 100;

    public static (int Limit, Refused? Fault) Limit(IQueryCollection query)
    {
        var text = query["limit"].ToString();
        if (text.Length == 0)
        {
            return (Default, null);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Most
            ? (limit, null)
            : (0, Problems.Invalid("limit", $"must be from 1 to {Most}"));
    }

    /// <summary>A page of a list in memory; the cursor is the index where the page before ended.</summary>
    public static (Page<T>? Page, Refused? Fault) Cut<T>(IReadOnlyList<T> all, IQueryCollection query)
    {
        var (limit, fault) = Limit(query);
        if (fault is not null)
        {
            return (null, fault);
        }

        var start = 0;
        if (
            query["after"].ToString() is { Length: > 0 } after
            && (!int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out start) || start > all.Count)
        )
        {
            return (null, Problems.Invalid("after", "must be the 'next' of the page before"));
        }

        var items = all.Skip(start).Take(limit).ToArray();
        var end = start + items.Length;
        return (new(items, end < all.Count ? end.ToString(CultureInfo.InvariantCulture) : null), null);
    }
}
