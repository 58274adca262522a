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

    /// <param name="Lines">Amount, quantity and perhaps a category: "12.30*3 4.00*0.350*bakery".</param>
    public sealed record Basket(string Lines, TimeSpan Ago) : Step;

    /// <param name="Which">Counts the purchases so far, again and again.</param>
    /// <param name="Lines">As <see cref="Ledger.Return"/> reads them.</param>
    public sealed record Return(int Which, string Lines) : Step;

    /// <summary>A receipt paid partly with points, perhaps with a voucher.</summary>
    public sealed record Pay(string Amount, long Points, bool WithVoucher) : Step;

    public sealed record Reserve(long Points, int Seconds) : Step;

    /// <param name="Which">Counts the redemptions so far, again and again.</param>
    public sealed record Capture(int Which) : Step;

    public sealed record Release(int Which) : Step;

    public sealed record UseVoucher : Step;

    /// <summary>Gives points to a friend, or gets them.</summary>
    public sealed record Give(long Points) : Step;

    /// <param name="LastDays">Days from today to the last of these points.</param>
    public sealed record Get(long Points, int LastDays) : Step;

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
        var zone = random.Of(Zones);
        return Club(random, () => Programme(random, zone, plain), versions);
    }

    /// <summary>
    /// A club that also lets members pay with points, has stamp cards, every kind of downgrade, and may let a balance fall below zero.
    /// </summary>
    public static Ledger FullClub(Random random, bool plain = false, int versions = 2)
    {
        var zone = random.Of(Zones);
        // One card in all versions, and never 100 vouchers at once: what is full and was not issued waits for the close, the one thing
        // that depends on whether it runs.
        var cards = random.OneIn(3)
            ? ""
            : $"{{'code':'card','by':'{random.Of("visit", "item", "spend")}','size':{random.Next(2, 8)},'repeats':{random.Of("true", "false")},'reward':'treat'}}";
        return Club(random, () => Programme(random, zone, plain)[..^1] + Rest(random, cards), versions);
    }

    private static Ledger Club(Random random, Func<string> programme, int versions)
    {
        var start = Instant("2024-01-01T00:00:00Z").AddMinutes(random.Next(1_000_000));
        var club = new Ledger { Birthday = Day("1992-02-29") }.With(programme());
        for (var version = 1; version < versions; version++)
        {
            club.With(programme(), start.AddDays(random.Next(200)).UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        }

        club.At(start);
        var opening = random.OneIn(3) ? random.Next(1, 50) : 0;
        return club.Enrol("2023-01-01T00:00:00Z", opening, opening > 0 && random.OneIn(2) ? "2029-12-31" : null);
    }

    public static Step[] Steps(Random random) => [.. Enumerable.Range(0, random.Next(1, 26)).Select(_ => One(random))];

    /// <summary>Everything that can happen to one member but leaving.</summary>
    public static Step[] Lives(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 26)).Select(_ => random.OneIn(3) ? One(random) : More(random))];

    public static void Apply(this Ledger club, Step step)
    {
        switch (step)
        {
            case Step.Buy buy:
                var line = Line(buy.Amount, buy.Category);
                club.Try(club.TryBuy(club.Now.Subtract(buy.Ago).ToString("O", CultureInfo.InvariantCulture), buy.Store, null, line));
                break;
            case Step.Adjust adjust:
                club.Try(club.TryAdjust(adjust.Points));
                break;
            case Step.Wait wait:
                club.At(club.Now + wait.Time);
                break;
            case Step.Close:
                club.Settle();
                break;
            case Step.Erase:
                club.Written(Decider.Decide(club.State, new Erase(), club.Moment));
                break;
            case Step.Basket basket:
                var lines = basket
                    .Lines.Split(' ')
                    .Select(text => text.Split('*'))
                    .Select(part => Line(part[0], part.Length > 2 ? part[2] : null, quantity: part[1], tax: part.Length > 2 ? "0.01" : "0"));
                club.Try(club.TryBuy(club.Now.Subtract(basket.Ago).ToString("O", CultureInfo.InvariantCulture), "s1", null, [.. lines]));
                break;
            case Step.Return back:
                if (club.Entries.OfType<Purchased>().ToArray() is { Length: > 0 } bought)
                {
                    club.Try(club.TryReturn(bought[back.Which % bought.Length], back.Lines));
                }

                break;
            case Step.Pay pay:
                club.Try(club.TryPay(pay.Points, pay.WithVoucher ? [.. club.GoodVouchers.Take(1)] : [], Line(pay.Amount)));
                break;
            case Step.Reserve reserve:
                club.Try(club.TryRedeem(new(null, reserve.Points, reserve.Seconds == 0, reserve.Seconds, "s1")));
                break;
            case Step.Capture { Which: var which }:
                club.Try(club.TryCapture(which % (club.State.Redemptions + 1)));
                break;
            case Step.Release { Which: var which }:
                club.Try(club.TryRelease(which % (club.State.Redemptions + 1)));
                break;
            case Step.Give { Points: var points }:
                club.Try(Decider.Decide(club.State, new SendPoints("friend", points), club.Moment));
                break;
            case Step.Get { Points: var points, LastDays: var days }:
                var today = club.Today;
                club.Try(
                    Decider.Decide(
                        club.State,
                        new ReceivePoints(
                            "friend",
                            [new(new(today.AddDays(-40), today.AddDays(-40), today.AddDays(days), 0), points)],
                            Back: false
                        ),
                        club.Moment
                    )
                );
                break;
            case Step.UseVoucher:
                club.Try(club.TryUseVoucher(club.GoodVouchers.FirstOrDefault("none")));
                break;
            default:
                throw new InvalidOperationException($"No way to apply {step}.");
        }
    }

    private static void Try(this Ledger club, Decision decision)
    {
        if (decision.Entry is not null)
        {
            club.Written(decision);
        }
    }

    private static Step More(Random random) =>
        random.Next(14) switch
        {
            < 4 => new Step.Basket(Basket(random), Ago(random)),
            < 7 => new Step.Return(
                random.Next(30),
                random.OneIn(3)
                    ? ""
                    : string.Join(
                        ' ',
                        new[] { 1, 2, 3 }.Where(_ => random.OneIn(2)).Select(line => $"{line}:{random.Of("0.175", "1", "2")}")
                    )
            ),
            < 8 => new Step.Pay(
                ((decimal)random.Next(500, 6_000) / 100).ToString(CultureInfo.InvariantCulture),
                random.Of(5, 10, 20),
                random.OneIn(2)
            ),
            < 9 => new Step.Reserve(random.Next(1, 30), random.Of(0, 900, 900, 5_000_000)),
            < 10 => new Step.Capture(random.Next(30)),
            < 11 => new Step.Release(random.Next(30)),
            < 12 => new Step.UseVoucher(),
            < 13 => new Step.Give(random.Next(1, 30)),
            _ => new Step.Get(random.Next(1, 30), random.Next(-1, 50)),
        };

    /// <summary>One to three lines of whole pieces or a weight.</summary>
    public static string Basket(Random random) =>
        string.Join(
            ' ',
            Enumerable
                .Range(0, random.Next(1, 4))
                .Select(_ =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(decimal)random.Next(0, 4_000) / 100}*{random.Of("1", "2", "3", "0.350", "4")}{random.Of("", "*bakery", "*gift-card", "*coffee")}"
                    )
                )
        );

    private static Step One(Random random) =>
        random.Next(20) switch
        {
            < 9 => new Step.Buy(
                ((decimal)random.Next(0, 6_000) / 100).ToString(CultureInfo.InvariantCulture),
                Ago(random),
                random.Of(null, "bakery", "gift-card"),
                random.Of("s1", "s2")
            ),
            < 10 => new Step.Adjust(random.Next(1, 30)),
            < 13 => new Step.Adjust(-random.Next(1, 60)),
            < 18 => new Step.Wait(TimeSpan.FromMinutes(random.OneIn(3) ? random.Next(1_500) : random.Next(60_000))),
            _ => new Step.Close(),
        };

    private static TimeSpan Ago(Random random) =>
        random.Next(6) switch
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
        string[] simple =
        [
            "{'code':'bakery','when':{'category':['bakery']},'multiply':2}",
            "{'code':'big','when':{'minimumSpend':30.00},'add':25}",
            "{'code':'night','when':{'from':'22:00','to':'02:00'},'multiply':1.5}",
        ];
        string[] looking =
        [
            "{'code':'once','add':40,'perMember':{'times':1,'days':7}}",
            "{'code':'first','when':{'firstPurchase':true},'multiply':3}",
        ];
        var rules = string.Join(',', simple.Concat(plain ? [] : looking).Where(_ => random.OneIn(2)));
        var rest = plain ? "" : $",'capPerDay':{random.Of("null", "60")},'rounding':'{random.Of("floor", "carry")}','per':{random.Of("1.00", "3.00")}";
        rest += $",'base':'{random.Of("gross", "net")}','onPaidWithPoints':{random.Of("true", "false")}";
        var tiers = plain
            ? ""
            : $",'tiers':{{'by':'{random.Of("points", "spend", "visits")}','window':{{'kind':'{random.Of("rolling", "calendarYear", "anniversary", "lifetime")}','months':{random.Next(1, 5)}}},'downgrade':{{'to':'{random.Of("oneDown", "eligible", "never")}','graceDays':{random.Of(0, 0, 1, 20)}}},'levels':[{{'code':'basic','from':0}},{{'code':'silver','from':5,'multiply':1.25}},{{'code':'gold','from':90,'multiply':1.5}}]}}";
        return $"{{'timeZone':'{zone}','earning':{{'pendingDays':{pending},'excludedCategories':['gift-card'],'rules':[{rules}]{rest}}},'expiry':{{{expiry}}}{tiers}}}";
    }

    private static string Rest(Random random, string cards) =>
        $",'negativeBalance':'{random.Of("clamp", "allow")}','rewards':[{{'code':'treat','cost':15,'validDays':{random.Next(1, 90)}}}],"
        + $"'stampCards':[{cards}],'payWithPoints':{{'value':0.05,'multipleOf':5,'maximumShare':{random.Of("1", "0.5")}}}}}";
}
