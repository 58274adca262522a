using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>Which tier a member has on a day: the highest level whose threshold the window that ends with that day reaches.</summary>
public static class TierLadder
{
    public static TierLevel On(DateOnly day, MemberState member, Programme programme) =>
        programme.Tiers.Levels.Length == 1 ? programme.Tiers.Levels[0] : LevelOf(Reached(day, member, programme), programme);

    /// <summary>Points, money or visits in the window that ends with a day.</summary>
    public static decimal Reached(DateOnly day, MemberState member, Programme programme) =>
        member.Qualifying.Sum(programme.Tiers.By, Begin(day, member, programme), day);

    /// <summary>
    /// Since when a member has had a level that time alone brought (points that left the window): the day found by going
    /// back from today. A member who always had it has it since joining.
    /// </summary>
    public static DateTimeOffset Since(DateOnly today, TierLevel level, MemberState member, Programme programme)
    {
        if (member.Tier is null)
            return member.JoinedAt;
        var (day, last) = (today, Days.Of(member.Tier.Since, programme.TimeZone));
        while (day > last && On(day.AddDays(-1), member, programme) == level)
            day = day.AddDays(-1);
        return Days.Start(day, programme.TimeZone);
    }

    private static TierLevel LevelOf(decimal reached, Programme programme)
    {
        var levels = programme.Tiers.Levels;
        for (var i = levels.Length - 1; i > 0; i--)
            if (levels[i].From <= reached)
                return levels[i];
        return levels[0];
    }

    /// <summary>The level above, or null at the top.</summary>
    public static TierLevel? Above(TierLevel level, Programme programme)
    {
        var levels = programme.Tiers.Levels;
        var index = levels.IndexOf(level);
        return index + 1 < levels.Length ? levels[index + 1] : null;
    }

    /// <summary>The first day of the window. A rolling year that ends on 10 May begins on 11 May.</summary>
    private static DateOnly Begin(DateOnly day, MemberState member, Programme programme)
    {
        var window = programme.Tiers.Window;
        return window.Kind switch
        {
            WindowKind.Rolling => day.AddMonths(-window.Months).AddDays(1),
            WindowKind.CalendarYear => new(day.Year, 1, 1),
            WindowKind.Anniversary => LastAnniversary(day, Days.Of(member.JoinedAt, programme.TimeZone)),
            WindowKind.Lifetime => DateOnly.MinValue,
            _ => throw new InvalidOperationException($"No window of kind {window.Kind}."),
        };
    }

    private static DateOnly LastAnniversary(DateOnly day, DateOnly joined)
    {
        var thisYear = Days.OnOrBefore(day.Year, joined.Month, joined.Day);
        return thisYear <= day ? thisYear : Days.OnOrBefore(day.Year - 1, joined.Month, joined.Day);
    }
}
