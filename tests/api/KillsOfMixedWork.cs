using System.Collections.Concurrent;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Api;

/// <summary>The real process, killed at random instants while members buy, bring back, redeem, set aside and give (promise 12).</summary>
[Collection(nameof(Alone))]
public class KillsOfMixedWork(ITestOutputHelper output)
{
    private const int Times = 6,
        Tills = 48,
        Members = 60;
    private const string Now = TillSteps.Now;

    /// <summary>A request, sent again and again until it is answered, and what it was answered then.</summary>
    private sealed class Work(string kind, int member, int other, Func<HttpClient, Task<Reply>> send)
    {
        public string Kind => kind;
        public int Member => member;
        public int Other => other;
        public Reply? Answer { get; private set; }
        public bool Acknowledged { get; private set; }

        public async Task Send(HttpClient client)
        {
            try
            {
                var reply = await send(client);
                if (reply.Status < 500)
                {
                    (Answer, Acknowledged) = (reply, true);
                }
            }
            catch (Exception fault) when (ServiceProcess.IsGone(fault))
            {
                // Killed before it was answered: it has been done, or has not.
            }
        }

        public async Task SendAgain(HttpClient client)
        {
            var again = await send(client);
            if (!Acknowledged)
            {
                Answer = again;
            }
            else if (Answer!.Status < 300 && Kind is not "return")
            {
                again.Body.ShouldBe(Answer.Body);
            }
            else if (Answer.Status < 300)
            {
                again.Status.ShouldBe(200);
            }
        }
    }

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Killed_under_mixed_work_nothing_that_was_acknowledged_is_lost_and_nothing_is_done_twice(StoreKind kind)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var store = await FreshStore.Make(kind);
        await using var service = new ServiceProcess(store);
        var client = service.Admin;
        await service.Start();
        await client.Clock(Now);
        (
            await client.Put(
                "/v1/programme",
                new
                {
                    programme = new
                    {
                        negativeBalance = "allow",
                        rewards = new[]
                        {
                            new
                            {
                                code = "mug",
                                cost = 3,
                                stock = 200,
                            },
                        },
                    },
                }
            )
        ).Status.ShouldBe(200);
        var members = await Task.WhenAll(Enumerable.Range(0, Members).Select(i => client.EnrolWith($"e{i}", 1_000)));

        var done = new ConcurrentBag<Work>();
        var (number, answered) = (0, 0);
        for (var kill = 1; kill <= Times; kill++)
        {
            using var stop = new CancellationTokenSource();
            var (until, enough) = (answered + random.Next(20, 400), new TaskCompletionSource());
            var seeds = Enumerable.Range(0, Tills).Select(_ => random.Next()).ToArray();
            var tills = seeds
                .Select(own =>
                    Task.Run(async () =>
                    {
                        var chance = new Random(own);
                        while (!stop.IsCancellationRequested)
                        {
                            foreach (var work in Next(members, chance, Interlocked.Increment(ref number)))
                            {
                                done.Add(work);
                                await work.Send(client);
                                if (work.Acknowledged && Interlocked.Increment(ref answered) >= until)
                                {
                                    enough.TrySetResult();
                                }
                            }
                        }
                    })
                )
                .ToArray();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await service.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(tills);
            await service.Start();
        }
        output.WriteLine(
            $"{done.Count(work => work.Acknowledged)} acknowledged, {done.Count(work => !work.Acknowledged)} without an answer"
        );
        output.WriteLine(
            string.Join(
                ", ",
                done.GroupBy(work => $"{work.Kind} {work.Answer?.Code ?? $"{work.Answer?.Status}"}")
                    .OrderBy(group => group.Key)
                    .Select(group => $"{group.Count()} {group.Key}")
            )
        );
        done.Count(work => work.Acknowledged).ShouldBeGreaterThan(500);

        // Tills send again what was not answered, and some of what was: everything is known afterwards. Purchases first, or their returns
        // would wait.
        foreach (var part in new[] { done.Where(work => work.Kind == "purchase"), done.Where(work => work.Kind != "purchase") })
        {
            await Parallel.ForEachAsync(
                part,
                new ParallelOptions { MaxDegreeOfParallelism = 16 },
                async (work, _) => await work.SendAgain(client)
            );
        }

        await TillSteps.Eventually(async () => await store.Count("outbox where topic = 'errand'") == 0);

        var expected = new decimal[Members];
        Array.Fill(expected, 1_000);
        var mugs = 0;
        foreach (var work in done)
        {
            work.Answer!.Status.ShouldBeLessThan(500, work.Answer.Body);
            if (work.Answer.Status >= 300)
            {
                continue;
            }

            switch (work.Kind)
            {
                case "purchase":
                    expected[work.Member] += work.Answer.Number("points.earned");
                    break;
                case "return":
                    expected[work.Member] -= 4;
                    break; // each is of one of the two pieces of a receipt of 8.00
                case "redemption":
                    expected[work.Member] -= work.Answer.Number("points");
                    break;
                case "mug":
                    expected[work.Member] -= 3;
                    mugs++;
                    break;
                case "transfer":
                    (expected[work.Member], expected[work.Other]) = (expected[work.Member] - 2, expected[work.Other] + 2);
                    break;
            }
        }
        for (var i = 0; i < Members; i++)
        {
            var balance = await client.Balance(members[i]);
            (balance.Number("active") + balance.Number("reserved") - balance.Number("debt")).ShouldBe(expected[i], $"member {i}");
            balance
                .Number("reserved")
                .ShouldBe(done.Count(work => work.Member == i && work.Kind == "reservation" && work.Answer!.Status < 300));
            await client.Statement(members[i]);
        }
        (200 - (await client.Get("/v1/rewards")).Number("items.0.left")).ShouldBeGreaterThanOrEqualTo(mugs);
        await service.Kill();
        (await service.Run("verify")).ShouldBe(0);
    }

    private static IEnumerable<Work> Next(string[] members, Random chance, int i)
    {
        var (member, other) = (i % members.Length, chance.Next(members.Length));
        if (other == member)
        {
            other = (member + 1) % members.Length;
        }

        var id = members[member];
        switch (chance.Next(6))
        {
            case 0:
                yield return new("purchase", member, 0, client => client.Buy(id, $"r{i}", (2, 8m)));
                yield return new("return", member, 0, client => client.Return($"r{i}", $"b{i}", (1, 1)));
                break;
            case 1:
                yield return new("return", member, 0, client => client.Return($"r{i}", $"b{i}", (1, 1)));
                yield return new("purchase", member, 0, client => client.Buy(id, $"r{i}", (2, 8m)));
                break;
            case 2:
                yield return new("redemption", member, 0, client => client.Redeem(id, $"o{i}", 5));
                break;
            case 3:
                yield return new("mug", member, 0, client => client.RedeemReward(id, $"o{i}", "mug"));
                break;
            case 4:
                yield return new("transfer", member, other, client => client.Transfer(id, members[other], $"o{i}", 2));
                break;
            default:
                yield return new("reservation", member, 0, client => client.Redeem(id, $"o{i}", 1, capture: false, 604_800));
                break;
        }
    }
}
