using LoyaltyClub.Contracts;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Background;

/// <summary>
/// Delivers the outbox: at once on a signal, and each second whatever fell due or was left by a process that ended.
/// </summary>
[GrainType("outbox"), KeepAlive]
internal sealed partial class OutboxGrain(OutboxDispatcher outbox, ILogger<OutboxGrain> log) : BackgroundGrain, IOutboxGrain
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim nudged = new(0);

    public Task Nudge()
    {
        if (nudged.CurrentCount == 0)
        {
            nudged.Release();
        }

        return Task.CompletedTask;
    }

    protected override Task Round(CancellationToken stop) => outbox.Round(fault => Undelivered(log, fault.Message), stop);

    protected override Task Pause(CancellationToken stop) => nudged.WaitAsync(Every, stop);

    protected override void Dispose(bool disposing)
    {
        nudged.Dispose();
        base.Dispose(disposing);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message stays in the outbox and is tried again: {Reason}")]
    private static partial void Undelivered(ILogger logger, string reason);
}
