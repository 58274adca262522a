using LoyaltyClub.Domain.Programmes;
using static LoyaltyClub.Tests.Domain.Ledger;

namespace LoyaltyClub.Tests.Domain.Programmes;

/// <summary>Every field of the programme document has a default.</summary>
public class ProgrammeDefaults
{
    [Theory]
    [InlineData("{}")]
    [InlineData("{'earning':{},'expiry':{},'tiers':{'window':{},'downgrade':{}}}")]
    [InlineData(
        "{'name':null,'currency':null,'timeZone':null,'earning':null,'expiry':null,'negativeBalance':null,'tiers':null,'stampCards':null,'rewards':null,'payWithPoints':null,'referral':null}"
    )]
    [InlineData(
        "{'earning':{'points':null,'per':null,'rounding':null,'excludedCategories':null,'pendingDays':null,'rules':null,'capPerDay':null}}"
    )]
    [InlineData(
        "{'expiry':{'kind':null,'months':null,'roundUp':null,'on':null},'tiers':{'by':null,'window':null,'downgrade':null,'levels':null}}"
    )]
    [InlineData("{'tiers':{'levels':[]},'rewards':[],'stampCards':[],'earning':{'rules':[],'excludedCategories':[]}}")]
    public void What_is_not_said_has_its_default(string json)
    {
        var programme = Programme(json);

        (programme.Name.In(), programme.Currency, programme.TimeZone).ShouldBe(("Club", "EUR", TimeZoneInfo.Utc));
        var earning = programme.Earning;
        (earning.Points, earning.Per, earning.Rounding, earning.PendingDays, earning.CapPerDay).ShouldBe((1m, 1m, Rounding.Floor, 0, null));
        earning.ExcludedCategories.ShouldBeEmpty();
        earning.Rules.ShouldBeEmpty();
        programme.Expiry.ShouldBe(
            new()
            {
                Kind = ExpiryKind.None,
                Months = 12,
                RoundUp = RoundUp.None,
                On = (12, 31),
            }
        );
        programme.NegativeBalance.ShouldBe(NegativeBalance.Clamp);
        (programme.Tiers.By, programme.Tiers.Window, programme.Tiers.Downgrade).ShouldBe(
            (TierBy.Points, new(WindowKind.Rolling, 12), new(DowngradeTo.OneDown, 0))
        );
        programme.Tiers.Levels.ShouldBe([new("basic", new("Basic"), 0, 1)]);
        programme.Languages.ShouldBe(["en", "es"]);
        programme.Categories.ShouldBeEmpty();
        programme.StampCards.ShouldBeEmpty();
        programme.Rewards.ShouldBeEmpty();
        (programme.PayWithPoints, programme.Referral).ShouldBe((null, null));
        programme.Country.ShouldBeNull();
        programme.LatePurchaseDays.ShouldBe(400);
        (programme.BeforeJoining, programme.Returns).ShouldBe((new(2, 30), new(true)));
    }

    [Fact]
    public void A_rules_parts_have_defaults()
    {
        var rule = Programme("{'earning':{'rules':[{'code':'r','multiply':2,'when':{},'perMember':{}}]}}").Earning.Rules[0];
        (rule.Add, rule.Points, rule.Per, rule.PerMember).ShouldBe((null, null, null, new Limit(1, 1)));
        rule.When.ShouldBe(new Conditions());
        Programme("{'earning':{'rules':[{'code':'r','multiply':2}]}}").Earning.Rules[0].PerMember.ShouldBeNull();
    }

    [Fact]
    public void Levels_rewards_cards_payment_and_referral_have_defaults()
    {
        var programme = Programme(
            """
            {'tiers':{'levels':[{'code':'a'},{'code':'b','from':1}]},'rewards':[{'code':'cup'}],'stampCards':[{'code':'coffee','size':10,'reward':'cup'}],
             'payWithPoints':{'value':0.01},'referral':{}}
            """
        );
        programme.Tiers.Levels.ShouldBe([new("a", new("a"), 0, 1), new("b", new("b"), 1, 1)]);
        var reward = programme.Rewards.ShouldHaveSingleItem();
        (reward.Code, reward.Name.In(), reward.Cost, reward.ValidDays, reward.Stock).ShouldBe(("cup", "cup", null, 30, null));
        reward.Tiers.ShouldBeEmpty();
        var card = programme.StampCards.ShouldHaveSingleItem();
        (card.Name.In(), card.By, card.Size, card.Repeats, card.Reward).ShouldBe(("coffee", StampBy.Visit, 10m, true, "cup"));
        programme.PayWithPoints.ShouldBe(new(0.01m, 1, 1, 1));
        programme.Referral.ShouldBe(new(0, 0, 0, 0));
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("{'latePurchaseDays':0}", 0)]
    [InlineData("{'latePurchaseDays':36500}", 36_500)]
    [InlineData("{'latePurchaseDays':null}", null)]
    public void Null_for_latePurchaseDays_is_no_limit(string json, int? days) => Programme(json).LatePurchaseDays.ShouldBe(days);

