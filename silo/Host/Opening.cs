using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;

namespace LoyaltyClub.Host;

/// <summary>
/// Before the doors open: reads what every process holds in memory, sets the alarm for midnight. While they are open: follows what other processes change, and delivers what is in the outbox.
/// </summary>
internal sealed partial class Opening(SharedStreams shared, Courier courier, IGrainFactory grains, IHostApplicationLifetime life, ILogger<Opening> log) : BackgroundService
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
                await courier.Wait(Follow, stoppingToken);
                await shared.CatchUp(stoppingToken);
                await courier.Round(fault => Undelivered(log, fault.Message), stoppingToken);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "An errand stays in the outbox and is tried again: {Reason}")]
    private static partial void Undelivered(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot follow what other processes change: {Reason}")]
    private static partial void StoreAway(ILogger logger, string reason);
}
