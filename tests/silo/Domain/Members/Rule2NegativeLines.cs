using LoyaltyClub.Domain.Members;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 2: a line with a negative amount lowers its category's and the receipt's sums.</summary>
public class Rule2NegativeLines(ITestOutputHelper output)
{
    private const string Bakery =
        "{'earning':{'rules':[{'code':'bakery','when':{'category':['bakery']},'multiply':2},{'code':'gift','when':{'category':['bakery']},'add':5}]}}";

    [Theory]
    [InlineData("60.00 40.00 -10.00", 90)] // a discount on the whole
    [InlineData("24.00 -3.30", 20)] // a deposit
    [InlineData("45.00 -40.00", 5)] // an exchange
    [InlineData("10.00 -10.00", 0)]
    [InlineData("10.00 -9.01", 0)]
    public void A_negative_line_lowers_the_receipt(string amounts, long points) =>
        Of().Buy([.. amounts.Split(' ').Select(amount => Line(amount))]).Points.ShouldBe(points);

    [Theory]
    [InlineData("bakery:10.00 wine:20.00", "base 30, bakery 10, gift 5")]
    [InlineData("bakery:10.00 wine:20.00 bakery:-4.00", "base 26, bakery 6, gift 5")]
    [InlineData("bakery:10.00 wine:20.00 -:-4.00", "base 26, bakery 10, gift 5")]
    [InlineData("bakery:10.00 wine:20.00 bakery:-10.00", "base 20")]
    [InlineData("bakery:10.00 wine:20.00 bakery:-12.00", "base 18")]
    [InlineData("wine:20.00 bakery:-4.00", "base 16")]
    public void It_lowers_what_rules_for_its_category_give_and_other_categories_not(string lines, string breakdown) =>
        string.Join(", ", Of(Bakery).Buy([.. lines.Split(' ').Select(Read)]).Breakdown.Select(share => $"{share.Rule} {share.Points}"))
            .ShouldBe(breakdown);

    [Fact]
    public void A_discount_on_what_never_earns_lowers_nothing()
    {
        var club = Of("{'earning':{'excludedCategories':['gift-card']}}");
        var bought = club.Buy(Line("20.00"), Line("50.00", "gift-card"), Line("-5.00", "gift-card"));
        (bought.Points, bought.Spend).ShouldBe((20, 20m));
    }

    [Fact]
    public void It_is_no_item_and_no_visit()
    {
        var club = Of(
            "{'rewards':[{'code':'cup'}],'stampCards':[{'code':'item','by':'item','size':9,'reward':'cup'},{'code':'visit','by':'visit','size':9,'reward':'cup'},{'code':'spend','by':'spend','size':99,'reward':'cup'}],'earning':{'rules':[{'code':'three','when':{'minimumQuantity':3},'add':100}]}}"
        );
        club.Buy(Line("6.00", quantity: "2"), Line("-1.00")).Stamps.Select(stamps => stamps.Added).ShouldBe([2, 1, 5]);
        club.Points.ShouldBe((5, 0));
    }

    [Fact]
    public void A_return_leaves_what_the_remaining_lines_earn_and_never_more_than_the_receipt_did()
    {
        var club = Of();
        var bought = club.Buy(Line("60.00"), Line("40.00"), Line("-10.00"));
        Left(club.Fork(), "1:1").ShouldBe(30);
        Left(club.Fork(), "3:1").ShouldBe(90);
        Left(club.Fork(), "3:1", "1:1").ShouldBe(40);
        Left(club.Fork(), "1:1", "3:1").ShouldBe(40);
        Left(club.Fork(), "1:1 2:1").ShouldBe(0);
        Left(club.Fork(), "").ShouldBe(0);
        // All goods are back, so it was no purchase.
        var all = club.Fork();
        all.Return(bought, "1:1 2:1").Whole.ShouldBeTrue();
        all.State.Purchases.ShouldBe(0);

        long Left(Ledger fork, params string[] returns)
        {
            foreach (var lines in returns)
            {
                fork.Return(bought, lines);
            }

            return fork.Points.Active;
        }
    }

    [Fact]
    public void Points_that_paid_go_back_by_the_price_of_the_goods_and_all_of_them_once()
    {
        var club = Of("{'payWithPoints':{'value':0.10}}").Enrolled(100);
        var bought = (Purchased)club.Written(club.TryPay(90, [], Line("60.00"), Line("40.00"), Line("-10.00")))!;
        club.Return(bought, "1:1").Restored.Sum().ShouldBe(54);
        club.Return(bought, "3:1").Restored.Sum().ShouldBe(0);
        club.Return(bought, "2:1").Restored.Sum().ShouldBe(36);
        club.Points.ShouldBe((100, 0));
    }

    [Fact]
    public void Whatever_comes_back_in_whatever_order_the_end_is_the_same() =>
        ForAll.Cases(
            2_000,
            output,
            random =>
            {
                var club = Of("{'payWithPoints':{'value':0.10}}").Enrolled(1_000);
                ReceiptLine[] lines =
                [
                    .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Line($"{random.Next(2, 30)}.{random.Next(100):00}")),
                    Line($"-0.{random.Next(1, 100):00}"),
                ];
                var bought = (Purchased)club.Written(club.TryPay(random.Next(1, 8), [], lines))!;
                string[] returns = [.. lines.Select((_, index) => $"{index + 1}:1")];
                string[] ends =
                [
                    .. Enumerable
                        .Range(0, 3)
                        .Select(_ =>
                        {
                            var (fork, order) = (club.Fork(), returns.ToArray());
                            random.Shuffle(order);
                            foreach (var lines in order)
                            {
                                fork.Return(bought, lines);
                            }

                            return $"{fork.Points} {fork.State.Qualifying.All.Length} {string.Join(", ", fork.State.Lots)}";
                        }),
                ];
                ends.Distinct().Count().ShouldBe(1);
            }
        );

    private static ReceiptLine Read(string line) =>
        line.Split(':') is [var category, var amount] ? Line(amount, category == "-" ? null : category) : throw new ArgumentException(line);
}
