using System.Globalization;
using System.Numerics;
using LoyaltyClub.Domain;
using LoyaltyClub.Domain.Members;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Promise 2, rounding "carry": what does not reach the next point waits in the member for the next receipt.</summary>
public class Rule2Carry(ITestOutputHelper output)
{
    private const string PerTen = "{'earning':{'per':10.00,'rounding':'carry'},'negativeBalance':'allow'}";

    [Theory]
    [InlineData("10.00", "7.00 7.00 6.00", "0 1 1", "0")]
    [InlineData("3.00", "1.00 1.00 1.00", "0 0 1", "0")]
    [InlineData("0.07", "0.01 0.10", "0 1", "4/7")]
    [InlineData("1.00", "19.99 0.01", "19 1", "0")]
    [InlineData("10.00", "25.00 -", "2", "1/2")]
    public void What_does_not_reach_the_next_point_waits_exactly(string per, string amounts, string points, string waits)
    {
        var club = Of($"{{'earning':{{'per':{per},'rounding':'carry'}}}}");
        string.Join(' ', amounts.Split(' ').Where(amount => amount != "-").Select(amount => club.Buy(amount).Points)).ShouldBe(points);
        Waits(club).ShouldBe(waits);
    }

    [Fact]
    public void The_breakdown_adds_up_and_says_what_completed_a_point()
    {
        var club = Of(
            "{'earning':{'per':10.00,'rounding':'carry','rules':[{'code':'bakery','when':{'category':['bakery']},'multiply':2},{'code':'half','when':{'minimumSpend':30.00},'multiply':1.5}]}}"
        );
        club.Buy(Line("7.00", "bakery")).Breakdown.ShouldBe([new("bakery", 1)]);
        Waits(club).ShouldBe("2/5");
        // 0.4 waits; the base gives 3.2, the factor 1.6.
        club.Buy("32.00").Breakdown.ShouldBe([new(Accrual.Base, 3), new("half", 2)]);
        Waits(club).ShouldBe("1/5");
    }

    [Fact]
    public void A_return_of_everything_gives_the_state_back()
    {
        var club = Of(PerTen);
        club.Buy("3.00");
        var before = (club.Points, Waits(club));
        var bought = club.Buy(Line("27.50", quantity: "3"), Line("8.00"));
        (bought.Points, Waits(club)).ShouldBe((3, "17/20"));
        club.Return(bought, "1:1").Points.ShouldBe(1);
        Waits(club).ShouldBe("933/1000");
        club.Return(bought, "2:1");
        club.Return(bought);
        (club.Points, Waits(club)).ShouldBe(before);
    }

    [Fact]
    public void A_return_takes_the_point_that_its_fraction_completed_for_a_later_receipt()
    {
        var club = Of(PerTen);
        var first = club.Buy("7.00");
        club.Buy("7.00").Points.ShouldBe(1);
        var back = club.Return(first);
        (back.Points, back.Qualifying.Points, club.Points, Waits(club)).ShouldBe((1, -1, (0, 0), "7/10"));
        club.Buy("3.00").Points.ShouldBe(1);
    }

    [Fact]
    public void A_version_that_carries_nothing_lets_wait_what_waits()
    {
        var club = Of(PerTen).With("{'earning':{'per':10.00}}", "2026-04-01T00:00:00Z").With(PerTen, "2026-05-01T00:00:00Z");
        var bought = club.Buy("7.00");
        (club.At("2026-04-02T10:00:00Z").Buy("9.00").Points, Waits(club)).ShouldBe((0, "7/10"));
        (club.At("2026-05-02T10:00:00Z").Buy("3.00").Points, Waits(club)).ShouldBe((1, "0"));
        // Returned under the version that decided the purchase.
        (club.Return(bought).Points, Waits(club)).ShouldBe((1, "3/10"));
    }

