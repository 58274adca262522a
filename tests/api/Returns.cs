using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Api;

public class Returns(ITestOutputHelper output)
{
    private const string Now = TillSteps.Now;

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_comes_back_in_parts_takes_back_what_the_rest_no_longer_earns(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();
        await club.Admin.Buy(id, "r1", (2, 20m), (1, 5.50m));

        var half = await club.Admin.Return("r1", "b1", (1, 1));
        half.Status.ShouldBe(201, half.Body);
        half.Json["reversed"]!
            .ToJsonString()
            .ShouldBe("""{"points":10,"fromPending":0,"fromActive":10,"debt":0,"forgiven":0,"forgotten":0}""");
        half.Text("purchase").ShouldBe("s1/r1");
        half.Text("member").ShouldBe(id);
        half.Number("balance.active").ShouldBe(15);
        (await club.Admin.Return("r1", "b2", (1, 0.5m), (2, 1))).Number("reversed.points").ShouldBe(10); // 5.00 is left, which earns 5
        (await club.Admin.Get("/v1/purchases/s1/r1")).Json["returned"]!
            .ToJsonString()
            .ShouldBe("""[{"line":1,"quantity":1.5},{"line":2,"quantity":1}]""");
        (await club.Admin.Return("r1", "b3")).Number("reversed.points").ShouldBe(5);

        (await club.Admin.Points(id)).ShouldBe("0 0 0 0");
        (await club.Admin.Member(id))["lifetime"]!.ToJsonString().ShouldBe("""{"earned":25,"redeemed":0,"expired":0,"reversed":25}""");
        (await club.Admin.Statement(id)).ShouldBe(["earned 25", "reversed -10", "reversed -10", "reversed -5"]);
        // Everything of nothing that is left changes nothing and is no error.
        (await club.Admin.Return("r1", "b4"))
            .Number("reversed.points")
            .ShouldBe(0);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task The_same_return_twice_is_one_and_another_under_its_receipt_is_a_conflict(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();
        await club.Admin.Buy(id, "r1", (2, 20m), (1, 5m));
        await club.Admin.Buy(id, "r2", (2, 20m));
        var first = await club.Admin.Return("r1", "b1", (1, 1));

        var again = await club.Admin.Return("r1", "b1", (1, 1.000m));
        (again.Status, again.Again, again.Body).ShouldBe((200, true, first.Body));
        (await club.Admin.Return("r1", "b1", (1, 2))).Code.ShouldBe("operation_conflict");
        (await club.Admin.Return("r1", "b1")).Code.ShouldBe("operation_conflict");
        (await club.Admin.Points(id)).ShouldBe("35 0 0 0");
        // Years later it is still the same.
        await club.Admin.Clock("2029-01-01T00:00:00Z");
        (await club.Admin.Return("r1", "b1", (1, 1))).Body.ShouldBe(first.Body);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task More_than_is_left_or_a_line_that_is_not_there_is_refused_with_its_numbers(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();
        await club.Admin.Buy(id, "r1", (2, 20m), (1, 5m));
        await club.Admin.Return("r1", "b1", (1, 1.5m));

        var more = await club.Admin.Return("r1", "b2", (1, 0.501m));
        (more.Status, more.Code, more.Number("left"), more.Number("line")).ShouldBe((422, "return_exceeds_purchase", 0.5m, 1));
        var none = await club.Admin.Return("r1", "b2", (3, 1));
        (none.Status, none.Code, none.Number("line")).ShouldBe((422, "unknown_line", 3));
        (await club.Admin.Return("r1", "b2", (1, 0))).Code.ShouldBe("invalid_field");
        (await club.Admin.Return("r1", "b2", (1, 0.0001m))).Code.ShouldBe("invalid_field");
        (await club.Admin.Return("r1", "b2", (1, 0.1m), (1, 0.1m))).Code.ShouldBe("duplicate_line");
        (
            await club.Admin.Post(
                "/v1/returns",
                new
                {
                    store = "s1",
                    receipt = "r1",
                    returnReceipt = "b2",
                    at = "2026-03-01T10:10:01Z",
                }
            )
        ).Code.ShouldBe("at_out_of_range");
        (
            await club.Admin.Post(
                "/v1/returns",
                new
                {
                    store = "s1",
                    receipt = "r1",
                    at = Now,
                }
            )
        ).Code.ShouldBe("missing_field");
        // What was refused has not used the return's receipt up.
        (await club.Admin.Return("r1", "b2", (1, 0.5m))).Status.ShouldBe(201);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_threshold_that_is_no_longer_met_is_taken_back_under_the_version_that_decided(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        object Earning(int points) =>
            new
            {
                earning = new
                {
                    points,
                    rules = new[]
                    {
                        new
                        {
                            code = "big",
                            when = new { minimumSpend = 50 },
                            add = 100,
                        },
                    },
                },
            };
        await club.Programme(Earning(1));
        var id = await club.Admin.Enrol();
        (await club.Admin.Buy(id, "r1", (3, 60m))).Number("points.earned").ShouldBe(160);
        await club.Programme(Earning(7));

        (await club.Admin.Return("r1", "b1", (1, 1))).Number("reversed.points").ShouldBe(120);
        (await club.Admin.Points(id)).ShouldBe("40 0 0 0");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task What_was_spent_already_is_owed_where_the_programme_allows_it_and_the_next_earning_pays_first(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(new { negativeBalance = "allow" });
        var id = await club.Admin.Enrol();
        await club.Admin.Buy(id, "r1", (1, 100m));
        await club.Admin.Redeem(id, "o1", 70);

        (await club.Admin.Return("r1", "b1")).Json["reversed"]!
            .ToJsonString()
            .ShouldBe("""{"points":100,"fromPending":0,"fromActive":30,"debt":70,"forgiven":0,"forgotten":0}""");
        (await club.Admin.Points(id)).ShouldBe("0 0 0 70");
        (await club.Admin.Buy(id, "r2", (1, 50m))).Number("points.debtPaid").ShouldBe(50);
        (await club.Admin.Buy(id, "r3", (1, 50m))).Number("points.debtPaid").ShouldBe(20);
        (await club.Admin.Points(id)).ShouldBe("30 0 0 0");
        await club.Admin.Statement(id);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_return_that_comes_before_its_purchase_waits_and_is_applied_once(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();

        var early = await club.Admin.Return("r1", "b1", (1, 1));
        (early.Status, early.Text("status"), early.Again).ShouldBe((202, "waiting", false));
        var again = await club.Admin.Return("r1", "b1", (1, 1));
        (again.Status, again.Text("status"), again.Again).ShouldBe((200, "waiting", true));
        (await club.Admin.Return("r1", "b1")).Code.ShouldBe("operation_conflict");
        (await club.Admin.Return("r1", "b2", (2, 1))).Status.ShouldBe(202);
        (await club.Admin.Get("/v1/purchases/s1/r1")).Code.ShouldBe("unknown_purchase");

        var bought = await club.Admin.Buy(id, "r1", (2, 20m), (1, 5m));
        (bought.Status, bought.Number("points.earned")).ShouldBe((201, 25));
        (await club.Admin.Points(id)).ShouldBe("10 0 0 0");
        for (var i = 0; i < 3; i++)
        {
            var same = await club.Admin.Buy(id, "r1", (2, 20m), (1, 5m));
            (same.Status, same.Again, same.Body).ShouldBe((200, true, bought.Body));
            var applied = await club.Admin.Return("r1", "b1", (1, 1));
            (applied.Status, applied.Again, applied.Text("status"), applied.Number("reversed.points")).ShouldBe((200, true, "applied", 10));
        }
        (await club.Admin.Return("r1", "b1")).Code.ShouldBe("operation_conflict");
        (await club.Admin.Buy(id, "r1", (2, 21m), (1, 5m))).Code.ShouldBe("operation_conflict");
        (await club.Admin.Buy(await club.Admin.Enrol("other"), "r1", (2, 20m), (1, 5m))).Code.ShouldBe("operation_conflict");
        (await club.Admin.Return("r1", "b3", (1, 1.5m))).Code.ShouldBe("return_exceeds_purchase");
        (await club.Admin.Return("r1", "b3", (1, 1))).Status.ShouldBe(201);
        (await club.Admin.Points(id)).ShouldBe("0 0 0 0");
        (await club.Admin.Statement(id)).ShouldBe(["earned 25", "reversed -10", "reversed -5", "reversed -10"]);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Purchase_and_returns_in_every_order_and_each_sent_again_anywhere_end_the_same(StoreKind kind)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var club = await ClubApplication.Start(kind, Now);
        for (var life = 0; life < 60; life++)
        {
            var (id, r) = (await club.Admin.Enrol($"e{life}"), $"r{life}");
            var steps = new (string Name, Func<Task<Reply>> Send)[]
            {
                ("purchase", () => club.Admin.Buy(id, r, (3, 30m), (1, 5m))),
                ("first", () => club.Admin.Return(r, r + "b1", (1, 1))),
                ("second", () => club.Admin.Return(r, r + "b2", (1, 1), (2, 1))),
            };
            var order = Enumerable.Range(0, 3).Concat(Enumerable.Range(0, 3)).ToArray();
            random.Shuffle(order);
            foreach (var step in order)
            {
                (await steps[step].Send()).Status.ShouldBeOneOf(200, 201, 202);
            }

            var story = string.Join(' ', order.Select(step => steps[step].Name));
            (await club.Admin.Points(id)).ShouldBe("10 0 0 0", story);
            (await club.Admin.Statement(id)).Order().ShouldBe(["earned 35", "reversed -10", "reversed -15"]);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task An_early_return_that_does_not_fit_its_receipt_is_passed_over_and_the_others_are_applied(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var id = await club.Admin.Enrol();
        await club.Admin.Return("r1", "b1", (9, 1));
        await club.Admin.Return("r1", "b2", (1, 5));
        await club.Admin.Return("r1", "b3", (1, 1));

        (await club.Admin.Buy(id, "r1", (2, 20m))).Status.ShouldBe(201);
        (await club.Admin.Points(id)).ShouldBe("10 0 0 0");
        (await club.Admin.Return("r1", "b1", (9, 1))).Code.ShouldBe("unknown_line");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_file_with_purchases_and_their_returns_gives_the_same_in_order_and_in_reverse(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var members = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => club.Admin.Enrol($"e{i}")));
        // Every third receipt comes back.
        string[] File(string name) =>
            [
                .. members.SelectMany(
                    (member, i) =>
                        Enumerable
                            .Range(0, 6)
                            .SelectMany(j =>
                                new[]
                                {
                                    Batches.Line(member, $"{name}{i}-{j}", amount: "10"),
                                    j % 3 == 0 ? TillSteps.ReturnLine($"{name}{i}-{j}", $"b{name}{i}-{j}") : "",
                                }
                            )
                ),
            ];

        var inOrder = await Batches.Send(club.Admin, string.Join('\n', File("a")));
        inOrder.ShouldAllBe(result => (int)result["status"]! == 201);
        foreach (var member in members)
        {
            (await club.Admin.Points(member)).ShouldBe("40 0 0 0");
        }

        var reversed = await Batches.Send(club.Admin, string.Join('\n', File("b").Reverse()));
        reversed.ShouldAllBe(result => (int)result["status"]! == 201 || (int)result["status"]! == 202);
        foreach (var member in members)
        {
            (await club.Admin.Points(member)).ShouldBe("80 0 0 0");
        }
        // The whole again, either way: nothing is new.
        (await Batches.Send(club.Admin, string.Join('\n', File("a").Reverse().Concat(File("b"))))).ShouldAllBe(result =>
            (int)result["status"]! == 200
        );
        foreach (var member in members)
        {
            (await club.Admin.Points(member)).ShouldBe("80 0 0 0");
            (await club.Admin.Statement(member)).Length.ShouldBe(16);
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task In_a_file_a_return_has_its_place_among_its_members_purchases(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(
            new
            {
                earning = new
                {
                    rules = new[]
                    {
                        new
                        {
                            code = "first",
                            when = new { firstPurchase = true },
                            add = 1000,
                        },
                    },
                },
            }
        );
        var members = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => club.Admin.Enrol($"e{i}")));
        // The first purchase comes back whole, so the next one is the first.
        var lines = members.SelectMany(
            (member, i) => new[] { Batches.Line(member, $"r{i}"), TillSteps.ReturnLine($"r{i}", $"b{i}"), Batches.Line(member, $"s{i}") }
        );

        var results = await Batches.Send(club.Admin, string.Join('\n', lines));
        results.ShouldAllBe(result => (int)result["status"]! == 201);
        results.Where((_, index) => index % 3 == 2).ShouldAllBe(result => result.Number("body.points.earned") == 1005);
    }

    [Fact]
    public async Task In_a_file_a_return_has_no_field_of_a_purchase_and_a_purchase_none_of_a_return()
    {
        await using var club = await ClubApplication.Start(StoreKind.Sqlite, Now);
        var id = await club.Admin.Enrol();
        string[] lines =
        [
            TillSteps.ReturnLine("r1", "b1").Replace("\"at\"", "\"member\":\"x\",\"at\""),
            """{"kind":"return","store":"s1","receipt":"r1","returnReceipt":"b1","at":"2026-03-01T10:00:00Z","lines":[{"line":1,"quantity":1,"amount":5}]}""",
            Batches.Line(id, "r1").Replace("\"at\"", "\"returnReceipt\":\"b1\",\"at\""),
            Batches.Line(id, "r1").Replace("\"at\"", "\"kind\":\"gift\",\"at\""),
            Batches.Line(id, "r1").Replace("\"at\"", "\"kind\":\"purchase\",\"at\""),
        ];
        (await Batches.Send(club.Admin, string.Join('\n', lines)))
            .Select(result => result.Text("body.code") ?? $"{result["status"]}")
            .ShouldBe(["unknown_field", "unknown_field", "invalid_field", "invalid_field", "201"]);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_return_of_pending_points_takes_them_where_they_are(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(new { earning = new { pendingDays = 10 } });
        var id = await club.Admin.EnrolWith("e", 50);
        await club.Admin.Buy(id, "r1", (2, 20m));

        (await club.Admin.Return("r1", "b1", (1, 1))).Json["reversed"]!
            .ToJsonString()
            .ShouldBe("""{"points":10,"fromPending":10,"fromActive":0,"debt":0,"forgiven":0,"forgotten":0}""");
        (await club.Admin.Points(id)).ShouldBe("50 10 0 0");
        await club.Admin.Clock("2026-03-11T00:00:00Z");
        (await club.Admin.Points(id)).ShouldBe("60 0 0 0");
        (await club.Admin.Statement(id)).ShouldBe(["adjusted 50", "earned 20", "reversed -10", "activated 0"]);
    }
}
