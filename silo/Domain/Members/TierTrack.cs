using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>The part of <see cref="MemberState"/> that decides the tier, together with the programme.</summary>
public readonly record struct TierBasis(DateTimeOffset JoinedAt, QualifyingDays Qualifying, TierStanding? Tier)
{
    public static TierBasis Of(MemberState member) => new(member.JoinedAt, member.Qualifying, member.Tier);

    public static implicit operator TierBasis(MemberState member) => Of(member);
}

/// <summary>
/// The tier of a member on a day (promise 9): a function of the qualifying days and the programme's versions. Late purchases and returns
/// therefore take effect on their own day, and a tier ends without a timer.
/// </summary>
public static class TierTrack
{
    /// <summary>The most periods that are examined: a century of months.</summary>
    private const int MostPeriods = 1_200;

    public static TierStanding On(DateOnly day, TierBasis member, ProgrammeHistory book)
    {
        var rows = member.Qualifying;
        var known = member.Tier;
        if (known is null && rows.IsEmpty)
        {
            return Start(member, book);
        }

        if (known is not null && day >= known.Since && (rows.IsEmpty || day >= rows.Last.Day))
        {
            return Advanced(known, day, member, book);
        }

        var standing = Start(member, book);
        foreach (var row in rows.All)
        {
            if (row.Day > day)
            {
                break;
            }

            // Without a visit nothing was bought that day: a return took the point that a fraction had completed elsewhere.
            if (row.Visits > 0)
            {
                standing = AfterRow(Advanced(standing, row.Day, member, book), row, member, book);
            }
        }
        return Advanced(standing, day, member, book);
    }

    /// <summary>
    /// The standing after one more qualifying day, or after more purchases on the last one; <paramref name="member"/> already includes it.
    /// </summary>
    public static TierStanding After(QualifyingDay row, TierBasis before, TierBasis member, ProgrammeHistory book)
    {
        var rows = member.Qualifying;
        var last = rows.Last;
        // Two versions on one day are recomputed together, so that the order of arrival does not matter.
        var inOrder =
            rows.FromLast(1).Day != row.Day
            && (last.Day, last.Version) == (row.Day, row.Version)
            && row is { Points: >= 0, Spend: >= 0, Visits: >= 0 }
            && (before.Tier is { } known ? row.Day >= known.Since : before.Qualifying.IsEmpty);
        return inOrder
            ? AfterRow(Advanced(before.Tier ?? Start(member, book), row.Day, before, book), last, member, book)
            : On(row.Day > last.Day ? row.Day : last.Day, member with { Tier = null }, book);
    }

    /// <summary>
    /// The level of a standing under a version of the programme; if the version has no such level, the highest level reached.
    /// </summary>
    public static TierLevel Level(TierStanding standing, DateOnly day, TierBasis member, Programme programme)
    {
        foreach (var level in programme.Tiers.Levels)
        {
            if (level.Code == standing.Code)
            {
                return level;
            }
        }

        return Reached(day, member, programme);
    }

    /// <summary>Points, spend or visits in the window that ends with a day.</summary>
    public static decimal Progress(DateOnly day, TierBasis member, Programme programme) =>
        member.Qualifying.Sum(Begin(day, member, programme), day, spend: programme.Tiers.By == TierBy.Spend) is var sum
            ? programme.Tiers.By switch
            {
                TierBy.Points => sum.Points,
                TierBy.Spend => sum.Spend,
                TierBy.Visits => sum.Visits,
                var by => throw new InvalidOperationException($"No tiers by {by}."),
            }
            : 0;

    /// <summary>
    /// The day on which the tier changes without further purchases, or null: the day after the period, or after the grace.
    /// </summary>
    public static DateOnly? NextFall(DateOnly today, TierBasis member, ProgrammeHistory book)
    {
        var standing = On(today, member, book);
        for (var periods = 0; standing.Until is { } until && periods < MostPeriods; periods++)
        {
            var (on, next) = AfterPeriod(standing, until, member, book);
            if (next.Code != standing.Code)
            {
                return on;
            }

            if (AtEndOf(until, book).Tiers.Downgrade.To == DowngradeTo.Never && !book.ChangesAfter(until))
            {
                return null;
            }

            standing = next;
        }
        return null;
    }

    private static TierStanding Start(TierBasis member, ProgrammeHistory book)
    {
        var programme = book.InForceAt(member.JoinedAt).Programme;
        return new(programme.Tiers.Levels[0].Code, Days.Of(member.JoinedAt, programme.TimeZone), null);
    }

    private static TierStanding AfterRow(TierStanding standing, QualifyingDay row, TierBasis member, ProgrammeHistory book)
    {
        var programme = book.Version(row.Version).Programme;
        var levels = programme.Tiers.Levels;
        if (levels.Length == 1 && levels[0].Code == standing.Code)
        {
            return standing;
        }

        var held = levels.IndexOf(Level(standing, row.Day, member, programme));
        var reached = levels.IndexOf(Reached(row.Day, member, programme));
        if (levels[held].Code != standing.Code)
        {
            return Begun(levels[held], row.Day, Period(row.Day, member, programme), levels);
        }

        if (reached > held)
        {
            return Begun(levels[reached], row.Day, Period(row.Day, member, programme), levels);
        }

        return standing.Until < row.Day && reached == held ? standing with { Until = Period(row.Day, member, programme) } : standing;
    }

