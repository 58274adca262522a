using LoyaltyClub.Grains.Board;

namespace LoyaltyClub.Host;

/// <summary>Keeps the board near the journal's end, so that a look has little to read. On its own, because the first count of a large history takes minutes.</summary>
internal sealed partial class BoardKeeper(Board board, ILogger<BoardKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(tick => tick is { IsCompletedSuccessfully: true, Result: true }, TaskScheduler.Default))
            try
            {
                await board.CatchUp(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Behind(log, fault.Message);
            }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The board falls behind: {Reason}")]
    private static partial void Behind(ILogger logger, string reason);
}
