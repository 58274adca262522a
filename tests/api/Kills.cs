using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Api;

/// <summary>The real process, killed at random instants under load (promise 12).</summary>
[Collection(nameof(Alone))]
public class Kills(ITestOutputHelper output)
{
    private const int Times = 10,
        Tills = 64,
        Members = 100;

    [Theory, MemberData(nameof(Stores.Both), MemberType = typeof(Stores))]
    public async Task Killed_ten_times_under_load_every_acknowledged_receipt_is_there_once_and_none_twice(StoreKind kind)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var store = await FreshStore.Make(kind);
        await using var service = new ServiceProcess(store);
        var client = service.Admin;
        var at = "2026-03-01T10:00:00Z";
        await service.Start();
        (await client.Post("/v1/clock", new { now = at })).Status.ShouldBe(200);
        var members = await Task.WhenAll(Enumerable.Range(0, Members).Select(i => client.Enrol($"e{i}")));

        var acknowledged = new ConcurrentDictionary<string, int>();
        var unanswered = new ConcurrentBag<(string Receipt, int Member)>();
        var number = 0;
        var slowest = TimeSpan.Zero;
        for (var kill = 1; kill <= Times; kill++)
        {
            using var stop = new CancellationTokenSource();
            var tills = Enumerable
                .Range(0, Tills)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (!stop.IsCancellationRequested)
                        {
                            var i = Interlocked.Increment(ref number);
                            try
                            {
                                var reply = await client.Buy(members[i % Members], $"r{i}", at, 1m);
                                if (reply.Status is 200 or 201)
                                {
                                    acknowledged[$"r{i}"] = i % Members;
                                }
                                else
                                {
                                    unanswered.Add(($"r{i}", i % Members));
                                }
                            }
                            catch (Exception fault) when (ServiceProcess.IsGone(fault))
                            {
                                unanswered.Add(($"r{i}", i % Members));
                            }
                        }
                    })
                )
                .ToArray();
            // load for a while: the instant of the kill is the test's subject, not a wait for something; on a slow machine until there is
            // enough to lose
            var loaded = acknowledged.Count;
            await Task.Delay(random.Next(100, 900));
            while (acknowledged.Count <= loaded + 1000 / Times)
            {
                await Task.Delay(10);
            }

            await service.Kill();
            await stop.CancelAsync();
            await Task.WhenAll(tills);

            var watch = Stopwatch.StartNew();
            await service.Start();
            slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
        }
        output.WriteLine(
            $"{acknowledged.Count} acknowledged, {unanswered.Count} without an answer, ready again in {slowest.TotalSeconds:0.0} s at the slowest"
        );
        acknowledged.Count.ShouldBeGreaterThan(1000);

        // Every acknowledged receipt stands there once; one without an answer stands there once or not at all.
        var written = new ConcurrentDictionary<int, int>();
        await Parallel.ForEachAsync(
            acknowledged
                .Select(pair => (pair.Key, pair.Value, Sure: true))
                .Concat(unanswered.Select(pair => (pair.Receipt, pair.Member, false))),
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (receipt, _) =>
            {
                var reply = await client.Get($"/v1/purchases/s1/{receipt.Item1}");
                if (receipt.Item3)
                {
                    reply.Status.ShouldBe(200, receipt.Item1);
                }

                if (reply.Status == 200)
                {
                    written.AddOrUpdate(receipt.Item2, 1, (_, before) => before + 1);
                }
            }
        );
        for (var i = 0; i < Members; i++)
        {
            var balance = (long)(await client.Balance(members[i]))["active"]!;
            balance.ShouldBe(written.GetValueOrDefault(i));
            (await store.CountEntries(members[i])).ShouldBe(1 + balance); // the enrolment and one entry a receipt
        }
        await service.Kill();
        (await service.Run("verify")).ShouldBe(0);
    }
}
