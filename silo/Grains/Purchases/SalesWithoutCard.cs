using System.Text.Json;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>Receipts without a card, one stream per store: instant and amount of each sale, without personal data.</summary>
internal sealed class SalesWithoutCard(IJournal journal, ClubClock clock) : ISalesWithoutCard
{
    public const string Prefix = "nocard.";
    private const int EntriesPerSnapshot = 50;

    public async Task<Outcome<SaleWithoutCard>> Sold(SaleWithoutCard sale)
    {
        var (store, receipt, line) = (sale.Store!, sale.Receipt!, new Line(sale.At!.Value, sale.Amount!.Value, 1));
        var operation = OperationIds.WithoutCard(store, receipt);
        if (await journal.Find(operation) is { } told)
        {
            return Again(told);
        }

        var latest = clock.Now + Decider.ClockTolerance;
        if (line.At > latest)
        {
            return Refusals.Of(Refusal.AtInTheFuture(line.At, latest));
        }

        if (await PurchaseLookup.Find(journal, store, receipt) is not null)
        {
            return Refusals.ReceiptConflict(store, receipt);
        }

        return await Write(store, operation, line) is { } first ? Again(first) : sale;

        Outcome<SaleWithoutCard> Again(JournalEntry entry) =>
            Read(entry.Data) == line ? new Outcome<SaleWithoutCard>(sale, null, true) : Refusals.ReceiptConflict(store, receipt);
    }

    public Task Claimed(string store, string receipt, DateTimeOffset at, decimal amount) =>
        Write(store, OperationIds.Claimed(store, receipt), new(at, amount, -1));

    internal static byte[] Bytes(Line line) => JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web);

    public static Line Read(byte[] data) => JsonSerializer.Deserialize<Line>(data, JsonSerializerOptions.Web)!;

    /// <returns>The earlier entry of the operation if this is a repeat; else null.</returns>
    private async Task<JournalEntry?> Write(string store, Guid operation, Line line)
    {
        var stream = Prefix + OperationIds.Operation("store " + store)!.Value.ToString("N");
        AppendResult result;
        do
        {
            var end = await journal.Open(stream);
            result = await journal.Append(
                new(stream, end.Version + 1, end.Hash, Bytes(line))
                {
                    Operation = operation,
                    Snapshot = (end.Version + 1) % EntriesPerSnapshot == 0 ? [0] : null,
                }
            );
        } while (result is AppendResult.VersionTaken);
        return (result as AppendResult.OperationTaken)?.By;
    }

    /// <param name="Count">1; −1 when a member claims the receipt later.</param>
    internal sealed record Line(DateTimeOffset At, decimal Amount, int Count);
}
