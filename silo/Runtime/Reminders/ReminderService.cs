using System.Diagnostics.CodeAnalysis;

namespace LoyaltyClub.Runtime;

/// <summary>Keeps all reminders in memory in the order in which they are due, with one timer for the next one.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim without a wait handle holds nothing; a tick may still end after the stop.")]
internal sealed class ReminderService(GrainEngine engine, IReminderTable table, TimeProvider time)
{
    private static readonly GrainMethod Receive = new(typeof(IRemindable).GetMethod(nameof(IRemindable.ReceiveReminder))!);

    /// <summary>The longest that one timer can be set to is 49 days; it is set anew when it rings for nobody.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly SemaphoreSlim _oneWrite = new(1), _ticksAtOnce = new(64);
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Type, string Key, string Name), Entry> _entries = [];
    private readonly PriorityQueue<Entry, DateTimeOffset> _due = new();
    private ITimer? _timer;
    private bool _stopped;

    public async Task Start(CancellationToken cancel)
    {
        var rows = await table.ReadAll(cancel);
        lock (_gate)
        {
            _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            foreach (var row in rows)
            {
                if (!IsRemindable(row)) engine.Log.ReminderOfNobody(row);
                else if (!_entries.ContainsKey((row.GrainType, row.Key, row.Name))) Put(row);
            }
            SetTimer();
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _timer?.Dispose();
        }
    }

    public async Task<IGrainReminder> Register(Mailbox grain, string name, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(dueTime), dueTime, "A reminder is due now or later.");
        if (period < engine.Options.MinimumReminderPeriod || period <= TimeSpan.Zero)
            throw new ArgumentException($"Reminder {name}: a period of {period} is below the minimum of {engine.Options.MinimumReminderPeriod}.", nameof(period));
        var start = time.GetUtcNow() + dueTime;
        var row = new ReminderRow(grain.Class.Name, grain.Key, name, start, period, start);
        await _oneWrite.WaitAsync();
        try
        {
            await table.Upsert(row);
            lock (_gate)
            {
                var entry = Put(row);
                SetTimer();
                return entry;
            }
        }
        finally
        {
            _oneWrite.Release();
        }
    }

    public async Task Unregister(Mailbox grain, string name)
    {
        await _oneWrite.WaitAsync();
        try
        {
            await table.Remove(grain.Class.Name, grain.Key, name);
            lock (_gate) _entries.Remove((grain.Class.Name, grain.Key, name));
        }
        finally
        {
            _oneWrite.Release();
        }
    }

    public Task<IGrainReminder?> Find(Mailbox grain, string name)
    {
        lock (_gate) return Task.FromResult<IGrainReminder?>(_entries.GetValueOrDefault((grain.Class.Name, grain.Key, name)));
    }

    public Task<List<IGrainReminder>> All(Mailbox grain)
    {
        lock (_gate)
            return Task.FromResult(_entries.Values.Where(entry => entry.Row.GrainType == grain.Class.Name && entry.Row.Key == grain.Key).ToList<IGrainReminder>());
    }

    private bool IsRemindable(ReminderRow row) => engine.FindClass(row.GrainType)?.Type.IsAssignableTo(typeof(IRemindable)) == true;

    private Entry Put(ReminderRow row)
    {
        var entry = new Entry(row);
        _entries[(row.GrainType, row.Key, row.Name)] = entry;
        _due.Enqueue(entry, row.DueAt);
        return entry;
    }

    /// <summary>True unless it was unregistered or set anew since; such an entry stays in the queue until its time comes.</summary>
    private bool Stands(Entry entry) => _entries.GetValueOrDefault((entry.Row.GrainType, entry.Row.Key, entry.Row.Name)) == entry;

    private void SetTimer()
    {
        if (_stopped || _timer is null || !_due.TryPeek(out _, out var next)) return;
        var wait = next - time.GetUtcNow();
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait, Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        List<Entry> now = [];
        lock (_gate)
        {
            if (_stopped) return;
            while (_due.TryPeek(out var entry, out var at) && at <= time.GetUtcNow())
            {
                _due.Dequeue();
                if (Stands(entry)) now.Add(entry);
            }
            SetTimer();
        }
        foreach (var entry in now) _ = Remind(entry);
    }

    /// <summary>One tick. The next one is planned when it has ended: a slow grain is not reminded twice at once.</summary>
    private async Task Remind(Entry entry)
    {
        var row = entry.Row;
        await _ticksAtOnce.WaitAsync();
        try
        {
            var status = new TickStatus(row.StartsAt.UtcDateTime, row.Period, time.GetUtcNow().UtcDateTime);
            await engine.Send(engine.FindClass(row.GrainType)!, row.Key, Receive, [row.Name, status]);
        }
        catch (Exception thrown)
        {
            engine.Log.ReminderFailed(thrown, row);
        }
        finally
        {
            _ticksAtOnce.Release();
        }
        await PlanNext(entry);
    }

    /// <summary>The next due time that lies ahead, counted from the start: missed ticks are not made up for, and the hour does not drift.</summary>
    private async Task PlanNext(Entry entry)
    {
        var row = entry.Row;
        var passed = (time.GetUtcNow() - row.StartsAt).Ticks / row.Period.Ticks;
        row = row with { DueAt = row.StartsAt + ((passed + 1) * row.Period) };
        await _oneWrite.WaitAsync();
        try
        {
            lock (_gate)
            {
                if (!Stands(entry)) return;
                entry.Row = row;
                _due.Enqueue(entry, row.DueAt);
                SetTimer();
            }
            await table.Upsert(row);
        }
        catch (Exception thrown)
        {
            engine.Log.ReminderNotStored(thrown, row);
        }
        finally
        {
            _oneWrite.Release();
        }
    }

    private sealed class Entry(ReminderRow row) : IGrainReminder
    {
        public ReminderRow Row { get; set; } = row;

        public string ReminderName => Row.Name;
    }
}
