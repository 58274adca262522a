using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>The statement, in pages, oldest or newest first.</summary>
internal sealed partial class MemberGrain
{
    public async Task<Outcome<StatementPage>> Statement(StatementQuery query)
    {
        if (Unknown() is { } unknown)
        {
            return unknown;
        }

        var page = new StatementPager(query, Now.Programme.TimeZone);
        await (query.Newest ? NewestFirst(page) : OldestFirst(page));
        return page.Result;
    }

    private async Task OldestFirst(StatementPager page)
    {
        var before = default(Balance);
        // Starts one entry early: the page begins with that entry's balance.
        for (var from = Math.Max(1, page.Start - 1); from <= ledger.Version; from += MemberLedger.Chunk)
        {
            foreach (var (version, entry) in await ledger.Entries(from, MemberLedger.Chunk))
            {
                if (version >= page.Start && !page.Take(version, StatementLines.Of(entry, before, Now.Programme.TimeZone)))
                {
                    return;
                }

                before = entry.After;
            }
        }

        page.Take(ledger.Version + 1, Fallen(before));
    }

    private async Task NewestFirst(StatementPager page)
    {
        var last = ledger.Version + 1; // one past the last entry, for movements due and not yet written
        for (var to = Math.Min(last, page.Start); to > 0; to -= MemberLedger.Chunk)
        {
            var from = Math.Max(1, to - MemberLedger.Chunk + 1);
            var first = Math.Max(1, from - 1);
            var before = default(Balance);
            var lines = new List<(int Version, IReadOnlyList<StatementLine> Lines)>();
            foreach (var (version, entry) in await ledger.Entries(first, to - first + 1))
            {
                if (version >= from)
                {
                    lines.Add((version, StatementLines.Of(entry, before, Now.Programme.TimeZone)));
                }

                before = entry.After;
            }
            if (to >= last)
            {
                lines.Add((last, Fallen(before)));
            }

            for (var i = lines.Count - 1; i >= 0; i--)
            {
                if (!page.Take(lines[i].Version, lines[i].Lines))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Lines of movements that are due and not yet written; after the close the journal gives the same lines.</summary>
    private IReadOnlyList<StatementLine> Fallen(Balance before)
    {
        var moment = Now;
        return Decider.Decide(ledger.State, new Settle(moment.Today(ledger.State)), moment).Entry is { } settled
            ? StatementLines.Of(settled, before, moment.Programme.TimeZone)
            : [];
    }
}
