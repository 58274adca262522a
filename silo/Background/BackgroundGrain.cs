using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Background;

/// <summary>
/// Background work that runs once in the cluster: the grain's single activation is the lease. The work starts with the activation and
/// runs beside the grain's turns, so that a call never waits for it. Every process wakes the grain each second, so that the work continues
/// at another silo after the end of its own. For a moment two activations may run, the second at a silo that was voted out and has not
/// noticed, so a round must be harmless when done twice.
/// </summary>
internal abstract partial class BackgroundGrain : Grain, IBackgroundGrain, IDisposable
{
    private readonly CancellationTokenSource end = new();
    private Task work = Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var log = ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(GetType());
        work = Task.Run(() => Run(log), CancellationToken.None);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await end.CancelAsync();
        await work.WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public Task Wake() => Task.CompletedTask;

    /// <summary>Does the work that is due now.</summary>
    protected abstract Task Round(CancellationToken stop);

    /// <summary>Returns when the next round is due.</summary>
    protected abstract Task Pause(CancellationToken stop);

    private async Task Run(ILogger log)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await Round(end.Token);
                await Pause(end.Token);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Failed(log, GetType().Name, fault.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), end.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => end.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Work} failed and is tried again: {Reason}")]
    private static partial void Failed(ILogger logger, string work, string reason);
}
