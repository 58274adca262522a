using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 2: limits per member and the cap per day.</summary>
public class Rule2Limits
{
    private static Ledger Club(int times, int days, string way = "'add':100") =>
        Of($"{{'earning':{{'rules':[{{'code':'gift',{way},'perMember':{{'times':{times},'days':{days}}}}}]}}}}", "2026-06-30T00:00:00Z");

    /// <summary>Purchases of 1.00 on days of March, in order of arrival, and which of them the rule gave 100.</summary>
    [Theory]
    [InlineData(1, 1, "2 2 3", "+-+")]
    [InlineData(2, 1, "2 2 2 3", "++-+")]
    [InlineData(1, 7, "2 8 9 15", "+-+-")]
    [InlineData(1, 7, "2 8 9 16", "+-++")]
    [InlineData(2, 7, "2 5 8 9", "++-+")]
    [InlineData(1, 30, "1 30 31", "+-+")]
    [InlineData(1, 7, "9 3", "+-")]
    [InlineData(1, 7, "9 2", "++")]
    [InlineData(1, 7, "9 2 8 16 5", "++-+-")]
    [InlineData(2, 7, "9 5 7", "++-")]
    [InlineData(2, 7, "9 10 4 3", "++-+")]
    [InlineData(2, 3, "1 3 5 4", "+++-")]
    public void A_rule_gives_so_many_times_in_any_so_many_days_whatever_arrives_late(int times, int days, string march, string gave)
    {
        var club = Club(times, days);
        string.Concat(
                march
                    .Split(' ')
                    .Select(day =>
                        club.Buy("1.00", $"2026-03-{int.Parse(day, System.Globalization.CultureInfo.InvariantCulture):00}T12:00:00Z").Points
                        == 101
                            ? '+'
                            : '-'
                    )
            )
            .ShouldBe(gave);
    }

    [Theory]
    [InlineData("'add':100", true)]
    [InlineData("'points':1,'per':10.00", false)]
    [InlineData("'multiply':1", false)]
    [InlineData("'when':{'category':['bakery']},'multiply':2", false)]
    [InlineData("'when':{'minimumSpend':10.00},'add':1", false)]
    public void A_rule_that_gave_nothing_has_not_used_its_limit(string way, bool used) =>
        Club(1, 30, way).Buy(Line("5.00"), Line("0.50", "bakery")).LimitedRules.ShouldBe(used ? ["gift"] : []);

    [Fact]
    public void A_factor_on_nothing_has_not_used_its_limit()
    {
        var club = Club(1, 30, "'multiply':2");
        club.Buy("0.50").LimitedRules.ShouldBeEmpty();
        club.Buy("5.00").Points.ShouldBe(10);
        club.Buy("5.00").Points.ShouldBe(5);
    }

    [Fact]
    public void Each_rule_and_each_member_has_a_limit_of_its_own()
    {
        var club = Of(
            """
            {'earning':{'rules':[{'code':'a','add':10,'perMember':{'times':1,'days':2}},{'code':'b','add':100,'perMember':{'times':2,'days':2}},{'code':'c','add':1000}]}}
            """
        );
        club.Buy("1.00").Points.ShouldBe(1111);
        club.Buy("1.00").Points.ShouldBe(1101);
        club.Buy("1.00").Points.ShouldBe(1001);
    }

    [Theory]
    [InlineData("99.00", "99 base")]
    [InlineData("100.00", "100 base")]
    [InlineData("101.00", "101 base, -1 capPerDay")]
    [InlineData("1000.00", "1000 base, -900 capPerDay")]
    public void The_cap_of_a_day_below_at_above(string amount, string breakdown) =>
        Rule2Earning.Text(Of("{'earning':{'capPerDay':100}}").Buy(amount)).ShouldBe(breakdown);

    [Fact]
    public void The_cap_counts_all_purchases_of_the_day_and_begins_again_at_midnight()
    {
        var club = Of(
            "{'timeZone':'Europe/Madrid','earning':{'capPerDay':100,'rules':[{'code':'all','multiply':2}]}}",
            "2026-03-10T00:00:00Z"
        );
        club.Buy("30.00", "2026-03-02T10:00:00Z").Points.ShouldBe(60);
        club.Buy("30.00", "2026-03-02T11:00:00Z").Points.ShouldBe(40);
        club.Buy("30.00", "2026-03-02T22:59:59Z").Points.ShouldBe(0);
        club.Buy("30.00", "2026-03-02T23:00:00Z").Points.ShouldBe(60);
        club.Buy("30.00", "2026-03-02T12:00:00Z").Points.ShouldBe(0);
    }

    [Fact]
    public void A_cap_of_nothing_gives_nothing() => Of("{'earning':{'capPerDay':0}}").Buy("10.00").Points.ShouldBe(0);

    [Fact]
    public void The_cap_counts_what_was_earned_and_not_what_is_left()
    {
        var club = Of("{'earning':{'capPerDay':100}}");
        club.Buy("60.00");
        club.Adjust(-60);
        club.Adjust(500);
        club.Buy("60.00").Points.ShouldBe(40);
    }
}
