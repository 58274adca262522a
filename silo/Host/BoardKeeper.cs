using LoyaltyClub.Grains.Board;
using LoyaltyClub.Storage;

namespace LoyaltyClub.Host;

/// <summary>
/// Keeps the board near the journal's end, so that a look has little to read: every few seconds for what other processes
/// write, and sooner while this one writes much, because what has just been written is still in memory. On its own, because
/// the first count of a large history takes minutes.
/// </summary>
internal sealed partial class BoardKeeper(Board board, IJournal journal, ILogger<BoardKeeper> log) : BackgroundService
{
    private const int Many = 2_000;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.25), Every = TimeSpan.FromSeconds(5), First = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick);
        // A start has other work; and the first look writes.
        var (seen, waited) = (journal.Statistics.Entries, Every - First);
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(tick => tick is { IsCompletedSuccessfully: true, Result: true }, TaskScheduler.Default))
        {
            waited += Tick;
            var written = journal.Statistics.Entries;
            if (waited < Every && written - seen < Many)
                continue;
            (seen, waited) = (written, TimeSpan.Zero);
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
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The board falls behind: {Reason}")]
    private static partial void Behind(ILogger logger, string reason);
}
