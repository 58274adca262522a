using System.Text.Json.Nodes;
using LoyaltyClub.Domain.Members;
using Xunit.Abstractions;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Members;

/// <summary>Why a receipt does not get more: rules that fail by exactly one condition.</summary>
public class RulesNearlyMet(ITestOutputHelper output)
{
    private const string Monday = "2026-03-02T10:00:00Z";

    private static (RuleCondition Condition, decimal? Missing)[] Misses(string rule, params ReceiptLine[] lines)
    {
        var club = Of($"{{'earning':{{'rules':[{{'code':'gift',{rule},'add':100}}]}}}}", Monday, birthday: Day("1990-05-20"));
        return
        [
            .. NearMisses
                .Of(club.State, club.Receipt(Instant(Monday), "s1", lines), club.Moment)
                .Select(miss => (miss.Condition, miss.Missing)),
        ];
    }

    [Theory]
    [InlineData("'minimumSpend':10.00", RuleCondition.MinimumSpend, "2.10")]
    [InlineData("'category':['bakery'],'minimumSpend':5.00", RuleCondition.MinimumSpend, "2.10")]
    [InlineData("'category':['bakery'],'minimumQuantity':3", RuleCondition.MinimumQuantity, "2")]
    [InlineData("'category':['drinks']", RuleCondition.Goods, null)]
    [InlineData("'stores':['s2']", RuleCondition.Store, null)]
    [InlineData("'days':['tue']", RuleCondition.Day, null)]
    [InlineData("'from':'15:00','to':'17:00'", RuleCondition.Hours, null)]
    [InlineData("'birthday':true", RuleCondition.Birthday, null)]
    [InlineData("'birthdayMonth':true", RuleCondition.BirthdayMonth, null)]
    public void The_one_condition_that_failed_is_named(string when, RuleCondition condition, string? missing) =>
        Misses($"'when':{{{when}}}", Line("2.90", "bakery"), Line("5.00"))
            .ShouldBe([(condition, missing is null ? null : Money(missing))]);

    [Theory]
    [InlineData("")]
    [InlineData("'minimumSpend':7.90")]
    [InlineData("'minimumSpend':10.00,'stores':['s2']")]
    [InlineData("'category':['drinks'],'days':['tue']")]
    [InlineData("'days':['tue'],'from':'15:00'")]
    public void A_rule_that_applies_or_fails_twice_is_not_named(string when) =>
        Misses($"'when':{{{when}}}", Line("2.90", "bakery"), Line("5.00")).ShouldBeEmpty();

    [Fact]
    public void A_limit_that_is_used_up_is_named()
    {
        var club = Of("{'earning':{'rules':[{'code':'gift','add':100,'perMember':{'times':1,'days':30}}]}}", Monday);
        club.Buy("5.00");
        NearMisses
            .Of(club.State, club.Receipt(club.Now, "s1", Line("5.00")), club.Moment)
            .ShouldHaveSingleItem()
            .Condition.ShouldBe(RuleCondition.Limit);
    }

    [Theory]
    [InlineData("'multiply':1")]
    [InlineData("'multiply':0.5")]
    [InlineData("'add':0")]
    public void A_rule_that_gives_no_more_is_not_missed(string gives)
    {
        var club = Of($"{{'earning':{{'rules':[{{'code':'gift','when':{{'minimumSpend':10.00}},{gives}}}]}}}}", Monday);
        NearMisses.Of(club.State, club.Receipt(club.Now, "s1", Line("5.00")), club.Moment).ShouldBeEmpty();
    }

    [Fact]
    public void A_receipt_of_excluded_goods_misses_nothing()
    {
        var club = Of(
            "{'earning':{'excludedCategories':['gift-card'],'rules':[{'code':'gift','when':{'minimumSpend':10.00},'add':100}]}}",
            Monday
        );
        NearMisses.Of(club.State, club.Receipt(club.Now, "s1", Line("5.00", "gift-card")), club.Moment).ShouldBeEmpty();
    }

