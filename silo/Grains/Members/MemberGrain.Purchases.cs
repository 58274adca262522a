using System.Collections.Immutable;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Receipts and their returns.</summary>
internal sealed partial class MemberGrain
{
    public Task<Outcome<PurchaseAnswer>> RecordPurchase(PurchaseRequest request)
    {
        if (Nobody() is { } unknown)
        {
            return Task.FromResult<Outcome<PurchaseAnswer>>(unknown);
        }

        var command = Command(request);
        var purchase = command.Purchase;
        return Submit(
            new PurchaseWrite(OperationIds.Purchase(purchase.Store, purchase.Receipt), this, command)
            {
                Profile = command.Spends ? Spent(command.Card) : null,
            }
        );
    }

    private RecordPurchase Command(PurchaseRequest request) => new(Requests.Purchase(request), request.Currency, Shown(request.Card));

    /// <summary>
    /// Records a receipt. If returns arrived first, they hold its operation id: the receipt is then recorded under
    /// <see cref="OperationIds.LatePurchase"/>, and the early returns are applied after it.
    /// </summary>
    private sealed class PurchaseWrite(Guid operation, MemberGrain grain, RecordPurchase command)
        : LedgerWrite<Outcome<PurchaseAnswer>>(operation, command)
    {
        private readonly Purchase purchase = command.Purchase;

        public override ValueTask<Outcome<PurchaseAnswer>> Answer(Written written)
        {
            if (Message is { From: var early } && written.Entry is Purchased)
            {
                return AfterEarlyReturns(early, written);
            }

            var stream = written.OfAnother?.Stream;
            return Message is null && stream?.StartsWith(EarlyReturnsGrain.Prefix, StringComparison.Ordinal) == true
                ? new(RecordLate(stream))
                : new(Outcome(written));
        }

        private Task<Outcome<PurchaseAnswer>> RecordLate(string earlyReturns) =>
            grain.Submit(
                new PurchaseWrite(OperationIds.LatePurchase(purchase.Store, purchase.Receipt), grain, command)
                {
                    // Applies the early returns again if this process ends before it has applied them.
                    Message = new(GrainMessageKind.EarlyReturns, grain.id, earlyReturns),
                    Profile = Profile,
                }
            );

        private async ValueTask<Outcome<PurchaseAnswer>> AfterEarlyReturns(string stream, Written written)
        {
            await grain.ApplyEarlyReturns(stream);
            return Outcome(written);
        }

        private Outcome<PurchaseAnswer> Outcome(in Written written) =>
            written.Refusal is { } refusal ? refusal
            : written.Entry is Purchased entry
                ? new Outcome<PurchaseAnswer>(Views.Answer(grain.id, entry, grain.programmes.Book), null, written.Again)
            : written.OfAnother is null ? Refusals.ReceiptConflict(purchase.Store, purchase.Receipt)
            : Refusals.ReceiptOfAnother(purchase.Store, purchase.Receipt);
    }

    public Task<Outcome<PurchaseAnswer>> PreviewPurchase(PurchaseRequest request, DateTimeOffset? now, string? document) =>
        Task.FromResult(Preview(Command(request), now, document));

    private Outcome<PurchaseAnswer> Preview(RecordPurchase command, DateTimeOffset? now, string? document)
    {
        // The card is checked first, also for a merged member: the same order as in recording.
        if (CardGate.Refused(command.Card, command.Spends, ledger.State, ledger.Facts) is { } notThisCard)
        {
            return Refusals.Of(notThisCard);
        }

        if (Unknown() is { } unknown)
        {
            return unknown;
        }

        var (book, faulty) = programmes.Trial(document, command.Purchase.At);
        if (faulty is not null)
        {
            return faulty;
        }

        var moment = new Moment(now ?? clock.Now, book) { Draw = Chance, Person = ledger.Facts };
        var decision = Decider.Decide(ledger.State, command, moment);
        return decision.Refusal is { } refusal ? Refusals.Of(refusal) : Views.Answer(id, (Purchased)decision.Entry!, book);
    }

    public async Task<Outcome<PurchaseRecord>> Purchase(string store, string receipt) =>
        Unknown() is { } unknown ? unknown
        : await Find(store, receipt) is { } purchased ? Record(purchased)
        : Refusals.UnknownPurchase(store, receipt);

    public async Task<Outcome<ReturnAnswer>> Return(ReturnRequest request)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        if (await Find(request.Store!, request.Receipt!) is not { } bought)
        {
            return Unknown() ?? Refusals.UnknownPurchase(request.Store!, request.Receipt!);
        }

        var written = await Return(request, bought, OperationIds.Return(request.Store!, request.ReturnReceipt!));
        if (written.OfAnother is { } kept && EarlyReturnsGrain.Kept(kept) is { } early && EarlyReturnsGrain.Same(early, request))
        {
            written = await Return(request, bought, OperationIds.LateReturn(request.Store!, request.ReturnReceipt!));
        }

        return written.Answer(
            entry => Views.Answer(id, (Returned)entry, programmes.Book),
            () => Refusals.ReceiptConflict(request.Store!, request.ReturnReceipt!)
        );
    }

    private async Task<Written> Return(ReturnRequest request, Purchased bought, Guid operation)
    {
        var moment = Now;
        var asked = Requests.Return(request);
        // With expiry by inactivity, part of the lot may have expired before a later purchase extended the rest.
        var mayHaveEnded =
            bought.ExpiredAtOnce
            || bought.Terms.IdleMonths > 0
            || bought.Terms.Ends(ledger.State.LastPurchase) < moment.Today(ledger.State);
        var expired = mayHaveEnded ? Returns.Expired(bought.Terms, await All()) : 0;
        return await Submit(new PlainWrite(operation, new ReturnPurchase(asked, bought, expired)));
    }

    /// <summary>Applies the early returns. A return that does not fit its receipt is skipped: its caller has had an answer.</summary>
    private async Task ApplyEarlyReturns(string stream)
    {
        foreach (var early in await GrainFactory.GetGrain<IEarlyReturnsGrain>(stream).Arrived(id))
        {
            if (await Find(early.Store!, early.Receipt!) is { } bought)
            {
                await Return(early, bought, OperationIds.LateReturn(early.Store!, early.ReturnReceipt!));
            }
        }
    }

    private async Task<List<Entry>> All()
    {
        var all = new List<Entry>();
        await foreach (var entry in ledger.History())
        {
            all.Add(entry);
        }

        return all;
    }

    /// <summary>A purchase of this member, or of a member merged into this one.</summary>
    private async Task<Purchased?> Find(string store, string receipt) =>
        await PurchaseLookup.Find(journal, store, receipt) is { } found && (found.Stream == id || !ledger.State.Merges.IsEmpty)
            ? EntryCodec.Decode(found.Data) as Purchased
            : null;

    private PurchaseRecord Record(Purchased entry) =>
        Views.Record(id, entry, ledger.State.Returned.GetValueOrDefault(entry.Purchase.Key, []), programmes.Book);
}