    [Fact]
    public void The_cap_of_a_day_cuts_fractions_too()
    {
        var club = Of("{'earning':{'rounding':'carry','capPerDay':5}}");
        var bought = club.Buy("5.40");
        (bought.Points, bought.Circumstances.Room, Waits(club)).ShouldBe((5, 5, "0"));
        (club.Buy("3.00").Points, Waits(club)).ShouldBe((0, "0"));
        club.Return(bought).Points.ShouldBe(5);
        (club.Buy("4.60").Points, club.Buy("3.00").Points, Waits(club)).ShouldBe((4, 1, "3/5"));
    }

    [Fact]
    public void What_two_members_carry_comes_together_with_the_next_receipt_within_the_cap()
    {
        var (one, other) = (Of("{'earning':{'rounding':'carry','capPerDay':2}}"), Of("{'earning':{'rounding':'carry'}}", seed: 1));
        one.Buy("0.60");
        other.Buy("0.70");
        var merged = one.Merge(other);
        (one.Points, Waits(one)).ShouldBe(((0, 0), "13/10"));
        var split = one.Fork();
        split.Unmerge(other, merged);
        (Waits(split), Waits(other)).ShouldBe(("3/5", "7/10"));
        var bought = one.Buy("1.00");
        (bought.Points, bought.Breakdown.Single(), Waits(one)).ShouldBe((2, new RulePoints(Accrual.Base, 2), "3/10"));
        one.Buy("1.00").Points.ShouldBe(0);
        // The receipt's own point; what came with the merge stays.
        (one.Return(bought).Points, Waits(one)).ShouldBe((1, "3/10"));
    }

    [Fact]
    public void A_tier_by_points_counts_whole_points_and_a_return_leaves_no_purchase()
    {
        var club = Of(
            "{'earning':{'per':10.00,'rounding':'carry'},'tiers':{'window':{'kind':'lifetime'},'levels':[{'code':'basic'},{'code':'silver','from':2}]}}",
            "2026-03-01T10:00:00Z"
        );
        var first = club.Buy("7.00");
        club.At("2026-03-02T10:00:00Z").Buy("15.00");
        club.Tier.ShouldBe("silver");
        club.Return(first);
        (club.Tier, club.State.Qualifying.Sum(Day("2026-01-01"), club.Today).Points, club.Points.Active).ShouldBe(("basic", 1, 1));
    }

    /// <summary>
    /// In whatever order receipts and returns arrive, at whichever of two members who merge and split: what they hold, with what they carry
    /// and less what they owe, is what the remaining goods earn, to the last fraction.
    /// </summary>
    [Fact]
    public void No_fraction_is_made_or_lost() =>
        ForAll.Cases(
            2_000,
            output,
            random =>
            {
                var (per, points) = (random.Of("1.00", "3.00", "7.00", "0.07", "12.34"), random.Of("1", "0.5", "2", "0.0013"));
                var programme =
                    $"{{'earning':{{'per':{per},'points':{points},'rounding':'carry'}},'negativeBalance':'allow','expiry':{{'kind':'{random.Of("none", "afterActivation")}','months':600}}}}";
                var (one, other) = (Of(programme), Of(programme, seed: 1));
                // Each receipt with its lines' amounts, what is left of them, and who bought it.
                var receipts = new List<(Purchased Bought, Dictionary<int, decimal> Left, Ledger Who)>();
                var (merged, story) = ((MergedIn?)null, new List<string>());
                for (var step = random.Next(1, 40); step > 0; step--)
                {
                    var who = merged is null && random.OneIn(2) ? other : one;
                    var at = one.Now.AddDays(-random.Next(5));
                    switch (random.Next(8))
                    {
                        case < 4:
                            ReceiptLine[] lines =
                            [
                                .. Enumerable
                                    .Range(0, random.Next(1, 4))
                                    .Select(_ => Line((random.Next(1, 3_000) / 100m).ToString(CultureInfo.InvariantCulture))),
                            ];
                            var bought = who.Buy(at.ToString("O", CultureInfo.InvariantCulture), ReferenceEquals(who, one) ? "s1" : "s2", lines);
                            story.Add($"{(who == one ? 1 : 2)} buys {string.Join(' ', lines.Select(line => line.Amount))}: {bought.Points}");
                            receipts.Add((bought, bought.Purchase.Lines.ToDictionary(line => line.Number, line => line.Amount), who));
                            break;
                        case < 6 when receipts.Count > 0:
                            var (back, left, owner) = receipts[random.Next(receipts.Count)];
                            var holder = merged is null ? owner : one;
                            if (random.OneIn(3) || left.Count == 0)
                            {
                                Back(holder, back, "");
                                left.Clear();
                            }
                            else
                            {
                                var line = left.Keys.ElementAt(random.Next(left.Count));
                                Back(holder, back, $"{line}:1");
                                left.Remove(line);
                            }
                            break;
                        case < 7:
                            other.At(one.At(one.Now.AddHours(random.Next(48))).Now);
                            break;
                        case 7 when merged is null:
                            merged = one.Merge(other);
                            story.Add("merge");
                            break;
                        case 7 when one.TryUnmerge(merged!).Refusal is null:
                            one.Unmerge(other, merged!);
                            merged = null;
                            story.Add("split");
                            break;
                        default:
                            break;
                    }

                    var rate = Fraction.Of(Money(points)) / Fraction.Of(Money(per))!;
                    var exact = receipts
                        .SelectMany(receipt => receipt.Left.Values)
                        .Aggregate((Fraction?)null, (sum, amount) => sum + Fraction.Of(amount) * rate);
                    (Held(one) + Held(other)).ShouldBe(exact, $"{programme}\n{string.Join('\n', story)}");
                }

                void Back(Ledger holder, Purchased bought, string lines)
                {
                    var entry = holder.Return(bought, lines);
                    story.Add($"{(holder == one ? 1 : 2)} returns {bought.Purchase.Key} {lines}: {entry.Points}, owes {entry.Debt}");
                    if (merged is not null && receipts.Any(receipt => ReferenceEquals(receipt.Bought, bought) && receipt.Who == other))
                    {
                        merged = merged with { Handed = Merging.Less(merged.Handed, entry) };
                    }
                }
            }
        );

