using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Readings;

/// <summary>
/// The eight rules: each a pure function from the recent facts of one subject (a member, a till, a hand, a place) to what it finds. More
/// facts never take a finding back, so the order in which they arrive does not matter. The thresholds are those of a shop.
/// </summary>
internal static class WatchRules
{
    /// <summary>Receipts of one card at one till on a day.</summary>
    public const int CardOftenSales = 5;

    /// <summary>Claims and gifts to one member within <see cref="NoSaleDays"/>.</summary>
    public const int NoSaleTimes = 5,
        NoSaleDays = 7;

    /// <summary>Adjustments by one hand on a day, and those of them to the same member.</summary>
    public const int OneHandTimes = 10,
        OneHandSameMember = 3;

    /// <summary>Points that a member's returns of a day did not find.</summary>
    public const long ReturnDebt = 100;

    /// <summary>Joins from one place within an hour.</summary>
    public const int ManyJoinsTimes = 10;

    /// <summary>Receipts at one till between <see cref="NightFrom"/> and <see cref="NightTo"/>.</summary>
    public const int NightSales = 3,
        NightFrom = 1,
        NightTo = 5;

    /// <summary>Receipts of one till within a minute.</summary>
    public const int FastSales = 6;

    public static readonly TimeSpan Hour = TimeSpan.FromHours(1),
        Fast = TimeSpan.FromMinutes(1),
        Travel = TimeSpan.FromMinutes(10),
        AfterChange = TimeSpan.FromHours(1);

    private const int MostEvidence = 20,
        MostMembers = 50;

    public static IEnumerable<WatchFinding> OfMember(IReadOnlyList<WatchFact> facts, TimeZoneInfo zone)
    {
        // Most members do nothing but buy, a few times, in one store: looked at without a rule.
        var (onlySales, oneStore) = (true, true);
        foreach (var fact in facts)
        {
            (onlySales, oneStore) = (onlySales && fact.Kind == WatchFactKind.Sold, oneStore && fact.Store == facts[0].Store);
        }

        return
        [
            .. facts.Count >= CardOftenSales ? CardOften(facts, zone) : [],
            .. onlySales && oneStore ? [] : TwoStores(facts, zone),
            .. onlySales ? [] : NoSale(facts, zone),
            .. onlySales ? [] : ReturnAfterSpending(facts, zone),
            .. onlySales ? [] : Takeover(facts, zone),
        ];
    }

    /// <summary>1. The same card again and again at one till: points for other people's receipts.</summary>
    public static IEnumerable<WatchFinding> CardOften(IReadOnlyList<WatchFact> facts, TimeZoneInfo zone) =>
        Of(facts, WatchFactKind.Sold)
            .GroupBy(fact => (Day: Days.Of(fact.At, zone), fact.Member, fact.Store, fact.Till))
            .Where(sales => sales.Count() >= CardOftenSales)
            .Select(sales =>
                Found(
                    WatchRule.CardOften,
                    $"{sales.Key.Member}\n{sales.Key.Store}\n{sales.Key.Till}",
                    sales.Key.Day,
                    sales,
                    sales.Key.Store,
                    sales.Key.Till
                )
            );

    /// <summary>2. Points that come without a sale at a till: receipts that others left lying, gifts by hand.</summary>
    public static IEnumerable<WatchFinding> NoSale(IReadOnlyList<WatchFact> facts, TimeZoneInfo zone)
    {
        var without = Of(facts, WatchFactKind.Claimed, WatchFactKind.Given).ToLookup(fact => Days.Of(fact.At, zone));
        foreach (var day in without.Select(facts => facts.Key))
        {
            var window = Enumerable.Range(0, NoSaleDays).SelectMany(back => without[day.AddDays(-back)]).ToArray();
            if (window.Length >= NoSaleTimes)
            {
                yield return Found(WatchRule.NoSale, window[0].Member, day, window);
            }
        }
    }

    /// <summary>3. One hand that adjusts much, or for the same member again and again.</summary>
    public static IEnumerable<WatchFinding> OneHand(IReadOnlyList<WatchFact> facts, TimeZoneInfo zone) =>
        Of(facts, WatchFactKind.Adjusted)
            .GroupBy(fact => (Day: Days.Of(fact.At, zone), fact.By))
            .Where(adjusted =>
                adjusted.Count() >= OneHandTimes
                || adjusted.GroupBy(fact => fact.Member).Any(same => same.Count() >= OneHandSameMember)
            )
            .Select(adjusted => Found(WatchRule.OneHand, adjusted.Key.By!, adjusted.Key.Day, adjusted, by: adjusted.Key.By));

    /// <summary>4. Goods come back after their points were spent.</summary>
    public static IEnumerable<WatchFinding> ReturnAfterSpending(IReadOnlyList<WatchFact> facts, TimeZoneInfo zone) =>
        Of(facts, WatchFactKind.LeftDebt)
            .GroupBy(fact => (Day: Days.Of(fact.At, zone), fact.Member))
            .Where(returns => returns.Sum(fact => fact.Points) >= ReturnDebt)
            .Select(returns => Found(WatchRule.ReturnAfterSpending, returns.Key.Member, returns.Key.Day, returns));

