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

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_close_finds_cards_that_a_merge_filled_and_those_that_a_new_version_made_shorter(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, TillSteps.Now);
        object Cards(int size) =>
            new
            {
                rewards = new[] { new { code = "cup", cost = 20 } },
                stampCards = new[]
                {
                    new
                    {
                        code = "coffee",
                        by = "item",
                        size,
                        reward = "cup",
                    },
                },
            };
        await club.Programme(Cards(10));
        var (one, two, three) = (await club.Admin.Enrol("e1"), await club.Admin.Enrol("e2"), await club.Admin.Enrol("e3"));
        await club.Admin.Buy(one, "r1", (7, 7m));
        await club.Admin.Buy(two, "r2", (5, 5m));
        await club.Admin.Buy(three, "r3", (8, 8m));
        (await club.Admin.Post($"/v1/members/{one}/merge", new { operationId = "m1", from = two })).Status.ShouldBe(201);
        await club.Admin.Clock("2026-03-02T00:00:00Z");
        (await Vouchers(one), await Vouchers(three)).ShouldBe((1, 0));

        await club.Programme(Cards(8));
        var closed = await club.Admin.Post("/v1/close", new { });
        (closed.Number("members"), closed.Number("vouchersIssued")).ShouldBe((1, 1), closed.Body);
        (await Vouchers(one), await Vouchers(three)).ShouldBe((1, 1));
        (await club.Admin.Post("/v1/close", new { })).Number("members").ShouldBe(0);

        async Task<int> Vouchers(string id) => (await club.Admin.Member(id))["vouchers"]!.AsArray().Count;
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_close_finds_the_fall_of_a_tier_that_a_new_version_brings(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, TillSteps.Now);
        object Tiers(string to) =>
            new
            {
                tiers = new
                {
                    window = new { kind = "rolling", months = 1 },
                    downgrade = new { to },
                    levels = new object[] { new { code = "basic" }, new { code = "silver", from = 10 } },
                },
            };
        await club.Programme(Tiers("never"));
        var id = await club.Admin.Enrol();
        (await club.Admin.Buy(id, "r1", (1, 10m))).Text("tier.code").ShouldBe("silver");
        await club.Programme(Tiers("oneDown"));
        await club.Admin.Clock("2026-03-02T00:00:00Z");
        var before = await Entries();
        await club.Admin.Clock("2026-04-02T00:00:00Z");
        (await club.Admin.Member(id)).Text("tier.code").ShouldBe("basic");
        (await Entries()).ShouldBe(before + 1);

        Task<long> Entries() => club.Store.Count($"journal where stream = '{id}'");
    }
}
