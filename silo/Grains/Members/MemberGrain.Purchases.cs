using System.Collections.Immutable;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Receipts and what comes back of them.</summary>
internal sealed partial class MemberGrain
{
    public Task<Outcome<PurchaseAnswer>> RecordPurchase(PurchaseRequest request)
    {
        if (Nobody() is { } unknown)
        {
            return Task.FromResult<Outcome<PurchaseAnswer>>(unknown);
        }

        var purchase = Requests.Purchase(request);
        return Record(OperationIds.Purchase(purchase.Store, purchase.Receipt), request, purchase);
    }

    private Task<Outcome<PurchaseAnswer>> Record(Guid operation, PurchaseRequest request, Purchase purchase, string? earlyReturns = null) =>
        WithStock(
            new Receipt(operation, this, request, purchase)
            {
                // The message does the same once more, should this process not come to it.
                GrainMessage = earlyReturns is null ? null : new(GrainMessageKind.EarlyReturns, id, earlyReturns),
                Profile = Spends(request) ? Spent(request.Card) : null,
            }
        );

    /// <summary>
    /// A receipt to be recorded. The card must be the one in use, also where its member has become a part of another; unless the receipt
    /// had come before.
    /// </summary>
    private sealed class Receipt(Guid operation, MemberGrain grain, PurchaseRequest request, Purchase purchase)
        : Wish<Outcome<PurchaseAnswer>>(operation)
    {
        public override Entry Asked() => Purchased.Asked(purchase);

        public override Decision Decide(MemberState member, Moment moment) =>
            grain.CardRefusal(request.Card, Spends(request)) is { } refused
                ? refused
                : Decider.Purchase(member, purchase, request.Currency, grain.ledger.Person.Birthday, moment);

        public override ValueTask<Outcome<PurchaseAnswer>> Answer(Written written)
        {
            if (
                written.OfAnother is { Stream: var stream }
                && GrainMessage is null
                && stream.StartsWith(EarlyReturnsGrain.Prefix, StringComparison.Ordinal)
            )
            {
                return new(grain.Record(OperationIds.LatePurchase(purchase.Store, purchase.Receipt), request, purchase, stream));
            }

            if (GrainMessage is { From: var early } && written.Entry is Purchased)
            {
                return AfterEarlyReturns(early, written);
            }

            return new(Outcome(written));
        }

        private async ValueTask<Outcome<PurchaseAnswer>> AfterEarlyReturns(string stream, Written written)
        {
            await grain.ApplyEarlyReturns(stream);
            return Outcome(written);
        }

        private Outcome<PurchaseAnswer> Outcome(in Written written) =>
            written.Refusal is { } refusal ? refusal
            : written.Entry is Purchased entry
                ? new Outcome<PurchaseAnswer>(Views.Answer(grain.id, entry, grain.shelf.Book), null, written.Again)
            : written.OfAnother is null ? Refusals.ReceiptConflict(purchase.Store, purchase.Receipt)
            : Refusals.ReceiptOfAnother(purchase.Store, purchase.Receipt);
    }

    public Task<Outcome<PurchaseAnswer>> PreviewPurchase(PurchaseRequest request, DateTimeOffset? now, string? document)
    {
        if (CardRefusal(request.Card, Spends(request)) is { } refused)
        {
            return Task.FromResult<Outcome<PurchaseAnswer>>(Refusals.Of(refused));
        }

        if (Unknown() is { } unknown)
        {
            return Task.FromResult<Outcome<PurchaseAnswer>>(unknown);
        }

        var (book, faulty) = shelf.Trial(document, request.At!.Value);
        if (faulty is not null)
        {
            return Task.FromResult<Outcome<PurchaseAnswer>>(faulty);
        }

        var decision = Decider.Purchase(
            ledger.State,
            Requests.Purchase(request),
            request.Currency,
            ledger.Person.Birthday,
            new(now ?? clock.Now, book) { Draw = Now.Draw }
        );
        return Task.FromResult<Outcome<PurchaseAnswer>>(
            decision.Refusal is { } refusal ? Refusals.Of(refusal) : Views.Answer(id, (Purchased)decision.Entry!, book)
        );
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
            entry => Views.Answer(id, (Returned)entry, shelf.Book),
            () => Refusals.ReceiptConflict(request.Store!, request.ReturnReceipt!)
        );
    }

    private static bool Spends(PurchaseRequest request) => request is { PayWithPoints: not null } or { Vouchers.Length: > 0 };

    private async Task<Written> Return(ReturnRequest request, Purchased bought, Guid operation)
    {
        var moment = Now;
        var asked = Requests.Return(request);
        // Where idleness ends points, some may have ended and a later purchase moved the end of the others.
        var mayHaveEnded =
            bought.ExpiredAtOnce
            || bought.Terms.IdleMonths > 0
            || bought.Terms.Ends(ledger.State.LastPurchase) < moment.Today(ledger.State);
        var expired = mayHaveEnded ? Returns.Expired(bought.Terms, await All()) : 0;
        return await Write(operation, Returned.Asked(asked), member => Decider.Return(member, asked, bought, expired, moment));
    }

    /// <summary>A return that does not fit its receipt is passed over: nobody is there any more to be told.</summary>
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

    /// <summary>A purchase of this member, or of one who became a part of this one.</summary>
    private async Task<Purchased?> Find(string store, string receipt) =>
        await PurchaseLookup.Find(journal, store, receipt) is { } found && (found.Stream == id || !ledger.State.Merges.IsEmpty)
            ? EntryCodec.Decode(found.Data) as Purchased
            : null;

    private PurchaseRecord Record(Purchased entry) =>
        Views.Record(id, entry, ledger.State.Returned.GetValueOrDefault(entry.Purchase.Key, []), shelf.Book);
}
