namespace LoyaltyClub.Tests.Api;

/// <summary>A member is looked up without a personal detail in an address, which proxies log.</summary>
public class LookUpByBody
{
    [Fact]
    public async Task One_detail_in_the_body_finds_the_member_as_the_query_does()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, TillSteps.Now);
        using var till = await club.ClientFor("till", "s1");
        var made = await club.Admin.Post(
            "/v1/members",
            new
            {
                operationId = "e",
                firstName = "Ana",
                email = "ana+club@example.org",
                phone = "+34600111222",
                externalId = "CRM 1",
            }
        );
        var (id, card) = (made.Text("id")!, made.Text("cardCode")!);
        foreach (
            var detail in new object[]
            {
                new { email = "ANA+club@example.org" },
                new { phone = "0034 600 111 222" },
                new { externalId = "CRM 1" },
                new { card },
            }
        )
        {
            var found = await club.Admin.Post("/v1/members/look-up", detail);
            (found.Status, found.Text("id"), found.Text("email")).ShouldBe((200, id, "ana+club@example.org"));
            var greeted = await till.Post("/v1/members/look-up", detail);
            (greeted.Status, greeted.Text("id"), greeted.Json["email"]).ShouldBe((200, id, null));
        }

        (await club.Admin.Post("/v1/members/look-up", new { phone = "+34600111223" })).Code.ShouldBe("unknown_member");
        (await club.Admin.Post("/v1/members/look-up", new { })).Code.ShouldBe("invalid_field");
        (await club.Admin.Post("/v1/members/look-up", new { phone = "1", card })).Code.ShouldBe("invalid_field");
        (await club.Admin.Post("/v1/members/look-up", new { name = "Ana" })).Code.ShouldBe("unknown_field");
    }
}
