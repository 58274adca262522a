namespace LoyaltyClub.Runtime;

/// <summary>What happens between two turns: the next call, or leaving.</summary>
internal sealed partial class Mailbox
{
    /// <summary>After so many calls that never waited the pump gives its thread back once: others wait for it too.</summary>
    private const int LongestStreak = 16;

    void IThreadPoolWorkItem.Execute() => _ = Pump(null);

    /// <summary>The turn was run on the caller's thread; when its task ends, the next one's turn has come.</summary>
    private void AfterTurn(Task turn)
    {
        if (turn.IsCompleted) EndTurn(onCallersThread: true);
        else turn.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_whenTurnEnds ??= () => EndTurn(onCallersThread: false));
    }

    private void EndTurn(bool onCallersThread)
    {
        lock (_gate)
        {
            _usedAt = Engine.Clock;
            if (_first is null && !_leave && !Engine.Stopping)
            {
                _busy = false;
                return;
            }
        }
        // Never other people's calls on a thread that is on its way back to its caller.
        if (onCallersThread || SynchronizationContext.Current is not null) PumpElsewhere();
        else _ = Pump(null);
    }

    private void PumpElsewhere() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private void PumpElsewhere(Call next)
        => ThreadPool.UnsafeQueueUserWorkItem(static start => _ = start.Place.Pump(start.Next), (Place: this, Next: next), preferLocal: false);

    /// <summary>The first call of an activation: holds the turn, and the activation comes before the call.</summary>
    private Task StartWith(Call first)
    {
        first.Since = Engine.Clock;
        if (SynchronizationContext.Current is null) _ = Pump(first);
        else PumpElsewhere(first);
        return first.Caller;
    }

    /// <summary>Runs as long as there is something to do for the holder of the turn; then gives the turn back. Never fails.</summary>
    private async Task Pump(Call? next)
    {
        Call? ended = null;
        Task turn = Task.CompletedTask;
        for (var streak = 1; ; streak++)
        {
            if (next is null)
            {
                // The turn goes on before the caller does, so that a caller's next call finds the grain free.
                var more = TakeNext(out next);
                ended?.End(turn);
                ended = null;
                if (!more || (next is null && await Leave() && RetireIfNobodyWaits())) return;
                if (next is null) continue;
            }
            if (streak > LongestStreak)
            {
                PumpElsewhere(next);
                return;
            }
            if (_grain is not { } grain)
            {
                if (await Activate() is not { } why) continue;
                next.Fail(why);
                next = null;
                FailWaiting(why);
                if (RetireIfNobodyWaits()) return;
                continue;
            }
            if (next.Method.Interleaves)
            {
                RunAlongside(next, grain);
            }
            else
            {
                (ended, turn) = (next, next.Start(grain));
                if (!turn.IsCompleted)
                {
                    await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    streak = 0;
                }
            }
            next = null;
        }
    }

    /// <summary>Gives the next call, or null if it is time to leave; false if there is neither and the turn is given back.</summary>
    private bool TakeNext(out Call? next)
    {
        lock (_gate)
        {
            next = null;
            _usedAt = Engine.Clock;
            if (_leave || (_first is null && Engine.Stopping)) return true;
            if (_first is null)
            {
                _busy = false;
                return false;
            }
            next = Dequeue();
            return true;
        }
    }

    private void RunAlongside(Call call, Grain grain)
    {
        lock (_gate) _interleaved++;
        var turn = call.Start(grain);
        if (turn.IsCompleted) End(turn, call);
        else turn.ContinueWith(static (ended, state) =>
        {
            var (place, waited) = ((Mailbox, Call))state!;
            place.End(ended, waited);
        }, (this, call), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void End(Task turn, Call call)
    {
        EndInterleaved();
        call.End(turn);
    }

    private void AfterInterleaved(Task turn)
    {
        if (turn.IsCompleted) EndInterleaved();
        else turn.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(EndInterleaved);
    }

    private void EndInterleaved()
    {
        TaskCompletionSource? alone = null;
        var leave = false;
        lock (_gate)
        {
            _usedAt = Engine.Clock;
            if (--_interleaved == 0) (alone, _alone) = (_alone, null);
            if (Free && Engine.Stopping) _busy = leave = true;
        }
        alone?.SetResult();
        if (leave) PumpElsewhere();
    }
}
