namespace LoyaltyClub.Background;

/// <summary>Background work on outbox rows: at once on a signal, and each second for what no signal told.</summary>
internal abstract class SignalledGrain : BackgroundGrain
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

    protected override Task Pause(CancellationToken stop) => nudged.WaitAsync(Every, stop);

    protected override void Dispose(bool disposing)
    {
        nudged.Dispose();
        base.Dispose(disposing);
    }
}
