using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;

namespace LoyaltyClub.Grains;

/// <summary>Merge and split. Everything between the two members travels as a grain message.</summary>
internal sealed partial class MemberGrain
{
    public async Task<Outcome<MergeAnswer>> MergeInto(string into, string operationId, string? by)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        if (into == id)
        {
            return Refusals.Of(Refusal.SameMember());
        }

        var written = await Submit(
            new PlainWrite(OperationIds.Operation(operationId), new MergeInto(into))
            {
                Audit = Audited(by, "merged", _ => (null, into, null)),
            }
        );
        return written.Answer(entry => new MergeAnswer(into, id, entry.Recorded), () => Refusals.OperationConflict(operationId));
    }

    public async Task<Outcome<MergeAnswer>> UndoMerge(string from, string operationId, string? by)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        var command = new UndoMerge(from, await Brought(from));
        var written = await Submit(
            new PlainWrite(OperationIds.Operation(operationId), command) { Audit = Audited(by, "unmerged", _ => (from, null, null)) }
        );
        return written.Answer(entry => new MergeAnswer(id, from, entry.Recorded), () => Refusals.OperationConflict(operationId));
    }

    /// <summary>The state that a merged member handed over, less the returns of its receipts since.</summary>
    private async Task<MemberState> Brought(string from)
    {
        MemberState? brought = null;
        await foreach (var entry in ledger.History())
        {
            if (entry is MergedIn merged && merged.From == from)
            {
                brought = merged.Handed;
            }
            else if (entry is Returned returned && brought is not null && await BoughtBy(returned) is { } buyer)
            {
                if (buyer == from || brought.Merges.Any(merge => merge.From == buyer))
                {
                    brought = Merging.Less(brought, returned);
                }
            }
        }

        return brought ?? MemberState.None;
    }

    /// <summary>The member that made the returned purchase, before any merge.</summary>
    private async Task<string?> BoughtBy(Returned returned) =>
        (await PurchaseLookup.Find(journal, returned.Return.PurchaseStore, returned.Return.PurchaseNumber.Text))?.Stream;
}
