using System.Text.Json;
using System.Text.Json.Serialization;
using LoyaltyClub.Contracts;
using LoyaltyClub.Domain.Members;
using LoyaltyClub.Encodings;
using LoyaltyClub.Journal;

namespace LoyaltyClub.Grains;

/// <summary>
/// Receipts without a card, one stream per store: instant and amount of each sale, without personal data other than the id of a member
/// who claims one.
/// </summary>
internal sealed class SalesWithoutCard(IJournal journal, ClubClock clock, ReceiptNumbering numbering) : ISalesWithoutCard
{
    public const string Prefix = "nocard.";
    private const int EntriesPerSnapshot = 50;

    public async Task<Outcome<SaleWithoutCard>> Sold(SaleWithoutCard sale)
    {
        var (store, receipt, line) = (sale.Store!, sale.Receipt!, new Line(sale.At!.Value, sale.Amount!.Value, 1));
        var day = numbering.Day(line.At);
        var operation = OperationIds.WithoutCard(store, (await numbering.WithoutCard(store, receipt, day)).Text);
        if (await journal.Find(operation) is { } told)
        {
            return Again(told);
        }

        var latest = clock.Now + Decider.ClockTolerance;
        if (line.At > latest)
        {
            return Refusals.Of(Refusal.AtInTheFuture(line.At, latest));
        }

        if (await PurchaseLookup.Find(journal, store, (await numbering.Purchase(store, receipt, day)).Text) is { } bought)
        {
            return numbering.Conflict(store, receipt, (EntryCodec.Decode(bought.Data) as Purchased)?.Day);
        }

        return await Write(store, operation, line) is { } first ? Again(first) : sale;

        Outcome<SaleWithoutCard> Again(JournalEntry entry) =>
            Read(entry.Data) is var told && told == line
                ? new Outcome<SaleWithoutCard>(sale, null, true)
                : numbering.Conflict(store, receipt, numbering.Day(told.At));
    }

    public async Task Claimed(string store, string receipt, DateTimeOffset at, decimal amount, string member)
    {
        // By the number of the purchase that is recorded now, so that it stays the same whatever the setting becomes.
        var number = await numbering.Purchase(store, receipt, numbering.Day(at));
        await Write(store, OperationIds.Claimed(store, number.Text), new(at, amount, -1, new(member, store, receipt, clock.Now)));
    }

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
    /// <param name="Claim">Who claimed it and when; null for a sale, and for a claim of before the watch.</param>
    internal sealed record Line(
        DateTimeOffset At,
        decimal Amount,
        int Count,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Claim? Claim = null
    );

    internal sealed record Claim(string Member, string Store, string Receipt, DateTimeOffset At);
}
