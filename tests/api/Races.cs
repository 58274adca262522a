using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Api;

/// <summary>
/// What must hold whoever comes first (promise 11), with real tills over HTTP. A thousand rounds on PostgreSQL; fewer on
/// SQLite, whose store differs below the journal only.
/// </summary>
[Collection(nameof(Alone))]
public class Races(ITestOutputHelper output)
{
    private const string Now = TillSteps.Now;
    private const int Tills = 64;

    private static int Rounds(StoreKind kind) => kind == StoreKind.Postgres ? 1_000 : 400;

    private async Task ForEachRound(StoreKind kind, int sideBySide, Func<int, Task> round)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Rounds(kind)),
            new ParallelOptions { MaxDegreeOfParallelism = sideBySide },
            async (i, _) => await round(i)
        );
        output.WriteLine($"{kind}: {Rounds(kind)} rounds in {watch.Elapsed.TotalSeconds:0.0} s");
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Of_sixty_four_tills_that_redeem_what_only_one_can_afford_exactly_one_does(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await ForEachRound(
            kind,
            4,
            async round =>
            {
                var id = await club.Admin.EnrolWith($"e{round}", 100);
                var replies = await Task.WhenAll(
                    Enumerable
                        .Range(0, Tills)
                        .Select(till => club.Admin.Redeem(id, $"o{round}-{till}", 51 + till % 50, capture: till % 2 == 0))
                );

                var won = replies.Where(reply => reply.Status == 201).ShouldHaveSingleItem();
                replies.ShouldAllBe(reply => reply.Status == 201 || reply.Code == "insufficient_points");
                var (points, reserved) = (won.Number("points"), won.Text("status") == "reserved");
                (await club.Admin.Points(id)).ShouldBe($"{100 - points} 0 {(reserved ? points : 0)} 0");
            }
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Of_sixty_four_tills_that_want_the_last_three_units_exactly_three_get_one(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        // As many rewards as a programme may have, and then as many again.
        const int most = 500;
        object Programme(int first) =>
            new
            {
                rewards = Enumerable
                    .Range(first, most)
                    .Select(i => new
                    {
                        code = $"mug{i}",
                        cost = 1,
                        stock = 3,
                    }),
            };
        var members = await Task.WhenAll(Enumerable.Range(0, Tills).Select(i => club.Admin.EnrolWith($"e{i}", 1_000_000)));
        var got = 0;
        for (var first = 0; first < Rounds(kind); first += most)
        {
            await club.Programme(Programme(first));
            await Parallel.ForEachAsync(
                Enumerable.Range(first, Math.Min(most, Rounds(kind) - first)),
                new ParallelOptions { MaxDegreeOfParallelism = 4 },
                async (round, _) =>
                {
                    var replies = await Task.WhenAll(
                        members.Select(
                            (member, till) => club.Admin.RedeemReward(member, $"o{round}-{till}", $"mug{round}", capture: till % 2 == 0)
                        )
                    );
                    replies.Count(reply => reply.Status == 201).ShouldBe(3, $"round {round}");
                    replies.ShouldAllBe(reply => reply.Status == 201 || reply.Code == "out_of_stock");
                    Interlocked.Add(ref got, 3);
                }
            );
        }
        var spent = 0m;
        foreach (var member in members)
        {
            spent += 1_000_000 - (await club.Admin.Balance(member)).Number("active");
        }

        spent.ShouldBe(got);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_capture_at_the_moment_when_the_time_is_up_captures_or_comes_too_late_and_never_both(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        const int together = 50;
        var (captured, late) = (0, 0);
        for (var first = 0; first < Rounds(kind); first += together)
        {
            var now = DateTimeOffset.Parse(Now).AddMinutes(first);
            var members = await Task.WhenAll(Enumerable.Range(first, together).Select(i => club.Admin.EnrolWith($"e{i}", 100)));
            var reserved = await Task.WhenAll(members.Select((member, i) => club.Admin.Redeem(member, $"o{first + i}", 60, false, 30)));
            reserved.ShouldAllBe(reply => reply.Status == 201);

            var clock = Task.CompletedTask;
            var replies = await Task.WhenAll(
                reserved.Select(
                    async (reservation, i) =>
                    {
                        if (i == 0)
                        {
                            clock = club.Admin.Clock(now.AddMinutes(1).ToString("O"));
                        }

                        for (var wait = 0; wait < i % 10; wait++) // some are quicker than the clock and some are not
                        {
                            await club.Admin.Balance(members[i]);
                        }

                        return await club.Admin.Capture(reservation.Text("id"), $"c{first + i}");
                    }
                )
            );
            await clock;
            foreach (var (member, reply) in members.Zip(replies))
            {
                var points = await club.Admin.Points(member);
                (reply.Status, points).ShouldBeOneOf((201, "40 0 0 0"), (409, "100 0 0 0"));
                (await club.Admin.Statement(member)).ShouldBe(
                    reply.Status == 201 ? ["adjusted 100", "redeemed -60"] : ["adjusted 100", "redeemed -60", "released 60"]
                );
                _ = reply.Status == 201 ? captured++ : late++;
            }
        }
        output.WriteLine($"{kind}: {captured} captured, {late} too late");
        captured.ShouldBeGreaterThan(0);
        late.ShouldBeGreaterThan(0);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_capture_and_a_release_at_once_are_one_of_the_two(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await ForEachRound(
            kind,
            32,
            async round =>
            {
                var id = await club.Admin.EnrolWith($"e{round}", 100);
                var reserved = (await club.Admin.Redeem(id, $"o{round}", 60, capture: false)).Text("id");
                var (capture, release) = (club.Admin.Capture(reserved, $"c{round}"), club.Admin.Release(reserved, $"x{round}"));
                var replies = await Task.WhenAll(capture, release);
                replies.Select(reply => reply.Status).Order().ShouldBe([201, 409]);
                (await club.Admin.Points(id)).ShouldBe((await capture).Status == 201 ? "40 0 0 0" : "100 0 0 0");
            }
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_return_and_a_redemption_at_once_add_up_whichever_comes_first(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await club.Programme(new { negativeBalance = "allow" });
        var redeemed = 0;
        await ForEachRound(
            kind,
            32,
            async round =>
            {
                var id = await club.Admin.Enrol($"e{round}");
                await club.Admin.Buy(id, $"r{round}", (1, 100m));
                Task<Reply> Return() => club.Admin.Return($"r{round}", $"b{round}");
                Task<Reply> Redeem() => club.Admin.Redeem(id, $"o{round}", 60);
                var (one, other) = round % 2 == 0 ? (Return(), Redeem()) : (Redeem(), Return());
                var (back, taken) = round % 2 == 0 ? (await one, await other) : (await other, await one);

                back.Status.ShouldBe(201, back.Body);
                (await club.Admin.Points(id)).ShouldBe(taken.Status == 201 ? "0 0 0 60" : "0 0 0 0");
                (taken.Code ?? "").ShouldBeOneOf("", "insufficient_points");
                (await club.Admin.Statement(id)).Length.ShouldBe(taken.Status == 201 ? 3 : 2);
                if (taken.Status == 201)
                {
                    Interlocked.Increment(ref redeemed);
                }
            }
        );
        output.WriteLine($"{kind}: {redeemed} redeemed before the return");
        redeemed.ShouldBeInRange(1, Rounds(kind) - 1);
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task A_purchase_and_its_returns_at_once_from_several_tills_are_applied_once_each(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        await ForEachRound(
            kind,
            16,
            async round =>
            {
                var id = await club.Admin.Enrol($"e{round}");
                var sends = new Func<Task<Reply>>[]
                {
                    () => club.Admin.Return($"r{round}", $"b{round}", (1, 1)),
                    () => club.Admin.Buy(id, $"r{round}", (3, 30m)),
                    () => club.Admin.Return($"r{round}", $"c{round}", (1, 1)),
                };
                var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => sends[(i + round) % 3]()));
                replies.ShouldAllBe(reply => reply.Status == 200 || reply.Status == 201 || reply.Status == 202);
                (await club.Admin.Points(id)).ShouldBe("10 0 0 0", $"round {round}");
                (await club.Admin.Statement(id)).ShouldBe(["earned 30", "reversed -10", "reversed -10"]);
            }
        );
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Two_who_are_merged_into_each_other_at_once_lose_nothing_and_work_goes_on(StoreKind kind)
    {
        await using var club = await ClubApplication.Start(kind, Now);
        var (stories, seen) = (new ConcurrentDictionary<string, int>(), new ConcurrentDictionary<int, string>());
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Rounds(kind) / 5),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (round, _) =>
            {
                var (ana, bea) = (await club.Admin.EnrolWith($"a{round}", 100), await club.Admin.EnrolWith($"b{round}", 10));
                var replies = await Task.WhenAll(
                    club.Admin.Merge(ana, bea, $"m{round}"),
                    club.Admin.Merge(bea, ana, $"n{round}"),
                    club.Admin.Buy(ana, $"r{round}", (1, 5m)),
                    club.Admin.Transfer(ana, bea, $"t{round}", 1)
                );
                stories.AddOrUpdate(string.Join(' ', replies.Select(reply => reply.Code ?? $"{reply.Status}")), 1, (_, count) => count + 1);
                replies.ShouldAllBe(reply => reply.Status < 500);
                var bought = replies[2].Status == 201 ? 5 : 0;
                await TillSteps.Eventually(
                    async () =>
                    {
                        var (one, other) = (await club.Admin.Get($"/v1/members/{ana}"), await club.Admin.Get($"/v1/members/{bea}"));
                        var same = one.Status == 200 && one.Text("id") == other.Text("id");
                        seen[round] =
                            $"{string.Join(' ', replies.Select(reply => reply.Code ?? $"{reply.Status}"))}: {one.Body} {other.Body}";
                        return one.Status == 200
                            && other.Status == 200
                            && one.Number("balance.active") + (same ? 0 : other.Number("balance.active")) == 110 + bought;
                    },
                    () => seen[round]
                );
            }
        );
        foreach (var (story, count) in stories)
        {
            output.WriteLine($"{count} times: {story}");
        }

        await TillSteps.Eventually(async () => await club.Store.Count("outbox where topic = 'errand'") == 0);
    }
}
