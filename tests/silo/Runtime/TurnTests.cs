using LoyaltyClub.Runtime;

namespace LoyaltyClub.Tests.Runtime;

public class TurnTests
{
    /// <summary>Nothing here takes a second; a test that hangs must say so.</summary>
    internal static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Under_64_callers_one_turn_runs_at_a_time_and_nothing_is_lost()
    {
        await using var engine = await TestEngine.Start();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++) await engine.Bench("k" + ((caller + i) % 5)).Add(i);
        }))).WaitAsync(Soon);

        engine.Probe.Violations.ShouldBeEmpty();
        engine.Probe.Numbers.Values.Sum(numbers => numbers.Count).ShouldBe(64 * 200);
        engine.Statistics.Calls.ShouldBe(64 * 200);
        engine.Statistics.Waiting.ShouldBe(0);
        engine.Statistics.Activations.ShouldBe(5);
    }

    [Fact]
    public async Task Calls_of_one_caller_run_in_the_order_in_which_they_were_made()
    {
        await using var engine = await TestEngine.Start();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(
            () => Task.WhenAll(Enumerable.Range(0, 100).Select(i => engine.Bench().Add((caller * 1000) + i)))))).WaitAsync(Soon);

        var numbers = await engine.Bench().Added();
        numbers.Count.ShouldBe(800);
        foreach (var ofCaller in numbers.GroupBy(number => number / 1000)) ofCaller.ShouldBeInOrder();
    }

    [Fact]
    public async Task A_full_mailbox_refuses_and_takes_calls_again_when_it_has_room()
    {
        await using var engine = await TestEngine.Start(options => options.MaxWaitingPerGrain = 3);
        var running = engine.Bench().Hold();
        var waiting = Enumerable.Range(0, 3).Select(i => engine.Bench().Add(i)).ToList();

        await Should.ThrowAsync<LimitExceededException>(() => engine.Bench().Add(99));
        engine.Statistics.Waiting.ShouldBe(3);
        engine.Statistics.Overloads.ShouldBe(1);
        (await engine.Bench("another").Add(1).WaitAsync(Soon)).ShouldBe(1);

        engine.Probe.Open("a");
        await Task.WhenAll([running, .. waiting]).WaitAsync(Soon);
        (await engine.Bench().Add(3).WaitAsync(Soon)).ShouldBe(4);
    }

    [Fact]
    public async Task Too_many_waiting_over_all_grains_are_refused_wherever_they_go()
    {
        await using var engine = await TestEngine.Start(options => options.MaxWaiting = 4);
        Task[] running = [engine.Bench("a").Hold(), engine.Bench("b").Hold()];
        var waiting = Enumerable.Range(0, 4).Select(i => engine.Bench(i % 2 == 0 ? "a" : "b").Add(i)).ToList();

        await Should.ThrowAsync<LimitExceededException>(() => engine.Bench("b").Add(99));
        engine.Statistics.Waiting.ShouldBe(4);

        engine.Probe.Open("a");
        engine.Probe.Open("b");
        await Task.WhenAll([.. running, .. waiting]).WaitAsync(Soon);
        engine.Statistics.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_as_it_was_thrown()
    {
        await using var engine = await TestEngine.Start();
        await Should.ThrowAsync<InvalidDataException>(() => engine.Bench().FailLater());
        await Should.ThrowAsync<InvalidDataException>(() => engine.Bench().FailAtOnceWithResult());
        var answer = engine.Bench().FailAtOnce(); // in the task, never out of the call itself
        await Should.ThrowAsync<InvalidDataException>(() => answer);

        var running = engine.Bench().Hold();
        Task[] waiting = [engine.Bench().FailLater(), engine.Bench().FailAtOnce(), engine.Bench().FailAtOnceWithResult()];
        engine.Probe.Open("a");
        await running.WaitAsync(Soon);
        foreach (var call in waiting) await Should.ThrowAsync<InvalidDataException>(() => call.WaitAsync(Soon));
        (await engine.Bench().Add(1)).ShouldBe(1);
    }

    [Fact]
    public async Task A_call_cycle_ends_with_a_timeout_and_leaves_both_grains_free()
    {
        await using var engine = await TestEngine.Start();
        var round = engine.Bench("a").CallRoundTo("b");
        await engine.Probe.Entered("b").WaitAsync(Soon);
        engine.Statistics.Waiting.ShouldBe(1);
        engine.Time.Advance(TimeSpan.FromSeconds(28));
        round.IsCompleted.ShouldBeFalse();

        engine.Time.Advance(TimeSpan.FromSeconds(4));

        (await Should.ThrowAsync<TimeoutException>(() => round.WaitAsync(Soon))).Message.ShouldContain("call cycle");
        engine.Statistics.Timeouts.ShouldBe(1);
        (await engine.Bench("a").Add(1).WaitAsync(Soon)).ShouldBe(1);
        (await engine.Bench("b").Add(1).WaitAsync(Soon)).ShouldBe(1);
    }

    [Fact]
    public async Task An_interleaving_call_waits_for_nobody_and_nobody_waits_for_it()
    {
        await using var engine = await TestEngine.Start();
        await engine.Bench().Add(1);
        var running = engine.Bench().Hold();
        (await engine.Bench().Peek().WaitAsync(Soon)).ShouldBe(1);

        var alongside = engine.Bench().HoldAlongside();
        engine.Probe.Open("a");
        await running.WaitAsync(Soon);
        (await engine.Bench().Add(2).WaitAsync(Soon)).ShouldBe(2);
        alongside.IsCompleted.ShouldBeFalse();
        engine.Probe.Open("a/alongside");
        await alongside.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_reference_knows_its_key_and_the_grain_the_same()
    {
        await using var engine = await TestEngine.Start();
        engine.Bench("Ann-1").GetPrimaryKeyString().ShouldBe("Ann-1");
        (await engine.Bench("Ann-1").Key()).ShouldBe("Ann-1");
        Should.Throw<InvalidOperationException>(() => new Workbench(new Probe()).GetPrimaryKeyString());
        Should.Throw<ArgumentException>(() => engine.Bench(""));
    }
}
