using System.Text.Json;
using LoyaltyClub.Domain.Programmes;

namespace LoyaltyClub.Tests.Domain.Programmes;

/// <summary>Every fault of a programme document is listed, each with the path to it.</summary>
public class ProgrammeFaults
{
    private static Fault[] Faults(string json)
    {
        using var document = JsonDocument.Parse(json.Replace('\'', '"'));
        return [.. ProgrammeReader.Read(document.RootElement).Faults];
    }

    [Theory]
    [InlineData("[]", "$")]
    [InlineData("null", "$")]
    [InlineData("1", "$")]
    [InlineData("'text'", "$")]
    [InlineData("{'nmae':'x'}", "nmae")]
    [InlineData("{'Name':'x'}", "Name")]
    [InlineData("{'name':''}", "name")]
    [InlineData("{'name':1}", "name")]
    [InlineData("{'name':'a\\u0000b'}", "name")]
    [InlineData("{'name':'\\ud800'}", "name")]
    [InlineData("{'name':'a','name':'b'}", "name")]
    [InlineData("{'name':{}}", "name")]
    [InlineData("{'name':{'en':null}}", "name")]
    [InlineData("{'name':{'fr':'Le club'}}", "name.fr")]
    [InlineData("{'name':{'EN':'The club'}}", "name.EN")]
    [InlineData("{'name':{'en':''}}", "name.en")]
    [InlineData("{'name':{'en':'The club','es':1}}", "name.es")]
    [InlineData("{'name':['The club']}", "name")]
    [InlineData("{'languages':'en'}", "languages")]
    [InlineData("{'languages':['fr']}", "languages[0]")]
    [InlineData("{'languages':['en',1]}", "languages[1]")]
    [InlineData("{'languages':['es','es']}", "languages[1]")]
    [InlineData("{'languages':['es','en','es']}", "languages")]
    [InlineData("{'categories':[{'name':'Bread'}]}", "categories[0].code")]
    [InlineData("{'categories':[{'code':'bread'},{'code':'Bread'}]}", "categories[1].code")]
    [InlineData("{'categories':[{'code':'bread','name':{'fr':'Pain'}}]}", "categories[0].name.fr")]
    [InlineData("{'earning':{'rules':[{'code':'r','multiply':2,'name':{}}]}}", "earning.rules[0].name")]
    [InlineData("{'currency':'eur'}", "currency")]
    [InlineData("{'currency':'XXX'}", "currency")]
    [InlineData("{'currency':1}", "currency")]
    [InlineData("{'timeZone':'Madrid'}", "timeZone")]
    [InlineData("{'timeZone':'Europe/Nowhere'}", "timeZone")]
    [InlineData("{'timeZone':'Romance Standard Time'}", "timeZone")]
    [InlineData("{'timeZone':'Europe/'}", "timeZone")]
    [InlineData("{'timeZone':'/etc/passwd'}", "timeZone")]
    [InlineData("{'timeZone':'../../../etc/passwd'}", "timeZone")]
    [InlineData("{'country':'Spain'}", "country")]
    [InlineData("{'country':'es'}", "country")]
    [InlineData("{'country':'XX'}", "country")]
    [InlineData("{'country':34}", "country")]
    [InlineData("{'negativeBalance':'forget'}", "negativeBalance")]
    [InlineData("{'negativeBalance':'Clamp'}", "negativeBalance")]
    [InlineData("{'latePurchaseDays':-1}", "latePurchaseDays")]
    [InlineData("{'latePurchaseDays':36501}", "latePurchaseDays")]
    [InlineData("{'latePurchaseDays':1.5}", "latePurchaseDays")]
    [InlineData("{'latePurchaseDays':'1'}", "latePurchaseDays")]
    [InlineData("{'earning':[]}", "earning")]
    [InlineData("{'earning':{'point':1}}", "earning.point")]
    [InlineData("{'earning':{'points':-0.0001}}", "earning.points")]
    [InlineData("{'earning':{'points':1000000.0001}}", "earning.points")]
    [InlineData("{'earning':{'points':0.00001}}", "earning.points")]
    [InlineData("{'earning':{'points':1e400}}", "earning.points")]
    [InlineData("{'earning':{'points':true}}", "earning.points")]
    [InlineData("{'earning':{'per':0}}", "earning.per")]
    [InlineData("{'earning':{'per':0.001}}", "earning.per")]
    [InlineData("{'currency':'JPY','earning':{'per':1.5}}", "earning.per")]
    [InlineData("{'earning':{'rounding':'up'}}", "earning.rounding")]
    [InlineData("{'earning':{'rounding':0}}", "earning.rounding")]
    [InlineData("{'earning':{'pendingDays':-1}}", "earning.pendingDays")]
    [InlineData("{'earning':{'pendingDays':367}}", "earning.pendingDays")]
    [InlineData("{'earning':{'capPerDay':-1}}", "earning.capPerDay")]
    [InlineData("{'earning':{'excludedCategories':'gift'}}", "earning.excludedCategories")]
    [InlineData("{'earning':{'excludedCategories':['ok',1]}}", "earning.excludedCategories[1]")]
    [InlineData("{'earning':{'rules':{}}}", "earning.rules")]
    [InlineData("{'earning':{'rules':[1]}}", "earning.rules[0]", "earning.rules[0].code", "earning.rules[0].multiply")]
    [InlineData("{'earning':{'rules':[{'add':1}]}}", "earning.rules[0].code")]
    [InlineData("{'earning':{'rules':[{'code':'A b','add':1}]}}", "earning.rules[0].code")]
    [InlineData("{'earning':{'rules':[{'code':'base','add':1}]}}", "earning.rules[0].code")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1},{'code':'b','add':1},{'code':'a','add':1}]}}", "earning.rules[2].code")]
    [InlineData("{'earning':{'rules':[{'code':'a'}]}}", "earning.rules[0].multiply")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1,'multiply':2}]}}", "earning.rules[0].multiply")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1,'per':2}]}}", "earning.rules[0].per")]
    [InlineData("{'earning':{'rules':[{'code':'a','multiply':101}]}}", "earning.rules[0].multiply")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':-1}]}}", "earning.rules[0].add")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1,'perMember':{'times':0}}]}}", "earning.rules[0].perMember.times")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1,'perMember':{'days':3661}}]}}", "earning.rules[0].perMember.days")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1,'when':{'day':['mon']}}]}}", "earning.rules[0].when.day")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1,'when':{'days':['monday']}}]}}", "earning.rules[0].when.days")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1,'when':{'from':'25:00'}}]}}", "earning.rules[0].when.from")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1,'when':{'to':'9:00'}}]}}", "earning.rules[0].when.to")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1,'when':{'minimumSpend':-1}}]}}", "earning.rules[0].when.minimumSpend")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1,'when':{'minimumQuantity':0.0001}}]}}", "earning.rules[0].when.minimumQuantity")]
    [InlineData("{'earning':{'rules':[{'code':'a','add':1,'when':{'birthday':'yes'}}]}}", "earning.rules[0].when.birthday")]
    [InlineData("{'expiry':{'kind':'never'}}", "expiry.kind")]
    [InlineData("{'expiry':{'months':0}}", "expiry.months")]
    [InlineData("{'expiry':{'months':601}}", "expiry.months")]
    [InlineData("{'expiry':{'roundUp':'week'}}", "expiry.roundUp")]
    [InlineData("{'expiry':{'on':'02-30'}}", "expiry.on")]
    [InlineData("{'expiry':{'on':'13-01'}}", "expiry.on")]
    [InlineData("{'expiry':{'on':'1-1'}}", "expiry.on")]
    [InlineData("{'tiers':{'by':'money'}}", "tiers.by")]
    [InlineData("{'tiers':{'window':{'kind':'year'}}}", "tiers.window.kind")]
    [InlineData("{'tiers':{'window':{'months':0}}}", "tiers.window.months")]
    [InlineData("{'tiers':{'window':{'days':1}}}", "tiers.window.days")]
    [InlineData("{'tiers':{'downgrade':{'to':'all'}}}", "tiers.downgrade.to")]
    [InlineData("{'tiers':{'downgrade':{'graceDays':-1}}}", "tiers.downgrade.graceDays")]
    [InlineData("{'tiers':{'levels':[{'code':'a','from':1}]}}", "tiers.levels[0].from")]
    [InlineData("{'tiers':{'levels':[{'code':'a'},{'code':'b','from':5},{'code':'c','from':5}]}}", "tiers.levels[2].from")]
    [InlineData("{'tiers':{'levels':[{'code':'a'},{'code':'a','from':5}]}}", "tiers.levels[1].code")]
    [InlineData("{'tiers':{'levels':[{'code':'a','multiply':-1}]}}", "tiers.levels[0].multiply")]
    [InlineData("{'rewards':[{'name':'x'}]}", "rewards[0].code")]
    [InlineData("{'rewards':[{'code':'a','cost':0}]}", "rewards[0].cost")]
    [InlineData("{'rewards':[{'code':'a','validDays':0}]}", "rewards[0].validDays")]
    [InlineData("{'rewards':[{'code':'a','stock':-1}]}", "rewards[0].stock")]
    [InlineData("{'rewards':[{'code':'a'},{'code':'a'}]}", "rewards[1].code")]
    [InlineData("{'rewards':[{'code':'a','tiers':['gold']}]}", "rewards[0].tiers")]
    [InlineData("{'rewards':[{'code':'a'}],'stampCards':[{'code':'c','reward':'a'}]}", "stampCards[0].size")]
    [InlineData("{'rewards':[{'code':'a'}],'stampCards':[{'code':'c','size':0,'reward':'a'}]}", "stampCards[0].size")]
    [InlineData("{'rewards':[{'code':'a'}],'stampCards':[{'code':'c','size':1.5,'reward':'a'}]}", "stampCards[0].size")]
    [InlineData("{'stampCards':[{'code':'c','size':1,'reward':'a'}]}", "stampCards[0].reward")]
    [InlineData("{'stampCards':[{'code':'c','size':1}]}", "stampCards[0].reward")]
    [InlineData("{'payWithPoints':{}}", "payWithPoints.value")]
    [InlineData("{'payWithPoints':{'value':0}}", "payWithPoints.value")]
    [InlineData("{'payWithPoints':{'value':1,'maximumShare':1.01}}", "payWithPoints.maximumShare")]
    [InlineData("{'payWithPoints':{'value':1,'maximumShare':0}}", "payWithPoints.maximumShare")]
    [InlineData("{'referral':{'referrer':-1}}", "referral.referrer")]
    [InlineData("{'referral':{'holdDays':367}}", "referral.holdDays")]
    public void A_fault_is_named_with_its_path(string json, params string[] paths)
    {
        var faults = Faults(json);
        faults.Select(fault => fault.Path).ShouldBe(paths);
        faults.ShouldAllBe(fault => fault.Message.Length > 3);
    }

    [Fact]
    public void Five_faults_are_five_faults_at_once() =>
        Faults(
                "{'currency':'XXX','earning':{'per':0,'rules':[{'code':'a','add':1,'wehn':{}}]},'expiry':{'kind':'never'},'tiers':{'levels':[{'code':'a','from':3}]}}"
            )
            .Select(fault => fault.Path)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["currency", "earning.per", "earning.rules[0].wehn", "expiry.kind", "tiers.levels[0].from"]);

    [Theory]
    [InlineData(500, 0)]
    [InlineData(501, 1)]
    public void A_list_has_at_most_500_items(int items, int faults) =>
        Faults($"{{'earning':{{'rules':[{string.Join(',', Enumerable.Range(0, items).Select(i => $"{{'code':'r{i}','add':1}}"))}]}}}}")
            .Length.ShouldBe(faults);

    [Fact]
    public void A_name_that_is_no_text_is_a_fault_and_not_a_crash() => Faults("{'\\ud800':1}").Length.ShouldBe(1);

    [Fact]
    public void Messages_do_not_depend_on_the_machines_culture()
    {
        var before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new("de-DE");
            Faults("{'earning':{'points':-0.5,'per':0.001}}")
                .Select(fault => fault.Message)
                .ShouldBe(["must be from 0 to 1000000, not -0.5", "must be from 0.01 to 1000000, not 0.001"]);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }
}
