using LoyaltyClub.Background;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>
/// Keeps a reading near the end of the journal: every few seconds for entries of other processes, and more often while this process
/// writes much, because its latest entries are still in memory.
/// </summary>
internal abstract class FollowerGrain(IJournal journal) : BackgroundGrain
{
    private const int Many = 1_000;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.1),
        Every = TimeSpan.FromSeconds(5),
        First = TimeSpan.FromMinutes(1);

    private bool begun;

    /// <summary>Reads what is new.</summary>
    protected abstract Task Follow(CancellationToken stop);

    protected sealed override Task Round(CancellationToken stop) => begun ? Follow(stop) : Task.CompletedTask;

    protected sealed override async Task Pause(CancellationToken stop)
    {
        // A start has other work, and the first round writes.
        var (written, most) = (journal.Statistics.Entries, begun ? Every : First);
        begun = true;
        for (var waited = TimeSpan.Zero; waited < most && journal.Statistics.Entries - written < Many; waited += Tick)
        {
            await Task.Delay(Tick, stop);
        }
    }
}
