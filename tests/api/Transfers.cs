namespace LoyaltyClub.Tests.Api;

public class Transfers
{
    private const string Now = TillSteps.Now;

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Points_given_are_there_when_it_is_answered_and_end_when_they_would_have(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(new { expiry = new { kind = "afterActivation", months = 1 } });
        var (ana, bea) = (
            (
                await club.Admin.Post(
                    "/v1/members",
                    new
                    {
                        operationId = "a",
                        firstName = "A",
                        openingBalance = new { points = 100, expires = "2026-03-20" },
                    }
                )
            ).Text("id")!,
            await club.Admin.Enrol("b")
        );

        var given = await club.Admin.Transfer(ana, bea, "t1", 60);
        given.Status.ShouldBe(201, given.Body);
        (given.Text("member"), given.Text("to"), given.Number("points"), given.Number("balance.active")).ShouldBe((ana, bea, 60, 40));
        (await club.Admin.Balance(bea))
            .ToJsonString()
            .ShouldBe("""{"active":60,"pending":0,"reserved":0,"debt":0,"nextExpiry":{"on":"2026-03-20","points":60}}""");
        var again = await club.Admin.Transfer(ana, bea, "t1", 60);
        (again.Status, again.Again, again.Body).ShouldBe((200, true, given.Body));
        (await club.Admin.Transfer(ana, bea, "t1", 59)).Code.ShouldBe("operation_conflict");
        (await club.Admin.Transfer(bea, ana, "t1", 60)).Code.ShouldBe("operation_conflict");
        var poor = await club.Admin.Transfer(ana, bea, "t2", 41);
        (poor.Status, poor.Code, poor.Number("balance")).ShouldBe((422, "insufficient_points", 40));
        (await club.Admin.Statement(ana)).ShouldBe(["adjusted 100", "transferred -60"]);
        (await club.Admin.Statement(bea)).ShouldBe(["transferred 60"]);
        (await club.Admin.Member(bea))["lifetime"]!.ToJsonString().ShouldBe("""{"earned":0,"redeemed":0,"expired":0,"reversed":0}""");
        (await club.Store.Count("outbox where topic = 'errand'")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Nobody_gives_to_themselves_or_to_somebody_who_is_not_there(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var (ana, bea) = (await club.Admin.EnrolWith("a", 100), await club.Admin.EnrolWith("b", 10));

        var self = await club.Admin.Transfer(ana, ana, "t1", 10);
        (self.Status, self.Code).ShouldBe((422, "same_member"));
        (await club.Admin.Transfer(ana, "000000000000", "t1", 10)).Code.ShouldBe("unknown_member");
        (await club.Admin.Transfer("000000000000", bea, "t1", 10)).Code.ShouldBe("unknown_member");
        (await club.Admin.Transfer(ana, bea, "t1", 0)).Code.ShouldBe("invalid_field");
        (await club.Admin.Transfer(ana, bea, "t1", -5)).Code.ShouldBe("invalid_field");
        (await club.Admin.Transfer(ana, bea, "t0", 10)).Status.ShouldBe(201);
        await club.Admin.Delete($"/v1/members/{bea}");
        (await club.Admin.Transfer(ana, bea, "t1", 10)).Code.ShouldBe("member_erased");
        (await club.Admin.Transfer(bea, ana, "t1", 10)).Code.ShouldBe("member_erased");
        // What was given before is answered as it was.
        (await club.Admin.Transfer(ana, bea, "t0", 10)).Again.ShouldBeTrue();
        (await club.Admin.Points(ana)).ShouldBe("90 0 0 0");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_gift_pays_what_its_receiver_owes(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(new { negativeBalance = "allow" });
        var (ana, bea) = (await club.Admin.EnrolWith("a", 100), await club.Admin.Enrol("b"));
        await club.Admin.Buy(bea, "r1", (1, 50m));
        await club.Admin.Redeem(bea, "o1", 50);
        await club.Admin.Return("r1", "b1");
        (await club.Admin.Points(bea)).ShouldBe("0 0 0 50");

        await club.Admin.Transfer(ana, bea, "t1", 80);
        (await club.Admin.Points(bea)).ShouldBe("30 0 0 0");
        await club.Admin.Statement(bea);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Two_who_give_to_each_other_at_once_neither_wait_for_each_other_nor_lose_a_point(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var (ana, bea) = (await club.Admin.EnrolWith("a", 1000), await club.Admin.EnrolWith("b", 1000));
        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i => i % 2 == 0 ? club.Admin.Transfer(ana, bea, $"t{i}", 7) : club.Admin.Transfer(bea, ana, $"t{i}", 9))
        );

        replies.ShouldAllBe(reply => reply.Status == 201);
        await TillSteps.Eventually(async () => await club.Store.Count("outbox where topic = 'errand'") == 0);
        (await club.Admin.Points(ana)).ShouldBe("1200 0 0 0");
        (await club.Admin.Points(bea)).ShouldBe("800 0 0 0");
        await club.Admin.Statement(ana);
    }
}
