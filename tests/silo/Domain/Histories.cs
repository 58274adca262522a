using System.Globalization;
using LoyaltyClub.Domain.Members;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain;

/// <summary>Something that happens to a member.</summary>
public abstract record Step
{
    /// <param name="Ago">How long before its arrival it was bought; negative for a till whose clock is ahead.</param>
    public sealed record Buy(string Amount, TimeSpan Ago, string? Category, string Store) : Step;

    /// <summary>Gives or, negative, takes; a refusal is an answer too.</summary>
    public sealed record Adjust(long Points) : Step;

    /// <summary>The clock goes on.</summary>
    public sealed record Wait(TimeSpan Time) : Step;

    public sealed record Close : Step;

    public sealed record Erase : Step;
}

/// <summary>Random programmes and lives of members.</summary>
public static class Histories
{
    public static readonly string[] Zones = ["UTC", "Europe/Madrid", "America/Sao_Paulo", "Pacific/Auckland", "America/St_Johns"];

    /// <summary>A club with one or two versions of a random programme, and a member who just joined.</summary>
    /// <param name="plain">True for programmes in which no rule looks at other purchases, the kind of expiry included.</param>
    /// <param name="versions">How many versions of the programme come into force one after the other.</param>
    public static Ledger Club(Random random, bool plain = false, int versions = 2)
    {
        var start = Instant("2024-01-01T00:00:00Z").AddMinutes(random.Next(1_000_000));
        var zone = random.Of(Zones);
        var club = new Ledger { Birthday = Day("1992-02-29") }.With(Programme(random, zone, plain));
        for (var version = 1; version < versions; version++)
            club.With(Programme(random, zone, plain), start.AddDays(random.Next(200)).UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        club.At(start);
        var opening = random.OneIn(3) ? random.Next(1, 50) : 0;
        return club.Enrol("2023-01-01T00:00:00Z", opening, opening > 0 && random.OneIn(2) ? "2029-12-31" : null);
    }

    public static Step[] Steps(Random random) => [.. Enumerable.Range(0, random.Next(1, 26)).Select(_ => One(random))];

    public static void Apply(this Ledger club, Step step)
    {
        switch (step)
        {
            case Step.Buy buy:
                var line = Line(buy.Amount, buy.Category);
                if (club.TryBuy(club.Now.Subtract(buy.Ago).ToString("O", CultureInfo.InvariantCulture), buy.Store, null, line) is { Entry: not null } bought)
                    club.Written(bought);
                break;
            case Step.Adjust adjust:
                if (club.TryAdjust(adjust.Points) is { Entry: not null } adjusted)
                    club.Written(adjusted);
                break;
            case Step.Wait wait:
                club.At(club.Now + wait.Time);
                break;
            case Step.Close:
                club.Settle();
                break;
            case Step.Erase:
                club.Written(Decider.Erase(club.State, club.Moment));
                break;
            default:
                throw new InvalidOperationException($"No way to apply {step}.");
        }
    }

    private static Step One(Random random) => random.Next(20) switch
    {
        < 9 => new Step.Buy(
            ((decimal)random.Next(0, 6_000) / 100).ToString(CultureInfo.InvariantCulture), Ago(random), random.Of(null, "bakery", "gift-card"), random.Of("s1", "s2")),
        < 10 => new Step.Adjust(random.Next(1, 30)),
        < 13 => new Step.Adjust(-random.Next(1, 60)),
        < 18 => new Step.Wait(TimeSpan.FromMinutes(random.OneIn(3) ? random.Next(1_500) : random.Next(60_000))),
        _ => new Step.Close(),
    };

    private static TimeSpan Ago(Random random) => random.Next(6) switch
    {
        0 => TimeSpan.FromMinutes(random.Next(200_000)),
        1 => TimeSpan.FromMinutes(random.Next(3_000)),
        2 => TimeSpan.FromMinutes(-random.Next(11)),
        _ => TimeSpan.Zero,
    };

    private static string Programme(Random random, string zone, bool plain)
    {
        var expiry = random.Next(plain ? 3 : 4) switch
        {
            0 => "'kind':'none'",
            1 => $"'kind':'afterActivation','months':{random.Next(1, 4)},'roundUp':'{random.Of("none", "month", "quarter", "year")}'",
            2 => $"'kind':'calendar','on':'{random.Of("12-31", "02-29", "04-01", "06-30")}'",
            _ => $"'kind':'inactivity','months':{random.Next(1, 4)}",
        };
        var pending = random.OneIn(2) ? 0 : random.Next(20);
        string[] simple = ["{'code':'bakery','when':{'category':['bakery']},'multiply':2}", "{'code':'big','when':{'minimumSpend':30.00},'add':25}", "{'code':'night','when':{'from':'22:00','to':'02:00'},'multiply':1.5}"];
        string[] looking = ["{'code':'once','add':40,'perMember':{'times':1,'days':7}}", "{'code':'first','when':{'firstPurchase':true},'multiply':3}"];
        var rules = string.Join(',', simple.Concat(plain ? [] : looking).Where(_ => random.OneIn(2)));
        var rest = plain ? "" : $",'capPerDay':{random.Of("null", "60")}";
        var tiers = plain ? "" : $",'tiers':{{'by':'{random.Of("points", "spend", "visits")}','window':{{'kind':'{random.Of("rolling", "calendarYear", "anniversary", "lifetime")}','months':{random.Next(1, 5)}}},'levels':[{{'code':'basic','from':0}},{{'code':'silver','from':5,'multiply':1.25}},{{'code':'gold','from':90,'multiply':1.5}}]}}";
        return $"{{'timeZone':'{zone}','earning':{{'pendingDays':{pending},'excludedCategories':['gift-card'],'rules':[{rules}]{rest}}},'expiry':{{{expiry}}}{tiers}}}";
    }
}
