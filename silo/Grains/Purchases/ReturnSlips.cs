using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// The operation id of a return: that of its slip, and for a further purchase on the same slip one that names the purchase too. The first
/// release knew slips of one purchase only, so their ids stay as they were.
/// </summary>
internal static class ReturnSlips
{
    /// <param name="bought">The number of the purchase.</param>
    /// <param name="late">True for an early return that is applied after its purchase.</param>
    public static async Task<Guid> Operation(
        IJournal journal,
        ReceiptNumbering numbering,
        ReturnRequest request,
        ReceiptNumber bought,
        bool late
    )
    {
        var (store, slip, boughtIn) = (request.Store!, (await numbering.Slip(request)).Text, request.BoughtIn!);
        var first = late ? OperationIds.LateReturn(store, slip) : OperationIds.Return(store, slip);
        return await journal.Find(first) is not { } holder || IsOf(holder, request, bought) ? first
            : late ? OperationIds.LateReturn(store, slip, boughtIn, bought.Text)
            : OperationIds.Return(store, slip, boughtIn, bought.Text);
    }

    /// <summary>True if a slip's entry is for the purchase of a request.</summary>
    public static bool IsOf(JournalEntry holder, ReturnRequest request, ReceiptNumber bought) =>
        EarlyReturnsGrain.Kept(holder) is not null
            ? holder.Stream == EarlyReturnsGrain.Stream(request.BoughtIn!, bought.Text)
            : Applied(holder) is { } applied && (applied.PurchaseStore, applied.PurchaseNumber) == (request.BoughtIn, bought);

    /// <summary>When the goods of a slip came back, by the slip's entry.</summary>
    public static DateTimeOffset? At(JournalEntry holder) => EarlyReturnsGrain.Kept(holder) is { } early ? early.At : Applied(holder)?.At;

    /// <summary>The return of a slip's entry; null if it still waits for its purchase.</summary>
    public static Return? Applied(JournalEntry holder) =>
        EarlyReturnsGrain.Kept(holder) is null ? (EntryCodec.Decode(holder.Data) as Returned)?.Return : null;
}
