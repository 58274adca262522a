using LoyaltyClub.Contracts;
using LoyaltyClub.Readings;

namespace LoyaltyClub.Tests.Readings;

/// <summary>Each rule of the watch at its threshold: the row that fires, and the one just under it.</summary>
public class EightRules
{
    private static readonly TimeZoneInfo Madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");

    /// <summary>Noon in Madrid.</summary>
    private static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-03-12T11:00:00Z");

    private static WatchFact Sold(double minutes, string store = "s1", string? till = "t1", string member = "ana") =>
        new(WatchFactKind.Sold, Noon.AddMinutes(minutes), member, store, till, $"r{minutes}");

    private static IEnumerable<WatchFact> Times(int times, Func<int, WatchFact> fact) => Enumerable.Range(0, times).Select(fact);

    private static WatchFinding[] Found(
        Func<IReadOnlyList<WatchFact>, TimeZoneInfo, IEnumerable<WatchFinding>> rule,
        params IEnumerable<WatchFact> facts
    ) => [.. rule([.. facts], Madrid)];

    [Fact]
    public void One_five_receipts_of_a_card_at_one_till_on_a_day()
    {
        var found = Found(WatchRules.CardOften, Times(5, i => Sold(i * 30))).ShouldHaveSingleItem();
        (found.Rule, found.Store, found.Till, found.Day).ShouldBe((WatchRule.CardOften, "s1", "t1", new DateOnly(2026, 3, 12)));
        found.Members.ShouldBe(["ana"]);
        found.Evidence.Select(fact => fact.Receipt).ShouldBe(["r0", "r30", "r60", "r90", "r120"]);
        Found(WatchRules.CardOften, Times(4, i => Sold(i * 30))).ShouldBeEmpty();
        Found(WatchRules.CardOften, Times(4, i => Sold(i * 30)).Append(Sold(0, till: "t2"))).ShouldBeEmpty("at another till");
        Found(WatchRules.CardOften, Times(4, i => Sold(i * 30)).Append(Sold(12 * 60))).ShouldBeEmpty("after the midnight of Madrid");
    }

    [Fact]
    public void Two_five_claims_or_gifts_within_a_week()
    {
        static WatchFact Claim(int days) => new(WatchFactKind.Claimed, Noon.AddDays(days), "ana", "s1", null, $"c{days}");
        static WatchFact Gift(int days) => new(WatchFactKind.Given, Noon.AddDays(days), "ana", Points: 50);
        Found(WatchRules.NoSale, Claim(0), Claim(2), Gift(3), Claim(5), Gift(6)).ShouldHaveSingleItem().Day.ShouldBe(new(2026, 3, 18));
        Found(WatchRules.NoSale, Claim(0), Claim(2), Gift(3), Claim(5)).ShouldBeEmpty();
        Found(WatchRules.NoSale, Claim(0), Claim(2), Gift(3), Claim(5), Gift(7)).ShouldBeEmpty("the first is a week ago");
    }

    [Fact]
    public void Three_ten_adjustments_by_one_hand_on_a_day_or_three_for_one_member()
    {
        static WatchFact By(int i, string member) => new(WatchFactKind.Adjusted, Noon.AddMinutes(i), member, Points: 5, By: "staff:mark");
        var found = Found(WatchRules.OneHand, Times(10, i => By(i, $"m{i}"))).ShouldHaveSingleItem();
        (found.By, found.Members.Length).ShouldBe(("staff:mark", 10));
        Found(WatchRules.OneHand, Times(9, i => By(i, $"m{i}"))).ShouldBeEmpty();
        Found(WatchRules.OneHand, Times(3, i => By(i, "ana"))).ShouldHaveSingleItem().Members.ShouldBe(["ana"]);
        Found(WatchRules.OneHand, Times(2, i => By(i, "ana"))).ShouldBeEmpty();
    }

    [Fact]
    public void Four_a_hundred_points_that_the_returns_of_a_day_do_not_find()
    {
        static WatchFact Left(int minutes, long points) =>
            new(WatchFactKind.LeftDebt, Noon.AddMinutes(minutes), "ana", "s1", null, "r", points);
        Found(WatchRules.ReturnAfterSpending, Left(0, 60), Left(5, 40)).ShouldHaveSingleItem();
        Found(WatchRules.ReturnAfterSpending, Left(0, 60), Left(5, 39)).ShouldBeEmpty();
    }

    [Fact]
    public void Five_ten_joins_from_one_place_within_an_hour()
    {
        static WatchFact Join(double minutes) => new(WatchFactKind.Joined, Noon.AddMinutes(minutes), $"m{minutes}", By: "till k1");
        var found = Found(WatchRules.ManyJoins, Times(10, i => Join(i * 6.6))).ShouldHaveSingleItem();
        (found.By, found.Members.Length).ShouldBe(("till k1", 10));
        Found(WatchRules.ManyJoins, Times(9, i => Join(i * 6))).ShouldBeEmpty();
        Found(WatchRules.ManyJoins, Times(9, i => Join(i * 6)).Append(Join(60))).ShouldBeEmpty("the tenth after an hour");
    }

