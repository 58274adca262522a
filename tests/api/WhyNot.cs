using System.Text.Json.Nodes;

namespace LoyaltyClub.Tests.Api;

/// <summary>A preview says which rules a receipt nearly gets, and the one condition that failed.</summary>
public class WhyNot
{
    private const string Now = "2026-03-02T10:00:00Z"; // a Monday

    private static async Task<(ClubApplication Club, string Member)> Club()
    {
        var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        await club.Programme(
            JsonNode.Parse(
                """
                {
                  "earning": {"rules": [
                    {"code": "bread", "name": {"en": "Bread day", "es": "Día del pan"}, "when": {"category": ["bakery"], "minimumSpend": 5.00}, "multiply": 2},
                    {"code": "pair", "when": {"category": ["coffee"], "minimumQuantity": 2}, "add": 5},
                    {"code": "tuesday", "when": {"days": ["tue"]}, "add": 5},
                    {"code": "tea", "when": {"category": ["tea"]}, "add": 5},
                    {"code": "late", "when": {"from": "15:00", "to": "17:00"}, "add": 5},
                    {"code": "north", "when": {"stores": ["s2"]}, "add": 5},
                    {"code": "once", "add": 5, "perMember": {"times": 1, "days": 30}},
                    {"code": "far", "when": {"stores": ["s2"], "days": ["tue"]}, "add": 5}
                  ]},
                  "categories": [{"code": "bakery", "name": {"en": "Bakery", "es": "Panadería"}}]
                }
                """
            )!
        );
        var member = await club.Admin.Enrol();
        (await club.Admin.Buy(member, "r0", Now, 1)).Status.ShouldBe(201);
        return (club, member);
    }

    private static object Receipt(string member) =>
        new
        {
            store = "s1",
            receipt = "r1",
            at = Now,
            member,
            lines = new[] { Line(1, "bakery", 2.90m), Line(2, "coffee", 1.50m) },
        };

    private static object Line(int line, string category, decimal amount) =>
        new
        {
            line,
            sku = "x",
            category,
            quantity = 1,
            amount,
        };

    [Theory]
    [InlineData(
        "en",
        "bread minimumSpend 2.1 €2.10 more on Bakery",
        "pair minimumQuantity 1 1 more on Coffee",
        "tuesday day  only on Tuesdays",
        "tea goods  only with Tea",
        "late hours  only 15:00 to 17:00",
        "north store  only at S2",
        "once limit  already used, once in 30 days"
    )]
    [InlineData(
        "es",
        "bread minimumSpend 2.1 2,10\u00A0€ más en Panadería",
        "pair minimumQuantity 1 1 más en Coffee",
        "tuesday day  solo los martes",
        "tea goods  solo con Tea",
        "late hours  solo de 15:00 a 17:00",
        "north store  solo en S2",
        "once limit  ya usada, una vez cada 30 días"
    )]
    public async Task A_preview_names_the_one_condition_that_failed_in_the_callers_language(string language, params string[] said)
    {
        var (club, member) = await Club();
        await using var _ = club;
        using var till = club.ClientWith(ClubApplication.AdminKey);
        till.DefaultRequestHeaders.Add("Accept-Language", language);
        var preview = await till.Post("/v1/purchases/preview", Receipt(member));
        preview.Status.ShouldBe(200, preview.Body);
        preview
            .Json["whyNot"]!.AsArray()
            .Select(miss => $"{miss!["rule"]} {miss["condition"]} {miss["missing"]?.ToJsonString()} {miss["text"]}")
            .ShouldBe(said);
    }

    [Fact]
    public async Task What_a_preview_says_is_missing_is_enough_and_the_purchase_itself_answers_as_ever()
    {
        var (club, member) = await Club();
        await using var _ = club;
        var bought = await club.Admin.Post("/v1/purchases", Receipt(member));
        bought.Status.ShouldBe(201, bought.Body);
        bought.Json.AsObject().ContainsKey("whyNot").ShouldBeFalse();
        bought.Body.ShouldNotContain("\"rule\":\"bread\"");

        var more = await club.Admin.Post(
            "/v1/purchases/preview",
            new
            {
                store = "s1",
                receipt = "r2",
                at = Now,
                member,
                lines = new[] { Line(1, "bakery", 2.90m + 2.10m) },
            }
        );
        more.Json["points"]!["breakdown"]!.ToJsonString().ShouldContain("\"rule\":\"bread\"");
        more.Json["whyNot"]!.AsArray().ShouldNotContain(miss => (string?)miss!["rule"] == "bread");
    }
}
