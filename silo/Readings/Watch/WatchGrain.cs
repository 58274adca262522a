using LoyaltyClub.Contracts;
using LoyaltyClub.Grains;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Readings;

/// <summary>Keeps the watch.</summary>
[GrainType("watch"), KeepAlive, Reentrant]
internal sealed class WatchGrain(IJournal journal, ProgrammeCache programmes, ClubClock clock, TimeProvider machine)
    : FollowerGrain(journal),
        IWatchGrain
{
    private readonly Watch watch = new(journal, programmes, clock, machine);

    public Task<FindingView[]> Read() => watch.Read(CancellationToken.None);

    protected override Task Follow(CancellationToken stop) => watch.Round(stop);

    protected override void Dispose(bool disposing)
    {
        watch.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Asks the watch's grain, wherever in the cluster it is active, and holds and releases members.</summary>
internal sealed class WatchReader(IGrainFactory grains) : IWatch
{
    public Task<FindingView[]> Read(CancellationToken cancel = default) =>
        grains.GetGrain<IWatchGrain>(ClubKey.Value).Read().WaitAsync(cancel);

    public Task<Outcome<FindingView>> Hold(string finding, WatchDecision decision, string by) =>
        Decide(finding, member => member.HoldSpending(finding, decision.OperationId!, decision.Reason!, by));

    public Task<Outcome<FindingView>> Release(string finding, WatchDecision decision, string by) =>
        Decide(finding, member => member.ReleaseSpending(finding, decision.OperationId!, decision.Reason!, by));

    /// <summary>
    /// Every member of the finding gets an entry, with its line in the audit. A call that ended half-way is sent again: each entry is
    /// written once.
    /// </summary>
    private async Task<Outcome<FindingView>> Decide(string finding, Func<IMemberGrain, Task<Outcome<bool>>> decide)
    {
        if (await Find(finding) is not { } found)
        {
            return new Refused(RefusalCode.UnknownFinding, $"There is no finding {finding}.", new Fact("finding", finding));
        }

        var outcomes = await Task.WhenAll(found.Members.Select(member => grains.Ask(member, decide)));
        var refused = outcomes.FirstOrDefault(outcome => outcome.Refusal?.Code == RefusalCode.OperationConflict)?.Refusal;
        return refused is not null ? refused
            : outcomes.All(outcome => outcome.Refusal is not null) ? outcomes[0].Refusal!
            : new Outcome<FindingView>(
                (await Find(finding))!,
                null,
                outcomes.All(outcome => outcome.Refusal is not null || outcome.Again)
            );
    }

    private async Task<FindingView?> Find(string finding) => (await Read()).FirstOrDefault(one => one.Id == finding);
}
