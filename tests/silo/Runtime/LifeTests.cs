using LoyaltyClub.Runtime;
using Xunit.Abstractions;

namespace LoyaltyClub.Tests.Runtime;

public class LifeTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Soon = TurnTests.Soon;

    [Fact]
    public async Task A_grain_that_nobody_calls_leaves_and_comes_back_when_it_is_called()
    {
        await using var engine = await TestEngine.Start(options => options.IdleAfter = TimeSpan.FromMinutes(5));
        await engine.Bench().Add(1);
        engine.Time.Advance(TimeSpan.FromMinutes(4));
        engine.Statistics.Activations.ShouldBe(1);

        engine.Time.Advance(TimeSpan.FromMinutes(2));
        (await Left(engine)).ShouldBe(("a", DeactivationReasonCode.ActivationIdle));

        (await engine.Bench().Add(2).WaitAsync(Soon)).ShouldBe(1);
        engine.Probe.Activations.ShouldBe(2);
    }

    [Fact]
    public async Task A_grain_that_asked_to_stay_outlasts_one_that_did_not()
    {
        await using var engine = await TestEngine.Start();
        await engine.Bench("stays").Stay(TimeSpan.FromMinutes(30));
        await engine.Bench("goes").Add(1);
        engine.Time.Advance(TimeSpan.FromMinutes(10));
        (await Left(engine)).Key.ShouldBe("goes");
        engine.Time.Advance(TimeSpan.FromMinutes(30));
        (await Left(engine)).Key.ShouldBe("stays");
    }

    [Fact]
    public async Task Beyond_the_cap_the_least_recently_used_leave_and_the_busy_and_recent_stay()
    {
        await using var engine = await TestEngine.Start(options => options.MaxActivations = 20);
        var busy = engine.Bench("busy").Hold();
        for (var i = 0; i < 19; i++) await engine.Bench("k" + i).Add(1);
        await engine.Bench("k0").Add(2);
        await engine.Bench("one more").Add(1);

        List<string> left = [(await Left(engine)).Key, (await Left(engine)).Key];
        left.ShouldBe(["k1", "k2"], ignoreOrder: true);
        (await engine.Bench("k0").Added()).Count.ShouldBe(2);
        busy.IsCompleted.ShouldBeFalse();
        engine.Probe.Open("busy");
        await busy.WaitAsync(Soon);
    }

    [Fact]
    public async Task An_activation_that_fails_fails_the_calls_that_wait_and_the_next_call_tries_anew()
    {
        await using var engine = await TestEngine.Start();
        engine.Probe.ActivationsToFail = 2;
        await Should.ThrowAsync<InvalidDataException>(() => engine.Bench().Add(1));
        await Should.ThrowAsync<InvalidDataException>(() => engine.Bench().Peek());
        (await engine.Bench().Add(1).WaitAsync(Soon)).ShouldBe(1);
        engine.Statistics.Activations.ShouldBe(1);
        engine.Statistics.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Calls_that_wait_behind_a_leaving_activation_run_on_the_next_in_order_once_each()
    {
        await using var engine = await TestEngine.Start();
        await engine.Bench().Add(0);
        var leaving = engine.Bench().LeaveThenHold();
        var waiting = Enumerable.Range(1, 50).Select(i => engine.Bench().Add(i)).ToList();
        engine.Probe.Open("a");
        await Task.WhenAll([leaving, .. waiting]).WaitAsync(Soon);

        (await Left(engine)).ShouldBe(("a", DeactivationReasonCode.ApplicationRequested));
        (await engine.Bench().Added()).ShouldBe(Enumerable.Range(1, 50));
        engine.Probe.Activations.ShouldBe(2);
        engine.Probe.Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_leaving_grain_waits_for_its_interleaving_calls()
    {
        await using var engine = await TestEngine.Start();
        await engine.Bench().Add(1);
        var alongside = engine.Bench().HoldAlongside();
        await engine.Bench().Leave();
        var next = engine.Bench().Add(2);
        engine.Probe.Left.Reader.TryRead(out _).ShouldBeFalse();
        engine.Probe.Open("a/alongside");
        await alongside.WaitAsync(Soon);
        (await next.WaitAsync(Soon)).ShouldBe(1);
        engine.Probe.Activations.ShouldBe(2);
    }

    [Theory]
    [InlineData(20260101)]
    [InlineData(7)]
    public async Task Under_10_000_random_operations_no_grain_is_there_twice_and_no_call_is_lost(int seed)
    {
        output.WriteLine($"seed {seed}");
        await using var engine = await TestEngine.Start(options =>
        {
            options.MaxActivations = 10;
            options.ResponseTimeout = TimeSpan.FromDays(100); // the clock leaps under the callers
        });
        var sent = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            var random = new Random(seed + caller);
            for (var i = 0; i < 625; i++)
            {
                var bench = engine.Bench("k" + random.Next(30));
                switch (random.Next(6))
                {
                    case 0: await bench.Leave(); break;
                    case 1: await bench.Peek(); break;
                    case 2: engine.Time.Advance(TimeSpan.FromMinutes(1)); break;
                    default:
                        Interlocked.Increment(ref sent);
                        await bench.Add(i);
                        break;
                }
            }
        }))).WaitAsync(Soon);

        engine.Probe.Violations.ShouldBeEmpty();
        engine.Probe.Numbers.Values.Sum(numbers => numbers.Count).ShouldBe(sent);
        engine.Statistics.Waiting.ShouldBe(0);
        engine.Probe.Activations.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task A_stop_lets_running_and_waiting_calls_end_deactivates_all_and_then_refuses()
    {
        await using var engine = await TestEngine.Start();
        await engine.Bench("idle").Add(1);
        var running = engine.Bench().Hold();
        var waiting = engine.Bench().Add(1);
        var alongside = engine.Bench("idle").HoldAlongside();

        var stop = engine.Stop();
        stop.IsCompleted.ShouldBeFalse();
        engine.Probe.Open("a");
        engine.Probe.Open("idle/alongside");
        await stop.WaitAsync(Soon);

        await Task.WhenAll(running, waiting, alongside).WaitAsync(Soon);
        engine.Statistics.Activations.ShouldBe(0);
        (await Left(engine)).Why.ShouldBe(DeactivationReasonCode.ShuttingDown);
        (await Left(engine)).Why.ShouldBe(DeactivationReasonCode.ShuttingDown);
        await Should.ThrowAsync<SiloUnavailableException>(() => engine.Bench().Add(2));
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_ever()
    {
        await using var engine = await TestEngine.Start(options => options.StopTimeout = TimeSpan.FromSeconds(5));
        var running = engine.Bench().Hold();
        var waiting = engine.Bench().Add(1);
        var stop = engine.Stop();
        engine.Time.Advance(TimeSpan.FromSeconds(6));
        await stop.WaitAsync(Soon);
        await Should.ThrowAsync<SiloUnavailableException>(() => waiting.WaitAsync(Soon));
        engine.Probe.Open("a");
        await running.WaitAsync(Soon);
    }

    private static Task<(string Key, DeactivationReasonCode Why)> Left(TestEngine engine)
        => engine.Probe.Left.Reader.ReadAsync().AsTask().WaitAsync(Soon);
}
