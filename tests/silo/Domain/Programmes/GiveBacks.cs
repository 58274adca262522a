using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Tests.Domain.Programmes;

/// <summary>What a programme gives back of the spend, at, below and above the bounds beyond which it wants an admin.</summary>
public class GiveBacks
{
    private const string Pays = "'payWithPoints':{'value':0.01}";

    [Theory]
    [InlineData("{}", "0", false)]
    [InlineData("{" + Pays + "}", "0.01", false)]
    [InlineData("{'earning':{'points':25}," + Pays + "}", "0.25", false)]
    [InlineData("{'earning':{'points':25.01}," + Pays + "}", "0.2501", true)]
    [InlineData("{'earning':{'points':100000,'per':0.01}," + Pays + "}", "100000", true)]
    [InlineData("{'payWithPoints':{'value':1000000}}", "1000000", true)]
    [InlineData("{'earning':{'points':0.01},'payWithPoints':{'value':1.00}}", "0.01", false)]
    [InlineData("{'earning':{'points':0.01},'payWithPoints':{'value':1.01}}", "0.0101", true)]
    [InlineData("{'rewards':[{'code':'a','cost':4}]}", "0.25", false)]
    [InlineData("{'rewards':[{'code':'a','cost':3}]}", "0.3333", true)]
    [InlineData("{'rewards':[{'code':'a','cost':1}]}", "1", true)]
    [InlineData("{'earning':{'rules':[{'code':'a','when':{'days':['mon']},'multiply':25}]}," + Pays + "}", "0.25", false)]
    [InlineData("{'earning':{'rules':[{'code':'a','when':{'days':['mon']},'multiply':26}]}," + Pays + "}", "0.26", true)]
    [InlineData(
        "{'earning':{'rules':[{'code':'a','when':{'days':['mon']},'multiply':5},{'code':'b','when':{'stores':['s1']},'multiply':6}]},"
            + Pays
            + "}",
        "0.3",
        true
    )]
    [InlineData("{'earning':{'rules':[{'code':'a','when':{'category':['c']},'multiply':26}]}," + Pays + "}", "0.26", true)]
    [InlineData("{'earning':{'rules':[{'code':'a','when':{'category':['c']},'points':24}]}," + Pays + "}", "0.25", false)]
    [InlineData("{'earning':{'rules':[{'code':'a','when':{'category':['c']},'points':25}]}," + Pays + "}", "0.26", true)]
    [InlineData("{'earning':{'rules':[{'code':'a','when':{'minimumSpend':50},'add':1200}]}," + Pays + "}", "0.25", false)]
    [InlineData("{'earning':{'rules':[{'code':'a','when':{'minimumSpend':50},'add':1250}]}," + Pays + "}", "0.26", true)]
    [InlineData("{'earning':{'rules':[{'code':'a','when':{'days':['mon']},'add':25}]}," + Pays + "}", "0.26", true)]
    [InlineData("{'earning':{'rules':[{'code':'a','when':{'firstPurchase':true},'add':2400}]}," + Pays + "}", "0.25", false)]
    [InlineData("{'earning':{'rules':[{'code':'a','when':{'firstPurchase':true},'add':2500}]}," + Pays + "}", "0.26", true)]
    [InlineData("{'referral':{'referrer':500,'referee':200}," + Pays + "}", "0.08", false)]
    [InlineData("{'referral':{'referrer':1000000,'referee':200}," + Pays + "}", "100.03", true)]
    [InlineData("{'tiers':{'levels':[{'code':'a','from':0},{'code':'b','from':9,'multiply':26}]}," + Pays + "}", "0.26", true)]
    [InlineData("{'rewards':[{'code':'a'}],'stampCards':[{'code':'s','size':4,'reward':'a'}]}", "0.25", false)]
    [InlineData("{'rewards':[{'code':'a'}],'stampCards':[{'code':'s','size':3,'reward':'a'}]}", "0.3333", true)]
    public void A_programme_beyond_the_bounds_wants_an_admin(string programme, string share, bool wantsAdmin)
    {
        var gives = GiveBack.Of(Ledger.Programme(programme));
        decimal.Round(gives.Share, 4).ShouldBe(Ledger.Money(share));
        gives.WantsAdmin(GiveBack.Of(Programme.Default)).ShouldBe(wantsAdmin);
    }

    [Fact]
    public void Five_hundred_rules_at_their_bounds_are_beyond_every_bound_and_no_overflow()
    {
        var rules = string.Join(
            ',',
            Enumerable
                .Range(0, 250)
                .Select(n =>
                    $"{{'code':'r{n}','when':{{'minimumSpend':0.01}},'multiply':100}},{{'code':'p{n}','when':{{'sku':['x']}},'points':1000000,'per':0.01}}"
                )
        );
        GiveBack
            .Of(Ledger.Programme($"{{'earning':{{'points':1000000,'per':0.01,'rules':[{rules}]}},'payWithPoints':{{'value':1000000}}}}"))
            .WantsAdmin(default)
            .ShouldBeTrue();
    }
}
