using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Api;

/// <summary>
/// A process of this release and one of a next are one cluster, whose members live on either: what one asks the other answers, until the
/// old one is gone.
/// </summary>
[Collection(nameof(Alone))]
public class RollingUpgrade(ITestOutputHelper output)
{
    private const int Members = 40;
    private const string At = "2026-03-01T10:00:00Z";

    private readonly ConcurrentBag<string> inTheNew = [],
        inTheOld = [];

    [Fact]
    public async Task Two_releases_give_every_answer_in_one_cluster_and_without_the_old_one_the_new_goes_on()
    {
        using var release = await NextRelease.Build();
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var before = new ServiceProcess(store);
        await using var after = new ServiceProcess(store, release.Assembly);
        await before.Start();
        await after.Start();
        (await before.Admin.Post("/v1/clock", new { now = At })).Status.ShouldBe(200);
        (DateTimeOffset.Parse((string)(await after.Admin.Get("/v1/clock")).Json["now"]!)).ShouldBe(
            DateTimeOffset.Parse(At),
            "what one writes for all, the other knows"
        );

        var members = new string[Members];
        await Each(async i => members[i] = await (i % 2 == 0 ? before : after).Admin.Enrol($"e{i}", "2026-01-01T00:00:00Z"));
        await Each(i => Live(before.Admin, after.Admin, i, members[i]));
        output.WriteLine($"{inTheOld.Count} members lived in the old process, {inTheNew.Count} in the new");
        inTheOld.ShouldNotBeEmpty();
        inTheNew.ShouldNotBeEmpty();
        await Each(i => Give(i % 2 == 0 ? before.Admin : after.Admin, i, members[i], members[(i + 1) % Members]));
        await Each(i => Same(before.Admin, after.Admin, members[i], 20));

        await before.Kill();
        await Each(async i =>
        {
            (await Buy(after.Admin, members[i], $"{i}-late", 7, "carla")).Json.ShouldSatisfyAllConditions(
                late => Points(late).ShouldBe((7, 27)),
                late => ((string?)late["cashier"]).ShouldBe("carla")
            );
            (await after.Admin.Get($"/v1/members/{members[i]}/visits")).Body.ShouldBe("2"); // one of three came back
            var statement = (await after.Admin.Get($"/v1/members/{members[i]}/statement")).Json["items"]!.AsArray();
            statement.Sum(line => (long)line!["points"]!).ShouldBe(27);
        });
        (await store.Count("outbox where topic = 'errand'")).ShouldBe(0);
        (await after.Run("verify")).ShouldBe(0);
    }

    [Fact]
    public void A_change_whose_place_is_not_found_or_found_twice_fails()
    {
        NextRelease.Changed("a.cs", "one two", "two", "three").ShouldBe("one three");
        foreach (var text in new[] { "one", "two two" })
        {
            Should
                .Throw<InvalidOperationException>(() => NextRelease.Changed("a.cs", text, "two", "three"))
                .Message.ShouldStartWith("a.cs has not once");
        }
    }

    /// <summary>Buys twice, once through each process, sends both again through the other, and brings one back.</summary>
    private async Task Live(HttpClient old, HttpClient next, int i, string member)
    {
        var (one, other) = i % 2 == 0 ? (old, next) : (next, old);
        var first = await Buy(one, member, $"{i}-a", 10);
        Points(first.Json).ShouldBe((10, 10));
        var second = await Buy(other, member, $"{i}-b", 20);
        Points(second.Json).ShouldBe((20, 30));
        foreach (var (client, receipt, amount, told) in new[] { (other, $"{i}-a", 10m, first), (one, $"{i}-b", 20m, second) })
        {
            var again = await client.Buy(member, receipt, At, amount);
            (again.Status, again.Again, again.Body).ShouldBe((200, true, told.Body));
            (await client.Buy(member, receipt, At, amount + 1)).Code.ShouldBe("operation_conflict");
        }

        // What a till says to the new process, an old member's grain does not hear.
        var third = await Buy(next, member, $"{i}-c", 5, "carla");
        Points(third.Json).ShouldBe((5, 35));
        var lives = (string?)third.Json["cashier"] is "carla" ? inTheNew : inTheOld;
        lives.Add(member);

        foreach (var (receipt, points, left) in new[] { ("a", 10, 25), ("c", 5, 20) })
        {
            var back = await (receipt == "a" ? other : one).Post(
                "/v1/returns",
                new
                {
                    store = "s1",
                    receipt = $"{i}-{receipt}",
                    returnReceipt = $"{i}-{receipt}-back",
                    at = At,
                }
            );
            back.Status.ShouldBe(201, back.Body);
            ((long)back.Json["reversed"]!["points"]!, (long)back.Json["balance"]!["active"]!).ShouldBe((points, left));
        }
        await Same(old, next, member, 20);
        (await old.Get($"/v1/purchases/s1/{i}-a")).Body.ShouldBe((await next.Get($"/v1/purchases/s1/{i}-a")).Body);
    }

    /// <summary>
    /// Points go from a grain to another by a message, whichever release either is of; the receiver's view is an argument.
    /// </summary>
    private static async Task Give(HttpClient client, int i, string from, string to)
    {
        var given = await client.Post(
            $"/v1/members/{from}/transfers",
            new
            {
                operationId = $"t{i}",
                to,
                points = 5,
            }
        );
        given.Status.ShouldBe(201, given.Body);
    }

    /// <summary>Both processes say the same of a member; the new one also what only it knows to say, of those who live in it.</summary>
    private async Task Same(HttpClient old, HttpClient next, string member, long active)
    {
        var (one, other) = (
            (await old.Get($"/v1/members/{member}")).Json.AsObject(),
            (await next.Get($"/v1/members/{member}")).Json.AsObject()
        );
        ((long)one["balance"]!["active"]!).ShouldBe(active);
        one.ContainsKey("visits").ShouldBeFalse();
        other.Remove("visits").ShouldBe(inTheNew.Contains(member));
        JsonNode.DeepEquals(one, other).ShouldBeTrue($"{one} {other}");
    }

    private static async Task<Reply> Buy(HttpClient client, string member, string receipt, decimal amount, string? cashier = null)
    {
        var purchase = new JsonObject
        {
            ["store"] = "s1",
            ["receipt"] = receipt,
            ["at"] = At,
            ["member"] = member,
            ["lines"] = new JsonArray(
                new JsonObject
                {
                    ["line"] = 1,
                    ["sku"] = "sku",
                    ["quantity"] = 1,
                    ["amount"] = amount,
                }
            ),
        };
        if (cashier is not null)
        {
            purchase["cashier"] = cashier;
        }

        var reply = await client.Post("/v1/purchases", purchase.ToJsonString());
        reply.Status.ShouldBe(201, reply.Body);
        return reply;
    }

    private static (long Earned, long Active) Points(JsonNode answer) =>
        ((long)answer["points"]!["earned"]!, (long)answer["balance"]!["active"]!);

    private static Task Each(Func<int, Task> step) =>
        Parallel.ForAsync(0, Members, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await step(i));
}