    [Fact]
    public void Six_three_sales_at_night_or_six_within_a_minute()
    {
        Found(WatchRules.OddSales, Times(3, i => Sold(-10 * 60 + i * 20))).ShouldHaveSingleItem("from two o'clock").Till.ShouldBe("t1");
        Found(WatchRules.OddSales, Times(2, i => Sold(-10 * 60 + i * 20))).ShouldBeEmpty();
        Found(WatchRules.OddSales, Times(3, i => Sold(-7 * 60 + i * 20))).ShouldBeEmpty("from five o'clock");
        Found(WatchRules.OddSales, Times(6, i => Sold(i / 6d))).ShouldHaveSingleItem("in fifty seconds");
        Found(WatchRules.OddSales, Times(5, i => Sold(i / 6d)).Append(Sold(1))).ShouldBeEmpty("the sixth after a minute");
        Found(WatchRules.OddSales, Times(6, i => Sold(i / 6d, till: null))).ShouldBeEmpty("a store may have many tills without a name");
    }

    [Fact]
    public void Seven_one_card_in_two_stores_within_ten_minutes()
    {
        Found(WatchRules.TwoStores, Sold(0), Sold(10, "s2")).ShouldHaveSingleItem().Evidence.Length.ShouldBe(2);
        Found(WatchRules.TwoStores, Sold(0), Sold(10.01, "s2")).ShouldBeEmpty();
        Found(WatchRules.TwoStores, Sold(0), Sold(5)).ShouldBeEmpty("the same store");
    }

    [Fact]
    public void Eight_spent_within_an_hour_after_the_card_or_the_address_changed()
    {
        static WatchFact Of(WatchFactKind kind, double minutes) => new(kind, Noon.AddMinutes(minutes), "ana");
        Found(WatchRules.Takeover, Of(WatchFactKind.Changed, 0), Of(WatchFactKind.Spent, 60)).ShouldHaveSingleItem();
        Found(WatchRules.Takeover, Of(WatchFactKind.Changed, 0), Of(WatchFactKind.Spent, 60.1)).ShouldBeEmpty();
        Found(WatchRules.Takeover, Of(WatchFactKind.Changed, 0), Of(WatchFactKind.Spent, -1)).ShouldBeEmpty("before the change");
    }

    [Fact]
    public void The_order_of_facts_changes_no_finding_and_a_day_has_one_for_each_rule_and_subject()
    {
        var facts = Times(40, i => Sold(i * 0.1, i % 2 == 0 ? "s1" : "s2"))
            .Concat(Times(40, i => Sold(24 * 60 + i * 0.1, i % 2 == 0 ? "s1" : "s2")))
            .ToArray();
        var seed = Random.Shared.Next();
        var (one, other) = (new WatchSum(Madrid), new WatchSum(Madrid));
        foreach (var fact in facts)
        {
            one.Add(fact);
        }

        new Random(seed).Shuffle(facts);
        foreach (var fact in facts)
        {
            other.Add(fact);
            other.Look();
        }

        one.Look();
        var found = one.Findings.Select(finding => finding.Id).ToArray();
        found.Distinct().Count().ShouldBe(found.Length);
        // On each of two days: the card too often at two tills, and in two stores.
        found.Length.ShouldBe(6);
        other.Findings.Select(finding => finding.Id).Order().ShouldBe(found.Order(), $"seed {seed}");
    }

    [Fact]
    public void A_flood_of_sales_is_looked_at_in_part_until_the_next_look()
    {
        var sum = new WatchSum(Madrid);
        for (var i = 0; i < WatchSum.MostSalesALook; i++)
        {
            sum.TakesSales.ShouldBeTrue();
            sum.Add(Sold(i * 0.001, member: $"m{i}"));
        }

        sum.TakesSales.ShouldBeFalse();
        sum.Look();
        sum.TakesSales.ShouldBeTrue();
    }

    [Fact]
    public void Memory_has_an_end_and_what_was_found_stays_found()
    {
        var sum = new WatchSum(Madrid);
        for (var i = 0; i < 2 * WatchSum.MostSales + 10; i++)
        {
            sum.Add(Sold(i * 0.001, member: i < 6 ? "ana" : $"m{i}", till: i < 6 ? "t1" : null));
        }

        sum.Write("", new Dictionary<Guid, long>()).Facts.Length.ShouldBeLessThanOrEqualTo(WatchSum.MostSales + 10);
        sum.Findings.ShouldContain(finding => finding.Rule == WatchRule.CardOften && finding.Members.Single() == "ana");
        sum.Forget(Noon.AddDays(WatchSum.FactDays + 2), Noon);
        sum.Write("", new Dictionary<Guid, long>()).Facts.ShouldBeEmpty();
        sum.Findings.ShouldNotBeEmpty();
        sum.Decided(sum.Findings.First().Id, "ana", new(true, "staff:olga", Noon, "so"));
        sum.Forget(Noon.AddDays(WatchSum.FindingDays + 1), Noon);
        sum.Findings.ShouldHaveSingleItem().State.ShouldBe(FindingState.Held);
    }
}