    [Fact]
    public void The_order_of_arrival_decides_which_receipt_brings_a_point_and_not_how_many_there_are()
    {
        string[] amounts = ["7.00", "2.50", "9.99", "0.51", "13.37"];
        var sums = new HashSet<(long, string)>();
        for (var turn = 0; turn < amounts.Length; turn++)
        {
            var club = Of(PerTen);
            foreach (var amount in amounts[turn..].Concat(amounts[..turn]))
            {
                club.Buy(amount);
            }

            sums.Add((club.Points.Active, Waits(club)));
        }

        sums.Single().ShouldBe((3, "337/1000"));
    }

    [Fact]
    public void A_fraction_is_exact_and_rounded_down_to_whole_points()
    {
        var third = Fraction.Of(1, 3);
        (third + third + third).ShouldBe(Fraction.Of(1));
        (third - third).ShouldBeNull();
        Fraction.Of(-2, -6).ShouldBe(third);
        Fraction.Of(2, -6).ShouldBe(-third);
        Fraction.Of(0.125m).ShouldBe(Fraction.Of(1, 8));
        (Fraction.Of(7) / third!).ShouldBe(Fraction.Of(21));
        (Fraction.Floor(third), Fraction.Floor(-third), Fraction.Floor(Fraction.Of(-1)), Fraction.Floor(null)).ShouldBe((0, -1, -1, 0));
        (Fraction.Least(third, null), Fraction.Most(third, null), Fraction.Most(null, -third)).ShouldBe((null, third, null));
        (third > null, null > -third, third < null, third < Fraction.Of(1, 2)).ShouldBe((true, true, false, true));
        Fraction.Of(BigInteger.Pow(10, 40), BigInteger.Pow(10, 41)).ShouldBe(Fraction.Of(0.1m));
    }

    /// <summary>Points less debt, with what is carried.</summary>
    private static Fraction? Held(Ledger club) =>
        Fraction.Of(club.State.Lots.Sum(lot => lot.Points) - club.State.Debt) + club.State.Carried;

    private static string Waits(Ledger club) => club.State.Carried is { } carried ? $"{carried.Over}/{carried.Under}" : "0";
}