    /// <summary>5. Many join from one till or one network: members who are nobody.</summary>
    public static IEnumerable<WatchFinding> ManyJoins(IReadOnlyList<WatchFact> facts, TimeZoneInfo zone) =>
        Crowded(Of(facts, WatchFactKind.Joined), ManyJoinsTimes, Hour, zone)
            .Select(joins => Found(WatchRule.ManyJoins, joins.Facts[0].By!, joins.Day, joins.Facts, by: joins.Facts[0].By));

    /// <summary>6. Sales at night, or faster than anybody sells; the speed of a till that has a name only.</summary>
    public static IEnumerable<WatchFinding> OddSales(IReadOnlyList<WatchFact> facts, TimeZoneInfo zone)
    {
        var sold = Of(facts, WatchFactKind.Sold).ToArray();
        var night = sold.Where(fact => TimeZoneInfo.ConvertTime(fact.At, zone).Hour is >= NightFrom and < NightTo)
            .GroupBy(fact => Days.Of(fact.At, zone))
            .Where(sales => sales.Count() >= NightSales)
            .Select(sales => (Day: sales.Key, Facts: sales.ToArray()));
        var fast = Crowded(sold.Where(fact => fact.Till is not null), FastSales, Fast, zone);
        return night
            .Concat(fast)
            .GroupBy(sales => sales.Day)
            .Select(sales =>
                Found(
                    WatchRule.OddSales,
                    $"{sold[0].Store}\n{sold[0].Till}",
                    sales.Key,
                    sales.SelectMany(some => some.Facts).Distinct(),
                    sold[0].Store,
                    sold[0].Till
                )
            );
    }

    /// <summary>7. One card in two stores within minutes.</summary>
    public static IEnumerable<WatchFinding> TwoStores(IReadOnlyList<WatchFact> facts, TimeZoneInfo zone)
    {
        var sold = Of(facts, WatchFactKind.Sold).OrderBy(fact => fact.At).ToArray();
        return sold.Zip(sold.Skip(1))
            .Where(pair => pair.First.Store != pair.Second.Store && pair.Second.At - pair.First.At <= Travel)
            .GroupBy(pair => Days.Of(pair.Second.At, zone))
            .Select(pairs =>
                Found(
                    WatchRule.TwoStores,
                    sold[0].Member,
                    pairs.Key,
                    pairs.SelectMany(pair => new[] { pair.First, pair.Second }).Distinct()
                )
            );
    }

    /// <summary>8. Spent just after the card was replaced or the address changed: a membership that was taken over.</summary>
    public static IEnumerable<WatchFinding> Takeover(IReadOnlyList<WatchFact> facts, TimeZoneInfo zone)
    {
        var changes = Of(facts, WatchFactKind.Changed).ToArray();
        return Of(facts, WatchFactKind.Spent)
            .Select(spent => (Spent: spent, Change: changes.LastOrDefault(change => IsAfter(spent.At, change.At))))
            .Where(pair => pair.Change is not null)
            .GroupBy(pair => Days.Of(pair.Spent.At, zone))
            .Select(pairs =>
                Found(
                    WatchRule.Takeover,
                    changes[0].Member,
                    pairs.Key,
                    pairs.SelectMany(pair => new[] { pair.Change!, pair.Spent }).Distinct()
                )
            );

        static bool IsAfter(DateTimeOffset spent, DateTimeOffset change) => spent >= change && spent - change <= AfterChange;
    }

    /// <summary>The id of a finding; of one that is known no more, it still tells rule and day.</summary>
    public static string IdOf(string rule, string subject, DateOnly day) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{rule}-{day:yyyyMMdd}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)).AsSpan(0, 6))}"
        );

    private static IEnumerable<WatchFact> Of(IReadOnlyList<WatchFact> facts, params WatchFactKind[] kinds) =>
        facts.Where(fact => kinds.Contains(fact.Kind));

    /// <summary>The facts of each day that belong to so many within a span.</summary>
    private static IEnumerable<(DateOnly Day, WatchFact[] Facts)> Crowded(
        IEnumerable<WatchFact> facts,
        int most,
        TimeSpan span,
        TimeZoneInfo zone
    )
    {
        var ordered = facts.OrderBy(fact => fact.At).ToArray();
        var (crowd, first, next) = (new List<WatchFact>(), 0, 0);
        for (var last = 0; last < ordered.Length; last++)
        {
            while (ordered[last].At - ordered[first].At >= span)
            {
                first++;
            }

            // Each is taken once, however many crowds it is in: a flood of sales must not take the square of its size.
            for (next = Math.Max(next, first); last - first + 1 >= most && next <= last; next++)
            {
                crowd.Add(ordered[next]);
            }
        }

        return crowd.GroupBy(fact => Days.Of(fact.At, zone)).Select(facts => (facts.Key, facts.ToArray()));
    }

    private static WatchFinding Found(
        string rule,
        string subject,
        DateOnly day,
        IEnumerable<WatchFact> evidence,
        string? store = null,
        string? till = null,
        string? by = null
    )
    {
        var facts = evidence.OrderBy(fact => fact.At).ThenBy(fact => fact.Receipt, StringComparer.Ordinal).ToArray();
        return new(
            IdOf(rule, subject, day),
            rule,
            day,
            facts[^1].At,
            store,
            till,
            by,
            [.. facts.Select(fact => fact.Member).Distinct().TakeLast(MostMembers)],
            facts[^Math.Min(MostEvidence, facts.Length)..]
        );
    }
}
