using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Journal;
using Microsoft.Extensions.Caching.Memory;

namespace LoyaltyClub.Grains;

/// <summary>Finds a purchase's entry by store and <see cref="ReceiptNumber.Text"/>, also after early returns.</summary>
internal static class PurchaseLookup
{
    public static async Task<JournalEntry?> Find(IJournal journal, string store, string receipt)
    {
        var found = await journal.Find(OperationIds.Purchase(store, receipt));
        return found is { Stream: var stream } && stream.StartsWith(EarlyReturnsGrain.Prefix, StringComparison.Ordinal)
            ? await journal.Find(OperationIds.LatePurchase(store, receipt))
            : found;
    }
}
