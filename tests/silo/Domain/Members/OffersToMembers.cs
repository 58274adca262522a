using System.Globalization;
using System.Text.Json;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Domain.Programmes;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>What a member is told that they can get is what a purchase then gives.</summary>
public class OffersToMembers(ITestOutputHelper output)
{
    /// <summary>By code: <c>now</c>, or the instant at which it opens; then how often it is left.</summary>
    private static string Told(Ledger club)
    {
        var offers = Offers.For(club.State, club.Birthday, club.Moment);
        return string.Join(
            ", ",
            offers.Items.Select(offer =>
                $"{offer.Rule.Code} {(offer.Opens <= club.Now ? "now" : offer.Opens.UtcDateTime.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture))}{(offer.Left is { } left ? $" {left}x" : "")}"
            )
        );
    }

    private static string Told(
        string rules,
        string now = "2026-03-02T10:00:00Z",
        string zone = "UTC",
        string? birthday = null,
        string more = ""
    ) => Told(Of($"{{'timeZone':'{zone}','earning':{{'rules':[{rules}]{more}}}}}", now, birthday: birthday is null ? null : Day(birthday)));

    [Theory]
    [InlineData("'multiply':2", "x now")]
    [InlineData("'multiply':1", "")]
    [InlineData("'multiply':0.5", "")]
    [InlineData("'add':1", "x now")]
    [InlineData("'add':0", "")]
    [InlineData("'points':0.5", "x now")]
    [InlineData("'points':0", "")]
    [InlineData("'multiply':2,'when':{'category':['gift-card']}", "")]
    [InlineData("'multiply':2,'when':{'category':['GIFT-card','bakery']}", "x now")]
    public void Only_what_gives_more_is_an_offer(string rule, string told) =>
        Told($"{{'code':'x',{rule}}}", more: ",'excludedCategories':['gift-card']").ShouldBe(told);

    [Fact]
    public void Where_nothing_is_earned_goods_have_nothing_to_multiply_and_the_whole_receipt_may()
    {
        Told(
                "{'code':'goods','multiply':2,'when':{'brand':['acme']}},{'code':'whole','multiply':2},{'code':'gift','add':5}",
                more: ",'points':0"
            )
            .ShouldBe("whole now, gift now");
        Told("{'code':'gift','add':5}", more: ",'capPerDay':0").ShouldBe("");
        Told(Of("{'earning':{'rules':[{'code':'gift','add':5}]},'tiers':{'levels':[{'code':'none','from':0,'multiply':0}]}}")).ShouldBe("");
    }

    /// <summary>2 March 2026 is a Monday.</summary>
    [Theory]
    [InlineData("'from':'16:00','to':'18:00'", "03-02 15:59:59", "03-02 16:00")]
    [InlineData("'from':'16:00','to':'18:00'", "03-02 16:00:00", "now")]
    [InlineData("'from':'16:00','to':'18:00'", "03-02 17:59:59", "now")]
    [InlineData("'from':'16:00','to':'18:00'", "03-02 18:00:00", "03-03 16:00")]
    [InlineData("'to':'09:00'", "03-02 10:00:00", "03-03 00:00")]
    [InlineData("'days':['wed','sun']", "03-02 10:00:00", "03-04 00:00")]
    [InlineData("'days':['wed','sun']", "03-05 10:00:00", "03-08 00:00")]
    [InlineData("'days':['mon'],'from':'08:00','to':'09:00'", "03-02 09:00:00", "03-09 08:00")]
    [InlineData("'days':['mon'],'from':'22:00','to':'02:00'", "03-02 01:59:59", "03-02 22:00")]
    [InlineData("'days':['mon'],'from':'22:00','to':'02:00'", "03-02 22:00:00", "now")]
    [InlineData("'days':['mon'],'from':'22:00','to':'02:00'", "03-03 01:59:59", "now")]
    [InlineData("'days':['mon'],'from':'22:00','to':'02:00'", "03-03 02:00:00", "03-09 22:00")]
    public void Days_and_hours_say_when_it_begins(string when, string now, string told) =>
        Told($"{{'code':'x','add':1,'when':{{{when}}}}}", $"2026-{now.Replace(' ', 'T')}Z").ShouldBe("x " + told);

