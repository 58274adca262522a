using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>Keeps the board.</summary>
[GrainType("board"), KeepAlive, Reentrant]
internal sealed class BoardGrain(IJournal journal, ProgrammeCache shelf, ClubClock clock, TimeProvider machine)
    : FollowerGrain(journal),
        IBoardGrain
{
    private readonly Board board = new(journal, shelf, clock, machine);

    /// <summary>The turns of several readers interleave, so that no reader waits for another.</summary>
    public Task<BoardView?> Read(DateOnly from, DateOnly to) => board.Read(from, to);

    protected override Task Follow(CancellationToken stop) => board.CatchUp(stop);

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
