using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>The statement, in pages, oldest or newest first.</summary>
internal sealed partial class MemberGrain
{
    public async Task<Outcome<StatementPage>> Statement(StatementQuery query) =>
        Unknown() is { } unknown ? unknown : StatementPager.Page(await Movements(), query, Now.Programme.TimeZone);

    /// <summary>
    /// All movements in the order of time. A late receipt moves every balance after its own time, so the whole history is read.
    /// </summary>
    private async Task<IReadOnlyList<(int Place, Movement Movement)>> Movements()
    {
        var (booked, before, moment) = (new List<Movement>(), default(Balance), Now);
        await foreach (var entry in ledger.History())
        {
            booked.AddRange(Domain.Members.Statement.Movements(entry, before, moment.Programme.TimeZone));
            before = entry.After;
        }

        // What is due and not yet written; after the close the journal gives the same movements.
        if (Decider.Decide(ledger.State, new Settle(moment.Today(ledger.State)), moment).Entry is { } settled)
        {
            booked.AddRange(Domain.Members.Statement.Movements(settled, before, moment.Programme.TimeZone));
        }

        return Domain.Members.Statement.InOrderOfTime(booked);
    }
}
