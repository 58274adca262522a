using LoyaltyClub.Background;
using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>
/// Keeps the board near the end of the journal: every few seconds for entries of other processes, and more often while this process
/// writes much, because its latest entries are still in memory.
/// </summary>
[GrainType("board"), KeepAlive, Reentrant]
internal sealed class BoardGrain(IJournal journal, ProgrammeCache shelf, ClubClock clock, TimeProvider machine)
    : BackgroundGrain,
        IBoardGrain
{
    private const int Many = 2_000;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(0.25),
        Every = TimeSpan.FromSeconds(5),
        First = TimeSpan.FromMinutes(1);

    private readonly Board board = new(journal, shelf, clock, machine);
    private bool begun;

    /// <summary>The turns of several readers interleave, so that no reader waits for another.</summary>
    public Task<BoardView?> Read(DateOnly from, DateOnly to) => board.Read(from, to);

    protected override Task Round(CancellationToken stop) => begun ? board.CatchUp(stop) : Task.CompletedTask;

    protected override async Task Pause(CancellationToken stop)
    {
        // A start has other work, and the first round writes.
        var (written, most) = (journal.Statistics.Entries, begun ? Every : First);
        begun = true;
        for (var waited = TimeSpan.Zero; waited < most && journal.Statistics.Entries - written < Many; waited += Tick)
        {
            await Task.Delay(Tick, stop);
        }
    }

    protected override void Dispose(bool disposing)
    {
        board.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Asks the board's grain, wherever in the cluster it is active.</summary>
internal sealed class BoardReader(IGrainFactory grains) : IBoard
{
    public Task<BoardView?> Read(DateOnly from, DateOnly to, CancellationToken cancel = default) =>
        grains.GetGrain<IBoardGrain>(ClubKey.Value).Read(from, to).WaitAsync(cancel);
}
