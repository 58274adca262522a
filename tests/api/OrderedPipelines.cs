using System.Collections.Concurrent;
using System.Threading.Channels;
using FsCheck;
using FsCheck.Fluent;
using LoyaltyClub.Api.Ordering;

namespace LoyaltyClub.Tests.Api;

/// <summary>The law of the pipeline behind batches and imports. FsCheck names the seed of a failure.</summary>
public class OrderedPipelines
{
    /// <summary>A work as made up: its key (null for none), how often it yields before it ends, and whether it fails.</summary>
    private sealed record Work(int Number, string? Key, int Yields, bool Fails);

    private sealed class PlannedException : Exception;

    private static readonly Arbitrary<(int Key, int Yields, int Kind)[]> Streams = Gen.ArrayOf(
            from key in Gen.Choose(0, 6)
            from yields in Gen.Choose(0, 4)
            from kind in Gen.Choose(0, 9)
            select (key, yields, kind)
        )
        .ToArbitrary();

    private static Work[] Works((int Key, int Yields, int Kind)[] stream) =>
        [.. stream.Select((one, i) => new Work(i, one.Key == 0 ? null : $"k{one.Key}", one.Yields, one.Kind == 0))];

    [Fact]
    public void Any_stream_keeps_the_order_of_its_keys_its_results_and_its_bound() =>
        Prop.ForAll(Streams, stream => Holds(Works(stream), width: 2 + stream.Length % 5).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(120));

