using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Runtime;

/// <summary>How an activation comes and goes. Everything here but the requests to leave is done by the holder of the turn.</summary>
internal sealed partial class Mailbox
{
    private DeactivationReasonCode _why;

    /// <summary>True if nobody uses the grain now.</summary>
    private bool Free => !_busy && _interleaved == 0;

    /// <summary>The grain asked to leave.</summary>
    public void LeaveAfterTurn()
    {
        lock (_gate)
        {
            if (_retired) return;
            _stayUntil = 0;
            _leave = true;
            _why = DeactivationReasonCode.ApplicationRequested;
            if (_busy) return;
            _busy = true; // asked outside a turn, by an interleaving call or work of the grain's own
        }
        PumpElsewhere();
    }

    public void StayFor(TimeSpan span)
    {
        lock (_gate) _stayUntil = span < TimeSpan.Zero ? 0 : span >= TimeSpan.FromDays(36_500) ? long.MaxValue : Engine.Clock + span.Ticks;
    }

    /// <summary>When it was last used, if it may leave now for that reason; else null.</summary>
    public long? IdleSince(long now)
    {
        lock (_gate) return Free && !_retired && !_class.StaysForEver && _stayUntil <= now ? _usedAt : null;
    }

    /// <summary>Leaves if nobody has used it since <paramref name="usedAt"/>; on this thread up to its first wait, which holds back whoever asks for many.</summary>
    public void LeaveIfIdleSince(long usedAt, DeactivationReasonCode why)
    {
        lock (_gate)
        {
            if (_retired || !Free || _usedAt > usedAt) return;
            (_busy, _leave, _why) = (true, true, why);
        }
        if (SynchronizationContext.Current is null) _ = Pump(null);
        else PumpElsewhere();
    }

    /// <summary>Refuses what has waited since before <paramref name="limit"/>: it may wait for itself (a call cycle) or for a turn that never ends.</summary>
    public void FailWaitingSince(long limit)
    {
        while (true)
        {
            Call late;
            lock (_gate)
            {
                if (_first is null || _first.Since > limit) return;
                late = Dequeue();
            }
            Interlocked.Increment(ref Engine.Statistics.TimeoutCount);
            late.Fail(new TimeoutException(
                $"{late.Method.Name} waited {Engine.Options.ResponseTimeout} for its turn at {this}: the call before it has not ended, or waits for this one (a call cycle)."));
        }
    }

    public void FailWaiting(Exception why)
    {
        while (true)
        {
            Call waiting;
            lock (_gate)
            {
                if (_first is null) return;
                waiting = Dequeue();
            }
            waiting.Fail(why);
        }
    }

    /// <returns>What went wrong, or null. After an error there is no activation.</returns>
    private async Task<Exception?> Activate()
    {
        _scope = Engine.NewScope();
        try
        {
            var grain = Construct();
            await grain.OnActivateAsync(Engine.Abandon);
            lock (_gate) _grain = grain;
            Interlocked.Increment(ref Engine.Statistics.ActivationCount);
            return null;
        }
        catch (Exception thrown)
        {
            await Dispose(null);
            return thrown;
        }
    }

    private Grain Construct()
    {
        var outer = t_creating;
        t_creating = this;
        try
        {
            return _class.Create(_scope.ServiceProvider);
        }
        finally
        {
            t_creating = outer;
        }
    }

    /// <summary>Ends the activation, if there is one, when the interleaving calls have ended.</summary>
    /// <returns>True when it has ended; false if the grain was not alone and it must be tried again.</returns>
    private async Task<bool> Leave()
    {
        Task? others = null;
        Grain? grain;
        var why = Engine.Stopping ? DeactivationReasonCode.ShuttingDown : _why;
        lock (_gate)
        {
            grain = _grain;
            _leave = true; // from here on interleaving calls wait as well
            if (_interleaved > 0) others = (_alone ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        if (others is not null)
        {
            await others;
            return false;
        }
        if (grain is not null)
        {
            try
            {
                await grain.OnDeactivateAsync(new DeactivationReason(why, Text(why)), Engine.Abandon);
            }
            catch (Exception thrown)
            {
                Engine.Log.DeactivationFailed(thrown, this);
            }
            lock (_gate) _grain = null;
            Interlocked.Decrement(ref Engine.Statistics.ActivationCount);
            await Dispose(grain);
        }
        lock (_gate) (_leave, _stayUntil) = (false, 0);
        return true;
    }

    private async Task Dispose(Grain? grain)
    {
        try
        {
            if (grain is IAsyncDisposable later) await later.DisposeAsync();
            else (grain as IDisposable)?.Dispose();
            await _scope.DisposeAsync();
        }
        catch (Exception thrown)
        {
            Engine.Log.DeactivationFailed(thrown, this);
        }
        _scope = default;
    }

    /// <summary>Gives the place up, so that the next call makes a new one; not if somebody waits here.</summary>
    private bool RetireIfNobodyWaits()
    {
        lock (_gate)
        {
            if (_first is not null) return false;
            _retired = true;
            Engine.Forget(this);
            return true;
        }
    }

    private static string Text(DeactivationReasonCode why) => why switch
    {
        DeactivationReasonCode.ShuttingDown => "The engine stops.",
        DeactivationReasonCode.ApplicationRequested => "DeactivateOnIdle was called.",
        _ => "Nobody has called for a while, or others need the place.",
    };
}
