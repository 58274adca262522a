using System.Collections.Concurrent;
using System.Threading.Channels;
using LoyaltyClub.Runtime;

namespace LoyaltyClub.Tests.Runtime;

public interface IWorkbench : IGrainWithStringKey
{
    Task<int> Add(int number);
    Task<IReadOnlyList<int>> Added();
    Task Hold();
    [AlwaysInterleave] Task<int> Peek();
    [AlwaysInterleave] Task HoldAlongside();
    Task Leave();
    Task LeaveThenHold();
    Task Stay(TimeSpan span);
    Task FailLater();
    Task FailAtOnce();
    Task<int> FailAtOnceWithResult();
    Task CallRoundTo(string other);
    Task CallBack(string other);
    Task<string> Key();
}

/// <summary>What the grains of one test engine report, and the doors that hold them.</summary>
public sealed class Probe
{
    private readonly ConcurrentDictionary<string, int> _alive = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _entered = new(), _doors = new();
    private int _attempts, _activations;

    public ConcurrentQueue<string> Violations { get; } = new();
    public ConcurrentDictionary<string, ConcurrentQueue<int>> Numbers { get; } = new();
    public Channel<(string Key, DeactivationReasonCode Why)> Left { get; } = Channel.CreateUnbounded<(string, DeactivationReasonCode)>();
    public int Activations => _activations;
    public int ActivationsToFail { get; set; }
    public Func<string, TickStatus, Task> OnReminder { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Ends when a grain has come to its door.</summary>
    public Task Entered(string key) => _entered.GetOrAdd(key, _ => New()).Task;

    public void Open(string key) => _doors.GetOrAdd(key, _ => New()).TrySetResult();

    public Task AtTheDoor(string key)
    {
        _entered.GetOrAdd(key, _ => New()).TrySetResult();
        return _doors.GetOrAdd(key, _ => New()).Task;
    }

    public void Came(string key)
    {
        if (Interlocked.Increment(ref _attempts) <= ActivationsToFail) throw new InvalidDataException("The store is away.");
        Interlocked.Increment(ref _activations);
        if (_alive.AddOrUpdate(key, 1, (_, alive) => alive + 1) != 1) Violations.Enqueue($"two activations of {key}");
    }

    public void Went(string key, DeactivationReasonCode why)
    {
        _alive.AddOrUpdate(key, 0, (_, alive) => alive - 1);
        Left.Writer.TryWrite((key, why));
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

public sealed class Workbench(Probe probe) : Grain, IWorkbench
{
    private readonly List<int> _numbers = [];
    private int _inside;

    private string Own => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Came(Own);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        probe.Went(Own, reason.ReasonCode);
    }

    public async Task<int> Add(int number)
    {
        if (Interlocked.Increment(ref _inside) != 1) probe.Violations.Enqueue($"two turns at once in {Own}");
        await Task.Yield();
        _numbers.Add(number);
        probe.Numbers.GetOrAdd(Own, _ => new()).Enqueue(number);
        Interlocked.Decrement(ref _inside);
        return _numbers.Count;
    }

    public Task<IReadOnlyList<int>> Added() => Task.FromResult<IReadOnlyList<int>>([.. _numbers]);

    public Task Hold() => probe.AtTheDoor(Own);

    public Task<int> Peek() => Task.FromResult(_numbers.Count);

    public Task HoldAlongside() => probe.AtTheDoor(Own + "/alongside");

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task LeaveThenHold()
    {
        DeactivateOnIdle();
        return probe.AtTheDoor(Own);
    }

    public Task Stay(TimeSpan span)
    {
        DelayDeactivation(span);
        return Task.CompletedTask;
    }

    public async Task FailLater()
    {
        await Task.Yield();
        throw new InvalidDataException("later");
    }

    public Task FailAtOnce() => throw new InvalidDataException("at once");

    public Task<int> FailAtOnceWithResult() => throw new InvalidDataException("at once");

    public Task CallRoundTo(string other) => GrainFactory.GetGrain<IWorkbench>(other).CallBack(Own);

    public Task CallBack(string other)
    {
        var answer = GrainFactory.GetGrain<IWorkbench>(other).Add(1);
        _ = probe.AtTheDoor(Own);
        return answer;
    }

    public Task<string> Key() => Task.FromResult(Own);
}
