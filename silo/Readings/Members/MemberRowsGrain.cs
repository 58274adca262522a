using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>Keeps the rows of members.</summary>
[GrainType("member-rows"), KeepAlive, Reentrant]
internal sealed class MemberRowsGrain(IJournal journal, MemberRows rows, RowsLag lag) : FollowerGrain(journal), IMemberRowsGrain
{
    /// <summary>The longest that a reader waits for the rows; after a pause of the club they are there at once.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    public async Task<RowsAge> CatchUp()
    {
        // A batch that has begun ends by itself if this reader does not want to wait.
        var work = Task.Run(() => rows.CatchUp(LongestWait));
        if (await Task.WhenAny(work, Task.Delay(LongestWait)) == work)
        {
            await work;
        }

        return lag.Age;
    }

    protected override Task Follow(CancellationToken stop) => rows.Follow(stop);
}

/// <summary>How far the rows of members are behind the journal, as the process knows that keeps them.</summary>
public sealed class RowsLag(TimeProvider machine)
{
    private volatile State state = new(0, DateTimeOffset.MaxValue, null);

    /// <summary>Seconds since the rows were complete; 0 while they are, and in a process that does not keep them.</summary>
    public double Seconds =>
        state is { Behind: > 0, Complete: var complete } ? Math.Max(0, (machine.GetUtcNow() - complete).TotalSeconds) : 0;

    internal RowsAge Age => new(state.Complete, state.Fraction);

    /// <param name="behind">Transactions of the journal that are not read.</param>
    /// <param name="at">When they were counted.</param>
    /// <param name="fraction">The part of all members that a rebuilding has read, from 0 to 1; null while none is going on.</param>
    internal void Set(long behind, DateTimeOffset at, double? fraction) =>
        state = new(behind, behind == 0 || state.Complete == DateTimeOffset.MaxValue ? at : state.Complete, fraction);

    private sealed record State(long Behind, DateTimeOffset Complete, double? Fraction);
}