    /// <summary>
    /// A rule that is nearly met does not apply, and applies without the condition that is named. One that neither applies nor is nearly
    /// met does not apply without any one of its conditions. Goods are left out there: they also narrow what the two minima count.
    /// </summary>
    [Fact]
    public void Without_the_condition_that_is_named_the_rule_applies() =>
        ForAll.Cases(
            2_000,
            output,
            random =>
            {
                var rule = new JsonObject { ["code"] = "gift", ["add"] = 100, ["when"] = When(random) };
                if (random.OneIn(2))
                {
                    rule["perMember"] = new JsonObject { ["times"] = 1, ["days"] = 30 };
                }

                var lines = Enumerable
                    .Range(0, random.Next(1, 4))
                    .Select(_ => Line(random.Of("2.00", "5.00", "8.00"), random.Of("bakery", "drinks", null!), quantity: random.Of("1", "2")))
                    .ToArray();
                var (at, store) = ($"2026-03-0{random.Next(2, 9)}T{random.Next(0, 24):00}:30:00Z", random.Of("s1", "s2"));
                var bought = random.OneIn(2);
                var club = Club(rule);
                var misses = NearMisses.Of(club.State, club.Receipt(Instant(at), store, lines), club.Moment);
                if (misses.IsEmpty)
                {
                    var others = Parts.Where(part => part.Key != RuleCondition.Goods && part.Value.Any(field => Has(rule, field)));
                    foreach (var (condition, fields) in Applies(rule) ? [] : others)
                    {
                        Applies(Without(rule, fields)).ShouldBeFalse(condition.ToString());
                    }
                }
                else
                {
                    Applies(rule).ShouldBeFalse();
                    Applies(Without(rule, Parts[misses.ShouldHaveSingleItem().Condition])).ShouldBeTrue(misses[0].Condition.ToString());
                }

                Ledger Club(JsonObject from)
                {
                    var ledger = Of(Document(rule), "2026-03-01T10:00:00Z", birthday: Day("1990-03-05"));
                    if (bought)
                    {
                        ledger.Buy("2026-03-01T10:00:00Z", "s1", Line("8.00", "bakery", quantity: "2"));
                    }

                    return ledger.With(Document(from), "2026-03-01T20:00:00Z").At("2026-03-09T00:00:00Z");
                }

                bool Applies(JsonObject changed) =>
                    ((Purchased)Club(changed).TryBuy(at, store, null, lines).Entry!).Breakdown.Any(share => share.Rule == "gift");
            }
        );

    private static readonly Dictionary<RuleCondition, string[]> Parts = new()
    {
        [RuleCondition.Goods] = ["category"],
        [RuleCondition.MinimumSpend] = ["minimumSpend"],
        [RuleCondition.MinimumQuantity] = ["minimumQuantity"],
        [RuleCondition.Store] = ["stores"],
        [RuleCondition.Day] = ["days"],
        [RuleCondition.Hours] = ["from", "to"],
        [RuleCondition.FirstPurchase] = ["firstPurchase"],
        [RuleCondition.Birthday] = ["birthday"],
        [RuleCondition.BirthdayMonth] = ["birthdayMonth"],
        [RuleCondition.Limit] = ["perMember"],
    };

    private static JsonObject When(Random random)
    {
        var when = new JsonObject();
        foreach (
            var (field, value) in new (string, JsonNode)[]
            {
                ("category", new JsonArray(random.Of("bakery", "drinks"))),
                ("minimumSpend", random.Next(1, 12)),
                ("minimumQuantity", random.Next(1, 4)),
                ("stores", new JsonArray(random.Of("s1", "s2"))),
                ("days", new JsonArray(random.Of("mon", "wed"), random.Of("fri", "sat"))),
                ("from", random.Of("08:00", "20:00")),
                ("to", random.Of("03:00", "14:00", "24:00")),
                ("firstPurchase", true),
                ("birthday", true),
                ("birthdayMonth", true),
            }
        )
        {
            if (random.OneIn(4))
            {
                when[field] = value;
            }
        }

        return when;
    }

    private static bool Has(JsonObject rule, string field) => rule[field] is not null || rule["when"]![field] is not null;

    private static JsonObject Without(JsonObject rule, string[] fields)
    {
        var changed = rule.DeepClone().AsObject();
        foreach (var field in fields)
        {
            changed.Remove(field);
            changed["when"]!.AsObject().Remove(field);
        }

        return changed;
    }

    private static string Document(JsonObject rule) =>
        new JsonObject { ["earning"] = new JsonObject { ["rules"] = new JsonArray(rule.DeepClone()) } }.ToJsonString();
}
