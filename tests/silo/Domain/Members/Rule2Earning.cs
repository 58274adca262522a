using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 2: (base + what lines' rules and additions give) × factors, rounded once.</summary>
public class Rule2Earning
{
    [Theory]
    [InlineData("19.99", "1", "1.00", 19)]
    [InlineData("3.00", "5", "2.50", 5)]
    [InlineData("4.99", "5", "2.50", 5)]
    [InlineData("5.00", "5", "2.50", 10)]
    [InlineData("0.99", "1", "1.00", 0)]
    [InlineData("1.00", "1", "1.00", 1)]
    [InlineData("1.01", "1", "1.00", 1)]
    [InlineData("0.00", "1", "1.00", 0)]
    [InlineData("0.01", "1", "0.01", 1)]
    [InlineData("10000000.00", "1", "1.00", 10_000_000)]
    [InlineData("10.00", "0", "1.00", 0)]
    [InlineData("3.00", "0.5", "1.00", 1)]
    public void Points_are_earned_for_each_full_per(string amount, string points, string per, long earned) =>
        Of($"{{'earning':{{'points':{points},'per':{per}}}}}").Buy(amount).Points.ShouldBe(earned);

    [Theory]
    [InlineData("0.50", "0.50", 1)]
    [InlineData("0.33", "0.66", 0)]
    [InlineData("0.33", "0.67", 1)]
    public void What_counts_is_the_receipt_and_not_the_line(string one, string other, long earned) =>
        Of().Buy(Line(one), Line(other)).Points.ShouldBe(earned);

    [Theory]
    [InlineData("floor", "1.5", 28)]
    [InlineData("nearest", "1.5", 29)]
    [InlineData("ceiling", "1.5", 29)]
    [InlineData("nearest", "1.49", 28)]
    [InlineData("ceiling", "1.01", 20)]
    [InlineData("ceiling", "1", 19)]
    [InlineData("floor", "1.9999", 37)]
    public void A_factor_is_rounded_as_the_programme_says(string rounding, string factor, long earned) =>
        Earned($"'rounding':'{rounding}','rules':[{{'code':'all','multiply':{factor}}}]", Line("19.00")).ShouldBe(earned);

    [Theory]
    [InlineData("floor", 28)]
    [InlineData("nearest", 29)]
    [InlineData("ceiling", 29)]
    public void A_half_is_28_29_and_29(string rounding, long earned) =>
        Earned($"'rounding':'{rounding}','rules':[{{'code':'half','points':0.5,'per':20.00}}]", Line("28.00")).ShouldBe(earned);

    private static long Earned(string earning, params LoyaltyClub.Domain.Members.ReceiptLine[] lines) =>
        Of($"{{'earning':{{{earning}}}}}").Buy(lines).Points;

    [Theory]
    [InlineData("19.99", 28)]
    [InlineData("1.99", 1)]
    [InlineData("2.00", 3)]
    public void A_rule_with_its_own_points_and_per_adds_to_the_base(string amount, long earned) =>
        Earned("'rules':[{'code':'more','points':1,'per':2.00}]", Line(amount)).ShouldBe(earned);

    [Fact]
    public void A_rule_with_points_and_no_per_takes_the_programmes_per() =>
        Earned("'per':2.50,'rules':[{'code':'more','points':3}]", Line("5.00")).ShouldBe(2 + 6);

    [Theory]
    [InlineData("4.00", "6.00", "10 base, 4 bakery")]
    [InlineData("4.50", "6.50", "11 base, 4 bakery")]
    [InlineData("0.99", "9.01", "10 base")]
    [InlineData("1.00", "9.00", "10 base, 1 bakery")]
    [InlineData("0.00", "9.00", "9 base")]
    public void Multiply_2_on_bakery_gives_the_bakerys_full_pers_once_more(string bakery, string other, string breakdown) =>
        Shares("'rules':[{'code':'bakery','when':{'category':['bakery']},'multiply':2}]", Line(bakery, "bakery"), Line(other, "drinks"))
            .ShouldBe(breakdown);

    [Theory]
    [InlineData("3", "10 base, 8 bakery")]
    [InlineData("1.5", "10 base, 2 bakery")]
    [InlineData("1", "10 base")]
    [InlineData("0.5", "10 base, -2 bakery")]
    [InlineData("0", "10 base, -4 bakery")]
    public void A_factor_on_lines_is_their_points_that_many_times(string factor, string breakdown) =>
        Shares($"'rules':[{{'code':'bakery','when':{{'category':['bakery']}},'multiply':{factor}}}]", Line("4.00", "bakery"), Line("6.00"))
            .ShouldBe(breakdown);

    [Fact]
    public void Add_is_once_a_receipt_however_many_lines_match() =>
        Shares(
                "'rules':[{'code':'gift','when':{'category':['bakery']},'add':100}]",
                Line("1.00", "bakery"),
                Line("1.00", "BAKERY"),
                Line("1.00", "bakery")
            )
            .ShouldBe("3 base, 100 gift");

    [Fact]
    public void Without_a_matching_line_a_rule_that_names_lines_gives_nothing() =>
        Shares("'rules':[{'code':'gift','when':{'category':['bakery']},'add':100}]", Line("1.00"), Line("1.00", "drinks"))
            .ShouldBe("2 base");

    [Fact]
    public void A_rule_that_names_none_multiplies_the_whole() =>
        Shares("'rules':[{'code':'gift','add':5},{'code':'all','multiply':2}]", Line("10.00")).ShouldBe("10 base, 5 gift, 15 all");

    [Fact]
    public void Factors_come_last_wherever_they_stand_in_the_programme() =>
        Shares("'rules':[{'code':'all','multiply':2},{'code':'gift','add':5}]", Line("10.00")).ShouldBe("10 base, 5 gift, 15 all");

    [Theory]
    [InlineData("floor", "10 base, 2 bakery, 6 all, 4 tier:gold")]
    [InlineData("nearest", "10 base, 2 bakery, 6 all, 5 tier:gold")]
    [InlineData("ceiling", "10 base, 2 bakery, 6 all, 5 tier:gold")]
    public void Base_and_lines_times_factors_is_rounded_once_at_the_end(string rounding, string breakdown)
    {
        // (10 + 0.5 × 4) × 1.5 × 1.25 = 22.5
        const string rest = "'rules':[{'code':'bakery','when':{'category':['bakery']},'multiply':1.5},{'code':'all','multiply':1.5}]";
        var programme =
            $"{{'earning':{{'rounding':'{rounding}',{rest}}},'tiers':{{'levels':[{{'code':'gold','from':0,'multiply':1.25}}]}}}}";
        Text(Of(programme).Buy(Line("4.00", "bakery"), Line("6.00"))).ShouldBe(breakdown);
    }

    [Fact]
    public void Fractions_of_several_rules_add_up_before_they_are_rounded() =>
        Earned("'points':0.5,'rules':[{'code':'half','points':0.5}]", Line("1.00")).ShouldBe(1);

    [Theory]
    [InlineData("gift-card", 5)]
    [InlineData("Gift-Card", 5)]
    [InlineData("gift-cards", 15)]
    [InlineData(null, 15)]
    public void Lines_of_excluded_categories_never_earn(string? category, long earned) =>
        Earned("'excludedCategories':['gift-card'],'rules':[]", Line("10.00", category), Line("5.00")).ShouldBe(earned);

    [Fact]
    public void Excluded_lines_count_for_no_rule_and_no_minimum() =>
        Shares(
                "'excludedCategories':['gift-card'],'rules':[{'code':'gift','when':{'category':['gift-card']},'add':9},{'code':'big','when':{'minimumSpend':10.00},'add':7}]",
                Line("20.00", "gift-card"),
                Line("9.99")
            )
            .ShouldBe("9 base");

    [Theory]
    [InlineData("0", "10.00", 1)]
    [InlineData("1", "0.00", 1)]
    [InlineData("0.001", "10.00", 11)]
    [InlineData("1", "10.00", 11)]
    public void A_line_of_nothing_or_for_nothing_is_recorded_and_earns_nothing(string quantity, string amount, long earned)
    {
        var bought = Of().Buy(Line("1.00"), Line(amount, quantity: quantity));
        bought.Points.ShouldBe(earned);
        bought.Purchase.Lines.Length.ShouldBe(2);
    }

    [Fact]
    public void A_receipt_of_nothing_earns_nothing_and_is_a_visit()
    {
        var club = Of("{'earning':{'rules':[{'code':'gift','add':5}]},'tiers':{'by':'visits'}}");
        club.Buy("0.00").Breakdown.ShouldBeEmpty();
        club.State.Purchases.ShouldBe(1);
        club.State.Qualifying.All.ShouldHaveSingleItem().Visits.ShouldBe(1);
    }

    [Fact]
    public void Rules_that_take_more_than_there_is_leave_nothing_and_their_order_does_not_matter()
    {
        const string none = "{'code':'a','when':{'category':['bakery']},'multiply':0},{'code':'b','when':{'sku':['sku']},'multiply':0}";
        // 10 - 10 - 10 + 5 is less than nothing.
        Earned($"'rules':[{none},{{'code':'gift','add':5}}]", Line("10.00", "bakery")).ShouldBe(0);
        Earned($"'rules':[{{'code':'gift','add':5}},{none}]", Line("10.00", "bakery")).ShouldBe(0);
        Earned($"'rules':[{none},{{'code':'gift','add':15}}]", Line("10.00", "bakery")).ShouldBe(5);
    }

    [Fact]
    public void The_largest_receipt_under_the_most_generous_programme_stays_within_bounds()
    {
        var rules = string.Join(',', Enumerable.Range(0, 500).Select(i => $"{{'code':'r{i}','multiply':100}}"));
        var club = Of($"{{'earning':{{'points':1000000,'per':0.01,'rules':[{rules}]}}}}");
        var bought = club.Buy([.. Enumerable.Repeat(Line("10000000.00"), 1000)]);
        bought.Points.ShouldBe(LoyaltyClub.Domain.Members.Accrual.Most);
        bought.Breakdown.Sum(share => share.Points).ShouldBe(bought.Points);
    }

    private static string Shares(string earning, params LoyaltyClub.Domain.Members.ReceiptLine[] lines) =>
        Text(Of($"{{'earning':{{{earning}}}}}").Buy(lines));

    internal static string Text(LoyaltyClub.Domain.Members.Purchased bought)
    {
        bought.Breakdown.Sum(share => share.Points).ShouldBe(bought.Points);
        return string.Join(", ", bought.Breakdown.Select(share => $"{share.Points} {share.Rule}"));
    }
}
