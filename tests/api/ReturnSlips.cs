namespace LoyaltyClub.Tests.Api;

/// <summary>The slip of a return: its own store's, and perhaps for several receipts.</summary>
public class ReturnSlips
{
    private const string Now = TillSteps.Now;

    private static Task<Reply> ReturnIn(HttpClient till, string store, string receipt, string slip, string? purchaseStore = "s1") =>
        till.Post(
            "/v1/returns",
            new
            {
                store,
                receipt,
                purchaseStore,
                returnReceipt = slip,
                at = Now,
            }
        );

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task One_slip_may_be_for_several_receipts_known_or_not_yet_and_each_only_once(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var (id, other) = (await club.Admin.Enrol(), await club.Admin.Enrol("e2"));
        foreach (var receipt in new[] { "r1", "r2" })
        {
            await club.Admin.Buy(id, receipt, (2, 20m));
        }

        await club.Admin.Buy(other, "r3", (1, 7m));
        foreach (var (receipt, status) in new[] { ("r1", 201), ("r2", 201), ("r3", 201), ("r4", 202), ("r5", 202) })
        {
            var first = await club.Admin.Return(receipt, "b1");
            first.Status.ShouldBe(status, first.Body);
            var again = await club.Admin.Return(receipt, "b1");
            (again.Status, again.Again, again.Body).ShouldBe((200, true, first.Body));
            (await club.Admin.Return(receipt, "b1", (1, 0.5m))).Code.ShouldBe("operation_conflict");
        }

        (await club.Admin.Buy(id, "r4", (1, 11m))).Number("points.earned").ShouldBe(11);
        (await club.Admin.Buy(id, "r5", (1, 13m))).Number("points.earned").ShouldBe(13);
        (await club.Admin.Points(id), await club.Admin.Points(other)).ShouldBe(("0 0 0 0", "0 0 0 0"));
        (await club.Admin.Return("r5", "b1")).Status.ShouldBe(200);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_was_bought_in_one_store_comes_back_in_another_under_that_stores_slip(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();
        foreach (var receipt in new[] { "r1", "r2", "r3" })
        {
            await club.Admin.Buy(id, receipt, (1, 10m));
        }

        (await ReturnIn(club.Admin, "s1", "r1", "17")).Status.ShouldBe(201);
        using var till = await club.ClientFor("till", "s2");
        (await ReturnIn(till, "s1", "r2", "17")).Code.ShouldBe("wrong_store");
        var back = await ReturnIn(till, "s2", "r2", "17");
        (back.Status, back.Text("purchase")).ShouldBe((201, "s1/r2"), back.Body);
        (await ReturnIn(till, "s2", "r2", "17")).Again.ShouldBeTrue();
        (await club.Admin.Points(id)).ShouldBe("10 0 0 0");
        (await club.Admin.Get("/v1/purchases/s1/r2")).Json["returned"]!.ToJsonString().ShouldBe("""[{"line":1,"quantity":1}]""");
        var ahead = await ReturnIn(till, "s2", "r4", "18");
        (ahead.Status, ahead.Text("purchase")).ShouldBe((202, "s1/r4"), ahead.Body);
        await club.Admin.Buy(id, "r4", (1, 10m));
        (await club.Admin.Points(id)).ShouldBe("10 0 0 0");

        await club.Programme(new { returns = new { anyStore = false } });
        var refused = await ReturnIn(till, "s2", "r3", "19");
        (refused.Status, refused.Code, refused.Text("purchaseStore")).ShouldBe((422, "return_in_another_store", "s1"));
        (await ReturnIn(till, "s2", "r9", "20")).Code.ShouldBe("return_in_another_store");
        (await ReturnIn(club.Admin, "s1", "r3", "19")).Status.ShouldBe(201);
    }
}
