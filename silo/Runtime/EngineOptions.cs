namespace LoyaltyClub.Runtime;

/// <summary>The engine's limits and periods. The defaults suit a shop as well as the load test.</summary>
public sealed class EngineOptions
{
    /// <summary>Calls that may wait for one grain, besides the one that runs; more are refused.</summary>
    public int MaxWaitingPerGrain { get; set; } = 1_000;

    /// <summary>Calls that may wait over all grains; more are refused.</summary>
    public int MaxWaiting { get; set; } = 20_000;

    /// <summary>A grain that nobody called for this long leaves memory, give or take a tenth.</summary>
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>More active grains than this, and the least recently used idle ones leave. A burst may go over it for the tens of milliseconds that one look takes; grains in use never leave.</summary>
    public int MaxActivations { get; set; } = 50_000;

    /// <summary>A call that has waited this long for its turn gets a <see cref="TimeoutException"/>, give or take a second.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop waits for running calls and deactivations.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The shortest period of a reminder; as in Orleans. Lower it in tests only.</summary>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);
}
