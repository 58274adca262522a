using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;

namespace LoyaltyClub.Host;

/// <summary>
/// Before the doors open: reads what every process holds in memory, sets the alarm for midnight. While they are open: follows what other processes change.
/// </summary>
internal sealed partial class Opening(SharedStreams shared, IGrainFactory grains, IHostApplicationLifetime life, ILogger<Opening> log) : BackgroundService
{
    private static readonly TimeSpan Follow = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await shared.CatchUp(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, life.ApplicationStarted).ContinueWith(_ => { }, TaskScheduler.Default);
        var scheduled = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!scheduled)
                    await grains.GetGrain<ICloseGrain>(Club.Key).Schedule();
                scheduled = true;
                await Task.Delay(Follow, stoppingToken);
                await shared.CatchUp(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                StoreAway(log, fault.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot follow what other processes change: {Reason}")]
    private static partial void StoreAway(ILogger logger, string reason);
}
