using LoyaltyClub.Domain.Members;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 2: what counts as spend, by the tax of the lines and by what points paid.</summary>
public class Rule2Base(ITestOutputHelper output)
{
    private const string Net =
        "{'earning':{'base':'net','rules':[{'code':'bakery','when':{'category':['bakery'],'minimumSpend':10.00},'multiply':2}]}}";

    private const string MoneyOnly =
        "{'earning':{'onPaidWithPoints':false,'excludedCategories':['gift-card'],'rules':[{'code':'bakery','when':{'category':['bakery']},'multiply':2}]},'payWithPoints':{'value':0.01}}";

    [Fact]
    public void Without_tax_only_the_rest_of_a_line_counts_for_base_rules_and_spend()
    {
        var club = Of(Net);
        var bought = club.Buy(Line("12.10", "bakery", tax: "2.10"), Line("5.00"), Line("-1.00", tax: "-0.50"));
        bought.Breakdown.ShouldBe([new(Accrual.Base, 14), new("bakery", 10)]);
        bought.Spend.ShouldBe(14.50m);
        club.Buy(Line("12.09", "bakery", tax: "2.10")).Breakdown.ShouldBe([new(Accrual.Base, 9)]);
        club.Buy(Line("3.00", tax: "3.00")).Points.ShouldBe(0);
        Of().Buy(Line("12.10", tax: "2.10")).Points.ShouldBe(12);
    }

    [Theory]
    [InlineData("1:1", 7)] // 8.06 less 1.40
    [InlineData("1:2", 14)]
    [InlineData("1:3", 20)]
    public void A_return_takes_the_tax_back_in_proportion(string lines, long reversed)
    {
        var club = Of("{'earning':{'base':'net'}}");
        var bought = club.Buy(Line("24.19", quantity: "3", tax: "4.19"));
        bought.Points.ShouldBe(20);
        club.Return(bought, lines).Points.ShouldBe(reversed);
    }

    [Fact]
    public void Tax_has_the_currency_s_decimals() =>
        Of().TryBuy(null, "s1", null, Line("12.10", tax: "2.101")).Refusal!.Code.ShouldBe("amount_decimals");

    [Fact]
    public void What_points_paid_counts_for_nothing()
    {
        var club = Of(MoneyOnly).Enrolled(10_000);
        var bought = Paid(club, 500, Line("6.00", "bakery"), Line("14.00"), Line("5.00", "gift-card"));
        // 5.00 of 20.00 that points may pay: a quarter of each line.
        bought.Breakdown.ShouldBe([new(Accrual.Base, 15), new("bakery", 4)]);
        bought.Spend.ShouldBe(15m);
        Paid(club, 2_000, Line("20.00")).Points.ShouldBe(0);
        club.Buy("20.00").Points.ShouldBe(20);
    }

    [Fact]
    public void Cents_that_do_not_divide_are_neither_lost_nor_counted_twice()
    {
        var club = Of(MoneyOnly).Enrolled(10_000);
        Paid(club, 99, Line("3.33"), Line("3.33"), Line("3.33")).Spend.ShouldBe(9m);
        Paid(club, 100, Line("3.33"), Line("3.33"), Line("4.33"), Line("-1.00")).Spend.ShouldBe(8.99m);
    }

    [Fact]
    public void Net_and_paid_with_points_only_the_net_part_of_the_money_counts()
    {
        var club = Of(MoneyOnly.Replace("{'earning':{", "{'earning':{'base':'net',", StringComparison.Ordinal)).Enrolled(10_000);
        Paid(club, 605, Line("12.10", tax: "2.10")).Spend.ShouldBe(5m);
    }

    [Fact]
    public void With_the_goods_their_part_of_the_points_comes_back_and_the_rest_still_counts_without()
    {
        var club = Of(MoneyOnly).Enrolled(10_000);
        var bought = Paid(club, 1_000, Line("20.00"), Line("20.00"));
        bought.Points.ShouldBe(30);
        var back = club.Return(bought, "1:1");
        (back.Restored.Sum(), back.Points).ShouldBe((500, 15));
        back = club.Return(bought);
        (back.Restored.Sum(), back.Points, club.Points.Active).ShouldBe((500, 15, 10_000));
    }

    [Fact]
    public void A_friend_s_first_purchase_and_stamps_count_what_counts()
    {
        var club = Of(
                "{'earning':{'onPaidWithPoints':false,'base':'net'},'payWithPoints':{'value':0.01},'rewards':[{'code':'cup'}],'stampCards':[{'code':'spend','by':'spend','size':99,'reward':'cup'},{'code':'item','by':'item','size':99,'reward':'cup'}],'referral':{'referee':7,'minimumSpend':10.00}}"
            )
            .Beside(1)
            .Enrol("2026-01-01T00:00:00Z", 5_000, referrer: "friend");
        var bought = Paid(club, 100, Line("12.10", tax: "2.10"));
        (bought.Referral, bought.Spend).ShouldBe((null, 9.18m));
        bought.Stamps.Select(stamps => stamps.Added).ShouldBe([9.18m, 1]);
        // Points paid all of it: it is recorded, and no item of a card.
        Paid(club, 300, Line("3.00")).Stamps.ShouldBeEmpty();
        club.Buy(Line("12.10", tax: "2.10")).Referral.ShouldNotBeNull();
    }

    /// <summary>However goods come back, the spend that remains is what the remaining money pays.</summary>
    [Fact]
    public void In_whatever_order_goods_come_back_the_end_is_the_same() =>
        ForAll.Cases(
            1_000,
            output,
            random =>
            {
                var club = Of(random.OneIn(2) ? MoneyOnly : MoneyOnly.Replace("{'earning':{", "{'earning':{'base':'net',", StringComparison.Ordinal))
                    .Enrolled(10_000);
                ReceiptLine[] lines =
                [
                    .. Enumerable
                        .Range(0, random.Next(1, 5))
                        .Select(_ =>
                            Line(
                                $"{random.Next(2, 30)}.{random.Next(100):00}",
                                random.Of(null, "bakery", "gift-card"),
                                tax: $"{random.Next(2)}.{random.Next(100):00}"
                            )
                        ),
                ];
                var payable = lines.Where(line => line.Category != "gift-card").Sum(line => line.Amount);
                var bought = Paid(club, random.Next(1, Math.Max(2, (int)(payable * 100))) is var points && payable > 0 ? points : 0, lines);
                string[] ends =
                [
                    .. Enumerable
                        .Range(0, 3)
                        .Select(_ =>
                        {
                            var (fork, order) = (club.Fork(), Enumerable.Range(1, lines.Length).ToArray());
                            random.Shuffle(order);
                            var few = fork.Fork();
                            foreach (var line in order)
                            {
                                fork.Return(bought, $"{line}:1");
                            }

                            few.Return(bought, string.Join(' ', order.Select(line => $"{line}:1")));
                            few.Points.ShouldBe(fork.Points);
                            return $"{fork.Points} {fork.State.Qualifying.All.Length}";
                        }),
                ];
                ends.Distinct().ShouldBe(["(10000, 0) 0"]);
            }
        );

    private static Purchased Paid(Ledger club, long points, params ReceiptLine[] lines) =>
        (Purchased)club.Written(club.TryPay(points, [], lines))!;
}
