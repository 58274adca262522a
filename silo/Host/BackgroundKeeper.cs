using LoyaltyClub.Background;
using LoyaltyClub.Grains;

namespace LoyaltyClub.Host;

/// <summary>
/// Wakes the cluster's background work each second, so that it continues elsewhere when the process that runs it ends, tells what this
/// process has seen of keys, and sums up its security log.
/// </summary>
internal sealed partial class BackgroundKeeper(
    BackgroundWork work,
    KeyUses uses,
    SecurityLog security,
    IHostApplicationLifetime life,
    ILogger<BackgroundKeeper> log
) : BackgroundService
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
                await uses.Tell();
            }
            catch (Exception fault)
            {
                Asleep(log, fault.Message);
            }
            security.SumUp();
            await Task.Delay(Every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Some background work could not be started; trying again: {Reason}")]
    private static partial void Asleep(ILogger logger, string reason);
}
