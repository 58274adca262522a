using LoyaltyClub.Background;

namespace LoyaltyClub.Host;

/// <summary>Wakes the cluster's background work each second, so that it continues elsewhere when the process that runs it ends.</summary>
internal sealed partial class BackgroundKeeper(BackgroundWork work, IHostApplicationLifetime life, ILogger<BackgroundKeeper> log)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, life.ApplicationStarted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work.Wake();
            }
            catch (Exception fault)
            {
                Asleep(log, fault.Message);
            }
            await Task.Delay(Every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Some background work could not be started; trying again: {Reason}")]
    private static partial void Asleep(ILogger logger, string reason);
}
