namespace LoyaltyClub.Runtime;

/// <summary>
/// A call that could not start at once: it remembers the caller's execution context (tracing, culture) and has a task of
/// its own for the caller. Callers go on elsewhere, never inside the pump: a caller that blocks must not hold up the grain.
/// </summary>
internal abstract class Call(GrainMethod method, object?[] arguments)
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private Grain? _grain;
    private Task? _turn;

    public GrainMethod Method { get; } = method;

    /// <summary>The next call in the same queue.</summary>
    public Call? Next { get; set; }

    /// <summary>The engine's clock when it began to wait.</summary>
    public long Since { get; set; }

    /// <summary>What the caller awaits.</summary>
    public abstract Task Caller { get; }

    /// <summary>Gives the caller what the turn ended with.</summary>
    public abstract void End(Task turn);

    /// <summary>Gives the caller an exception; nothing was run.</summary>
    public abstract void Fail(Exception why);

    /// <summary>Starts the turn in the caller's context.</summary>
    public Task Start(Grain grain)
    {
        if (_context is null) return Method.Invoke(grain, arguments);
        _grain = grain;
        ExecutionContext.Run(_context, static state =>
        {
            var call = (Call)state!;
            call._turn = call.Method.Invoke(call._grain!, call.Arguments);
        }, this);
        return _turn!;
    }

    private object?[] Arguments => arguments;

    public sealed class WithoutResult(GrainMethod method, object?[] arguments) : Call(method, arguments)
    {
        private readonly TaskCompletionSource _caller = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task Caller => _caller.Task;

        public override void End(Task turn) => _caller.SetFromTask(turn);

        public override void Fail(Exception why) => _caller.SetException(why);
    }

    public sealed class WithResult<T>(GrainMethod method, object?[] arguments) : Call(method, arguments)
    {
        private readonly TaskCompletionSource<T> _caller = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Task Caller => _caller.Task;

        public override void End(Task turn) => _caller.SetFromTask((Task<T>)turn);

        public override void Fail(Exception why) => _caller.SetException(why);
    }
}
