using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Api;

/// <summary>
/// A cluster of three processes on one database, under load from 64 tills, while its processes end in every way there is.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ThreeSilos(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Tills = 64,
        Members = 96;
    private const string At = "2026-03-01T10:00:00Z";

    private readonly ServiceProcess[] silos = new ServiceProcess[3];
    private readonly ConcurrentDictionary<string, int> acknowledged = new(),
        unanswered = new();
    private readonly ConcurrentBag<string> wrong = [];
    private readonly bool[] open = new bool[3];
    private readonly string[] members = new string[Members];
    private FreshStore store = null!;
    private int number;

    public async Task InitializeAsync()
    {
        store = await FreshStore.Make(StoreKind.Postgres);
        for (var i = 0; i < silos.Length; i++)
        {
            silos[i] = new(store);
        }

        await Task.WhenAll(silos.Select(silo => silo.Start())); // at once, on a database without a table
        Array.Fill(open, true);
        (await silos[0].Admin.Post("/v1/clock", new { now = At })).Status.ShouldBe(200);
        await Task.WhenAll(
            Enumerable.Range(0, Members).Select(async i => members[i] = await silos[i % 3].Admin.Enrol($"e{i}", "2026-01-01T00:00:00Z"))
        );
    }

    public async Task DisposeAsync()
    {
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }

        await store.DisposeAsync();
    }

    [Fact]
    public async Task One_killed_one_stopped_one_hung_one_upgraded_and_every_acknowledged_receipt_is_there_once()
    {
        using var stop = new CancellationTokenSource();
        var tills = Enumerable.Range(0, Tills).Select(till => Task.Run(() => Sell(till, stop.Token))).ToArray();
        await Receipts(500);

        await Without(0, silo => silo.Kill());
        await Without(1, silo => silo.Stop()); // an upgrade: stopped, and another started in its place
        await Without(
            2,
            async silo =>
            {
                silo.Pause();
                await VotedOut();
                silo.GoOn();
                await silo.Ended(); // who was voted out does not go on as if nothing were
            }
        );

        await stop.CancelAsync();
        await Task.WhenAll(tills);
        wrong.ShouldBeEmpty();
        output.WriteLine($"{acknowledged.Count} acknowledged, {unanswered.Count} without an answer");

        // By the one that knows least of it: every acknowledged receipt once, one without an answer once or not at all.
        var counted = await Counted(silos[2].Admin);
        for (var i = 0; i < Members; i++)
        {
            var balances = await Task.WhenAll(silos.Select(silo => silo.Admin.Balance(members[i])));
            balances.Select(balance => (long)balance["active"]!).ShouldBe([counted[i], counted[i], counted[i]]);
            (await store.CountEntries(members[i])).ShouldBe(1 + counted[i]);
        }
        foreach (var silo in silos)
        {
            await silo.Stop();
        }

        (await silos[0].Run("verify")).ShouldBe(0);
    }

    /// <summary>Sells at whichever process is open, until told to stop. An answer is one of the rules', or patience.</summary>
    private async Task Sell(int till, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var i = Interlocked.Increment(ref number);
            var at = Enumerable.Range(0, 3).Select(next => (till + i + next) % 3).First(next => open[next]);
            try
            {
                var reply = await silos[at].Admin.Buy(members[i % Members], $"r{i}", At, 1m);
                if (reply.Status is 200 or 201)
                {
                    acknowledged[$"r{i}"] = i % Members;
                }
                else if (reply.Status == 503)
                {
                    unanswered[$"r{i}"] = i % Members;
                }
                else
                {
                    wrong.Add($"{reply.Status} {reply.Body}");
                }
            }
            catch (Exception fault) when (ServiceProcess.IsGone(fault))
            {
                unanswered[$"r{i}"] = i % Members;
            }
        }
    }

    /// <summary>Ends a process while the others sell on, and starts another in its place.</summary>
    private async Task Without(int silo, Func<ServiceProcess, Task> end)
    {
        open[silo] = false;
        var watch = Stopwatch.StartNew();
        await end(silos[silo]);
        await EveryMember();
        output.WriteLine($"process {silo}: every member sold to {watch.Elapsed.TotalSeconds:0.0} s after its end began");
        await silos[silo].Start();
        open[silo] = true;
        await Receipts(500);
    }

    /// <summary>Returns when each member has bought something more: those who lived there live elsewhere now.</summary>
    private async Task EveryMember()
    {
        var from = Volatile.Read(ref number) + Tills; // asked before the end of the process by then
        while (
            Enumerable.Range(0, Members).Any(i => !acknowledged.Any(receipt => receipt.Value == i && int.Parse(receipt.Key[1..]) > from))
        )
        {
            await Task.Delay(100);
        }
    }

    private async Task Receipts(int more)
    {
        for (var until = acknowledged.Count + more; acknowledged.Count < until;)
        {
            await Task.Delay(100);
        }
    }

    /// <summary>Returns when the others have voted out whoever hangs.</summary>
    private async Task VotedOut()
    {
        var dead = await Dead();
        while (await Dead() == dead)
        {
            await Task.Delay(100);
        }
    }

    private Task<long> Dead() => store.Count("silos where status = 6");

    private async Task<long[]> Counted(HttpClient client)
    {
        var counted = new long[Members];
        await Parallel.ForEachAsync(
            acknowledged.Keys.Concat(unanswered.Keys).Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = 32 },
            async (receipt, _) =>
            {
                var reply = await client.Get($"/v1/purchases/s1/{receipt}");
                if (acknowledged.ContainsKey(receipt))
                {
                    reply.Status.ShouldBe(200, receipt);
                }

                if (reply.Status == 200)
                {
                    Interlocked.Increment(ref counted[acknowledged.TryGetValue(receipt, out var member) ? member : unanswered[receipt]]);
                }
            }
        );
        return counted;
    }
}
