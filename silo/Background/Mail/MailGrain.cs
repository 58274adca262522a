using LoyaltyClub.Contracts;

namespace LoyaltyClub.Background;

/// <summary>
/// Sends the mails of the outbox: at once when nudged, and every second for retries and the rows of processes that ended.
/// </summary>
[GrainType("mail"), KeepAlive]
internal sealed class MailGrain(MailDispatcher dispatcher) : SignalledGrain, IMailGrain
{
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await base.OnDeactivateAsync(reason, cancellationToken);
        await dispatcher.Drain();
    }

    protected override Task Round(CancellationToken stop) => dispatcher.Round(stop);

    protected override Task Pause(CancellationToken stop) =>
        dispatcher.ServerAwayFor is { } away && away > TimeSpan.Zero ? Task.Delay(away, stop) : base.Pause(stop);
}
