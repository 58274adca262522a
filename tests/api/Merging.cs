using LoyaltyClub.Background;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Api;

public class Merging
{
    private const string Now = TillSteps.Now;

    private static readonly object Programme = new
    {
        rewards = new[]
        {
            new
            {
                code = "mug",
                name = "A mug",
                cost = 10,
                stock = 5,
            },
        },
        stampCards = new[]
        {
            new
            {
                code = "visits",
                by = "visit",
                size = 3,
                reward = "mug",
            },
        },
    };

    private static Task<Reply> Undo(ClubApplication club, string into, string from, string operationId) =>
        club.Admin.Post($"/v1/members/{into}/unmerge", new { operationId, from });

    private static Task<Reply> BuyWith(HttpClient till, string? card, string receipt) =>
        till.Post("/v1/purchases", TillSteps.Receipt(receipt, card: card));

    private static async Task<(ClubApplication Club, string Old, string New, string? Card)> Two(StoreKind kind)
    {
        var club = await ClubApplication.Start(kind, Now);
        await club.Programme(Programme);
        var reply = await club.Admin.Post(
            "/v1/members",
            new
            {
                operationId = "old",
                firstName = "Old",
                email = "old@example.org",
                joinedAt = "2026-01-01T00:00:00Z",
                openingBalance = new { points = 100, expires = "2099-01-31" },
            }
        );
        return (
            club,
            reply.Text("id")!,
            (
                await club.Admin.Post(
                    "/v1/members",
                    new
                    {
                        operationId = "new",
                        firstName = "New",
                        joinedAt = "2026-01-01T00:00:00Z",
                        openingBalance = new { points = 30, expires = "2099-02-28" },
                    }
                )
            ).Text("id")!,
            reply.Text("cardCode")
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task One_becomes_a_part_of_the_other_with_all_that_they_have(StoreKind kind)
    {
        var (club, from, into, card) = await Two(kind);
        await using var _ = club;
        await club.Admin.Buy(from, "a1", (1, 20m));
        await club.Admin.Buy(from, "a2", (1, 20m));
        await club.Admin.Buy(into, "b1", (1, 7m));

        var merged = await club.Admin.Merge(into, from, "m1");
        merged.Status.ShouldBe(201, merged.Body);
        merged.Json.ToJsonString().ShouldBe($$"""{"member":"{{into}}","from":"{{from}}","at":"2026-03-01T10:00:00Z"}""");
        var again = await club.Admin.Merge(into, from, "m1");
        (again.Status, again.Again, again.Body).ShouldBe((200, true, merged.Body));

        (await club.Admin.Points(into)).ShouldBe("177 0 0 0");
        (await club.Admin.Member(into))["stamps"]!
            .ToJsonString()
            .ShouldBe("""[{"card":"visits","name":"visits","count":3,"size":3,"completed":0,"by":"visit","reward":"mug"}]""");
        (await club.Admin.Member(into))["lifetime"]!.ToJsonString().ShouldBe("""{"earned":47,"redeemed":0,"expired":0,"reversed":0}""");
        foreach (var path in new[] { $"/v1/members/{from}", $"/v1/members?card={card}", "/v1/members?email=old@example.org" })
        {
            (await club.Admin.Get(path)).Text("id").ShouldBe(into, path);
        }

        (await club.Admin.Statement(from)).ShouldBe(await club.Admin.Statement(into));
        (await club.Admin.Statement(into)).ShouldBe(["adjusted 30", "earned 7", "merged 140"]);
        // The visit that fills the card comes by the old card.
        var bought = await BuyWith(club.Admin, card, "c1");
        (bought.Status, bought.Text("member"), bought.Number("balance.active")).ShouldBe((201, into, 184));
        bought.Json["vouchersIssued"]!.AsArray().Count.ShouldBe(1);
        var sentAgain = await BuyWith(club.Admin, card, "c1");
        (sentAgain.Status, sentAgain.Again, sentAgain.Body).ShouldBe((200, true, bought.Body));
        (await club.Admin.Buy(from, "c2", (1, 1m))).Text("member").ShouldBe(into);
        (await club.Admin.Buy(from, "c2", (1, 1m))).Again.ShouldBeTrue();
        (await club.Admin.Buy(from, "c2", (1, 2m))).Code.ShouldBe("operation_conflict");
        await club.Admin.Return("late", "lb", (1, 1));
        (await club.Admin.Buy(from, "late", (2, 2m))).Status.ShouldBe(201);
        (await club.Admin.Buy(from, "late", (2, 2m))).Again.ShouldBeTrue();
        (await club.Admin.Return("late", "lb", (1, 1))).Again.ShouldBeTrue();
        (await club.Admin.Return("a1", "ab")).Number("reversed.points").ShouldBe(20);
        (await club.Admin.Return("a1", "ab")).Again.ShouldBeTrue();
        (await club.Admin.Get("/v1/purchases/s1/a1")).Text("member").ShouldBe(into);
        (await club.Admin.Redeem(from, "o1", 5)).Text("member").ShouldBe(into);
        (await club.Admin.Merge(into, from, "m2")).Code.ShouldBe("member_merged");
        (await club.Admin.Merge(from, into, "m3")).Code.ShouldBe("same_member");
        (await club.Admin.Merge(into, "000000000000", "m4")).Code.ShouldBe("unknown_member");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_was_done_before_the_merging_answers_the_same_when_it_is_sent_again(StoreKind kind)
    {
        var (club, from, into, card) = await Two(kind);
        await using var _ = club;
        await club.Admin.Return("early", "eb", (1, 1));
        var sent = new Func<Task<Reply>>[]
        {
            () => BuyWith(club.Admin, card, "a0"),
            () => club.Admin.Buy(from, "a1", (2, 20m)),
            () => club.Admin.Buy(from, "early", (2, 10m)),
            () => club.Admin.Return("a1", "ab1", (1, 1)),
            () => club.Admin.Redeem(from, "o1", 5),
            () => club.Admin.Redeem(from, "o2", 5, capture: false),
            () => club.Admin.Capture($"{from}-2", "o3"),
            () =>
                club.Admin.Post(
                    $"/v1/members/{from}/adjustments",
                    new
                    {
                        operationId = "o4",
                        points = 5,
                        reason = "gift",
                    }
                ),
            () => club.Admin.Transfer(from, into, "o5", 5),
        };
        var answers = new List<Reply>();
        foreach (var send in sent)
        {
            answers.Add(await send());
        }

        answers.ShouldAllBe(reply => reply.Status == 201);
        await club.Admin.Merge(into, from, "m1");
        var before = await club.Admin.Points(into);

        foreach (var (send, answer) in sent.Zip(answers))
        {
            var again = await send();
            (again.Status, again.Again, again.Body).ShouldBe((200, true, answer.Body));
        }
        (await club.Admin.Points(into)).ShouldBe(before);
        (await club.Admin.Buy(from, "a1", (2, 21m))).Code.ShouldBe("operation_conflict");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Open_reservations_are_the_new_members_under_their_old_ids(StoreKind kind)
    {
        var (club, from, into, _) = await Two(kind);
        await using var closing = club;
        var (own, other) = (await club.Admin.Redeem(into, "n1", 7, false, 600), await club.Admin.Redeem(into, "n2", 8, false, 600));
        var (mug, points, late) = (
            await club.Admin.RedeemReward(from, "o1", "mug", false, 600),
            await club.Admin.Redeem(from, "o2", 20, false, 600),
            await club.Admin.Redeem(from, "o3", 30, false, 60)
        );
        await club.Admin.Merge(into, from, "m1");
        (await club.Admin.Points(into)).ShouldBe("55 0 75 0");

        var captured = await club.Admin.Capture(mug.Text("id"), "c1");
        (captured.Status, captured.Number("points"), captured.Text("reward"), captured.Text("member")).ShouldBe((201, 10, "mug", into));
        (await club.Admin.Capture(mug.Text("id"), "c1")).Body.ShouldBe(captured.Body);
        (await club.Admin.Capture(mug.Text("id"), "c9")).Code.ShouldBe("redemption_ended");
        (await club.Admin.Release(points.Text("id"), "c2")).Number("points").ShouldBe(20);
        (await club.Admin.Capture(own.Text("id"), "c3")).Number("points").ShouldBe(7);
        (await club.Admin.Points(into)).ShouldBe("75 0 38 0");
        // The time of what was brought along runs out by itself, and is told.
        await club.Admin.Clock("2026-03-01T10:01:00Z");
        await TillSteps.Eventually(async () =>
            (await club.Admin.Get("/v1/notices")).Body.Contains("\"kind\":\"reservationReleased\",\"points\":30")
        );
        (await club.Admin.Points(into)).ShouldBe("105 0 8 0");
        (await club.Admin.Capture(late.Text("id"), "c4")).Code.ShouldBe("redemption_ended");
        (await club.Admin.Release(other.Text("id"), "c5")).Number("points").ShouldBe(8);
        await club.Admin.Statement(into);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Through_two_mergings_old_receipts_reservations_and_vouchers_still_find_their_member(StoreKind kind)
    {
        var (club, first, second, card) = await Two(kind);
        await using var _ = club;
        var third = await club.Admin.EnrolWith("third", 0);
        var reserved = await club.Admin.Redeem(first, "o1", 20, capture: false);
        await club.Admin.Redeem(second, "o2", 1);
        await club.Admin.Redeem(third, "o3", 1);
        var voucher = (await club.Admin.RedeemReward(first, "o4", "mug")).Text("voucher.code");
        await club.Admin.Buy(first, "a1", (2, 20m));
        await club.Admin.Merge(second, first, "m1");
        await club.Admin.Merge(third, first, "m2"); // by the old id: that is the second one now
        (await club.Admin.Get($"/v1/members/{first}")).Text("id").ShouldBe(second);
        (await club.Admin.Merge(third, second, "m3")).Status.ShouldBe(201);

        foreach (var path in new[] { first, second, third })
        {
            (await club.Admin.Get($"/v1/members/{path}")).Text("id").ShouldBe(third);
        }

        (await BuyWith(club.Admin, card, "c1")).Text("member").ShouldBe(third);
        (await club.Admin.Capture(reserved.Text("id"), "c1")).Number("points").ShouldBe(20);
        (await club.Admin.Post($"/v1/vouchers/{voucher}/use", new { operationId = "u1", store = "s1" })).Text("member").ShouldBe(third);
        (await club.Admin.Return("a1", "ab1", (1, 1))).Number("reversed.points").ShouldBe(10);
        await club.Admin.Statement(third);
        // Who is forgotten is forgotten under every name.
        await club.Admin.Delete($"/v1/members/{third}");
        await TillSteps.Eventually(async () => (await club.Admin.Get("/v1/members?email=old@example.org")).Code == "unknown_member");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Undone_within_thirty_days_each_has_what_is_left_of_their_own(StoreKind kind)
    {
        var (club, from, into, card) = await Two(kind);
        await using var _ = club;
        await club.Admin.Buy(from, "a1", (2, 20m));
        await club.Admin.Clock("2026-03-02T10:00:00Z"); // what is bought from now on is in lots of its own
        await club.Admin.Adjust(into, "n1", 3);
        await club.Admin.Merge(into, from, "m1");
        await club.Admin.Adjust(into, "n2", 4);
        await club.Admin.Return("a1", "ab1", (1, 1));
        (await club.Admin.Points(into)).ShouldBe("147 0 0 0");
        (await club.Admin.Member(into)).Number("tier.progress.reached").ShouldBe(10);
        (await Undo(club, into, "000000000000", "u0")).Code.ShouldBe("not_merged");

        await club.Admin.Clock("2026-03-31T23:59:59Z");
        var undone = await Undo(club, into, from, "u1");
        undone.Status.ShouldBe(201, undone.Body);
        var again = await Undo(club, into, from, "u1");
        (again.Status, again.Again, again.Body).ShouldBe((200, true, undone.Body));
        (await Undo(club, into, from, "u2")).Code.ShouldBe("not_merged");
        (await club.Admin.Get($"/v1/members/{from}")).Text("id").ShouldBe(from);
        (await club.Admin.Get($"/v1/members?card={card}")).Text("id").ShouldBe(from);
        (await club.Admin.Points(from)).ShouldBe("110 0 0 0");
        (await club.Admin.Points(into)).ShouldBe("37 0 0 0");
        (await club.Admin.Member(from)).Number("tier.progress.reached").ShouldBe(10);
        (await club.Admin.Member(into)).Number("tier.progress.reached").ShouldBe(0);
        (await club.Admin.Member(from))["lifetime"]!.ToJsonString().ShouldBe("""{"earned":20,"redeemed":0,"expired":0,"reversed":10}""");
        (await club.Admin.Member(into))["lifetime"]!.ToJsonString().ShouldBe("""{"earned":0,"redeemed":0,"expired":0,"reversed":0}""");
        await club.Admin.Statement(from);
        await club.Admin.Statement(into);
        // The half that came back in between is still back.
        (await club.Admin.Return("a1", "ab2", (1, 2))).Code.ShouldBe("return_exceeds_purchase");
        (await club.Admin.Return("a1", "ab3")).Number("reversed.points").ShouldBe(10);
        (await club.Admin.Points(from)).ShouldBe("100 0 0 0");
        (await BuyWith(club.Admin, card, "c2")).Text("member").ShouldBe(from);
        (await club.Admin.Points(from)).ShouldBe("107 0 0 0");
        // And once more: it is as if they had never been two.
        (await club.Admin.Merge(into, from, "m2")).Status.ShouldBe(201);
        (await club.Admin.Points(into)).ShouldBe("144 0 0 0");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task After_thirty_days_it_cannot_be_undone(StoreKind kind)
    {
        var (club, from, into, _) = await Two(kind);
        await using var closing = club;
        await club.Admin.Merge(into, from, "m1");
        await club.Admin.Clock("2026-04-01T00:00:00Z");

        var late = await Undo(club, into, from, "u1");
        (late.Status, late.Code, late.Number("days"), late.Text("on")).ShouldBe((422, "merged_too_long_ago", 30, "2026-03-01"));
        (await club.Admin.Points(into)).ShouldBe("130 0 0 0");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_friend_brought_by_a_member_who_was_merged_brings_the_points_to_the_new_one(StoreKind kind)
    {
        var (club, from, into, _) = await Two(kind);
        await using var closing = club;
        await club.Programme(
            new
            {
                referral = new
                {
                    referrer = 500,
                    referee = 200,
                    minimumSpend = 20.00,
                    holdDays = 0,
                },
            }
        );
        var code = (await club.Admin.Member(from)).Text("referralCode");
        var before = (
            await club.Admin.Post(
                "/v1/members",
                new
                {
                    operationId = "f1",
                    firstName = "F",
                    referredBy = code,
                }
            )
        ).Text("id")!;
        await club.Admin.Merge(into, from, "m1");
        var after = await club.Admin.Post(
            "/v1/members",
            new
            {
                operationId = "f2",
                firstName = "F",
                referredBy = code,
            }
        );
        after.Status.ShouldBe(201, after.Body);

        await club.Admin.Buy(before, "f1", (1, 20m));
        await club.Admin.Buy(after.Text("id")!, "f2", (1, 20m));
        await TillSteps.Eventually(async () => await club.Admin.Points(into) == "1130 0 0 0");
    }

    [Fact]
    public async Task A_reservation_of_who_was_merged_ends_in_time_and_leaves_nothing_to_carry()
    {
        var (club, from, into, _) = await Two(StoreKind.Sqlite);
        await using var __ = club;
        (
            await club.Admin.Post(
                $"/v1/members/{from}/redemptions",
                new
                {
                    operationId = "r",
                    points = 40,
                    capture = false,
                    ttlSeconds = 60,
                }
            )
        ).Status.ShouldBe(201);
        (await club.Admin.Merge(into, from, "m")).Status.ShouldBe(201);
        (await club.Admin.Post("/v1/clock", new { now = "2026-03-01T10:05:00Z" })).Status.ShouldBe(200);
        await club.Services.GetRequiredService<LoyaltyClub.Background.OutboxDispatcher>().Round(fault => throw fault, default);
        (await club.Store.Sql("select count(*) from outbox where topic = 'wake'")).ShouldBe(0L);
        (await club.Admin.Balance(into))["active"]!.GetValue<long>().ShouldBe(130);
    }
}
