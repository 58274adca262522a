using System.Collections.Immutable;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Receipts and their returns.</summary>
internal sealed partial class MemberGrain
{
    public Task<Outcome<PurchaseAnswer>> RecordPurchase(PurchaseRequest request) =>
        Nobody() is { } unknown ? Task.FromResult<Outcome<PurchaseAnswer>>(unknown)
        : numbering.NeverBeganAgain(request.Store!) ? Record(request, null)
        : RecordNumbered(request);

    private async Task<Outcome<PurchaseAnswer>> RecordNumbered(PurchaseRequest request)
    {
        var number = await numbering.Purchase(request.Store!, request.Receipt!, numbering.Day(request.At!.Value));
        return await Record(request, number.Period);
    }

    private Task<Outcome<PurchaseAnswer>> Record(PurchaseRequest request, string? period)
    {
        var command = Command(request, period);
        var purchase = command.Purchase;
        return Submit(
            new PurchaseWrite(OperationIds.Purchase(purchase.Store, purchase.Number.Text), this, command)
            {
                Profile = command.Spends ? Spent(command.Card, purchase.ShownKey) : null,
            }
        );
    }

    private RecordPurchase Command(PurchaseRequest request, string? period = null) =>
        new(Requests.Purchase(request, period), request.Currency, Shown(request.Card), request.Claimed)
        {
            ByTill = request.PayWithPoints?.ByTill == true,
        };

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
                new PurchaseWrite(OperationIds.LatePurchase(purchase.Store, purchase.Number.Text), grain, command)
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
            : written.OfAnother is null ? grain.numbering.Conflict(purchase.Store, purchase.Receipt, Day(written.Taken))
            : Refusals.ReceiptOfAnother(
                purchase.Store,
                purchase.Receipt,
                grain.numbering.Setting(purchase.Store),
                Day(written.OfAnother)
            );

        private static DateOnly? Day(JournalEntry? first) =>
            first is null ? null : (EntryCodec.Decode(first.Data) as Purchased)?.Day;
    }

    public Task<Outcome<PurchaseAnswer>> PreviewPurchase(PurchaseRequest request, DateTimeOffset? now, string? document) =>
        Task.FromResult(Preview(Command(request), now, document));

    private Outcome<PurchaseAnswer> Preview(RecordPurchase command, DateTimeOffset? now, string? document)
    {
        // The card is checked first, also for a merged member: the same order as in recording.
        if (CardGate.Refused(command, ledger.State, Now) is { } notThisCard)
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
        return decision.Refusal is { } refusal
            ? Refusals.Of(refusal)
            : Views.Answer(id, (Purchased)decision.Entry!, book) with
            {
                WhyNot = Views.WhyNot(NearMisses.Of(ledger.State, command.Purchase, moment), new(command.Purchase.At, book)),
            };
    }

    public async Task<Outcome<PurchaseRecord>> Purchase(string store, string receipt) =>
        Unknown() is { } unknown ? unknown
        : await Find(store, ReceiptNumber.Of(receipt)) is { } purchased ? Record(purchased)
        : Refusals.UnknownPurchase(store, ReceiptNumber.Of(receipt).Shown);

    public async Task<Outcome<ReturnAnswer>> Return(ReturnRequest request)
    {
        if (Nobody() is { } unknown)
        {
            return unknown;
        }

        if (await Find(request.BoughtIn!, await numbering.Bought(request)) is not { } bought)
        {
            return Unknown() ?? Refusals.UnknownPurchase(request.BoughtIn!, request.Receipt!);
        }

        var before = ledger.State.Returned.GetValueOrDefault(bought.Purchase.Key, []);
        var written = await Return(request, bought, late: false);
        if (written.OfAnother is { } kept && EarlyReturnsGrain.Kept(kept) is { } early && EarlyReturnsGrain.Same(early, request))
        {
            written = await Return(request, bought, late: true);
        }

        if (written.Entry is Returned returned)
        {
            before = await Before(returned, written.Again ? null : before);
        }

        return written.Answer(
            entry =>
            {
                var back = (Returned)entry;
                var refund = Returns.Refund(bought, before, back.SoFar, programmes.Book.Version(back.Version).Programme);
                return Views.Answer(id, back, refund, programmes.Book);
            },
            () => numbering.SlipConflict(request, (written.Taken ?? written.OfAnother) is { } slip ? ReturnSlips.At(slip) : null)
        );
    }

    /// <summary>The goods of its receipt that had come back before a return.</summary>
    /// <param name="known">What the state had before it; null for a repeat.</param>
    private async Task<ImmutableArray<LineQuantity>> Before(Returned entry, ImmutableArray<LineQuantity>? known)
    {
        if (!entry.Return.Lines.IsEmpty)
        {
            var now = entry.Return.Lines.ToDictionary(line => line.Line, line => line.Quantity);
            return
            [
                .. entry
                    .SoFar.Select(line => line with { Quantity = line.Quantity - now.GetValueOrDefault(line.Line) })
                    .Where(line => line.Quantity > 0),
            ];
        }

        return known
            ?? (await All())
                .OfType<Returned>()
                .Where(one => one.Return.PurchaseKey == entry.Return.PurchaseKey)
                .TakeWhile(one => one.Return.Slip != entry.Return.Slip || one.Return.Store != entry.Return.Store)
                .LastOrDefault()
                ?.SoFar
            ?? [];
    }

    private async Task<Written> Return(ReturnRequest request, Purchased bought, bool late)
    {
        var number = bought.Purchase.Number;
        var asked = Requests.Return(request, number, await numbering.Slip(request));
        // A slip of several purchases may be sent for two of them at once: then its id is taken between the look-up and the write.
        for (var operation = await ReturnSlips.Operation(journal, numbering, request, number, late); ;)
        {
            var moment = Now;
            // With expiry by inactivity, part of the lot may have expired before a later purchase extended the rest.
            var mayHaveEnded =
                bought.ExpiredAtOnce
                || bought.Terms.IdleMonths > 0
                || bought.Terms.Ends(ledger.State.LastPurchase) < moment.Today(ledger.State);
            var expired = mayHaveEnded ? Returns.Expired(bought.Terms, await All()) : 0;
            var written = await Submit(new PlainWrite(operation, new ReturnPurchase(asked, bought, expired)));
            if (!written.Conflict && written.OfAnother is null)
            {
                return written;
            }

            var now = await ReturnSlips.Operation(journal, numbering, request, number, late);
            if (now == operation)
            {
                return written;
            }

            operation = now;
        }
    }

    /// <summary>Applies the early returns. A return that does not fit its receipt is skipped: its caller has had an answer.</summary>
    private async Task ApplyEarlyReturns(string stream)
    {
        foreach (var early in await GrainFactory.GetGrain<IEarlyReturnsGrain>(stream).Arrived(id))
        {
            if (await Find(early.BoughtIn!, numbering.Awaited(stream, early)) is { } bought)
            {
                await Return(early, bought, late: true);
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
    private async Task<Purchased?> Find(string store, ReceiptNumber number) =>
        await PurchaseLookup.Find(journal, store, number.Text) is { } found && (found.Stream == id || !ledger.State.Merges.IsEmpty)
            ? EntryCodec.Decode(found.Data) as Purchased
            : null;

    private PurchaseRecord Record(Purchased entry) =>
        Views.Record(id, entry, ledger.State.Returned.GetValueOrDefault(entry.Purchase.Key, []), ledger.State.Vouchers, programmes.Book);
}
