namespace LoyaltyClub.Tests.Api;

public class FirstSteps
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Enrol_buy_and_see_the_balance(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, "2026-03-01T10:00:00Z");
        var member = await club.Admin.Enrol();

        var first = await club.Admin.Buy(member, "r1", "2026-03-01T10:00:00Z", 19.99m);
        first.Status.ShouldBe(201);
        ((long)first.Json["points"]!["earned"]!).ShouldBe(19);

        var again = await club.Admin.Buy(member, "r1", "2026-03-01T10:00:00Z", 19.99m);
        again.Status.ShouldBe(200);
        again.Again.ShouldBeTrue();
        again.Body.ShouldBe(first.Body);

        ((long)(await club.Admin.Balance(member))["active"]!).ShouldBe(19);
    }
}