    [Fact]
    public void The_document_of_the_promises_is_read_in_full()
    {
        var programme = Programme(
            """
            {'name': 'Riverside Club', 'currency': 'EUR', 'timeZone': 'Europe/Madrid',
             'earning': {'points': 1, 'per': 1.00, 'rounding': 'floor', 'excludedCategories': ['gift-card'], 'pendingDays': 0,
               'rules': [{'code': 'bakery', 'when': {'category': ['bakery'], 'days': ['tue'], 'from': '16:00', 'to': '18:00'}, 'multiply': 2},
                         {'code': 'big-basket', 'when': {'minimumSpend': 50.00}, 'add': 100, 'perMember': {'times': 1, 'days': 30}}],
               'capPerDay': 5000},
             'expiry': {'kind': 'afterActivation', 'months': 12, 'roundUp': 'none'},
             'negativeBalance': 'clamp',
             'tiers': {'by': 'points', 'window': {'kind': 'rolling', 'months': 12}, 'downgrade': {'to': 'oneDown', 'graceDays': 30},
               'levels': [{'code': 'basic', 'name': 'Basic', 'from': 0, 'multiply': 1.0}, {'code': 'silver', 'name': 'Silver', 'from': 500, 'multiply': 1.25}]},
             'stampCards': [{'code': 'coffee', 'name': '10th coffee free', 'by': 'item', 'category': ['coffee'], 'size': 10, 'repeats': true, 'reward': 'free-coffee'}],
             'rewards': [{'code': 'free-coffee', 'name': 'A coffee', 'cost': 150, 'validDays': 30, 'stock': null}],
             'payWithPoints': {'value': 0.01, 'minimum': 100, 'multipleOf': 10, 'maximumShare': 0.5},
             'referral': {'referrer': 500, 'referee': 200, 'minimumSpend': 20.00, 'holdDays': 14}}
            """
        );
        (programme.Name.In(), programme.TimeZone.Id, programme.Earning.CapPerDay).ShouldBe(("Riverside Club", "Europe/Madrid", 5_000));
        var bakery = programme.Earning.Rules[0];
        (bakery.Multiply, bakery.When.From, bakery.When.To).ShouldBe((2m, new TimeOnly(16, 0), new TimeOnly(18, 0)));
        bakery.When.Days.ShouldBe([DayOfWeek.Tuesday]);
        programme.Earning.Rules[1].PerMember.ShouldBe(new(1, 30));
        programme.Tiers.Levels[1].ShouldBe(new("silver", new("Silver"), 500, 1.25m));
        programme.StampCards[0].By.ShouldBe(StampBy.Item);
        programme.PayWithPoints.ShouldBe(new(0.01m, 100, 10, 0.5m));
        programme.Referral.ShouldBe(new(500, 200, 20, 14));
    }

    [Theory]
    [InlineData("'kind':'none'", ExpiryKind.None)]
    [InlineData("'kind':'afterActivation'", ExpiryKind.AfterActivation)]
    [InlineData("'kind':'calendar'", ExpiryKind.Calendar)]
    [InlineData("'kind':'inactivity'", ExpiryKind.Inactivity)]
    public void Expiry_has_four_kinds(string json, ExpiryKind kind) => Programme($"{{'expiry':{{{json}}}}}").Expiry.Kind.ShouldBe(kind);

    [Theory]
    [InlineData("'per':0.01", 0.01)]
    [InlineData("'points':0.0001", 1)]
    [InlineData("'pendingDays':366", 1)]
    [InlineData("'per':1e2", 100)]
    public void The_edges_of_a_range_are_within_it(string json, double per) =>
        Programme($"{{'earning':{{{json}}}}}").Earning.Per.ShouldBe((decimal)per);
}
