namespace LoyaltyClub.Tests.Api;

public class Redemptions
{
    private const string Now = TillSteps.Now;

    private static readonly object Programme = new
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
            new { code = "cake", name = "A cake" },
            new
            {
                code = "dinner",
                name = "Dinner",
                cost = 10,
                tiers = new[] { "gold" },
            },
        },
        tiers = new { levels = new[] { new { code = "basic", from = 0 }, new { code = "gold", from = 100 } } },
    };

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_reward_taken_at_once_costs_its_points_and_is_a_voucher(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var id = await club.Admin.EnrolWith("e", 200);

        var taken = await club.Admin.RedeemReward(id, "o1", "coffee");
        (taken.Status, taken.Text("status"), taken.Number("points"), taken.Number("balance.active")).ShouldBe((201, "captured", 150, 50));
        (taken.Text("voucher.reward"), taken.Text("voucher.status"), taken.Text("voucher.expires")).ShouldBe(
            ("coffee", "issued", "2026-03-11")
        );
        taken.Json["expiresAt"].ShouldBeNull();
        var again = await club.Admin.RedeemReward(id, "o1", "coffee");
        (again.Status, again.Again, again.Body).ShouldBe((200, true, taken.Body));
        (await club.Admin.RedeemReward(id, "o1", "coffee", capture: false)).Code.ShouldBe("operation_conflict");
        var poor = await club.Admin.RedeemReward(id, "o2", "coffee");
        (poor.Status, poor.Code, poor.Number("cost"), poor.Number("balance")).ShouldBe((422, "insufficient_points", 150, 50));
        var member = await club.Admin.Member(id);
        member.Text("vouchers.0.code").ShouldBe(taken.Text("voucher.code"));
        member.Number("lifetime.redeemed").ShouldBe(150);
        (await club.Admin.Statement(id)).ShouldBe(["adjusted 200", "redeemed -150"]);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_is_set_aside_is_gone_when_captured_and_only_once(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var id = await club.Admin.EnrolWith("e", 200);

        var reserved = await club.Admin.RedeemReward(id, "o1", "coffee", capture: false);
        (reserved.Status, reserved.Text("status"), reserved.Text("expiresAt")).ShouldBe((201, "reserved", "2026-03-01T10:15:00Z"));
        reserved.Json["voucher"].ShouldBeNull();
        (await club.Admin.Points(id)).ShouldBe("50 0 150 0");
        (await club.Admin.Redeem(id, "o2", 51)).Code.ShouldBe("insufficient_points");

        var captured = await club.Admin.Capture(reserved.Text("id"), "c1");
        (captured.Status, captured.Text("status"), captured.Text("voucher.reward"), captured.Number("balance.reserved")).ShouldBe(
            (201, "captured", "coffee", 0)
        );
        var again = await club.Admin.Capture(reserved.Text("id"), "c1");
        (again.Status, again.Again, again.Body).ShouldBe((200, true, captured.Body));
        var twice = await club.Admin.Capture(reserved.Text("id"), "c2");
        (twice.Status, twice.Code).ShouldBe((409, "redemption_ended"));
        (await club.Admin.Release(reserved.Text("id"), "c3")).Code.ShouldBe("redemption_ended");
        (await club.Admin.Release(reserved.Text("id"), "c1")).Code.ShouldBe("operation_conflict");
        (await club.Admin.RedeemReward(id, "o1", "coffee", capture: false)).Body.ShouldBe(reserved.Body);
        (await club.Admin.Points(id)).ShouldBe("50 0 0 0");
        (await club.Admin.Member(id))["vouchers"]!.AsArray().Count.ShouldBe(1);
        (await club.Admin.Statement(id)).ShouldBe(["adjusted 200", "redeemed -150"]);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_is_released_comes_back_to_where_it_was(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.EnrolWith("e", 200);
        var reserved = await club.Admin.Redeem(id, "o1", 120, capture: false);

        var released = await club.Admin.Release(reserved.Text("id"), "x1");
        (released.Status, released.Text("status"), released.Number("balance.active")).ShouldBe((201, "released", 200));
        (await club.Admin.Release(reserved.Text("id"), "x1")).Body.ShouldBe(released.Body);
        (await club.Admin.Release(reserved.Text("id"), "x2")).Code.ShouldBe("redemption_ended");
        (await club.Admin.Capture(reserved.Text("id"), "x3")).Code.ShouldBe("redemption_ended");
        (await club.Admin.Redeem(id, "o2", 200)).Status.ShouldBe(201);
        (await club.Admin.Statement(id)).ShouldBe(["adjusted 200", "redeemed -120", "released 120", "redeemed -200"]);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_nobody_captures_is_released_by_itself_on_the_second(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.EnrolWith("e", 200);
        var (one, two) = (await club.Admin.Redeem(id, "o1", 120, false, 60), await club.Admin.Redeem(id, "o2", 50, false, 61));
        one.Text("expiresAt").ShouldBe("2026-03-01T10:01:00Z");

        await club.Admin.Clock("2026-03-01T10:00:59.999Z");
        (await club.Admin.Points(id)).ShouldBe("30 0 170 0");
        await club.Admin.Clock("2026-03-01T10:01:00Z");
        (await club.Admin.Points(id)).ShouldBe("150 0 50 0");
        var late = await club.Admin.Capture(one.Text("id"), "c1");
        (late.Status, late.Code).ShouldBe((409, "redemption_ended"));
        (await club.Admin.Capture(two.Text("id"), "c2")).Status.ShouldBe(201);
        (await club.Admin.Points(id)).ShouldBe("150 0 0 0");
        (await club.Admin.Statement(id)).ShouldBe(["adjusted 200", "redeemed -120", "redeemed -50", "released 120"]);
        // It is written down without anybody asking, and told.
        await TillSteps.Eventually(async () => (await club.Admin.Get("/v1/notices")).Body.Contains("reservationReleased"));
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Points_that_end_while_they_are_set_aside_end_when_they_come_back(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "e",
                    firstName = "A",
                    openingBalance = new { points = 100, expires = "2026-03-01" },
                }
            )
        ).Text("id")!;
        var (one, two) = (await club.Admin.Redeem(id, "o1", 30, false, 604_800), await club.Admin.Redeem(id, "o2", 50, false, 604_800));

        await club.Admin.Clock("2026-03-02T10:00:00Z");
        (await club.Admin.Points(id)).ShouldBe("0 0 80 0");
        (await club.Admin.Release(one.Text("id"), "x1")).Number("balance.active").ShouldBe(0);
        (await club.Admin.Capture(two.Text("id"), "x2")).Status.ShouldBe(201); // they were set aside in time
        (await club.Admin.Points(id)).ShouldBe("0 0 0 0");
        (await club.Admin.Member(id))["lifetime"]!.ToJsonString().ShouldBe("""{"earned":0,"redeemed":50,"expired":50,"reversed":0}""");
        (await club.Admin.Statement(id)).ShouldBe([
            "adjusted 100",
            "redeemed -30",
            "redeemed -50",
            "expired -20",
            "released 30",
            "expired -30",
        ]);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Who_may_not_have_a_reward_is_told_why(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var id = await club.Admin.EnrolWith("e", 200);

        (await club.Admin.RedeemReward(id, "o1", "cake")).Code.ShouldBe("not_redeemable");
        var lower = await club.Admin.RedeemReward(id, "o2", "dinner");
        (lower.Status, lower.Code, lower.Text("tier")).ShouldBe((422, "tier_required", "basic"));
        await club.Admin.Buy(id, "r1", (1, 100m));
        (await club.Admin.RedeemReward(id, "o2", "dinner")).Status.ShouldBe(201);
        (await club.Admin.RedeemReward(id, "o3", "nothing")).Code.ShouldBe("unknown_reward");
        (
            await club.Admin.Post(
                $"/v1/members/{id}/redemptions",
                new
                {
                    operationId = "o4",
                    points = 1,
                    reward = "coffee",
                    capture = true,
                }
            )
        ).Code.ShouldBe("invalid_field");
        (await club.Admin.Post($"/v1/members/{id}/redemptions", new { operationId = "o4", points = 1 })).Code.ShouldBe("missing_field");
        (await club.Admin.Post($"/v1/members/{id}/redemptions", new { operationId = "o4", capture = true })).Code.ShouldBe("missing_field");
        (await club.Admin.Redeem(id, "o4", 0)).Code.ShouldBe("invalid_field");
        (await club.Admin.Redeem(id, "o4", 1, false, 0)).Code.ShouldBe("invalid_field");
        (await club.Admin.Redeem(id, "o4", 1, false, 604_801)).Code.ShouldBe("invalid_field");
        (await club.Admin.Redeem("000000000000", "o4", 1)).Code.ShouldBe("unknown_member");
        foreach (var unknown in new[] { $"{id}-2", $"{id}-0", $"{id}--1", $"{id}-99999999999", "nothing", "-", id })
        {
            (await club.Admin.Capture(unknown, "c1")).Code.ShouldBe("unknown_redemption", unknown);
        }

        (await club.Admin.Post("/v1/redemptions/000000000000-1/release", new { operationId = "c1" })).Code.ShouldBe("unknown_member");
    }

    [Fact]
    public async Task The_operation_may_be_named_in_the_header_alone()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var id = await club.Admin.EnrolWith("e", 200);
        var reserved = await club.Admin.Redeem(id, "o1", 120, capture: false);
        using var till = club.ClientWith(ClubApplication.AdminKey);
        till.DefaultRequestHeaders.Add("Idempotency-Key", "c1");

        (await till.Say(HttpMethod.Post, $"/v1/redemptions/{reserved.Text("id")}/capture", null)).Status.ShouldBe(201);
        (await till.Say(HttpMethod.Post, $"/v1/redemptions/{reserved.Text("id")}/capture", "{}")).Again.ShouldBeTrue();
        (await club.Admin.Say(HttpMethod.Post, $"/v1/redemptions/{reserved.Text("id")}/capture", null)).Code.ShouldBe("missing_field");
    }
}