    /// <summary>The standing on a day, by time alone, without purchases in between.</summary>
    private static TierStanding Advanced(TierStanding standing, DateOnly day, TierBasis member, ProgrammeHistory book)
    {
        for (var periods = 0; standing.Until is { } until && until < day && periods < MostPeriods; periods++)
        {
            var (on, next) = AfterPeriod(standing, until, member, book);
            if (on > day)
            {
                return standing;
            }

            standing = next;
        }
        return standing;
    }

    /// <summary>
    /// The standing after a period without further purchases, and its first day: immediately if the level is kept or missing in the
    /// programme, after the grace if the level falls.
    /// </summary>
    private static (DateOnly On, TierStanding Next) AfterPeriod(
        TierStanding standing,
        DateOnly until,
        TierBasis member,
        ProgrammeHistory book
    )
    {
        var programme = AtEndOf(until, book);
        var levels = programme.Tiers.Levels;
        var level = Level(standing, until, member, programme);
        var next = until.AddDays(1);
        if (level.Code != standing.Code)
        {
            return (next, Begun(level, next, NextPeriod(next, member, programme), levels));
        }

        if (Kept(level, until, member, programme))
        {
            return (next, standing with { Until = level == levels[0] ? null : NextPeriod(next, member, programme) });
        }

        var falls = next.AddDays(programme.Tiers.Downgrade.GraceDays);
        var to =
            programme.Tiers.Downgrade.To == DowngradeTo.Eligible
                ? Lower(Reached(falls.AddDays(-1), member, programme), level, programme)
                : levels[Math.Max(0, levels.IndexOf(level) - 1)];
        return (falls, Begun(to, falls, NextPeriod(falls, member, programme), levels));
    }

    private static bool Kept(TierLevel level, DateOnly until, TierBasis member, Programme programme) =>
        programme.Tiers.Downgrade.To == DowngradeTo.Never || level.From <= Progress(until, member, programme);

    private static TierLevel Lower(TierLevel one, TierLevel held, Programme programme) =>
        programme.Tiers.Levels.IndexOf(one) < programme.Tiers.Levels.IndexOf(held) ? one : held;

    private static TierStanding Begun(TierLevel level, DateOnly on, DateOnly? until, ImmutableArray<TierLevel> levels) =>
        new(level.Code, on, level == levels[0] ? null : until);

    /// <summary>The highest level whose threshold is reached in the window that ends with a day.</summary>
    private static TierLevel Reached(DateOnly day, TierBasis member, Programme programme)
    {
        var levels = programme.Tiers.Levels;
        if (levels.Length == 1)
        {
            return levels[0];
        }

        var progress = Progress(day, member, programme);
        for (var i = levels.Length - 1; i > 0; i--)
        {
            if (levels[i].From <= progress)
            {
                return levels[i];
            }
        }

        return levels[0];
    }

    /// <summary>The version that decides the end of a day: the version in force when the next day begins in its own time zone.</summary>
    private static Programme AtEndOf(DateOnly day, ProgrammeHistory book)
    {
        var next = day.AddDays(1);
        if (book.OnlyLatestFrom(day))
        {
            return book.Latest;
        }

        var zone = book.InForceAt(Days.Start(next, TimeZoneInfo.Utc)).Programme.TimeZone;
        return book.InForceAt(Days.Start(next, zone)).Programme;
    }

    /// <summary>
    /// The last day of a period that begins with a purchase on this day. A rolling year from 10 May ends with the next 10 May, so that its
    /// window begins on 11 May.
    /// </summary>
    private static DateOnly? Period(DateOnly day, TierBasis member, Programme programme) =>
        programme.Tiers.Window.Kind == WindowKind.Rolling
            ? day.AddMonths(programme.Tiers.Window.Months)
            : NextPeriod(day, member, programme);

    /// <summary>The last day of a period with this first day.</summary>
    private static DateOnly? NextPeriod(DateOnly first, TierBasis member, Programme programme)
    {
        var window = programme.Tiers.Window;
        return window.Kind switch
        {
            WindowKind.Rolling => first.AddDays(-1).AddMonths(window.Months),
            WindowKind.CalendarYear => new(first.Year, 12, 31),
            WindowKind.Anniversary => NextAnniversary(first, Days.Of(member.JoinedAt, programme.TimeZone)).AddDays(-1),
            WindowKind.Lifetime => null,
            _ => throw new InvalidOperationException($"No window of kind {window.Kind}."),
        };
    }

    /// <summary>The first day of the window. The window of a rolling year that ends on 10 May begins on 11 May.</summary>
    private static DateOnly Begin(DateOnly day, TierBasis member, Programme programme)
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

    private static DateOnly NextAnniversary(DateOnly day, DateOnly joined)
    {
        var thisYear = Days.OnOrBefore(day.Year, joined.Month, joined.Day);
        return thisYear > day ? thisYear : Days.OnOrBefore(day.Year + 1, joined.Month, joined.Day);
    }
}