    /// <summary>On 29 March 2026 at 02:00 clocks in Madrid go to 03:00; on 25 October 2026 at 03:00 back to 02:00.</summary>
    [Theory]
    [InlineData("'from':'02:00','to':'03:00'", "2026-03-28T23:30:00Z", "03-30 00:00")]
    [InlineData("'from':'02:30','to':'04:00'", "2026-03-28T23:30:00Z", "03-29 01:00")]
    [InlineData("'from':'10:00','to':'12:00'", "2026-03-29T07:59:00Z", "03-29 08:00")]
    [InlineData("'from':'02:30','to':'04:00'", "2026-10-24T22:30:00Z", "10-25 00:30")]
    [InlineData("'from':'02:30','to':'04:00'", "2026-10-25T00:59:00Z", "now")]
    [InlineData("'from':'02:30','to':'04:00'", "2026-10-25T01:10:00Z", "10-25 01:30")]
    [InlineData("'from':'10:00','to':'12:00'", "2026-10-25T07:59:00Z", "10-25 09:00")]
    [InlineData("'days':['mon']", "2026-10-25T22:59:00Z", "10-25 23:00")]
    [InlineData("'days':['mon']", "2026-10-25T23:00:00Z", "now")]
    public void It_begins_by_the_clock_on_the_wall(string when, string now, string told) =>
        Told($"{{'code':'x','add':1,'when':{{{when}}}}}", now, "Europe/Madrid").ShouldBe("x " + told);

    /// <summary>In Samoa 29 December 2011 was followed by the 31st, and a year and a day are not over before 30 December 2012.</summary>
    [Fact]
    public void A_day_that_never_was_has_none() =>
        Told("{'code':'x','add':1,'when':{'birthday':true}}", "2011-12-29T12:00:00Z", "Pacific/Apia", "1990-12-30").ShouldBe("");

