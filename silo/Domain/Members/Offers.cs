using System.Collections.Immutable;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Domain.Members;

/// <summary>An earning rule that can still give a member points.</summary>
/// <param name="Opens">The first instant from now on at which a matching purchase gets the offer; now, if it is open.</param>
/// <param name="Left">How often the rule can still give on that day; null without a limit.</param>
public sealed record Offer(EarningRule Rule, DateTimeOffset Opens, int? Left);

/// <summary>What a member can earn beyond the base, by the programme in force.</summary>
/// <param name="TierFactor">The factor of the member's level.</param>
/// <param name="Items">By opening; open offers by the end of their window; otherwise in the programme's order.</param>
public sealed record Offers(decimal TierFactor, ImmutableArray<Offer> Items)
{
    /// <summary>Days to look ahead: a birthday that was yesterday comes again within a year.</summary>
    private const int MostDays = 366;

    /// <summary>
    /// The rules that can raise the points of this member's purchases, now or on a later day. Time, birthday, limits and daily cap are
    /// checked by the code of the accrual, so that an offer shown as open is given.
    /// </summary>
    public static Offers For(MemberState member, DateOnly? birthday, Moment moment)
    {
        var (now, programme) = (moment.Now, moment.Programme);
        var (earning, zone) = (programme.Earning, programme.TimeZone);
        var today = Days.Of(now, zone);
        var present = new AsOfNow(member, moment).Member;
        var factor = TierTrack.Level(TierTrack.On(today, present, moment.Book), today, present, programme).Multiply;
        if (member.Status != MemberStatus.Active || factor == 0)
        {
            return new(factor, []);
        }

        // In another time zone the last two days can lie outside the calendar.
        var last = DateOnly.FromDayNumber(Math.Min(today.DayNumber + MostDays, DateOnly.MaxValue.DayNumber - 2));
        var days = new MemberFacts?[MostDays + 1];
        var offers =
            from rule in earning.Rules
            where Raises(rule, earning)
            let opens = Opening(rule)
            // A version in force by then may have dropped the rule.
            where opens is not null && moment.Book.InForceAt(opens.Value).Programme.Earning.Rules.Any(other => other.Code == rule.Code)
            orderby opens, Lasts(rule.When)
            select new Offer(
                rule,
                opens.Value,
                rule.PerMember is { } limit ? present.TimesLeft(rule.Code, limit, Days.Of(opens.Value, zone)) : null
            );
        return new(factor, [.. offers]);

        DateTimeOffset? Opening(EarningRule rule)
        {
            var first = rule.PerMember is { } limit ? present.FirstLeft(rule.Code, limit, today, last) : today;
            for (var day = first; day <= last; day = day.Value.AddDays(1))
            {
                var asking = days[day.Value.DayNumber - today.DayNumber] ??= new(present, birthday, day.Value);
                if (
                    Accrual.IsFor(rule, asking)
                    && (earning.CapPerDay is not { } cap || asking.Room(cap) > 0)
                    && OpeningOn(day.Value, rule.When, now, zone) is { } opens
                )
                {
                    return opens;
                }
            }
            return null;
        }
    }

    /// <summary>Whether the rule gives points to at least one possible purchase.</summary>
    internal static bool Raises(EarningRule rule, Earning earning) =>
        (rule.When.Categories.IsEmpty || rule.When.Categories.Any(category => !Accrual.In(earning.ExcludedCategories, category)))
        && (rule.Multiply is not { } factor || (factor > 1 && (earning.Points > 0 || !rule.When.NamesLines)))
        && rule.Add is not 0
        && rule.Points is not 0;

    /// <summary>
    /// The first instant of a day, from now on, at which the rule's weekdays and hours hold: the start of the day, the start of the window,
    /// or now.
    /// </summary>
    private static DateTimeOffset? OpeningOn(DateOnly day, Conditions when, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (start, from) = (Days.Start(day, zone), when.From ?? TimeOnly.MinValue);
        return Holds(start > now ? start : now) ?? Holds(Days.At(day, from, zone)) ?? Holds(Days.At(day, from, zone, second: true));

        DateTimeOffset? Holds(DateTimeOffset instant) =>
            instant >= now && Days.Of(instant, zone) == day && Accrual.InWindow(when, Days.Local(instant, zone)) ? instant : null;
    }

    /// <summary>Sort key by duration: hours, a day, a month, unlimited.</summary>
    private static int Lasts(Conditions when) =>
        (when.From ?? TimeOnly.MinValue) != (when.To ?? TimeOnly.MinValue) ? 0
        : !when.Days.IsEmpty || when.Birthday ? 1
        : when.BirthdayMonth ? 2
        : 3;
}