    private static async Task Holds(Work[] works, int width)
    {
        var (running, most) = (0, 0);
        var steps = new ConcurrentQueue<(int Number, bool Begins)>();
        var results = new List<(int Item, Task<int> Work)>();
        var pipeline = new OrderedPipeline<int, int>(width);

        await pipeline.Run(
            async _ =>
            {
                foreach (var work in works)
                {
                    await pipeline.Add(work.Number, work.Key, work, Do);
                }
            },
            async reader =>
            {
                await foreach (var result in reader.ReadAllAsync())
                {
                    await ((Task)result.Work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
                    results.Add(result);
                }
            },
            CancellationToken.None
        );

        results.Select(result => result.Item).ShouldBe(works.Select(work => work.Number));
        foreach (var (work, result) in works.Zip(results))
        {
            result.Work.IsFaulted.ShouldBe(work.Fails, $"work {work.Number}");
            if (!work.Fails)
            {
                (await result.Work).ShouldBe(work.Number);
            }
        }

        most.ShouldBeLessThanOrEqualTo(width);
        foreach (var key in works.Where(work => work.Key is not null).GroupBy(work => work.Key))
        {
            var numbers = key.Select(work => work.Number).ToHashSet();
            steps
                .Where(step => numbers.Contains(step.Number))
                .ShouldBe(key.SelectMany(work => new[] { (work.Number, true), (work.Number, false) }), $"key {key.Key}");
        }

        async Task<int> Do(Work work)
        {
            steps.Enqueue((work.Number, true));
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            for (var i = 0; i < work.Yields; i++)
            {
                await Task.Yield();
            }

            Interlocked.Decrement(ref running);
            steps.Enqueue((work.Number, false));
            return work.Fails ? throw new PlannedException() : work.Number;
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    [Fact]
    public async Task Different_keys_and_works_without_a_key_run_side_by_side()
    {
        var (gate, begun) = (new TaskCompletionSource(), 0);
        var pipeline = new OrderedPipeline<int, int>(10);
        await pipeline.Run(
            async _ =>
            {
                foreach (var (key, i) in new[] { "a", "b", null, null, "a" }.Select((key, i) => (key, i)))
                {
                    await pipeline.Add(i, key, i, Waiting);
                }

                begun.ShouldBe(4, "all but the second of a");
                gate.SetResult();
            },
            Drain,
            CancellationToken.None
        );
        begun.ShouldBe(5);

        async Task<int> Waiting(int number)
        {
            Interlocked.Increment(ref begun);
            await gate.Task;
            return number;
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public async Task No_more_works_are_begun_than_the_width_while_the_first_is_not_collected(int width)
    {
        var (gate, begun) = (new TaskCompletionSource<int>(), 0);
        var pipeline = new OrderedPipeline<int, int>(width);
        var run = pipeline.Run(
            async _ =>
            {
                for (var i = 0; i < 5 * width; i++)
                {
                    await pipeline.Add(
                        i,
                        null,
                        i,
                        number =>
                        {
                            Interlocked.Increment(ref begun);
                            return number == 0 ? gate.Task : Task.FromResult(number);
                        }
                    );
                }
            },
            Drain,
            CancellationToken.None
        );
        SpinWait.SpinUntil(() => Volatile.Read(ref begun) >= width, TimeSpan.FromSeconds(10)).ShouldBeTrue();
        await Task.Delay(50);
        begun.ShouldBe(width);
        gate.SetResult(0);
        await run;
        begun.ShouldBe(5 * width);
    }

    [Fact]
    public async Task A_work_that_throws_at_once_is_a_failed_result_and_its_key_goes_on()
    {
        var pipeline = new OrderedPipeline<int, int>(4);
        var results = new List<Task<int>>();
        await pipeline.Run(
            async _ =>
            {
                await pipeline.Add(0, "a", 0, Throwing);
                await pipeline.Add(1, "a", 1, Task.FromResult);
                await pipeline.Add(2, 2);
            },
            async reader =>
            {
                await foreach (var (_, work) in reader.ReadAllAsync())
                {
                    results.Add(work);
                }
            },
            CancellationToken.None
        );
        await Should.ThrowAsync<PlannedException>(results[0]);
        (await results[1]).ShouldBe(1);
        (await results[2]).ShouldBe(2);

        static Task<int> Throwing(int number) => throw new PlannedException();
    }

    [Fact]
    public async Task Cancelled_it_begins_nothing_more_and_collects_what_was_added()
    {
        using var cancel = new CancellationTokenSource();
        var (collected, begun) = (new List<int>(), 0);
        var pipeline = new OrderedPipeline<int, int>(8);
        await Should.ThrowAsync<OperationCanceledException>(
            pipeline.Run(
                async _ =>
                {
                    for (var i = 0; i < 100; i++)
                    {
                        if (i == 5)
                        {
                            await cancel.CancelAsync();
                        }

                        await pipeline.Add(i, i % 2 == 0 ? "even" : null, i, Counted);
                    }
                },
                async reader =>
                {
                    await foreach (var (item, work) in reader.ReadAllAsync(CancellationToken.None))
                    {
                        collected.Add(await work);
                        collected[^1].ShouldBe(item);
                    }
                },
                cancel.Token
            )
        );
        collected.ShouldBe([0, 1, 2, 3, 4]);
        begun.ShouldBe(5);

        async Task<int> Counted(int number)
        {
            Interlocked.Increment(ref begun);
            await Task.Delay(5);
            return number;
        }
    }

    /// <summary>Else who adds would wait for ever for room.</summary>
    [Fact]
    public async Task A_collector_that_fails_ends_the_run_with_its_fault_however_much_is_still_to_add()
    {
        var pipeline = new OrderedPipeline<int, int>(3);
        await Should
            .ThrowAsync<PlannedException>(
                pipeline.Run(
                    async _ =>
                    {
                        for (var i = 0; ; i++)
                        {
                            await pipeline.Add(i, "a", i, Task.FromResult);
                        }
                    },
                    async reader =>
                    {
                        await reader.ReadAsync();
                        throw new PlannedException();
                    },
                    CancellationToken.None
                )
            )
            .WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Keys_are_forgotten_when_their_works_have_ended_and_still_keep_their_order()
    {
        const int width = 4,
            works = 1_000;
        var order = new ConcurrentQueue<int>();
        var pipeline = new OrderedPipeline<int, int>(width);
        await pipeline.Run(
            async _ =>
            {
                for (var i = 0; i < works; i++)
                {
                    // Two thirds are keys of their own, the rest one key all along.
                    await pipeline.Add(i, i % 3 == 0 ? "often" : $"once {i}", i, Yielding);
                }
            },
            Drain,
            CancellationToken.None
        );
        order.Where(number => number % 3 == 0).ShouldBe(Enumerable.Range(0, works).Where(number => number % 3 == 0));

        async Task<int> Yielding(int number)
        {
            await Task.Yield();
            order.Enqueue(number);
            return number;
        }
    }

    private static async Task Drain(ChannelReader<(int Item, Task<int> Work)> reader)
    {
        await foreach (var (_, work) in reader.ReadAllAsync())
        {
            await work;
        }
    }
}
