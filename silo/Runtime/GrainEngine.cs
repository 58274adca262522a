using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Runtime;

/// <summary>The embedded engine: finds a grain's place, sends it the call, and keeps memory and time in bounds.</summary>
internal sealed class GrainEngine : IGrainFactory, IDisposable
{
    private readonly GrainCatalogue _catalogue;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _abandon = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Housekeeping _housekeeping;
    private readonly long _started;
    private long _clock, _places;
    private volatile bool _stopping, _refusing;

    public GrainEngine(
        GrainCatalogue catalogue, EngineOptions options, EngineStatistics statistics, IServiceScopeFactory scopes,
        IReminderTable reminders, TimeProvider time, ILogger<GrainEngine> log)
    {
        (_catalogue, Options, Statistics, _scopes, _time) = (catalogue, options, statistics, scopes, time);
        Log = new EngineLog(log);
        Abandon = _abandon.Token;
        _started = time.GetTimestamp();
        Reminders = new ReminderService(this, reminders, time);
        _housekeeping = new Housekeeping(this, time);
    }

    public EngineOptions Options { get; }

    public EngineStatistics Statistics { get; }

    public EngineLog Log { get; }

    public ReminderService Reminders { get; }

    /// <summary>Ticks of 100 ns since the start, up to a second old: read on every call, so it must cost nothing. Setting the wall clock does not move it.</summary>
    public long Clock => Volatile.Read(ref _clock);

    public bool Stopping => _stopping;

    /// <summary>Cancelled when a stop has taken too long.</summary>
    public CancellationToken Abandon { get; }

    public long Places => Interlocked.Read(ref _places);

    public IEnumerable<Mailbox> AllPlaces => _catalogue.Classes.SelectMany(type => type.Places).Select(pair => pair.Value);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrEmpty(primaryKey);
        var prototype = _catalogue.Find(typeof(TGrainInterface));
        if (grainClassNamePrefix is not null && !prototype.ClassName.StartsWith(grainClassNamePrefix, StringComparison.Ordinal))
            throw new ArgumentException($"No grain class for {typeof(TGrainInterface)} starts with {grainClassNamePrefix}.", nameof(grainClassNamePrefix));
        return (TGrainInterface)(object)prototype.For(this, primaryKey);
    }

    public GrainClass? FindClass(string name) => _catalogue.FindClass(name);

    public Task Send(GrainClass type, string key, GrainMethod method, object?[] arguments)
    {
        while (true)
        {
            if (_refusing) return method.Failed(new SiloUnavailableException());
            var place = type.Places.TryGetValue(key, out var found) ? found : Add(type, key);
            if (place?.Send(method, arguments) is { } answer) return answer;
        }
    }

    public AsyncServiceScope NewScope() => _scopes.CreateAsyncScope();

    public void Forget(Mailbox place)
    {
        place.Class.Places.TryRemove(new(place.Key, place));
        if (Interlocked.Decrement(ref _places) == 0 && _stopping) _empty.TrySetResult();
    }

    /// <summary>Sets the clock, never back.</summary>
    public long Tick()
    {
        var ticks = Math.Max(_time.GetElapsedTime(_started).Ticks, Clock + 1);
        Volatile.Write(ref _clock, ticks);
        return ticks;
    }

    public Task Start(CancellationToken cancel)
    {
        _housekeeping.Start();
        return Reminders.Start(cancel);
    }

    /// <summary>Lets running and waiting calls end, deactivates everything, then refuses. What has not ended in time is left behind and logged.</summary>
    public async Task Stop(CancellationToken cancel)
    {
        Reminders.Stop();
        _stopping = true;
        foreach (var place in AllPlaces) place.LeaveIfIdleSince(long.MaxValue, DeactivationReasonCode.ShuttingDown);
        if (Places == 0) _empty.TrySetResult();
        try
        {
            await _empty.Task.WaitAsync(Options.StopTimeout, _time, cancel);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            Log.StoppedTooSoon(Places);
        }
        _refusing = true;
        await _abandon.CancelAsync();
        _housekeeping.Stop();
        foreach (var place in AllPlaces) place.FailWaiting(new SiloUnavailableException());
    }

    public void Dispose()
    {
        Reminders.Stop();
        _housekeeping.Stop();
        _abandon.Dispose();
    }

    private Mailbox? Add(GrainClass type, string key)
    {
        var place = new Mailbox(this, type, key);
        if (!type.Places.TryAdd(key, place)) return null;
        Interlocked.Increment(ref _clock); // so that the order of use is known between two housekeepings
        if (Interlocked.Increment(ref _places) > Options.MaxActivations) _housekeeping.MakeRoom();
        return place;
    }
}
