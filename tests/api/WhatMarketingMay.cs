using System.Text.Json.Nodes;

namespace LoyaltyClub.Tests.Api;

/// <summary>What a key of the role marketing may: as much as an employee at the desk, and no more.</summary>
public class WhatMarketingMay
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_key_adjusts_within_the_days_limit_as_the_desk_does(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, "2026-03-01T10:00:00Z");
        var (ana, bea) = (await club.Admin.Enrol("ana"), await club.Admin.Enrol("bea"));
        using var marketing = await club.ClientFor("marketing");
        using var other = await club.ClientFor("marketing");

        (await Adjust(marketing, ana, "a1", 600)).Status.ShouldBe(201);
        (await Adjust(marketing, ana, "a1", 600)).Again.ShouldBeTrue(); // a repeat counts once
        var refused = await Adjust(marketing, bea, "a2", 401);
        (refused.Status, refused.Code, (int)refused.Json["left"]!, (int)refused.Json["limit"]!).ShouldBe(
            (422, "allowance_exceeded", 400, 1_000)
        );
        (await Adjust(marketing, ana, "a3", -400)).Status.ShouldBe(201); // what is taken counts as well
        (await Adjust(marketing, bea, "a4", 1)).Code.ShouldBe("allowance_exceeded");
        (await Adjust(other, bea, "a5", 1_000)).Status.ShouldBe(201);
        (await Adjust(club.Admin, bea, "a6", 1_000_000)).Status.ShouldBe(201);
        (await Adjust(marketing, "nobody", "a7", 1)).Code.ShouldBe("unknown_member");

        (await club.Admin.Post("/v1/clock", new { now = "2026-03-02T00:00:00Z" })).Status.ShouldBe(200);
        (await Adjust(marketing, bea, "a8", 1_000)).Status.ShouldBe(201);
    }

    private static Task<Reply> Adjust(HttpClient client, string member, string operationId, long points) =>
        client.Post(
            $"/v1/members/{member}/adjustments",
            new
            {
                operationId,
                points,
                reason = "x",
            }
        );

    [Fact]
    public async Task A_programme_that_gives_back_too_much_wants_an_admin()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, "2026-03-01T10:00:00Z");
        using var marketing = await club.ClientFor("marketing");
        (await Put(marketing, """{"earning":{"points":25},"payWithPoints":{"value":0.01}}""")).Status.ShouldBe(200);

        const string generous = """{"earning":{"points":26},"payWithPoints":{"value":0.01}}""";
        var refused = await Put(marketing, generous);
        (refused.Status, refused.Code, (decimal)refused.Json["givesBack"]!).ShouldBe((403, "programme_wants_admin", 0.26m));
        (await club.Admin.Get("/v1/programme")).Json["programme"]!["earning"]!["points"]!.GetValue<int>().ShouldBe(25);
        (await Put(club.Admin, generous)).Status.ShouldBe(200);
        // What an admin has put, marketing may put again with another name, and no more.
        (await Put(marketing, generous.Replace("{\"earning", "{\"name\":\"Club\",\"earning"))).Status.ShouldBe(200);
        (await Put(marketing, generous.Replace("26", "27"))).Code.ShouldBe("programme_wants_admin");
    }

    private static Task<Reply> Put(HttpClient client, string programme) =>
        client.Put("/v1/programme", new { programme = JsonNode.Parse(programme) });
}
