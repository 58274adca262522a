using LoyaltyClub.Background;

namespace LoyaltyClub.Host;

/// <summary>Keeps the cluster's background work going: should the process that does it end, another does it a second later.</summary>
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not all background work could be woken, and is woken again: {Reason}")]
    private static partial void Asleep(ILogger logger, string reason);
}
