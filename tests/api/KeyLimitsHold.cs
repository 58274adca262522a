using LoyaltyClub.Contracts;

namespace LoyaltyClub.Tests.Api;

/// <summary>A stolen key of a till or of marketing cannot read or guess the whole club.</summary>
public class KeyLimitsHold
{
    [Fact]
    public async Task A_key_has_so_many_requests_a_minute_and_a_batch_is_one_of_them()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, TillSteps.Now, "--Club:MostRequests=20");
        using var till = await club.ClientFor("till", "s1");
        using var other = await club.ClientFor("till", "s1");
        using var lines = new StringContent(
            string.Concat(Enumerable.Repeat("{}\n", 100)),
            System.Text.Encoding.UTF8,
            "application/x-ndjson"
        );
        using var batch = await till.PostAsync("/v1/purchases/batch", lines);
        (await batch.Content.ReadAsStringAsync()).Trim().Split('\n').Length.ShouldBe(100);
        for (var i = 1; i < 20; i++)
        {
            (await till.Get("/v1/rewards")).Status.ShouldBe(200);
        }

        var refused = await till.Get("/v1/rewards");
        (refused.Status, refused.Code).ShouldBe((429, "too_many_requests"));
        refused.Message.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        (await other.Get("/v1/rewards")).Status.ShouldBe(200);
        for (var i = 0; i < 40; i++)
        {
            (await club.Admin.Get("/v1/rewards")).Status.ShouldBe(200); // an admin's key has no limit
        }
    }

    [Fact]
    public async Task A_key_that_finds_nobody_a_thousand_times_looks_up_nobody_more_and_goes_on_selling()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, TillSteps.Now);
        using var till = await club.ClientFor("till", "s1");
        var id = await club.Admin.EnrolWith("enrol", 100);
        await Parallel.ForAsync(
            0,
            KeyLimits.MissesPerHour,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) =>
            {
                var reply =
                    i % 2 == 0
                        ? await till.Post("/v1/members/look-up", new { phone = $"+3460{i:D7}" })
                        : await till.Post("/v1/scans", new { code = $"V{i:D12}" });
                reply.Status.ShouldBeInRange(404, 422, reply.Body);
            }
        );

        (await till.Post("/v1/members/look-up", new { phone = "+34600000000" })).Code.ShouldBe("too_many_requests");
        (await till.Get("/v1/members?phone=600000000")).Code.ShouldBe("too_many_requests");
        (await till.Post("/v1/scans", new { code = "V1" })).Code.ShouldBe("too_many_requests");
        (await till.Post("/v1/vouchers/V1/use", new { operationId = "v", store = "s1" })).Code.ShouldBe("too_many_requests");
        (await till.Buy(id, "r1", (1m, 10m))).Status.ShouldBe(201);
    }
}
