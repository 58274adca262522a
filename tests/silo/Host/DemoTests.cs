using LoyaltyClub.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LoyaltyClub.Tests.Host;

public class DemoTests
{
    private const string Entries = "select count(*) from journal where operation is not null";

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_demo_fills_an_empty_store_once_also_if_it_is_stopped_half_way(StoreKind kind)
    {
        await using var whole = await FreshStore.Make(kind);
        await Demo(whole);
        await using var store = await FreshStore.Make(kind);
        await Demo(store, stopAfter: "demo-07");
        var half = (long)(await store.Sql(Entries))!;

        await Demo(store);
        var full = (long)(await store.Sql(Entries))!;
        await Demo(store);

        half.ShouldBeLessThan(full);
        full.ShouldBe((long)(await whole.Sql(Entries))!);
        ((long)(await store.Sql(Entries))!).ShouldBe(full, "a second start changes nothing");
        await using var club = await ClubApplication.Start(store);
        ((string)(await club.Admin.Get("/v1/programme")).Json["programme"]!["currency"]!).ShouldBe("EUR");
        var tiers = new HashSet<string>();
        for (var i = 1; i <= 40; i++)
        {
            tiers.Add((string)(await club.Admin.Get($"/v1/members?externalId=demo-{i:00}")).Json["tier"]!["code"]!);
        }

        tiers.ShouldBe(["basic", "silver", "gold"], ignoreOrder: true);
        full.ShouldBeInRange(40 + 200, 40 + 600);
    }

    [Fact]
    public async Task A_demo_never_touches_a_store_with_members_of_its_own()
    {
        await using var store = await FreshStore.Make(StoreKind.Sqlite);
        await using (var club = await ClubApplication.Start(store))
        {
            (
                await club.Admin.Post(
                    "/v1/members",
                    new
                    {
                        operationId = "x",
                        firstName = "Ana",
                        externalId = "demo-01",
                    }
                )
            ).Status.ShouldBe(201);
        }

        var before = await store.Count("journal");

        await Demo(store);

        (await store.Count("journal")).ShouldBe(before);
    }

    private static async Task Demo(FreshStore store, string? stopAfter = null)
    {
        await using var club = await ClubApplication.Start(store, false, "--Club:Demo=true");
        if (stopAfter is null)
        {
            await club.Services.GetServices<IHostedService>().OfType<Demo>().Single().ExecuteTask!;
        }
        else
        {
            while ((await club.Admin.Get($"/v1/members?externalId={stopAfter}")).Status != 200)
            {
                await Task.Delay(1);
            }
        }
    }
}
