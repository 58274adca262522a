namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Tiers, day by day from the first purchase, as if all that is known now had been known then.</summary>
internal sealed partial class NaiveModel
{
    /// <param name="asking">The version in whose levels the answer is given.</param>
    /// <returns>The level after the purchases of a day, and the last day of its period; null for the lowest and for a lifetime.</returns>
    private (string Level, DateOnly? Until) TierOn(DateOnly day, Rules asking)
    {
        var there = receipts.Values.Where(buy => buy.Counts).OrderBy(buy => buy.At).ToLookup(buy => buy.Day);
        var level = InForce(joined).Levels[0].Code;
        DateOnly? until = null, grace = null;
        var judge = asking;

        for (var d = there.Select(purchases => purchases.Key).Append(day).Min(); d <= day; d = d.AddDays(1))
        {
            if (grace is null && until is { } last && last < d)
            {
                judge = InForceAtTheEndOf(last);
                if (judge.Falls == "never" || RankIn(judge, level) <= RankIn(judge, Reached(judge, last)))
                    Stay(judge, RankIn(judge, level) < 0 ? Reached(judge, last) : level, last, d);
                else
                    grace = last.AddDays(judge.GraceDays);
            }
            if (grace is { } end && end < d)
                Stay(judge, judge.Levels[judge.Falls == "oneDown" ? RankIn(judge, level) - 1 : Math.Min(RankIn(judge, level), RankIn(judge, Reached(judge, end)))].Code, end, d);
            foreach (var buy in there[d])
                if (RankIn(buy.Rules, Reached(buy.Rules, d)) - RankIn(buy.Rules, level) is var steps && (steps > 0 || (steps == 0 && grace is not null)))
                    Stay(buy.Rules, Reached(buy.Rules, d), d, d);
        }
        return RankIn(asking, level) < 0 ? (Reached(asking, day), null) : (level, until);

        // A period that begins on a day; months count from the day of the purchase, or from the last day before the period.
        void Stay(Rules rules, string code, DateOnly from, DateOnly begins)
        {
            (level, grace) = (code, null);
            until = RankIn(rules, code) == 0 ? null : rules.Window switch
            {
                "rolling" => Later(from, rules.WindowMonths),
                "calendarYear" => new DateOnly(begins.Year, 12, 31),
                "anniversary" => OfYear(LastAnniversary(begins).Year + 1, DayOf(joined).Month, DayOf(joined).Day).AddDays(-1),
                _ => null,
            };
        }
    }

    private static int RankIn(Rules rules, string level) => Array.FindIndex(rules.Levels, one => one.Code == level);

    /// <summary>The highest level that the window reaches which ends with a day.</summary>
    private string Reached(Rules rules, DateOnly day)
    {
        var first = rules.Window switch
        {
            "rolling" => Later(day, -rules.WindowMonths).AddDays(1),
            "calendarYear" => new DateOnly(day.Year, 1, 1),
            "anniversary" => LastAnniversary(day),
            _ => DateOnly.MinValue,
        };
        var sum = 0m;
        foreach (var buy in receipts.Values)
            if (buy.Day >= first && buy.Day <= day && buy.Counts)
                sum += rules.By switch { "points" => buy.Worth, "spend" => buy.Spend, _ => 1 };
        return rules.Levels.Last(level => level.From <= sum || level == rules.Levels[0]).Code;
    }

    private DateOnly LastAnniversary(DateOnly day)
    {
        var began = DayOf(joined);
        var thisYear = OfYear(day.Year, began.Month, began.Day);
        return thisYear <= day ? thisYear : OfYear(day.Year - 1, began.Month, began.Day);
    }
}
