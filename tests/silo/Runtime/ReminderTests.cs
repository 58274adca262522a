using System.Threading.Channels;
using LoyaltyClub.Runtime;

namespace LoyaltyClub.Tests.Runtime;

public interface IAlarm : IGrainWithStringKey
{
    Task Set(string name, TimeSpan dueTime, TimeSpan period);
    Task Unset(string name);
    Task<string?> Find(string name);
    Task<int> Count();
}

public sealed class Alarm(Probe probe) : Grain, IAlarm, IRemindable
{
    public Task Set(string name, TimeSpan dueTime, TimeSpan period) => this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task Unset(string name)
    {
        if (await this.GetReminder(name) is { } reminder) await this.UnregisterReminder(reminder);
    }

    public async Task<string?> Find(string name) => (await this.GetReminder(name))?.ReminderName;

    public async Task<int> Count() => (await this.GetReminders()).Count;

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (reminderName == "once") await Unset(reminderName);
        await probe.OnReminder($"{this.GetPrimaryKeyString()}/{reminderName}", status);
    }
}

public class ReminderTests
{
    private static readonly TimeSpan Soon = TurnTests.Soon, Hour = TimeSpan.FromHours(1);
    private readonly ManualTime _time = new();
    private readonly SignallingTable _table = new();
    private readonly Channel<(string Name, TickStatus Status)> _ticks = Channel.CreateUnbounded<(string, TickStatus)>();

    [Fact]
    public async Task A_reminder_comes_at_its_due_time_and_then_once_a_period()
    {
        await using var engine = await Start();
        var start = _time.GetUtcNow().UtcDateTime + (2 * Hour);
        await engine.Grains.GetGrain<IAlarm>("a").Set("daily", 2 * Hour, Hour);
        _time.Advance(Hour);
        _ticks.Reader.Count.ShouldBe(0);

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(Hour);
            var (name, status) = await Tick();
            name.ShouldBe("a/daily");
            status.FirstTickTime.ShouldBe(start);
            status.CurrentTickTime.ShouldBe(start + (i * Hour));
            status.Period.ShouldBe(Hour);
        }
    }

    [Fact]
    public async Task After_a_restart_a_reminder_goes_on_and_one_that_was_missed_comes_once()
    {
        await using (var first = await Start())
        {
            await first.Grains.GetGrain<IAlarm>("a").Set("daily", Hour, Hour);
            await first.Grains.GetGrain<IAlarm>("a").Set("later", 100 * Hour, Hour);
            await first.Stop();
        }
        _time.Advance(5.5 * Hour);
        _ticks.Reader.Count.ShouldBe(0);

        await using var second = await Start();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await Tick()).Name.ShouldBe("a/daily");
        _time.Advance(TimeSpan.FromMinutes(20));
        _ticks.Reader.Count.ShouldBe(0);

        _time.Advance(TimeSpan.FromMinutes(10));
        await Tick();
        (await second.Grains.GetGrain<IAlarm>("a").Count()).ShouldBe(2);
    }

    [Fact]
    public async Task A_restart_right_after_a_tick_does_not_repeat_it()
    {
        await using (var first = await Start())
        {
            await first.Grains.GetGrain<IAlarm>("a").Set("daily", Hour, 24 * Hour);
            _time.Advance(Hour);
            await Tick();
            await first.Stop();
        }
        await using var second = await Start();
        _time.Advance(TimeSpan.FromHours(23));
        _ticks.Reader.Count.ShouldBe(0);
        _time.Advance(Hour);
        await Tick();
    }

    [Fact]
    public async Task A_tick_that_fails_comes_again_at_the_next_period()
    {
        await using var engine = await Start(failFirst: true);
        await engine.Grains.GetGrain<IAlarm>("a").Set("daily", Hour, Hour);
        _time.Advance(Hour);
        await Tick();
        _time.Advance(Hour);
        await Tick();
    }

    [Fact]
    public async Task An_unregistered_reminder_does_not_come_not_even_after_a_restart()
    {
        await using (var first = await Start())
        {
            var alarm = first.Grains.GetGrain<IAlarm>("a");
            await alarm.Set("daily", Hour, Hour);
            (await alarm.Find("daily")).ShouldBe("daily");
            await alarm.Unset("daily");
            (await alarm.Find("daily")).ShouldBeNull();
            _time.Advance(5 * Hour);
            await alarm.Set("once", Hour, Hour); // unregisters itself in its tick
            _time.Advance(Hour);
            await Tick(written: false);
            await first.Stop();
        }
        await using var second = await Start();
        _time.Advance(5 * Hour);
        await second.Grains.GetGrain<IAlarm>("a").Set("last", TimeSpan.Zero, Hour);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await Tick()).Name.ShouldBe("a/last");
        _ticks.Reader.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_period_below_the_minimum_is_refused_unless_the_options_lower_it()
    {
        await using var engine = await Start();
        await Should.ThrowAsync<ArgumentException>(() => engine.Grains.GetGrain<IAlarm>("a").Set("fast", Hour, TimeSpan.FromSeconds(59)));
        await Should.ThrowAsync<ArgumentException>(() => engine.Grains.GetGrain<IAlarm>("a").Set("past", -Hour, Hour));
        await engine.Grains.GetGrain<IAlarm>("a").Set("minute", Hour, TimeSpan.FromMinutes(1));
        await using var lower = await TestEngine.Start(options => options.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
        await lower.Grains.GetGrain<IAlarm>("a").Set("fast", Hour, TimeSpan.FromSeconds(1));
    }

    private async Task<TestEngine> Start(bool failFirst = false)
    {
        var fail = failFirst ? 1 : 0;
        var probe = new Probe
        {
            OnReminder = (name, status) =>
            {
                _ticks.Writer.TryWrite((name, status));
                return Interlocked.Decrement(ref fail) >= 0 ? throw new InvalidDataException("not today") : Task.CompletedTask;
            },
        };
        return await TestEngine.Start(table: _table, time: _time, probe: probe);
    }

    /// <summary>The next tick, and the row that says when the one after it is due: only then may the clock go on.</summary>
    private async Task<(string Name, TickStatus Status)> Tick(bool written = true)
    {
        var tick = await _ticks.Reader.ReadAsync().AsTask().WaitAsync(Soon);
        if (!written) return tick;
        while (true)
        {
            var row = await _table.Written.Reader.ReadAsync().AsTask().WaitAsync(Soon);
            if (row.DueAt > tick.Status.CurrentTickTime && row.DueAt != row.StartsAt && tick.Name == $"{row.Key}/{row.Name}") return tick;
        }
    }

    private sealed class SignallingTable : IReminderTable
    {
        private readonly VolatileReminderTable _rows = new();

        public Channel<ReminderRow> Written { get; } = Channel.CreateUnbounded<ReminderRow>();

        public Task<IReadOnlyList<ReminderRow>> ReadAll(CancellationToken cancel = default) => _rows.ReadAll(cancel);

        public async Task Upsert(ReminderRow row, CancellationToken cancel = default)
        {
            await _rows.Upsert(row, cancel);
            Written.Writer.TryWrite(row);
        }

        public Task Remove(string grainType, string key, string name, CancellationToken cancel = default) => _rows.Remove(grainType, key, name, cancel);
    }
}
