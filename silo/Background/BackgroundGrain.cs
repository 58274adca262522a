using LoyaltyClub.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoyaltyClub.Background;

/// <summary>
/// Work that nobody calls for, once in the cluster: the grain's one activation is the lease. It begins with the activation and
/// goes on beside the grain's turns, so that a call never waits for it; every process wakes the grain each second, so that after
/// the end of its silo the work goes on at another. For a moment two may run, one of a silo that was voted out and does not know it yet, so
/// a round done twice must change nothing.
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

    /// <summary>Does what there is to do now.</summary>
    protected abstract Task Round(CancellationToken stop);

    /// <summary>Returns when it is time for the next round.</summary>
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
