namespace LoyaltyClub.Tests.Api;

public class ClockAndClose
{
    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_first_setting_may_be_any_instant_and_later_ones_only_forward(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, null, "--Club:Sandbox=true");
        ((bool)(await club.Admin.Get("/v1/clock")).Json["standing"]!).ShouldBeFalse();

        (await club.Admin.Post("/v1/clock", new { now = "2017-01-01T00:00:00Z" }))
            .Json.ToJsonString()
            .ShouldBe("""{"now":"2017-01-01T00:00:00Z","standing":true}""");
        (await club.Admin.Post("/v1/clock", new { now = "2016-12-31T23:59:59Z" })).Code.ShouldBe("clock_backwards");
        (await club.Admin.Post("/v1/clock", new { now = "2017-01-01T00:00:00Z" })).Status.ShouldBe(200);
        (await club.Admin.Post("/v1/clock", new { now = "2017-06-01T00:00:00+02:00" })).Json["now"]!
            .GetValue<string>()
            .ShouldBe("2017-05-31T22:00:00Z");
        (await club.Admin.Post("/v1/clock", new { })).Code.ShouldBe("missing_field");
    }

    [Fact]
    public async Task Without_a_sandbox_there_is_no_clock_to_set()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite);
        (await club.Admin.Get("/v1/clock")).Code.ShouldBe("not_a_sandbox");
        (await club.Admin.Post("/v1/clock", new { now = "2017-01-01T00:00:00Z" })).Code.ShouldBe("not_a_sandbox");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_clock_stands_still_over_a_restart(StoreKind kind)
    {
        await using var store = await FreshStore.Make(kind);
        await using (var club = await ClubApplication.Start(store, false, "--Club:Sandbox=true"))
        {
            await club.Admin.Post("/v1/clock", new { now = "2017-01-01T00:00:00Z" });
        }

        await using var again = await ClubApplication.Start(store, false, "--Club:Sandbox=true");
        (await again.Admin.Get("/v1/clock")).Json["now"]!.GetValue<string>().ShouldBe("2017-01-01T00:00:00Z");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Passing_midnight_closes_the_night_and_closing_again_finds_nothing(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, "2026-01-10T10:00:00Z");
        await club.Admin.Put(
            "/v1/programme",
            new { programme = new { expiry = new { kind = "afterActivation", months = 1 }, earning = new { pendingDays = 1 } } }
        );
        var members = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => club.Admin.Enrol($"e{i}")));
        foreach (var (member, i) in members.Select((member, i) => (member, i)))
        {
            await club.Admin.Buy(member, $"r{i}", "2026-01-10T10:00:00Z", 10m);
        }

        // Due on the 11th: 30 activations. The clock's step runs the close itself, so nothing is left for ours.
        await club.Admin.Post("/v1/clock", new { now = "2026-01-11T00:00:00Z" });
        (await club.Admin.Post("/v1/close", new { }))
            .Json.ToJsonString()
            .ShouldBe(
                """{"through":"2026-01-11T00:00:00Z","members":0,"activated":0,"expired":0,"released":0,"vouchersIssued":0,"tiersFell":0}"""
            );
        (await club.Store.Count("journal where stream not in ('keys', 'clock', 'programme', 'cards', 'audit')")).ShouldBe(90);

        await club.Admin.Post("/v1/clock", new { now = "2026-02-12T00:00:00Z" });
        (await club.Store.Count("journal where stream not in ('keys', 'clock', 'programme', 'cards', 'audit')")).ShouldBe(120);
        (await club.Store.Count("due where day is not null")).ShouldBe(0);
        (await club.Admin.Post("/v1/close", new { through = "2026-02-13T00:00:00Z" })).Code.ShouldBe("close_in_the_future");
        foreach (var member in members)
        {
            (await club.Admin.Balance(member)).ToJsonString().ShouldBe("""{"active":0,"pending":0,"reserved":0,"debt":0}""");
        }
    }

    [Fact]
    public async Task Two_processes_on_one_store_see_each_others_programme_keys_and_members()
    {
        await using var store = await FreshStore.Make(StoreKind.Postgres);
        await using var one = await ClubApplication.Start(store, false, "--Club:Sandbox=true");
        await using var two = await ClubApplication.Start(store, false, "--Club:Sandbox=true");
        await one.Admin.Post("/v1/clock", new { now = "2026-03-01T10:00:00Z" });
        await one.Admin.Put("/v1/programme", new { programme = new { earning = new { points = 3 } } });
        var till = await one.ClientFor("till", "s1");
        var member = await one.Admin.Enrol();

        // What the first has changed, the second knows before the first has an answer.
        (await two.Admin.Get("/v1/programme")).Json["version"]!.GetValue<int>().ShouldBe(1);
        var there = two.ClientWith(till.DefaultRequestHeaders.Authorization!.Parameter);
        (await there.Get("/v1/programme")).Status.ShouldBe(200);
        (await two.Admin.Get("/v1/clock")).Json["now"]!.GetValue<string>().ShouldBe("2026-03-01T10:00:00Z");

        // The member lives at one of them, whichever is asked.
        for (var i = 0; i < 20; i++)
        {
            (await (i % 2 == 0 ? one : two).Admin.Buy(member, $"r{i}", "2026-03-01T10:00:00Z", 10m)).Json["balance"]!["active"]!
                .GetValue<long>()
                .ShouldBe(30 * (i + 1));
        }

        (
            await Task.WhenAll(
                Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? one : two).Admin.Buy(member, $"p{i}", "2026-03-01T10:00:00Z", 10m))
            )
        ).ShouldAllBe(reply => reply.Status == 201);
        (await one.Admin.Buy(member, "last", "2026-03-01T10:00:00Z", 10m)).Json["balance"]!["active"]!.GetValue<long>().ShouldBe(121 * 30);
    }
}
