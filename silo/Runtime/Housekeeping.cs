namespace LoyaltyClub.Runtime;

/// <summary>Once a second: the clock, calls that wait too long, grains that nobody uses. And room, when there are too many.</summary>
internal sealed class Housekeeping(GrainEngine engine, TimeProvider time)
{
    /// <summary>Making room one grain at a time would sort everything for each; so it goes down to this part of the cap.</summary>
    private const double Fill = 0.95;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _one = new();
    private ITimer? _timer;
    private long _idleLookDue, _roomFrom = engine.Options.MaxActivations;
    private int _makingRoom;

    public void Start() => _timer = time.CreateTimer(_ => Look(), null, Period, Period);

    public void Stop() => _timer?.Dispose();

    /// <summary>
    /// Lets the least recently used idle grains leave: on another thread, or, if that one cannot keep up and the cap is
    /// passed by a tenth, on the thread of whoever wants the next place. That holds the flood back.
    /// </summary>
    public void MakeRoom()
    {
        if (engine.Places <= Volatile.Read(ref _roomFrom) || Interlocked.Exchange(ref _makingRoom, 1) != 0) return;
        if (engine.Places > engine.Options.MaxActivations * 1.1) LetTheOldestLeave();
        else ThreadPool.UnsafeQueueUserWorkItem(static self => self.LetTheOldestLeave(), this, preferLocal: false);
    }

    private void Look()
    {
        if (!_one.TryEnter()) return; // the last look still runs
        try
        {
            var now = engine.Tick();
            if (engine.Statistics.Waiting > 0)
                foreach (var place in engine.AllPlaces) place.FailWaitingSince(now - engine.Options.ResponseTimeout.Ticks);
            if (now >= _idleLookDue)
            {
                _idleLookDue = now + (engine.Options.IdleAfter.Ticks / 10);
                var limit = now - engine.Options.IdleAfter.Ticks;
                foreach (var place in engine.AllPlaces)
                    if (place.IdleSince(now) <= limit) place.LeaveIfIdleSince(limit, DeactivationReasonCode.ActivationIdle);
            }
            Volatile.Write(ref _roomFrom, engine.Options.MaxActivations);
            MakeRoom();
        }
        catch (Exception thrown)
        {
            engine.Log.HousekeepingFailed(thrown);
        }
        finally
        {
            _one.Exit();
        }
    }

    private void LetTheOldestLeave()
    {
        try
        {
            List<(long UsedAt, Mailbox Place)> idle = [];
            foreach (var place in engine.AllPlaces)
                if (place.IdleSince(engine.Clock) is { } usedAt) idle.Add((usedAt, place));
            idle.Sort(static (left, right) => left.UsedAt.CompareTo(right.UsedAt));
            var surplus = engine.Places - (long)(engine.Options.MaxActivations * Fill);
            foreach (var (usedAt, place) in idle.Take((int)Math.Clamp(surplus, 0, int.MaxValue)))
                place.LeaveIfIdleSince(usedAt, DeactivationReasonCode.ActivationIdle);
        }
        catch (Exception thrown)
        {
            engine.Log.HousekeepingFailed(thrown);
        }
        finally
        {
            // If all are in use, looking again at the next call would find the same; so only after some more, or a second later.
            Volatile.Write(ref _roomFrom, Math.Max(engine.Options.MaxActivations, engine.Places + (engine.Options.MaxActivations / 50)));
            Volatile.Write(ref _makingRoom, 0);
        }
    }
}
