using System.Text.Json.Nodes;
using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Tests.Api;

/// <summary>
/// What the key of one till is worth: it spends with the member's presence, reads what greets, and touches its own store's reservations.
/// </summary>
public class TillPresence
{
    private const string Now = TillSteps.Now;

    private static async Task<(ClubApplication Club, HttpClient Till, string Member)> Open(StoreKind kind, string spending = "{}")
    {
        var club = await ClubApplication.Start(kind, Now);
        await club.Programme(
            JsonNode.Parse(
                $$"""
                {"payWithPoints":{"value":0.01,"minimum":1,"multipleOf":1,"maximumShare":1},"spending":{{spending}},
                 "rewards":[{"code":"coffee","cost":150},{"code":"cake","cost":100}]}
                """
            )!
        );
        return (club, await club.ClientFor("till", "s1"), await club.Admin.EnrolWith("e", 1_000));
    }

    private static Task<Reply> Redeem(
        HttpClient till,
        string member,
        string operationId,
        string? card,
        long? points = null,
        string? reward = null
    ) =>
        till.Post(
            $"/v1/members/{member}/redemptions",
            new
            {
                operationId,
                capture = true,
                card,
                points,
                reward,
            }
        );

    private static Task<Reply> Pay(
        HttpClient till,
        string receipt,
        long points,
        string? member = null,
        string? card = null,
        string path = ""
    ) =>
        till.Post("/v1/purchases" + path, TillSteps.Receipt(receipt, member, card, 20, points));

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_till_spends_with_the_code_that_changes_and_by_default_with_nothing_else(StoreKind kind)
    {
        var (club, till, member) = await Open(kind);
        await using var _ = club;
        var codes = (await club.Admin.Get($"/v1/members/{member}/card")).Json;

        var refused = await Redeem(till, member, "o1", null, 10);
        (refused.Status, refused.Code, (int)refused.Json["mostWithoutCard"]!).ShouldBe((422, "card_required", 0));
        (await Redeem(till, member, "o2", null, reward: "coffee")).Code.ShouldBe("card_required");
        (await Redeem(till, member, "o3", (string)codes["static"]!, 10)).Code.ShouldBe("card_cannot_spend");
        (await Pay(till, "r1", 10, member)).Code.ShouldBe("card_required");
        (await Pay(till, "r1", 10, member, path: "/preview")).Code.ShouldBe("card_required");
        var line =
            $$$"""{"store":"s1","receipt":"b1","at":"{{{Now}}}","member":"{{{member}}}","lines":[{"line":1,"sku":"x","quantity":1,"amount":5}],"payWithPoints":{"points":10}}""";
        (await Batches.Send(till, line)).Single().Text("body.code").ShouldBe("card_required");
        (await club.Admin.Points(member)).ShouldBe("1000 0 0 0");

        (await Redeem(till, member, "o4", (string)codes["rotating"]!, 10)).Status.ShouldBe(201);
        // Who has an admin's key, such as the web shop in which members sign in, answers for it.
        (await Redeem(club.Admin, member, "o5", null, 10)).Status.ShouldBe(201);
        (await Pay(club.Admin, "r2", 10, member)).Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_printed_card_and_no_card_spend_as_far_as_the_programme_allows()
    {
        var (club, till, member) = await Open(StoreKind.Sqlite, """{"printedCard":{"upToPoints":100},"phone":{"upToPoints":50}}""");
        await using var _ = club;
        var codes = (await club.Admin.Get($"/v1/members/{member}/card")).Json;
        var (printed, rotating) = ((string)codes["static"]!, (string)codes["rotating"]!);

        (await Redeem(till, member, "o1", printed, 101)).Code.ShouldBe("card_cannot_spend");
        (await Redeem(till, member, "o2", printed, reward: "coffee")).Code.ShouldBe("card_cannot_spend");
        (await Redeem(till, member, "o3", printed, reward: "cake")).Status.ShouldBe(201);
        (await Pay(till, "r1", 100, card: printed)).Status.ShouldBe(201);
        (await Pay(till, "r2", 101, card: printed)).Code.ShouldBe("card_cannot_spend");
        (await Redeem(till, member, "o4", null, 51)).Json["mostWithoutCard"]!.GetValue<int>().ShouldBe(50);
        (await Redeem(till, member, "o5", null, 50)).Status.ShouldBe(201);
        (await Pay(till, "r3", 50, member)).Status.ShouldBe(201);
        (await Pay(till, "r4", 51, member)).Code.ShouldBe("card_required");

        // A printed card that spends leaves the codes that have spent spent.
        (await Redeem(till, member, "o6", rotating, 1)).Status.ShouldBe(201);
        (await Redeem(till, member, "o7", printed, 1)).Status.ShouldBe(201);
        (await Redeem(till, member, "o8", rotating, 1)).Code.ShouldBe("card_used");

        await club.Programme(
            JsonNode.Parse("""{"spending":{"printedCard":"always","phone":"always"},"rewards":[{"code":"coffee","cost":150}]}""")!
        );
        (await Redeem(till, member, "o9", printed, reward: "coffee")).Status.ShouldBe(201);
        (await Redeem(till, member, "o10", null, reward: "coffee")).Status.ShouldBe(201);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_till_reads_what_greets_and_nothing_else(StoreKind kind)
    {
        var (club, till, _) = await Open(kind);
        await using var __ = club;
        var made = await till.Post(
            "/v1/members",
            new
            {
                operationId = "ana",
                externalId = "x-77",
                firstName = "Ana",
                lastName = "López",
                email = "ana@example.org",
                phone = "+34600111222",
                birthday = "1980-02-29",
                language = "es",
            }
        );
        var id = made.Text("id")!;
        var fields = "id firstName status balance tier stamps vouchers".Split(' ');
        foreach (
            var (reply, card) in new[]
            {
                (made, true),
                (await till.Post($"/v1/members/{id}/card", new { operationId = "c1" }), true),
                (await till.Get($"/v1/members/{id}"), false),
                (await till.Get("/v1/members?email=ana@example.org"), false),
                (await till.Get("/v1/members?phone=%2B34600111222"), false),
                (await till.Get("/v1/members?externalId=x-77"), false),
            }
        )
        {
            reply.Status.ShouldBeOneOf([200, 201], reply.Body);
            reply.Json.AsObject().Select(pair => pair.Key).ShouldBe(card ? [.. fields, "cardCode"] : fields);
            foreach (var said in new[] { "López", "ana@example.org", "600111222", "1980", "x-77" })
            {
                reply.Body.ShouldNotContain(said);
            }
        }

        (await till.Get($"/v1/members/{id}/card")).Code.ShouldBe("forbidden");
        using var marketing = await club.ClientFor("marketing");
        (await marketing.Get($"/v1/members/{id}")).Text("email").ShouldBe("ana@example.org");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_till_ends_its_own_stores_reservations_only(StoreKind kind)
    {
        var (club, till, member) = await Open(kind, """{"phone":"always"}""");
        await using var _ = club;
        using var other = await club.ClientFor("till", "s2");
        var ours = (await till.Redeem(member, "o1", 10, capture: false)).Text("id");
        var second = (await till.Redeem(member, "o2", 10, capture: false)).Text("id");
        var nobodys = (await club.Admin.Redeem(member, "o3", 10, capture: false)).Text("id");
        for (var i = 0; i < 250; i++)
        {
            (await club.Admin.Adjust(member, $"a{i}", 1)).Status.ShouldBe(201);
        }

        foreach (var (client, redemption) in new[] { (other, ours), (other, second), (other, nobodys), (till, nobodys) })
        {
            (await client.Capture(redemption, "c1")).Code.ShouldBe("wrong_store");
            (await client.Release(redemption, "c2")).Code.ShouldBe("wrong_store");
        }

        (await till.Capture($"{member}-9", "c3")).Code.ShouldBe("unknown_redemption");
        (await till.Capture(ours, "c4")).Status.ShouldBe(201);
        (await till.Release(second, "c5")).Status.ShouldBe(201);
        (await club.Admin.Capture(nobodys, "c6")).Status.ShouldBe(201);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_a_member_set_aside_on_the_phone_is_seen_and_handed_over_by_the_till_that_scans_them(StoreKind kind)
    {
        var (club, till, member) = await Open(kind);
        await using var _ = club;
        using var other = await club.ClientFor("till", "s2");
        var grain = club.Services.GetRequiredService<IGrainFactory>().Member(member);
        async Task<string> Chosen(string operationId) =>
            (await grain.Redeem(new(operationId, "coffee", null, false, 900, RedemptionStore.Any))).Value!.Id;
        var first = await Chosen("p1");
        var second = await Chosen("p2");
        var elsewhere = (
            await club.Admin.Post(
                $"/v1/members/{member}/redemptions",
                new
                {
                    operationId = "p3",
                    reward = "cake",
                    capture = false,
                    store = "s2",
                }
            )
        ).Text("id")!;
        (await club.Admin.Redeem(member, "p4", 10, capture: false)).Status.ShouldBe(201);

        var printed = (await club.Admin.Get($"/v1/members/{member}/card")).Text("static")!;
        string[] Seen(Reply scan) => [.. scan.Json["reservations"]!.AsArray().Select(one => (string)one!["id"]!)];
        var scanned = await till.Post("/v1/scans", new { code = printed });
        Seen(scanned).ShouldBe([first, second]);
        scanned.Text("reservations.0.reward").ShouldBe("coffee");
        scanned.Text("reservations.0.store").ShouldBeNull();
        Seen(await other.Post("/v1/scans", new { code = printed })).ShouldBe([first, second, elsewhere]);

        (await till.Capture(elsewhere, "c0")).Code.ShouldBe("wrong_store");
        var handed = await till.Capture(first, "c1");
        (handed.Status, handed.Text("voucher.reward")).ShouldBe((201, "coffee"));
        (await other.Release(second, "c2")).Status.ShouldBe(201);
        (await till.Capture(second, "c3")).Code.ShouldBe("redemption_ended");
        // No key can set anything aside for every store, nor can it be read out of the statement.
        (
            await till.Post(
                $"/v1/members/{member}/redemptions",
                new
                {
                    operationId = "p5",
                    reward = "cake",
                    capture = false,
                    store = "",
                }
            )
        ).Status.ShouldBe(400);
        (await club.Admin.Get($"/v1/members/{member}/statement")).Json["items"]!
            .AsArray()
            .Where(line => line!["redemption"] is not null)
            .Select(line => (string?)line!["store"])
            .Distinct()
            .ShouldBe([null, "s2"]);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task One_code_spends_for_one_receipt_as_often_as_it_needs(StoreKind kind)
    {
        var (club, till, member) = await Open(kind);
        await using var _ = club;
        var code = (
            await till.Post("/v1/scans", new { code = (await club.Admin.Get($"/v1/members/{member}/card")).Text("rotating") })
        ).Text("card")!;
        Task<Reply> Take(string operationId, string? receipt) =>
            till.Post(
                $"/v1/members/{member}/redemptions",
                new
                {
                    operationId,
                    reward = "cake",
                    capture = true,
                    card = code,
                    receipt,
                }
            );

        (await Take("o1", "r1")).Status.ShouldBe(201);
        (await Take("o2", "r1")).Status.ShouldBe(201);
        (await Take("o3", "r2")).Code.ShouldBe("card_used");
        (await Take("o4", null)).Code.ShouldBe("card_used");
        (await Pay(till, "r2", 10, card: code)).Code.ShouldBe("card_used");
        (await Pay(till, "r1", 10, card: code)).Status.ShouldBe(201);
        (await Pay(till, "r1", 10, card: code)).Again.ShouldBeTrue();
        (await club.Admin.Points(member)).ShouldBe("810 0 0 0");
    }

    [Fact]
    public async Task A_reservation_of_a_merged_member_stays_its_stores()
    {
        var (club, till, member) = await Open(StoreKind.Sqlite, """{"phone":"always"}""");
        await using var _ = club;
        using var other = await club.ClientFor("till", "s2");
        var into = await club.Admin.EnrolWith("into", 10);
        var ours = (await till.Redeem(member, "o1", 10, capture: false)).Text("id");
        (await club.Admin.Merge(into, member, "m1")).Status.ShouldBe(201);

        (await other.Capture(ours, "c1")).Code.ShouldBe("wrong_store");
        (await other.Capture($"{into}-1", "c2")).Code.ShouldBe("unknown_redemption");
        (await till.Capture(ours, "c3")).Status.ShouldBe(201);
    }
}
