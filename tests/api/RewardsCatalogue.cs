namespace LoyaltyClub.Tests.Api;

public class RewardsCatalogue
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_catalogue_says_what_there_is_for_how_much_for_whom_and_what_is_left(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, TillSteps.Now);
        (await club.Admin.Get("/v1/rewards")).Body.ShouldBe("""{"items":[],"next":null}""");
        await club.Programme(
            new
            {
                rewards = new object[]
                {
                    new
                    {
                        code = "coffee",
                        name = "A coffee",
                        cost = 150,
                        validDays = 10,
                    },
                    new
                    {
                        code = "mug",
                        name = "A mug",
                        cost = 10,
                        stock = 3,
                        tiers = new[] { "gold", "basic" },
                    },
                    new { code = "cake" },
                },
                tiers = new { levels = new[] { new { code = "basic", from = 0 }, new { code = "gold", from = 100 } } },
            }
        );
        var id = await club.Admin.EnrolWith("e", 100);
        await club.Admin.RedeemReward(id, "o1", "mug");

        using var till = await club.ClientFor("till", "s1");
        var first = await till.Get("/v1/rewards?limit=2");
        first.Json["items"]!
            .ToJsonString()
            .ShouldBe(
                """[{"code":"coffee","name":"A coffee","cost":150,"validDays":10,"tiers":[]},{"code":"mug","name":"A mug","cost":10,"validDays":30,"stock":3,"left":2,"tiers":["basic","gold"]}]"""
            );
        var second = await till.Get($"/v1/rewards?limit=2&after={first.Text("next")}");
        second.Body.ShouldBe("""{"items":[{"code":"cake","name":"cake","validDays":30,"tiers":[]}],"next":null}""");
        (await till.Get("/v1/rewards?limit=0")).Code.ShouldBe("invalid_field");
        (await till.Get("/v1/rewards?after=x")).Code.ShouldBe("invalid_field");
    }
}
