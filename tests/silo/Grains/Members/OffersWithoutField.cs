using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Programmes;
using LoyaltyClub.Grains;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Grains.Members;

/// <summary>A condition for which an offer has no field reaches its reader all the same.</summary>
public class OffersWithoutField
{
    [Fact]
    public void Whatever_a_rule_says_is_passed_on_by_its_name()
    {
        var when = Programme(
            "{'earning':{'rules':[{'code':'r','add':1,'when':{'brand':['b','a'],'days':['tue'],'from':'08:00','minimumSpend':5.50,'minimumQuantity':2,'birthday':true}}]}}"
        )
            .Earning.Rules[0]
            .When;

        OfferConditions
            .Of(when, OfferConditions.Besides(new HashSet<string> { "from" }))!
            .Select(one => (one.Field, string.Join(' ', one.Texts), one.Number, one.IsMoney))
            .ShouldBe([
                ("brand", "a b", null, false),
                ("days", "tue", null, false),
                ("minimumSpend", "", 5.5m, true),
                ("minimumQuantity", "", 2, false),
                ("birthday", "", null, false),
            ]);
        OfferConditions.Of(new(), OfferConditions.Besides(new HashSet<string>())).ShouldBeNull();
    }

    [Fact]
    public void What_has_a_field_is_not_said_twice() => OfferConditions.Of(new() { Birthday = true, MinimumSpend = 1 }).ShouldBeNull();
}
