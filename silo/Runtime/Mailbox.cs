using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyClub.Runtime;

/// <summary>
/// The place of one grain (class and key): its queue, and the activation if there is one. Whoever holds the turn
/// (<c>_busy</c>) activates, calls and deactivates; nobody else touches the activation. That alone is why there are never
/// two activations at once and why a call that meets a leaving one simply waits for the next.
/// </summary>
internal sealed partial class Mailbox : IThreadPoolWorkItem
{
    [ThreadStatic]
    private static Mailbox? t_creating;

    private readonly Lock _gate = new();
    private readonly GrainClass _class;
    private Action? _whenTurnEnds;

    // Under the gate.
    private Call? _first, _last;
    private int _waiting, _interleaved;
    private bool _busy, _leave, _retired;
    private long _usedAt, _stayUntil;
    private TaskCompletionSource? _alone;

    // Written by the holder of the turn, under the gate, for interleaving calls to see.
    private Grain? _grain;
    private AsyncServiceScope _scope;

    public Mailbox(GrainEngine engine, GrainClass type, string key)
    {
        (Engine, _class, Key) = (engine, type, key);
        _usedAt = engine.Clock;
    }

    /// <summary>While a grain is constructed: its place, so that constructors can ask for their key as on Orleans.</summary>
    public static Mailbox? Creating => t_creating;

    public GrainEngine Engine { get; }

    public string Key { get; }

    public GrainClass Class => _class;

    public IServiceProvider Services => _scope.ServiceProvider;

    /// <summary>Takes a call: runs it at once on this thread if the grain is free, else lets it wait or refuses it.</summary>
    /// <returns>What the caller awaits; null if this place is no longer in use and another must be found.</returns>
    public Task? Send(GrainMethod method, object?[] arguments)
    {
        Grain? grain;
        bool alongside;
        lock (_gate)
        {
            if (_retired) return null;
            grain = _grain;
            alongside = method.Interleaves && grain is not null && !_leave;
            if (alongside) _interleaved++;
            else if (_busy) return Wait(method, arguments);
            else _busy = true;
        }
        Engine.Statistics.CallCounter.Increment();
        if (grain is null) return StartWith(method.Later(arguments));
        var turn = Run(method, grain, arguments);
        if (alongside) AfterInterleaved(turn);
        else AfterTurn(turn);
        return turn;
    }

    /// <summary>On the caller's thread but not in its synchronisation context: a grain must not wait for somebody's user interface.</summary>
    private static Task Run(GrainMethod method, Grain grain, object?[] arguments)
    {
        var outer = SynchronizationContext.Current;
        if (outer is null) return method.Invoke(grain, arguments);
        SynchronizationContext.SetSynchronizationContext(null);
        var turn = method.Invoke(grain, arguments);
        SynchronizationContext.SetSynchronizationContext(outer);
        return turn;
    }

    /// <summary>Under the gate: at the end of the queue, if it is not full.</summary>
    private Task Wait(GrainMethod method, object?[] arguments)
    {
        var counts = Engine.Statistics;
        var ofGrain = _waiting >= Engine.Options.MaxWaitingPerGrain;
        if (ofGrain || Interlocked.Increment(ref counts.WaitingCount) > Engine.Options.MaxWaiting)
        {
            if (!ofGrain) Interlocked.Decrement(ref counts.WaitingCount);
            Interlocked.Increment(ref counts.OverloadCount);
            return method.Failed(new LimitExceededException(ofGrain
                ? $"{_waiting} calls wait for {this}; more are refused."
                : $"{Engine.Options.MaxWaiting} calls wait over all grains; {method.Name} is refused."));
        }
        counts.CallCounter.Increment();
        var call = method.Later(arguments);
        call.Since = Engine.Clock;
        if (_last is null) _first = call;
        else _last.Next = call;
        _last = call;
        _waiting++;
        return call.Caller;
    }

    /// <summary>Under the gate: the call that has waited longest.</summary>
    private Call Dequeue()
    {
        var call = _first!;
        _first = call.Next;
        call.Next = null;
        if (_first is null) _last = null;
        _waiting--;
        Interlocked.Decrement(ref Engine.Statistics.WaitingCount);
        return call;
    }

    public override string ToString() => $"{_class.Type.Name}/{Key}";
}
