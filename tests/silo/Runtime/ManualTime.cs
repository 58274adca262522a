namespace LoyaltyClub.Tests.Runtime;

/// <summary>A clock that stands still until a test moves it; timers ring inside <see cref="Advance"/>, in the order of their times.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Bell> _bells = [];
    private DateTimeOffset _now = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan span)
    {
        var until = GetUtcNow() + span;
        while (true)
        {
            Bell? next;
            lock (_gate)
            {
                next = _bells.Where(bell => bell.At <= until).MinBy(bell => bell.At);
                _now = next?.At > _now ? next.At.Value : next is null ? until : _now;
                next?.SetNext();
            }
            if (next is null) return;
            next.Ring();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var bell = new Bell(this, callback, state);
        bell.Change(dueTime, period);
        lock (_gate) _bells.Add(bell);
        return bell;
    }

    private sealed class Bell(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public DateTimeOffset? At { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                _period = period;
                At = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
            }
            return true;
        }

        public void SetNext() => At = _period > TimeSpan.Zero ? At + _period : null;

        public void Ring() => callback(state);

        public void Dispose()
        {
            lock (time._gate)
            {
                At = null;
                time._bells.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
