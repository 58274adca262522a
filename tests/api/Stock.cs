namespace LoyaltyClub.Tests.Api;

public class Stock
{
    private const string Now = TillSteps.Now;

    private static object Programme(int stock, bool stamps = false) =>
        new
        {
            rewards = new[]
            {
                new
                {
                    code = "mug",
                    name = "A mug",
                    cost = 10,
                    stock,
                },
            },
            stampCards = stamps
                ? new[]
                {
                    new
                    {
                        code = "visits",
                        by = "visit",
                        size = 2,
                        reward = "mug",
                    },
                }
                : [],
        };

    private static async Task<decimal> Left(ClubApplication club) => (await club.Admin.Get("/v1/rewards")).Number("items.0.left");

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_last_unit_is_the_last_and_more_stock_is_more(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme(2));
        var id = await club.Admin.EnrolWith("e", 1000);

        (await club.Admin.RedeemReward(id, "o1", "mug")).Status.ShouldBe(201);
        (await club.Admin.RedeemReward(id, "o2", "mug", capture: false)).Status.ShouldBe(201);
        (await Left(club)).ShouldBe(0);
        var gone = await club.Admin.RedeemReward(id, "o3", "mug");
        (gone.Status, gone.Code, gone.Text("reward")).ShouldBe((422, "out_of_stock", "mug"));
        // What was given is answered again though nothing is left.
        (await club.Admin.RedeemReward(id, "o1", "mug")).Again.ShouldBeTrue();
        (await club.Admin.RedeemReward(id, "o2", "mug", capture: false)).Again.ShouldBeTrue();
        (await club.Admin.Points(id)).ShouldBe("980 0 10 0");

        await club.Programme(Programme(3));
        (await club.Admin.RedeemReward(id, "o3", "mug")).Status.ShouldBe(201);
        (await club.Admin.RedeemReward(id, "o4", "mug")).Code.ShouldBe("out_of_stock");
        await club.Programme(Programme(1));
        (await Left(club)).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_unit_comes_back_when_its_reservation_is_released_or_its_time_is_up(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme(2));
        var id = await club.Admin.EnrolWith("e", 1000);
        var released = await club.Admin.RedeemReward(id, "o1", "mug", false, 60);
        await club.Admin.RedeemReward(id, "o2", "mug", false, 60);
        (await Left(club)).ShouldBe(0);

        await club.Admin.Release(released.Text("id"), "x1");
        await TillSteps.Eventually(async () => await Left(club) == 1);
        await club.Admin.Clock("2026-03-01T10:01:00Z");
        await TillSteps.Eventually(async () => await Left(club) == 2); // nobody has asked for the member
        (await club.Admin.Release(released.Text("id"), "x1")).Again.ShouldBeTrue();
        (await club.Admin.RedeemReward(id, "o3", "mug")).Status.ShouldBe(201);
        (await club.Admin.RedeemReward(id, "o4", "mug")).Status.ShouldBe(201);
        (await club.Admin.RedeemReward(id, "o5", "mug")).Code.ShouldBe("out_of_stock");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_refused_redemption_holds_no_unit_and_neither_does_a_retried_one(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme(1));
        var (rich, poor) = (await club.Admin.EnrolWith("e1", 1000), await club.Admin.EnrolWith("e2", 5));

        (await club.Admin.RedeemReward(poor, "o1", "mug")).Code.ShouldBe("insufficient_points");
        (await Left(club)).ShouldBe(1);
        (await club.Admin.RedeemReward(rich, "o2", "mug")).Status.ShouldBe(201);
        await club.Programme(Programme(2));
        for (var i = 0; i < 5; i++)
        {
            (await club.Admin.RedeemReward(rich, "o2", "mug")).Again.ShouldBeTrue();
        }

        (await Left(club)).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_full_stamp_card_waits_for_stock_and_the_close_gives_the_voucher(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme(1, stamps: true));
        var (ana, bea) = (await club.Admin.Enrol("a"), await club.Admin.Enrol("b"));
        Task<Reply> Visit(string member, string receipt) => club.Admin.Buy(member, receipt, (1, 5m));

        await Visit(ana, "a1");
        (await Visit(ana, "a2")).Json["vouchersIssued"]!.AsArray().Count.ShouldBe(1);
        await Visit(bea, "b1");
        var full = await Visit(bea, "b2");
        full.Json["vouchersIssued"]!.AsArray().Count.ShouldBe(0);
        full.Json["stamps"]!.ToJsonString().ShouldBe("""[{"card":"visits","added":1,"count":2,"completed":0}]""");

        // Ana's comes back, and the unit with it: the next visit brings Bea's voucher.
        await club.Admin.Return("a2", "ab2");
        await TillSteps.Eventually(async () => await Left(club) == 1);
        var next = await Visit(bea, "b3");
        next.Json["vouchersIssued"]!.AsArray().Count.ShouldBe(1);
        next.Json["stamps"]!.ToJsonString().ShouldBe("""[{"card":"visits","added":1,"count":1,"completed":1}]""");
        (await Left(club)).ShouldBe(0);
    }
}