    [Theory]
    [InlineData("'birthday':true", "1990-03-02", "now")]
    [InlineData("'birthday':true", "1990-03-01", "2027-03-01")]
    [InlineData("'birthday':true", "1992-02-29", "2027-02-28")]
    [InlineData("'birthdayMonth':true", "1990-03-31", "now")]
    [InlineData("'birthdayMonth':true", "1990-02-01", "2027-02-01")]
    [InlineData("'birthday':true", null, null)]
    [InlineData("'birthdayMonth':true", null, null)]
    public void A_birthday_is_an_offer_for_who_told_it(string when, string? birthday, string? opens)
    {
        var club = Of(
            $"{{'earning':{{'rules':[{{'code':'x','add':1,'when':{{{when}}}}}]}}}}",
            birthday: birthday is null ? null : Day(birthday)
        );
        var offers = Offers
            .For(club.State, club.Birthday, club.Moment)
            .Items.Select(offer => offer.Opens == club.Now ? "now" : offer.Opens.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        offers.ShouldBe(opens is null ? [] : [opens]);
    }

    [Fact]
    public void The_first_purchase_is_an_offer_until_it_is_made()
    {
        var club = Of("{'earning':{'rules':[{'code':'welcome','add':50,'when':{'firstPurchase':true}}]}}");
        Told(club).ShouldBe("welcome now");
        club.Buy("1.00");
        Told(club).ShouldBe("");
    }

    [Fact]
    public void A_limit_says_how_often_it_is_left_and_from_when_on_again()
    {
        var club = Of("{'earning':{'rules':[{'code':'x','add':1,'perMember':{'times':2,'days':7}}]}}");
        Told(club).ShouldBe("x now 2x");
        club.Buy("1.00");
        Told(club).ShouldBe("x now 1x");
        club.At("2026-03-04T10:00:00Z").Buy("1.00");
        Told(club).ShouldBe("x 03-09 00:00 1x");
        Told(club.At("2026-03-09T10:00:00Z")).ShouldBe("x now 1x");
        Told(club.At("2026-03-11T10:00:00Z")).ShouldBe("x now 2x");
    }

    [Theory]
    [InlineData(1, "x 03-03 00:00 1x")]
    [InlineData(366, "x 03-03 00:00 1x")]
    [InlineData(367, "")]
    [InlineData(3660, "")]
    public void What_is_used_up_for_more_than_a_year_is_no_offer(int days, string told)
    {
        var club = Of($"{{'earning':{{'rules':[{{'code':'x','add':1,'perMember':{{'times':1,'days':{days}}}}}]}}}}");
        club.Buy("1.00");
        Told(club).ShouldBe(told);
    }

    [Fact]
    public void Who_has_earned_the_most_of_a_day_has_offers_from_the_next()
    {
        var club = Of("{'timeZone':'Europe/Madrid','earning':{'capPerDay':10,'rules':[{'code':'x','add':1}]}}");
        club.Buy("9.00");
        Told(club).ShouldBe("x 03-02 23:00");
    }

    [Fact]
    public void What_a_version_to_come_does_not_know_is_not_promised_for_then()
    {
        const string both =
            "{'earning':{'rules':[{'code':'wed','add':1,'when':{'days':['wed']}},{'code':'sun','add':1,'when':{'days':['sun']}}]}}";
        Told(Of(both).With("{'earning':{'rules':[{'code':'other','add':1}]}}", "2026-03-05T00:00:00Z")).ShouldBe("wed 03-04 00:00");
        Told(Of(both).With(both, "2026-03-05T00:00:00Z")).ShouldBe("wed 03-04 00:00, sun 03-08 00:00");
    }

    [Fact]
    public void What_is_on_comes_first_and_of_that_what_ends_soonest() =>
        Told(
                """
                {'code':'any','add':1}, {'code':'sunday','add':1,'when':{'days':['sun']}}, {'code':'later','add':1,'when':{'from':'16:00'}}, {'code':'march','add':1,'when':{'birthdayMonth':true}},
                {'code':'tuesday','add':1,'when':{'days':['tue']}}, {'code':'monday','add':1,'when':{'days':['mon']}}, {'code':'also','add':1,'when':{'from':'00:00','to':'24:00'}}, {'code':'morning','add':1,'when':{'to':'12:00'}}
                """,
                birthday: "1990-03-20"
            )
            .ShouldBe("morning now, monday now, march now, any now, also now, later 03-02 16:00, tuesday 03-03 00:00, sunday 03-08 00:00");

    [Fact]
    public void Who_is_nobody_any_more_has_none()
    {
        var club = Of("{'earning':{'rules':[{'code':'x','add':1}]}}");
        club.Written(Decider.Decide(club.State, new Erase(), club.Moment));
        Told(club).ShouldBe("");
    }

    /// <summary>Whether by now or by a day to come: what is told is what a purchase gives, no more and no less.</summary>
    [Fact]
    public void What_is_told_is_what_a_purchase_gives() =>
        ForAll.Cases(
            1_500,
            output,
            random =>
            {
                var (zone, rules) = (
                    random.Of("UTC", "Europe/Madrid", "America/New_York", "Asia/Kathmandu"),
                    Enumerable.Range(0, random.Next(1, 9)).Select(i => Rule(random, i)).ToArray()
                );
                var programme = JsonSerializer.Serialize(
                    new
                    {
                        timeZone = zone,
                        earning = new
                        {
                            rules,
                            excludedCategories = new[] { "gift-card" },
                            capPerDay = random.OneIn(6) ? 3_000 : (int?)null,
                        },
                    }
                );
                var club = Of(programme, birthday: random.OneIn(4) ? null : new DateOnly(1990, random.Of(2, 3, 10), random.Of(1, 15, 28)));
                // Around both changes of daylight saving too.
                club.At(Instant(random.Of("2026-02-25", "2026-03-27", "2026-10-23", "2026-12-30")).AddMinutes(random.Next(5 * 24 * 60)));
                for (var bought = random.Next(6); bought > 0; bought--)
                {
                    Holds(club, random, programme);
                    club.Buy(
                        club.Receipt(
                            club.Now,
                            random.Of("s1", "s2"),
                            Line(
                                random.Of("2.00", "700.00"),
                                random.Of("bakery", "gift-card", null),
                                random.Of("acme", null),
                                random.Of("loaf", "roll")
                            )
                        )
                    );
                    club.At(club.Now.AddMinutes(random.Next(random.Of(60, 24 * 60, 10 * 24 * 60))));
                }
                Holds(club, random, programme);
            }
        );

    private static void Holds(Ledger club, Random random, string programme)
    {
        var story = $"{programme} birthday {club.Birthday:yyyy-MM-dd} uses {string.Join(' ', club.State.RuleUses)} now {club.Now:O}";
        var offers = Offers.For(club.State, club.Birthday, club.Moment).Items;
        foreach (var rule in club.Moment.Programme.Earning.Rules)
        {
            var offer = offers.FirstOrDefault(offer => offer.Rule.Code == rule.Code);
            Gives(club, rule, club.Now).ShouldBe(offer?.Opens == club.Now, $"{rule.Code} {offer?.Opens:O}: {story}");
            if (offer is null || offer.Opens == club.Now)
            {
                continue;
            }
            // From when it was told on, and at no minute before.
            Gives(club, rule, offer.Opens).ShouldBeTrue($"{rule.Code} at {offer.Opens:O}: {story}");
            foreach (var before in new[] { offer.Opens.AddMilliseconds(-1), club.Now + (offer.Opens - club.Now) * random.NextDouble() })
            {
                Gives(club, rule, before).ShouldBeFalse($"{rule.Code} at {before:O}, told {offer.Opens:O}: {story}");
            }
        }
    }

    /// <summary>Whether a purchase that suits a rule gets something by it.</summary>
    private static bool Gives(Ledger club, EarningRule rule, DateTimeOffset at)
    {
        var when = rule.When;
        var line = new ReceiptLine(
            1,
            when.Skus.FirstOrDefault("sku"),
            null,
            when.Categories.FirstOrDefault(category => category != "gift-card"),
            when.Brands.FirstOrDefault(),
            10,
            1_000
        );
        var then = club.Fork().At(at);
        var bought = then.Buy(then.Receipt(at, when.Stores.FirstOrDefault("s1"), line));
        return bought.Points > 0 && bought.Breakdown.Any(share => share.Rule == rule.Code && share.Points > 0);
    }

    private static Dictionary<string, object> Rule(Random random, int i)
    {
        var when = new Dictionary<string, object>();
        void Sometimes(string key, params object[] values)
        {
            if (random.OneIn(4))
            {
                when[key] = random.Of(values);
            }
        }
        Sometimes("category", new[] { "bakery" }, new[] { "gift-card", "coffee" }, new[] { "gift-card" });
        Sometimes("brand", (object)new[] { "acme" });
        Sometimes("sku", (object)new[] { "loaf", "bag" });
        Sometimes("stores", new[] { "s1" }, new[] { "s2", "s3" });
        Sometimes("days", new[] { "sun" }, new[] { "mon", "sat" }, new[] { "tue", "wed", "thu" });
        Sometimes("from", "00:00", "02:30", "08:00", "22:00");
        Sometimes("to", "24:00", "02:00", "03:00", "18:00");
        Sometimes("minimumSpend", 5, 100);
        Sometimes("minimumQuantity", 1, 3);
        foreach (var flag in new[] { "firstPurchase", "birthday", "birthdayMonth" })
        {
            if (random.OneIn(8))
            {
                when[flag] = true;
            }
        }

        var rule = new Dictionary<string, object> { ["code"] = $"rule-{i}", ["when"] = when };
        var (way, value) = random.Of<(string, object)>(
            ("multiply", 2),
            ("multiply", 1.5m),
            ("multiply", 1),
            ("add", 30),
            ("add", 0),
            ("points", 2),
            ("points", 0)
        );
        rule[way] = value;
        if (random.OneIn(2))
        {
            rule["perMember"] = new { times = random.Next(1, 4), days = random.Of(1, 3, 10, 400) };
        }

        return rule;
    }
}
