using LoyaltyClub.Contracts;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Background;

/// <summary>
/// Delivers the outbox: at once on a signal, and each second whatever fell due or was left by a process that ended.
/// </summary>
[GrainType("outbox"), KeepAlive]
internal sealed partial class OutboxGrain(OutboxDispatcher outbox, ILogger<OutboxGrain> log) : SignalledGrain, IOutboxGrain
{
    protected override Task Round(CancellationToken stop) => outbox.Round(fault => Undelivered(log, fault.Message), stop);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message stays in the outbox and is tried again: {Reason}")]
    private static partial void Undelivered(ILogger logger, string reason);
}
